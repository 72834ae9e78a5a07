"""How far a backup or a restore has come."""

from collections.abc import Callable

Say = Callable[[str, int, int], None]
"""Is told a step, how much of it is done, and how much there is (0 where it is not known)."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
