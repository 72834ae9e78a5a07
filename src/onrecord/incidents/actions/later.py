"""Later assertions beside what was first recorded: basis, decisions of bodies, age."""

from datetime import date

from django.utils import timezone

from onrecord.authority import Actor, Permission
from onrecord.directive import Answer, EvidentialBasis
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    allegation_of,
    facts_within,
    keep_apart,
    locked,
    next_number,
    party_of,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident
from onrecord.incidents.findings import FITTING, REASONED, DecisionStep, Reason, Result
from onrecord.incidents.models import AgeAssertion, BasisAssertion, BodyDecision
from onrecord.incidents.states import IncidentAction
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now

BASIS_ASSERTED = declare_for(
    BasisAssertion,
    "allegation.basis_asserted",
    1,
    "A source was named on which an allegation rests as well; no finding.",
)
DECISION_RECORDED = declare_for(
    BodyDecision,
    "allegation.decision_recorded",
    1,
    "What a body recommended, found or did about an allegation was recorded; it is that body's.",
)
AGE_ASSERTED = declare_for(
    AgeAssertion,
    "party.age_asserted",
    1,
    "A source said whether a person is known or believed under 18.",
)
ADJUDICATING = (DecisionStep.FINAL.value, DecisionStep.OUTCOME.value)


@act(Permission.ALLEGATION_ADD, facts=facts_within)
def assert_basis(
    act: Act,
    *,
    actor: Actor,
    number: str,
    allegation: str,
    basis: EvidentialBasis,
    source: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Name a further basis of an allegation and its source; the first basis stays as it is.

    `adjudicated` needs a body's final finding or an outcome on record. Raises InvalidIncident.
    """
    incident = locked(number, IncidentAction.ASSERT_LATER)
    row = allegation_of(incident, allegation)
    decided = BodyDecision.objects.filter(allegation=row, step__in=ADJUDICATING).exists()
    if basis is EvidentialBasis.ADJUDICATED and not decided:
        raise InvalidIncident(
            "basis", "basis: record the court's or board's own decision first, with its date."
        )
    texts = {"source": required("source", source, "who says so, or the exhibit and its second")}
    clean, passages = settled(texts, choices)
    assertion = BasisAssertion(
        incident=incident,
        allegation=row,
        number=next_number(BasisAssertion.objects.filter(allegation=row)),
        basis=EvidentialBasis(basis).value,
        source=clean["source"],
        asserted_by_id=person_id(actor),
        asserted_at=now(),
    )
    entry = act.save(BASIS_ASSERTED, assertion)
    keep_apart(act, incident.id, "basis", passages)
    return receipt(entry, f"{row.number}: {assertion}")


@act(Permission.DECISION_RECORD, facts=facts_within)
def record_decision(
    act: Act,
    *,
    actor: Actor,
    number: str,
    allegation: str,
    step: DecisionStep,
    body: str,
    result: Result,
    decided_on: date | None,
    reason: Reason | None = None,
    decided_by: str = "",
    words: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record what a body recommended, found or did: a dated row of that body, beside the others.

    A declined or dismissed matter bears a reason; `not-stated` is one. Raises InvalidIncident.
    """
    incident = locked(number, IncidentAction.ASSERT_LATER)
    row = allegation_of(incident, allegation)
    if decided_on is None or decided_on > timezone.localtime(now()).date():
        raise InvalidIncident(
            "decided_on", "decided_on: enter the day of the decision; it cannot lie ahead."
        )
    if result not in FITTING[step]:
        fitting = ", ".join(FITTING[step])
        raise InvalidIncident("result", f"result: for a {step.value}, choose one of {fitting}.")
    if (result in REASONED) is not (reason is not None):
        raise InvalidIncident(
            "reason",
            "reason: choose why, or not stated; only what was declined or dismissed bears one.",
        )
    texts = {
        "body": required("body", body, "the body that decided"),
        "decided_by": decided_by,
        "words": words,
    }
    clean, passages = settled(texts, choices)
    decision = BodyDecision(
        incident=incident,
        allegation=row,
        number=next_number(BodyDecision.objects.filter(allegation=row)),
        step=step.value,
        decided_on=decided_on,
        result=result.value,
        reason=reason.value if reason else "",
        recorded_by_id=person_id(actor),
        recorded_at=now(),
        **clean,
    )
    entry = act.save(DECISION_RECORDED, decision)
    keep_apart(act, incident.id, "decision", passages)
    return receipt(entry, f"{row.number}: {decision}")


@act(Permission.PARTY_ADD, facts=facts_within)
def assert_age(
    act: Act,
    *,
    actor: Actor,
    number: str,
    party: int,
    under_18: Answer,
    source: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record what a source says of a person's being under 18; unknown counts as yes (G10)."""
    incident = locked(number, IncidentAction.ASSERT_LATER)
    row = party_of(incident, party)
    if row is None:
        raise InvalidIncident("party", "party: choose the person.")
    clean, passages = settled(
        {"source": required("source", source, "how it is known, without a date of birth")}, choices
    )
    assertion = AgeAssertion(
        incident=incident,
        party=row,
        number=next_number(AgeAssertion.objects.filter(party=row)),
        under_18=Answer(under_18).value,
        source=clean["source"],
        asserted_by_id=person_id(actor),
        asserted_at=now(),
    )
    entry = act.save(AGE_ASSERTED, assertion)
    keep_apart(act, incident.id, "age", passages)
    return receipt(entry, f"{row}: under 18 {assertion.under_18}")
