"""Which dispatch events should have an incident, and what became of each (G13)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from onrecord.accounts.queries import names_of
from onrecord.authority import Actor, Facts, Permission
from onrecord.directive.dispatch import EventCode, picked_codes
from onrecord.incidents.models import DispatchEvent, DispatchExplanation
from onrecord.incidents.queries.dispatch import find_event
from onrecord.ledger.act import demand
from onrecord.ledger.times import now
from onrecord.storage.directives import current_directive
from onrecord.storage.home import DEMO, current_home


class Became(StrEnum):
    """What became of an event that should have an incident."""

    INCIDENT = "with an incident"
    EXPLAINED = "explained by two persons"
    OPEN = "without an incident"


@dataclass(frozen=True)
class ExplanationView:
    """Why an event is not of the kind that its code says; it waits until another person agrees."""

    reference: str
    reason: str
    stated_by: str
    stated_at: datetime
    confirmed_by: str
    confirmed_reason: str
    waits: bool


@dataclass(frozen=True)
class OpenEvent:
    """An event that should have an incident and has none; `days` since it was received."""

    number: str
    code: str
    title: str
    district: str
    received_at: datetime
    days: int
    explanation_waits: bool


@dataclass(frozen=True)
class Reconciliation:
    """The codes that pick events, counts of the events picked, and those that stand open.

    Without codes nothing is known: not that every event has its incident.
    """

    codes: tuple[EventCode, ...]
    picked: int
    with_incident: int
    explained: int
    open: int
    events: tuple[OpenEvent, ...]


@dataclass(frozen=True)
class CountedEvent:
    """An event as figures see it: its day of receipt in the city's zone, and what became of it."""

    received_on: date
    became: Became


def codes_in_force() -> tuple[EventCode, ...]:
    """Return the codes of this home's directive; the fictional ones in a demo alone."""
    is_demo = current_home().record().mode == DEMO
    return picked_codes(current_directive().dispatch, demo=is_demo)


def reconciliation(*, actor: Actor, limit: int = 200) -> Reconciliation:
    """Return what became of the events that should have an incident, the oldest open one first."""
    demand(actor, Permission.DISPATCH_LIST, Facts())
    codes = codes_in_force()
    titles = {code.code: code.title for code in codes}
    picked = _picked(codes)
    without = picked.filter(incident__isnull=True)
    standing = without.filter(~_EXPLAINED)
    waiting = set(
        DispatchExplanation.objects.filter(confirmed_by__isnull=True).values_list(
            "event_id", flat=True
        )
    )
    today = timezone.localtime(now()).date()
    return Reconciliation(
        codes=codes,
        picked=picked.count(),
        with_incident=picked.filter(incident__isnull=False).count(),
        explained=without.filter(_EXPLAINED).count(),
        open=standing.count(),
        events=tuple(
            OpenEvent(
                number=event.number,
                code=event.code,
                title=titles[event.code],
                district=event.district,
                received_at=event.received_at,
                days=(today - timezone.localtime(event.received_at).date()).days,
                explanation_waits=event.id in waiting,
            )
            for event in standing.order_by("received_at")[:limit]
        ),
    )


def explanations(*, actor: Actor, number: str) -> tuple[ExplanationView, ...]:
    """Return why an event has no incident, as people stated it; by the event's number."""
    demand(actor, Permission.DISPATCH_LIST, Facts())
    rows = list(DispatchExplanation.objects.filter(event=find_event(number)))
    people = [person for row in rows for person in (row.stated_by_id, row.confirmed_by_id)]
    names = names_of(person for person in people if person is not None)
    return tuple(
        ExplanationView(
            reference=str(row.id),
            reason=row.reason,
            stated_by=names[row.stated_by_id],
            stated_at=row.stated_at,
            confirmed_by=names[row.confirmed_by_id] if row.confirmed_by_id else "",
            confirmed_reason=row.confirmed_reason,
            waits=row.confirmed_by_id is None,
        )
        for row in rows
    )


def counted_events() -> tuple[CountedEvent, ...]:
    """Return every event picked, as figures see it, nobody and nothing else of it.

    For the act that freezes figures, which authority decides on; no edge calls this.
    """
    picked = _picked(codes_in_force())
    explained = set(picked.filter(_EXPLAINED).values_list("id", flat=True))
    rows = picked.order_by("number").values_list("id", "received_at", "incident_id")
    return tuple(
        CountedEvent(
            timezone.localtime(received).date(),
            _became(incident=incident is not None, explained=id_ in explained),
        )
        for id_, received, incident in rows
    )


def _became(*, incident: bool, explained: bool) -> Became:
    if incident:
        return Became.INCIDENT
    return Became.EXPLAINED if explained else Became.OPEN


_EXPLAINED = Exists(
    DispatchExplanation.objects.filter(event=OuterRef("pk"), confirmed_by__isnull=False)
)


def _picked(codes: tuple[EventCode, ...]) -> QuerySet[DispatchEvent]:
    return DispatchEvent.objects.filter(code__in=[code.code for code in codes])
