"""What came back: read, coerced, checked, and kept."""
