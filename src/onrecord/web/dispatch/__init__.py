"""Pages: events of the dispatch centre."""
