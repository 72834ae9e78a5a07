"""Writing referrals: prepare, approve, and the two acts of sealing."""

import uuid
from collections.abc import Sequence

from django.utils import timezone

from onrecord.accounts.actions.granting import make_grant
from onrecord.authority import Actor, Facts, Permission
from onrecord.incidents.actions import Choices, Receipt, person_id, settle_text
from onrecord.incidents.queries import incident, incident_id, is_behind_wall
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.referrals.checks import Finding, State, examine
from onrecord.referrals.errors import NothingToRefer, SealingStopped
from onrecord.referrals.models import Referral
from onrecord.referrals.queries import facts_for, find, matter_of
from onrecord.referrals.states import ReferralAction, after
from onrecord.storage.directives import load_directive

NO_CHOICES: Choices = {}

PREPARED = declare_for(Referral, "referral.prepared", 1, "A referral was prepared.")
APPROVED = declare_for(Referral, "referral.approved", 1, "A police supervisor approved a referral.")
SEALING = declare_for(Referral, "referral.sealing", 1, "The sealing of a packet began.")
SEALED = declare_for(Referral, "packet.sealed", 1, "A packet was sealed; its digest is opened.")

BASIS = (
    "The offence alleged, the department's ordinary duty to investigate and refer it, and the "
    "receiving office's own protocol. It rests on no order of an elected office."
)


def _about_incident(*, actor: Actor, number: str, **_arguments: object) -> Facts:
    incident = incident_id(number)
    return Facts(about=f"incident/{incident}", behind_wall=is_behind_wall(actor, incident))


def _about_referral(*, actor: Actor, number: str, **_arguments: object) -> Facts:
    return facts_for(actor, Permission.REFERRAL_APPROVE, find(number))


@act(Permission.REFERRAL_PREPARE, facts=_about_incident)
def prepare_referral(
    act: Act,
    *,
    actor: Actor,
    number: str,
    office: str,
    allegations: Sequence[str],
    summary: str,
    contacts_known: str,
    evidence_not_held: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Prepare a referral of felony allegations of an incident to an office of the directive.

    Raises NothingToRefer for no allegation, or one that the offence table does not call a felony.
    What a check finds is kept; what stops sealing can still be mended before approval.
    """
    view = incident(actor=actor, number=number)
    directive = load_directive(view.directive)
    if office not in {destination.id for destination in directive.destinations}:
        raise NothingToRefer(
            f"Office {office!r}: choose one of {', '.join(d.id for d in directive.destinations)}."
        )
    # Settled first: what a check finds repeats these words (G7).
    not_held = _settled(act, view.id, "evidence_not_held", evidence_not_held, choices)
    contacts = _settled(act, view.id, "contacts_known", contacts_known, choices)
    matter = matter_of(
        actor=actor,
        number=number,
        allegations=allegations,
        contacts_known=contacts,
        evidence_not_held=not_held,
        office=office,
    )
    if not matter.referred or set(matter.referred) - set(matter.felonies):
        felonies = ", ".join(matter.felonies) or "none"
        raise NothingToRefer(
            "A packet carries felony allegations only. Those of this incident that the offence "
            f"table calls felonies: {felonies}."
        )
    if not summary.strip():
        raise NothingToRefer("In brief: enter what the receiving prosecutor must know first.")
    referral = Referral(
        incident_id=view.id,
        number=_next_number(),
        office=office,
        office_title=directive.destination(office).title,
        allegations=list(matter.referred),
        basis=BASIS,
        summary=_settled(act, view.id, "summary", summary, choices),
        contacts_known=contacts,
        evidence_not_held=not_held,
        checks=_plain(examine(matter)),
        prepared_by_id=person_id(actor),
        prepared_at=now(),
        packet=uuid.uuid4(),
    )
    return Receipt(act.save(PREPARED, referral).pk, referral.number)


def _settled(act: Act, incident: uuid.UUID, field: str, text: str, choices: Choices) -> str:
    return settle_text(act, incident, f"referral.{field}", text, choices.get(field, ()))


def _next_number() -> str:
    """Return the year's next number; one that was destroyed by law is never given again."""
    year = timezone.localtime(now()).year
    given = Entry.objects.filter(kind=PREPARED.id, recorded_at__year=year).count()
    return f"P-{year}-{given + 1:03}"


def _plain(findings: Sequence[Finding]) -> list[dict[str, str]]:
    return [{"check": f.check, "state": f.state.value, "words": f.words} for f in findings]


def _examined(actor: Actor, referral: Referral) -> tuple[Finding, ...]:
    return examine(
        matter_of(
            actor=actor,
            number=referral.incident.number,
            allegations=referral.allegations,
            contacts_known=referral.contacts_known,
            evidence_not_held=referral.evidence_not_held,
            office=referral.office,
        )
    )


def _locked(number: str, action: ReferralAction) -> Referral:
    referral = Referral.objects.select_for_update(of=("self",)).get(id=find(number).id)
    referral.state = after(referral.state, action)
    return referral


def _stop(findings: Sequence[Finding]) -> None:
    stops = [f"{f.check}: {f.words}" for f in findings if f.state is State.STOPS]
    if stops:
        raise SealingStopped("Nothing was changed. Mend first: " + " ".join(stops))


@act(Permission.REFERRAL_APPROVE, facts=_about_referral)
def approve_referral(act: Act, *, actor: Actor, number: str) -> Receipt:
    """Approve a referral as a police supervisor who did not prepare it.

    Raises SealingStopped while a check stops sealing.
    """
    referral = _locked(number, ReferralAction.APPROVE)
    findings = _examined(actor, referral)
    _stop(findings)
    referral.checks = _plain(findings)
    referral.approved_by_id = person_id(actor)
    referral.approved_at = now()
    return Receipt(act.save(APPROVED, referral).pk, referral.number)


def _about_packet(*, actor: Actor, number: str, **_arguments: object) -> Facts:
    return facts_for(actor, Permission.REFERRAL_SEAL, find(number))


@act(Permission.REFERRAL_SEAL, facts=_about_packet)
def begin_sealing(act: Act, *, actor: Actor, number: str) -> Receipt:
    """Begin, or begin again, the sealing of an approved referral's packet."""
    referral = _locked(number, ReferralAction.BEGIN_SEALING)
    return Receipt(act.save(SEALING, referral).pk, referral.number)


@act(Permission.REFERRAL_SEAL, facts=_about_packet)
def record_seal(act: Act, *, actor: Actor, number: str, packet_digest: str) -> Receipt:
    """Record that a packet was sealed: its entry commits to the packet's digest."""
    referral = _locked(number, ReferralAction.SEAL)
    referral.packet_digest = packet_digest
    referral.sealed_at = now()
    entry = act.save(SEALED, referral)
    make_grant(
        actor=actor,
        about=f"incident/{referral.incident_id}",
        office=referral.office,
        office_title=referral.office_title,
    )
    return Receipt(entry.pk, referral.number)


def seal_entry(referral: Referral) -> int:
    """Return the id of the entry that seals a referral's packet."""
    return Entry.objects.filter(subject=referral.subject, kind=SEALED.id).latest("id").pk
