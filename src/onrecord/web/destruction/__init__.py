"""Pages: lawful destruction."""
