"""What is published: one format-free report and the writers that make files of it."""

FORMATS = ("xlsx", "html", "json")
"""The formats a report is written in where none is named."""
EXTRAS = {"docx": ("docx",), "pdf": ("typst", "pypdf", "font_source_sans_pro")}
"""Formats for which more must be installed, and what."""
WRITABLE = (*FORMATS, *EXTRAS)
"""All formats a report can be written in."""
