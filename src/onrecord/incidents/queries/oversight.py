"""Reading draws of closures: for the inspector general, who reviews what was drawn (G13)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from onrecord.accounts.queries import names_of
from onrecord.authority import Actor, Facts, Permission
from onrecord.incidents.errors import UnknownPart
from onrecord.incidents.models import ClosureDraw, ClosureReview, EventStatement
from onrecord.incidents.states import CLOSING
from onrecord.ledger.act import demand


@dataclass(frozen=True)
class DrawnClosure:
    """A closure that was drawn: who closed it and why, and what a review came to, or empty.

    `number` is the incident's; empty where it was destroyed since.
    """

    closure: str
    number: str
    stated: str
    reason: str
    stated_by: str
    confirmed_by: str
    confirmed_reason: str
    closed_at: datetime | None
    result: str
    result_reason: str
    reviewed_at: datetime | None


@dataclass(frozen=True)
class DrawView:
    """A draw, with what anybody needs to draw it again."""

    number: str
    first: date
    last: date
    size: int
    checkpoint_size: int
    checkpoint_root: str
    candidates: tuple[str, ...]
    drawn_by: str
    drawn_at: datetime
    closures: tuple[DrawnClosure, ...]

    @property
    def waiting(self) -> int:
        """Return how many closures of it still wait for their review."""
        return sum(bool(one.number) and not one.result for one in self.closures)


@dataclass(frozen=True)
class Undrawn:
    """Closures of which no period was drawn yet: how many, and since when."""

    count: int
    since: datetime | None


def find_draw(number: str) -> ClosureDraw:
    """Return a draw by its number, such as C-1, or raise UnknownPart; for this app alone."""
    digits = number.strip().upper().removeprefix("C-")
    known = digits.isascii() and digits.isdigit() and len(digits) < 9  # noqa: PLR2004 - a column's width
    found = ClosureDraw.objects.filter(number=int(digits)).first() if known else None
    if found is None:
        raise UnknownPart(f"{number}: nothing was drawn under this number.")
    return found


def closures_between(first: date, last: date) -> QuerySet[EventStatement]:
    """Return the closures of a period, by the day of the second person; for this app alone."""
    zone = timezone.get_current_timezone()
    begins = datetime.combine(first, time.min, zone)
    ends = datetime.combine(last + timedelta(days=1), time.min, zone)
    return _closures().filter(confirmed_at__gte=begins, confirmed_at__lt=ends)


def _closures() -> QuerySet[EventStatement]:
    return EventStatement.objects.filter(stated__in=CLOSING, confirmed_by__isnull=False)


def closure_draws(*, actor: Actor) -> tuple[DrawView, ...]:
    """Return every draw, newest first."""
    demand(actor, Permission.CLOSURE_READ, Facts())
    return tuple(_view(row) for row in ClosureDraw.objects.all())


def closure_draw(*, actor: Actor, number: str) -> DrawView:
    """Return one draw by its number, or raise UnknownPart."""
    demand(actor, Permission.CLOSURE_READ, Facts())
    return _view(find_draw(number))


def closures_undrawn(*, actor: Actor) -> Undrawn:
    """Return how many closures no draw has had a chance at yet."""
    demand(actor, Permission.CLOSURE_READ, Facts())
    had = {one for row in ClosureDraw.objects.all() for one in row.candidates}
    times = [
        at
        for id_, at in _closures().order_by("confirmed_at").values_list("id", "confirmed_at")
        if str(id_) not in had and at is not None
    ]
    return Undrawn(len(times), times[0] if times else None)


def _view(row: ClosureDraw) -> DrawView:
    statements = {
        str(one.id): one
        for one in EventStatement.objects.filter(id__in=row.drawn).select_related("incident")
    }
    reviews = {str(one.statement_id): one for one in ClosureReview.objects.filter(draw=row)}
    people = {row.drawn_by_id}
    for one in statements.values():
        people |= {one.stated_by_id, *({one.confirmed_by_id} if one.confirmed_by_id else ())}
    names = names_of(people)
    return DrawView(
        number=str(row),
        first=row.first,
        last=row.last,
        size=row.size,
        checkpoint_size=row.checkpoint_size,
        checkpoint_root=row.checkpoint_root,
        candidates=tuple(row.candidates),
        drawn_by=names[row.drawn_by_id],
        drawn_at=row.drawn_at,
        closures=tuple(
            _closure(one, statements.get(one), reviews.get(one), names) for one in row.drawn
        ),
    )


def _closure(
    reference: str,
    row: EventStatement | None,
    review: ClosureReview | None,
    names: dict[UUID, str],
) -> DrawnClosure:
    return DrawnClosure(
        closure=reference,
        number=row.incident.number if row else "",
        stated=row.stated if row else "",
        reason=row.reason if row else "",
        stated_by=names[row.stated_by_id] if row else "",
        confirmed_by=names[row.confirmed_by_id] if row and row.confirmed_by_id else "",
        confirmed_reason=row.confirmed_reason if row else "",
        closed_at=row.confirmed_at if row else None,
        result=review.result if review else "",
        result_reason=review.reason if review else "",
        reviewed_at=review.reviewed_at if review else None,
    )
