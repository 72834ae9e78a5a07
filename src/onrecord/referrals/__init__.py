"""The prosecutor's packet: prepare, check, approve, seal."""
