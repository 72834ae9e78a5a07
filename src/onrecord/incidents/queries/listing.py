"""Which incidents a person may open, asked of the database at once; the list of them, in pages.

Nobody is searched by name (G9).
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from onrecord.accounts.queries import people_below
from onrecord.authority import Actor, Facts, Permission, Role
from onrecord.incidents.models import AgencyReply, Allegation, IdentificationAttempt, Incident
from onrecord.incidents.queries.facts import WRITERS
from onrecord.incidents.queries.views import IncidentRow, ReplyAwaited, ToClassify
from onrecord.incidents.states import IncidentState, ReplyState
from onrecord.ledger.act import demand
from onrecord.ledger.paging import PAGE, Page, keyed
from onrecord.ledger.times import now

SEES_ALL = frozenset({Role.INVESTIGATOR, Role.CUSTODIAN, Role.INSPECTOR_GENERAL})
_OPEN = IncidentState.OPEN.value


def open_to(actor: Actor) -> QuerySet[Incident]:
    """Return the incidents that an actor may open; for the queries of record apps alone.

    What `authority` decides of one incident (own, of one's chain, all), asked of all at once.
    """
    if actor.roles & SEES_ALL:
        return Incident.objects.all()
    people = {actor.id} if actor.id else set()
    if Role.SUPERVISOR in actor.roles and actor.id:
        people |= people_below(actor.id, now())
    return Incident.objects.filter(_of(people))


def own_and_unlocked(actor: Actor) -> QuerySet[Incident]:
    """Return the incidents whose account the actor owes and has not locked (G6); as above."""
    if actor.id is None or not WRITERS & actor.roles:
        return Incident.objects.none()
    return Incident.objects.filter(
        _of({actor.id}),
        Q(account_by__isnull=True) | Q(account_by=actor.id),
        account_locked_at__isnull=True,
    )


def _of(people: Iterable[UUID]) -> Q:
    some = list(people)
    asked = IdentificationAttempt.objects.filter(asked_by__in=some).values("incident_id")
    return Q(opened_by__in=some) | Q(account_by__in=some) | Q(id__in=asked)


def incident_list(
    *, actor: Actor, state: str = "", district: str = "", after: str = "", limit: int = PAGE
) -> Page[IncidentRow]:
    """Return a page of the incidents that the actor may open, newest first."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    return newest(open_to(actor), state=state, district=district, after=after, limit=limit)


def newest(
    rows: QuerySet[Incident], *, state: str, district: str, after: str, limit: int
) -> Page[IncidentRow]:
    """Return a page of incidents, newest first, of a state and district where given."""
    if state:
        rows = rows.filter(state=state)
    if district:
        rows = rows.filter(district=district)
    found, following = keyed(rows, "opened_at", after=after, limit=limit, newest_first=True)
    return Page(rows_of(found), following)


def incident_rows(
    *, actor: Actor, state: str = "", district: str = "", limit: int = 200
) -> tuple[IncidentRow, ...]:
    """List the newest of the incidents that the actor may open."""
    return incident_list(actor=actor, state=state, district=district, limit=limit).rows


def districts(*, actor: Actor) -> tuple[str, ...]:
    """Return the districts of the newest incidents that the actor may open, for a filter."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    latest = open_to(actor).order_by("-opened_at", "-id").values_list("district", flat=True)
    return tuple(sorted(set(latest[:200])))


def accounts_due(*, actor: Actor, after: str = "", limit: int = PAGE) -> Page[IncidentRow]:
    """Return the open incidents of the actor's own that nobody has begun to write of."""
    demand(actor, Permission.INCIDENT_LIST, Facts())
    rows = own_and_unlocked(actor).filter(state=_OPEN, account_by__isnull=True)
    found, following = keyed(rows, "opened_at", after=after, limit=limit)
    return Page(rows_of(found), following)


def allegations_to_classify(
    *, actor: Actor, after: str = "", limit: int = PAGE
) -> Page[ToClassify]:
    """Return the allegations of open incidents that have no track yet, oldest first.

    Not those of an incident of which the actor still owes an account (G6).
    """
    demand(actor, Permission.ALLEGATION_CLASSIFY, Facts())
    rows = Allegation.objects.filter(
        track="", incident__in=open_to(actor), incident__state=_OPEN
    ).exclude(incident__in=own_and_unlocked(actor))
    found, following = keyed(
        rows.select_related("incident", "subject_party"), "added_at", after=after, limit=limit
    )
    waiting = tuple(
        ToClassify(
            number=row.incident.number,
            allegation=row.number,
            party_label=str(row.subject_party),
            opened_at=row.incident.opened_at,
        )
        for row in found
    )
    return Page(waiting, following)


def replies_awaited(*, actor: Actor, after: str = "", limit: int = PAGE) -> Page[ReplyAwaited]:
    """Return the requests for reply without an answer yet, the soonest due first."""
    demand(actor, Permission.REPLY_RECORD, Facts())
    rows = (
        AgencyReply.objects.filter(state=ReplyState.ASKED, incident__in=open_to(actor))
        .select_related("incident")
        .annotate(due=Coalesce("reply_due_on", Value(date.max)))
    )
    found, following = keyed(rows, "due", after=after, limit=limit)
    waiting = tuple(
        ReplyAwaited(
            number=row.incident.number,
            reply=row.number,
            agency=row.agency,
            asked_at=row.asked_at,
            reply_due_on=row.reply_due_on,
        )
        for row in found
    )
    return Page(waiting, following)


def with_felonies(actor: Actor) -> QuerySet[Incident]:
    """Return the incidents open to an actor in which a felony is alleged; for record apps alone."""
    felony = Allegation.objects.filter(incident=OuterRef("pk"), felony=True)
    return (
        open_to(actor).filter(Exists(felony)).exclude(id__in=own_and_unlocked(actor).values("id"))
    )


def rows_of(found: list[Incident]) -> tuple[IncidentRow, ...]:
    """Return incidents as lists show them; for this app alone."""
    counted = dict(
        Allegation.objects.filter(incident__in=[row.id for row in found])
        .values_list("incident_id")
        .annotate(count=Count("id"))
    )
    return tuple(
        IncidentRow(
            number=row.number,
            state=row.state,
            event_status=row.event_status,
            origin=row.origin,
            opened_at=row.opened_at,
            occurred_at=row.occurred_at,
            district=row.district,
            summary=row.summary,
            allegations=counted.get(row.id, 0),
        )
        for row in found
    )
