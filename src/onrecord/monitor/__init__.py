"""Watching a log from outside: anybody's, with no home, no account and no Django.

`watch` decides, and does nothing else; `memory` keeps every checkpoint ever seen; `tree` and
`witnesses` read what others say; `alarms` tells people; `follow` is one round of it all.
"""
