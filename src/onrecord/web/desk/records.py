"""What waits for a records and disclosure officer."""

from collections.abc import Iterator

from onrecord.authority import Actor
from onrecord.releases.queries import latest_snapshot
from onrecord.web.desk.items import After, Item, Queue, day, queue
from onrecord.web.desk.reconciling import without_incident


def queues(actor: Actor, _after: After) -> Iterator[Queue]:
    """Yield figures that are due."""
    taken = latest_snapshot()
    first = Item(
        "First figures",
        "Nothing is published yet; by the command “onrecord figures snapshot”",
        "/data/",
        "See the page",
    )
    items = [] if taken else [first]
    when = f" Published {day(taken.taken_at)}." if taken else ""
    yield queue("Figures due", iter(items), f"No figures are due.{when}")
    yield without_incident(actor)
