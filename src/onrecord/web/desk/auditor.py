"""What waits for an auditor."""

from collections.abc import Iterator
from datetime import datetime

from onrecord.authority import Actor
from onrecord.ledger.oversight import RefusedAttempt, log_health, refused_attempts
from onrecord.web.desk.items import After, Item, Queue, queue


def queues(actor: Actor, _after: After) -> Iterator[Queue]:
    """Yield refused attempts, and how the log stands."""
    yield refusals(actor)
    health = log_health(actor=actor)
    yield Queue(
        "The log",
        (
            Item(
                f"{health.size:,} entries in the last signed checkpoint",
                f"{health.waiting:,} recorded since; an audit recomputes them all",
                "/audit/",
                "Audit",
                due=health.published_at,
                left="Published",
            ),
        ),
        "",
    )


def refusals(actor: Actor) -> Queue:
    """Return the refused attempts as one thing to follow."""
    attempts = refused_attempts(actor=actor)
    counted = f"{len(attempts)} refused attempt{'' if len(attempts) == 1 else 's'}"
    item = Item(
        counted, "Each with who, what and why", "/audit/", "Follow", due=_newest(attempts),
        left="Newest",
    )  # fmt: skip
    return queue("Refused attempts", iter([item] if attempts else []), "None is recorded.")


def _newest(attempts: tuple[RefusedAttempt, ...]) -> datetime | None:
    return max((attempt.at for attempt in attempts), default=None)
