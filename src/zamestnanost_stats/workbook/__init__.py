"""The Excel file: read safely, written well; knows nothing of what the cells mean."""
