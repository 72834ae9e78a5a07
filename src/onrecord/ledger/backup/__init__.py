"""Backups of a home: taken while it runs, checked, pruned, and laid out as a home again."""
