"""Pages: evidence."""
