"""Wiring: settings from the environment, URLs, the process tree."""
