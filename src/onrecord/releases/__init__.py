"""The public side: frozen figures with suppression."""
