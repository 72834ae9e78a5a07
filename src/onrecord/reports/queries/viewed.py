"""What a person had viewed of an incident's footage, stated from the custody entries (G2)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from onrecord.evidence.queries import ViewingFact, viewings_in
from onrecord.reports.queries.views import ViewedStatement


def footage_seen_by(incident: UUID) -> dict[UUID, tuple[ViewingFact, ...]]:
    """Return for each person every view of footage of an incident, oldest first."""
    return {
        person: tuple(fact for fact in facts if fact.footage)
        for person, facts in viewings_in(incident).items()
    }


def viewed_before(
    name: str, seen: Sequence[ViewingFact], before: datetime, step: str
) -> ViewedStatement:
    """State what a person had viewed before a step."""
    then = [fact for fact in seen if fact.opened_at < before]
    if not then:
        words = f"{name} had viewed no footage of this incident here before {step}."
        return ViewedStatement(person=name, viewed=False, words=words)
    words = f"{name} had viewed footage before {step}: {_listed(then)}."
    return ViewedStatement(person=name, viewed=True, words=words)


def viewed_since(
    name: str,
    seen: Sequence[ViewingFact],
    between: tuple[datetime, datetime | None],
    version: str,
) -> ViewedStatement | None:
    """State what an author viewed after locking a version and before the next, if anything."""
    locked, following = between
    then = [
        fact
        for fact in seen
        if fact.opened_at > locked and (following is None or fact.opened_at < following)
    ]
    if not then:
        return None
    words = f"{name} viewed footage after {version} was locked: {_listed(then)}."
    return ViewedStatement(person=name, viewed=True, words=words)


def _listed(seen: Sequence[ViewingFact]) -> str:
    return "; ".join(
        f"{fact.exhibit_number} on {timezone.localtime(fact.opened_at):%Y-%m-%d %H:%M:%S %Z}"
        f"{', a copy handed out' if fact.copied else ''}"
        for fact in seen
    )
