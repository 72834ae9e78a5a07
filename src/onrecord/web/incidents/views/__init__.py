"""Views of incident pages, by noun."""
