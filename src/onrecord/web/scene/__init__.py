"""Pages: scene."""
