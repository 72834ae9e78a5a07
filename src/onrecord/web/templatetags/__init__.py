"""Template tags of the web edge."""
