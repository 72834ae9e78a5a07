"""The inspector general draws closures and reviews what was drawn (G13)."""

from datetime import date

from django.db.models import Max
from django.utils import timezone

from onrecord.authority import Actor, Facts, HandlingClass, Permission, Refused
from onrecord.incidents.actions.incident import reopen_incident
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    keep_apart,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.draw import draw
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import ClosureDraw, ClosureReview, EventStatement
from onrecord.incidents.queries.oversight import closures_between, find_draw
from onrecord.incidents.states import IncidentState, ReviewResult
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.queries import published
from onrecord.ledger.times import now

CLOSURES_DRAWN = declare_for(
    ClosureDraw, "closures.drawn", 1, "Closures were drawn for review by a checkpoint's root."
)
CLOSURE_REVIEWED = declare_for(
    ClosureReview, "closure.reviewed", 1, "A closure that was drawn was reviewed."
)
MOST = 1_000


@act(Permission.CLOSURE_DRAW)
def draw_closures(act: Act, *, actor: Actor, first: date, last: date, size: int) -> Receipt:
    """Draw so many of a period's closures by the root of the checkpoint published last.

    A period is drawn once, after it has ended and a checkpoint was published since: nobody chooses
    among draws. Raises InvalidIncident; refused for a period that overlaps one drawn before.
    """
    if first > last:
        raise InvalidIncident("last", "last: lies before the first day. Check both.")
    if not 0 < size <= MOST:
        raise InvalidIncident("size", f"size: give a number from 1 to {MOST:,}.")
    checkpoint = published()
    if timezone.localtime(checkpoint.at).date() <= last:
        raise InvalidIncident(
            "last", "last: no checkpoint was published since that day. Draw when one was."
        )
    if ClosureDraw.objects.filter(first__lte=last, last__gte=first).exists():
        raise Refused("state", "A part of this period was drawn already; a period is drawn once.")
    candidates = [str(one) for one in closures_between(first, last).values_list("id", flat=True)]
    if not candidates:
        raise InvalidIncident("first", "first: nothing was closed in this period.")
    root = checkpoint.root
    number: int | None = ClosureDraw.objects.aggregate(last=Max("number"))["last"]
    made = ClosureDraw(
        number=(number or 0) + 1,
        first=first,
        last=last,
        size=size,
        checkpoint_size=checkpoint.size,
        checkpoint_root=root.hex(),
        candidates=sorted(candidates),
        drawn=list(draw(root, first, last, candidates, size)),
        drawn_by_id=person_id(actor),
        drawn_at=now(),
    )
    return receipt(act.save(CLOSURES_DRAWN, made), made)


def _facts(*, draw: str, closure: str, **_arguments: object) -> Facts:
    return Facts(about=_drawn(draw, closure)[1].subject)


@act(Permission.CLOSURE_REVIEW, facts=_facts)
def review_closure(
    act: Act,
    *,
    actor: Actor,
    draw: str,
    closure: str,
    result: ReviewResult,
    reason: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record what the review of a drawn closure came to; "reopened" opens the incident again.

    Raises UnknownPart, InvalidIncident, StatusTextFound.
    """
    drawn, statement = _drawn(draw, closure)
    if ClosureReview.objects.filter(draw=drawn, statement=statement).exists():
        raise Refused("state", "This closure was reviewed already; its result stands.")
    told, incident = ReviewResult(result), statement.incident
    is_closed = incident.state == IncidentState.CLOSED
    if told is ReviewResult.STANDS and not is_closed:
        raise Refused("state", "This incident was opened again meanwhile: it does not stand.")
    clean, passages = settled({"reason": required("reason", reason, "why")}, choices)
    if told is ReviewResult.REOPENED and is_closed:
        reopen_incident(actor=actor, number=incident.number, reason=clean["reason"])
    review = ClosureReview(
        incident=incident,
        handling_class=HandlingClass.OVERSIGHT.value,
        statement=statement,
        draw=drawn,
        result=told.value,
        reason=clean["reason"],
        reviewed_by_id=person_id(actor),
        reviewed_at=now(),
    )
    entry = act.save(CLOSURE_REVIEWED, review)
    keep_apart(act, incident.id, "closure", passages, HandlingClass.OVERSIGHT)
    return receipt(entry, drawn)


def _drawn(number: str, closure: str) -> tuple[ClosureDraw, EventStatement]:
    drawn = find_draw(number)
    if closure.strip() in drawn.drawn:
        statement = EventStatement.objects.filter(id=closure.strip()).first()
        if statement is not None:
            return drawn, statement
    raise UnknownPart(f"{closure}: draw {drawn} has no such closure.")
