"""What is published: one format-free report and the writers that make files of it."""

FORMATS = ("xlsx", "html", "json")
"""The formats a report is written in unless others are asked for."""
OTHERS = ("csv",)
"""Those it can be written in besides."""
