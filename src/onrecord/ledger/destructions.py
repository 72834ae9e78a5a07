"""Reading destructions: the list for those who may see it, and the uniform public trace (G26)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from onrecord.authority import Actor, Facts, Permission
from onrecord.ledger.act import demand
from onrecord.ledger.destroying.asking import named, reference_of
from onrecord.ledger.destroying.states import DestructionState
from onrecord.ledger.models import Destruction, Entry
from onrecord.storage.directives import current_directive


@dataclass(frozen=True)
class RecipientView:
    """An office that was handed a packet of it and is to be told; the packet's digest, in hex."""

    office: str
    packet_digest: str


@dataclass(frozen=True)
class DestructionView:
    """One destruction. `target` is the random ledger subject of what goes; `field` empty for all.

    `reference` is how people name it, as long as it stands. `requested_by` and `decided_by` are
    person ids. `approved_in` is the index in the log of the entry that approved it, None before.
    `backups_until`: the day until which backups may hold it.
    """

    number: str
    state: str
    scope: str
    target: str
    reference: str
    field: str
    authority: str
    document_number: str
    reason: str
    requested_by: UUID
    requested_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    decided_reason: str
    approved_in: int | None
    carried_out_at: datetime | None
    backups_until: date | None
    counts: Mapping[str, int]
    recipients: tuple[RecipientView, ...]


@dataclass(frozen=True)
class AuthorityView:
    """Whom the directive names as able to order a destruction, and by which document."""

    id: str
    title: str
    document: str


def destructions(*, actor: Actor) -> tuple[DestructionView, ...]:
    """Return every destruction, newest first; raise Refused."""
    demand(actor, Permission.DESTRUCTION_READ, Facts())
    return tuple(_view(row) for row in Destruction.objects.order_by("-requested_at"))


def destruction(*, actor: Actor, number: str) -> DestructionView:
    """Return one destruction by its number; raise Refused or UnknownDestruction."""
    demand(actor, Permission.DESTRUCTION_READ, Facts())
    return _view(named(number))


def number_of(entry: int) -> str:
    """Return the number of the destruction that an entry is about."""
    subject = Entry.objects.values_list("subject", flat=True).get(id=entry)
    return Destruction.objects.get(id=subject.rpartition("/")[2]).number


def authorities() -> tuple[AuthorityView, ...]:
    """Return whom the home's directive names; the directive is public."""
    return tuple(
        AuthorityView(item.id, item.title, item.document)
        for item in current_directive().destruction_authorities
    )


def destroyed_by_month() -> tuple[tuple[str, int], ...]:
    """Return how many destructions were carried out in each month (`2026-03`), newest first.

    This is all that the public sees: no subject, no authority, no finer date, no size.
    """
    months: dict[str, int] = {}
    done = Destruction.objects.filter(state=DestructionState.CARRIED_OUT.value)
    for at in done.order_by("-carried_out_at").values_list("carried_out_at", flat=True):
        if at is not None:
            month = f"{timezone.localtime(at):%Y-%m}"
            months[month] = months.get(month, 0) + 1
    return tuple(months.items())


def _view(row: Destruction) -> DestructionView:
    approved = Entry.objects.filter(subject=row.subject, kind__startswith="destruction.approved/")
    titles = {place.id: place.title for place in current_directive().destinations}
    return DestructionView(
        number=row.number,
        state=row.state,
        scope=row.scope,
        target=row.target,
        reference=reference_of(row.target),
        field=row.field,
        authority=row.authority_title,
        document_number=row.document_number,
        reason=row.reason,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decided_reason=row.decided_reason,
        approved_in=approved.values_list("index", flat=True).first(),
        carried_out_at=row.carried_out_at,
        backups_until=row.backups_until,
        counts=row.counts,
        recipients=tuple(
            RecipientView(titles.get(told["recipient"], told["recipient"]), told["packet_digest"])
            for told in row.recipients
        ),
    )
