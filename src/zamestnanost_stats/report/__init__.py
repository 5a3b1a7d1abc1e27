"""What is published: one format-free report and the writers that make files of it."""

FORMATS = ("xlsx", "html", "json")
"""The formats a report can be written in."""
