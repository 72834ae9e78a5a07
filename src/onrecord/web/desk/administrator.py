"""What waits for the system administrator, who reads no record."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.web.desk.items import After, Item, Queue


def queues(_actor: Actor, _after: After) -> Iterator[Queue]:
    """Yield the accounts of the home."""
    yield Queue(
        "Accounts",
        (Item("People who may act here", "You give accounts, and open no record", "/accounts/",
              "Open accounts"),),
        "",
    )  # fmt: skip
