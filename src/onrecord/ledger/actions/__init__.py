"""What a person does to the log itself: each a module, each act with its entry.

Importing this package declares the kinds of entries that these acts write.
"""

from onrecord.ledger.actions import (
    audits,
    authorities,
    clock,
    destroying,
    destruction,
    heartbeat,
    keys,
    loss,
    restoring,
    witnesses,
)

__all__ = [
    "audits",
    "authorities",
    "clock",
    "destroying",
    "destruction",
    "heartbeat",
    "keys",
    "loss",
    "restoring",
    "witnesses",
]
