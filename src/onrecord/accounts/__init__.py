"""People, their dated assignments, sign-in and tokens; builds authority.Actor."""
