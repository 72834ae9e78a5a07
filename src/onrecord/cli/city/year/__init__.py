"""A whole year of small incidents, so that a demo home shows every state that there is."""
