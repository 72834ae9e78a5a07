"""Pages: the inspector general's draws of closures."""
