"""Forms of incident pages, by noun."""
