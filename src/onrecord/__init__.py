"""OnRecord: the accountability record of a city."""
