"""Django's SQLite back end, in which transactions take turns."""
