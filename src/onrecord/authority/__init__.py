"""Who may do what, and why not: pure decisions over an actor, a permission and facts.

Nothing here reads a database or a clock. A decision names the role that it relied on, or the reason
why it was refused, in words that a page can show and an entry can keep.
"""

from onrecord.authority.actor import SYSTEM, Actor, Channel
from onrecord.authority.decide import Decision, Facts, Refused, barred, decide
from onrecord.authority.handling import HandlingClass
from onrecord.authority.permission import Permission
from onrecord.authority.role import Role

__all__ = [
    "SYSTEM",
    "Actor",
    "Channel",
    "Decision",
    "Facts",
    "HandlingClass",
    "Permission",
    "Refused",
    "Role",
    "barred",
    "decide",
]
