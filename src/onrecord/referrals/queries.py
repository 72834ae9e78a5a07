"""Reading referrals, and gathering what their checks look at."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from onrecord.authority import Actor, Decision, Facts, Permission, decide
from onrecord.directive import (
    AllegationFact,
    Answer,
    Destination,
    Directive,
    FactRef,
    SubjectKind,
    Track,
    routing,
)
from onrecord.evidence.queries import bytes_held, custody_facts
from onrecord.incidents.queries import (
    AllegationView,
    IncidentView,
    authority_facts,
    contact_register,
    incident,
    is_behind_wall,
)
from onrecord.incidents.queries.listing import open_to, own_and_unlocked, with_felonies
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.paging import PAGE, Page, keyed
from onrecord.ledger.queries import subject_entries
from onrecord.referrals.checks import Finding, Matter, examine
from onrecord.referrals.errors import UnknownReferral
from onrecord.referrals.models import Referral
from onrecord.referrals.states import ReferralState
from onrecord.reports.errors import UnknownReport
from onrecord.reports.queries import report
from onrecord.storage.directives import load_directive
from onrecord.storage.home import current_home

# A referral is read by those who may read its incident: no supervisor of another chain does.
_READING = (Permission.REFERRAL_READ, Permission.INCIDENT_READ)


@dataclass(frozen=True)
class ReferralRow:
    """A line of the list of referrals."""

    number: str
    incident_number: str
    state: str
    office_title: str
    allegations: tuple[str, ...]
    prepared_at: datetime
    sealed_at: datetime | None


@dataclass(frozen=True)
class ToRefer:
    """An incident with felonies alleged, of which nothing is referred yet."""

    number: str
    allegations: tuple[str, ...]
    opened_at: datetime


@dataclass(frozen=True)
class ReferralView:
    """One referral, whole, for its page. `folder` is where the sealed packet lies, else None."""

    row: ReferralRow
    subject: str
    basis: str
    summary: str
    contacts_known: str
    evidence_not_held: str
    checks: tuple[dict[str, str], ...]
    prepared_by: UUID
    prepared_by_name: str
    approved_by_name: str
    approved_at: datetime | None
    packet_digest: str
    folder: Path | None
    entry: int | None
    index: int | None


def referral_list(
    *, actor: Actor, states: Collection[str] = (), after: str = "", limit: int = PAGE
) -> Page[ReferralRow]:
    """Return a page of the referrals that the actor may read, newest first, all or by state."""
    rows = _readable_by(actor)
    if states:
        rows = rows.filter(state__in=[str(state) for state in states])
    found, following = keyed(rows, "prepared_at", after=after, limit=limit, newest_first=True)
    return Page(tuple(_row(row) for row in found), following)


def referrals_waiting(
    *, actor: Actor, states: Collection[str], after: str = "", limit: int = PAGE
) -> Page[ReferralRow]:
    """Return a page of the referrals in these states that the actor may read, oldest first."""
    rows = _readable_by(actor).filter(state__in=[str(state) for state in states])
    found, following = keyed(rows, "prepared_at", after=after, limit=limit)
    return Page(tuple(_row(row) for row in found), following)


def referral_rows(*, actor: Actor) -> tuple[ReferralRow, ...]:
    """List the newest referrals that the actor may read, newest first."""
    return referral_list(actor=actor, limit=200).rows


def referrals_of(*, actor: Actor, number: str) -> tuple[ReferralRow, ...]:
    """List the referrals of one incident that the actor may read."""
    return tuple(_row(row) for row in _readable_by(actor).filter(incident__number=number))


def _readable_by(actor: Actor) -> QuerySet[Referral]:
    """Return the referrals of the incidents open to an actor, save where an account is owed (G6).

    What `readable` decides of one referral, asked of all at once.
    """
    demand(actor, Permission.REFERRAL_READ, Facts())
    return (
        Referral.objects.select_related("incident")
        .filter(incident__in=open_to(actor))
        .exclude(incident__in=own_and_unlocked(actor))
    )


def incidents_to_refer(*, actor: Actor, after: str = "", limit: int = PAGE) -> Page[ToRefer]:
    """Return the incidents in which a felony is alleged and nothing is referred, oldest first."""
    demand(actor, Permission.REFERRAL_PREPARE, Facts())
    rows = with_felonies(actor).filter(~Exists(Referral.objects.filter(incident=OuterRef("pk"))))
    found, following = keyed(
        rows.prefetch_related("allegations"), "opened_at", after=after, limit=limit
    )
    waiting = tuple(
        ToRefer(
            number=row.number,
            allegations=tuple(a.number for a in row.allegations.all() if a.felony),
            opened_at=row.opened_at,
        )
        for row in found
    )
    return Page(waiting, following)


def referral(*, actor: Actor, number: str) -> ReferralView:
    """Return one referral by its number; raise UnknownReferral or Refused."""
    row = readable(actor, number)
    entries = subject_entries(row.subject)
    folder = current_home().packets / row.number
    return ReferralView(
        row=_row(row),
        subject=row.subject,
        basis=row.basis,
        summary=row.summary,
        contacts_known=row.contacts_known,
        evidence_not_held=row.evidence_not_held,
        checks=tuple(row.checks),
        prepared_by=row.prepared_by_id,
        prepared_by_name=row.prepared_by.name,
        approved_by_name=row.approved_by.name if row.approved_by else "",
        approved_at=row.approved_at,
        packet_digest=row.packet_digest,
        folder=folder if (folder / "seal.tlog-proof").exists() else None,
        entry=entries[-1].id if entries else None,
        index=entries[-1].index if entries else None,
    )


def readable(actor: Actor, number: str) -> Referral:
    """Return the row of a referral that the actor may read; for this app alone."""
    with telling_nothing(actor, Permission.REFERRAL_READ):
        row = find(number)
    for permission in _READING:
        demand(actor, permission, _reading_facts(actor, row))
    return row


def _reading_facts(actor: Actor, row: Referral) -> Facts:
    return replace(authority_facts(row.incident_id, actor), about=row.subject)


def facts_for(actor: Actor, permission: Permission, row: Referral) -> Facts:
    """Return what a decision about one referral depends on; for this app alone."""
    # Whoever opened a compelled statement takes no part in what goes to the prosecutor (G17).
    behind_wall = is_behind_wall(actor, row.incident_id)
    if permission is Permission.REFERRAL_SEAL:
        # A packet copies footage: whose cameras recorded it matters (G1).
        facts = custody_facts(row.incident_id)
        return replace(facts, about=row.subject, behind_wall=behind_wall)
    # The person who prepared it is its author: another person approves (G16).
    return Facts(about=row.subject, author=row.prepared_by_id, behind_wall=behind_wall)


def decision(*, actor: Actor, permission: Permission, number: str) -> Decision:
    """Say beforehand whether the actor may do something with a referral, and if not, why."""
    return decide(actor, permission, facts_for(actor, permission, readable(actor, number)))


def find(number: str) -> Referral:
    """Return the row of a referral's number, or raise UnknownReferral; for this app alone."""
    row = (
        Referral.objects.select_related("incident", "prepared_by", "approved_by")
        .filter(number=number.strip())
        .first()
    )
    if row is None:
        raise UnknownReferral(f"{number}: no referral has this number. Check it, then try again.")
    return row


def referred_incidents() -> frozenset[UUID]:
    """Return the incidents with a sealed referral, for the act that counts figures."""
    return frozenset(
        Referral.objects.filter(state=ReferralState.SEALED).values_list("incident_id", flat=True)
    )


def referable(*, actor: Actor, number: str) -> tuple[str, ...]:
    """Return the numbers of an incident's felony allegations on the criminal track."""
    return _felonies(incident(actor=actor, number=number))


def _felonies(view: IncidentView) -> tuple[str, ...]:
    return tuple(a.number for a in view.allegations if a.track == "criminal" and a.felony)


def destinations(*, actor: Actor, number: str) -> tuple[Destination, ...]:
    """Return where the directive sends an incident's felony allegations, each once, in order."""
    view = incident(actor=actor, number=number)
    directive = load_directive(view.directive)
    felonies = set(_felonies(view))
    found = {
        place.id: place
        for a in view.allegations
        if a.number in felonies
        for place in routing(directive, _fact(a)).destinations
    }
    return tuple(found.values())


def _fact(a: AllegationView) -> AllegationFact:
    return AllegationFact(
        ref=FactRef("allegation", a.number, a.number),
        subject=SubjectKind(a.party_kind),
        track=Track(a.track),
        felony=Answer.YES,
    )


def findings(*, actor: Actor, number: str) -> tuple[Finding, ...]:
    """Ask the checks of a referral as things stand now; for readers of its incident."""
    row = readable(actor, number)
    return examine(
        matter_of(
            actor=actor,
            number=row.incident.number,
            allegations=row.allegations,
            contacts_known=row.contacts_known,
            evidence_not_held=row.evidence_not_held,
            office=row.office,
        )
    )


def matter_of(
    *,
    actor: Actor,
    number: str,
    allegations: Sequence[str],
    contacts_known: str,
    evidence_not_held: str,
    office: str,
) -> Matter:
    """Gather what the checks look at, for one incident and the allegations to be referred."""
    view = incident(actor=actor, number=number)
    directive = load_directive(view.directive)
    referred = tuple(sorted(set(allegations)))
    replies = tuple(
        reply.line
        for reply in view.replies
        if not reply.allegations or set(reply.allegations) & set(referred)
    )
    register = tuple(
        f"{contact.at:%Y-%m-%d}: {contact.office}, {contact.words}"
        for contact in contact_register(actor=actor, number=number)
        if not contact.steering
    )
    return Matter(
        referred=referred,
        felonies=_felonies(view),
        report_state=_report_state(actor, number),
        in_scope=_in_scope(view),
        scope_source=_scope_source(directive, office),
        exhibits=bytes_held(view.id),
        contacts_known=contacts_known.strip(),
        register=register,
        replies=replies,
        silent=not any(reply.state == "replied" for reply in view.replies),
        evidence_not_held=evidence_not_held,
    )


def _in_scope(view: IncidentView) -> tuple[str, ...]:
    recorded = [word for word in ("death", "shooting") if view.answers.get(word) == "yes"]
    if view.force_used in {"force", "deadly"}:
        recorded.append("use of force")
    return tuple(recorded)


def _scope_source(directive: Directive, office: str) -> str:
    destination = directive.destination(office)
    if destination.scope is None:
        return f"No public scope of {destination.title} is known."
    state = "checked" if destination.checked else "unverified: from its public announcement"
    return f"Scope of {destination.title} ({state}): {destination.scope}"


def _report_state(actor: Actor, number: str) -> str:
    try:
        view = report(actor=actor, number=number)
    except UnknownReport:
        return ""
    return "approved" if view.approved_version is not None else view.state


def _row(row: Referral) -> ReferralRow:
    return ReferralRow(
        number=row.number,
        incident_number=row.incident.number,
        state=row.state,
        office_title=row.office_title,
        allegations=tuple(row.allegations),
        prepared_at=row.prepared_at,
        sealed_at=row.sealed_at,
    )
