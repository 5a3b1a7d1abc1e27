"""Yearly figures of employment services: asked in a workbook, checked, kept, and reported honestly."""

__version__ = "0.1.0"
