"""Later assertions of an incident, as pages and commands show them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from onrecord.accounts.queries import names_of
from onrecord.authority import Actor, Permission
from onrecord.directive import Answer, Asked, EvidentialBasis, Outcome
from onrecord.incidents.findings import DecisionStep
from onrecord.incidents.identity import standing
from onrecord.incidents.minors import counts_as_minor
from onrecord.incidents.models import (
    AgeAssertion,
    BasisAssertion,
    BodyDecision,
    IdentificationAttempt,
    IdentityConfirmation,
    Incident,
    InvolvedParty,
)
from onrecord.incidents.queries.facts import readable
from onrecord.incidents.queries.words import BASIS_WORDS
from onrecord.incidents.states import ConfirmationResult

STEP_WORDS = {
    DecisionStep.RECOMMENDED: "recommended finding",
    DecisionStep.FINAL: "final finding",
    DecisionStep.OUTCOME: "outcome",
}


@dataclass(frozen=True)
class BasisView:
    """A further basis of an allegation, with its source."""

    allegation: str
    basis: str
    basis_words: str
    source: str
    at: datetime
    by: str


@dataclass(frozen=True)
class DecisionView:
    """A body's recommendation, finding or outcome; `line` says whose it is."""

    allegation: str
    step: str
    body: str
    decided_by: str
    decided_on: date
    result: str
    reason: str
    words: str
    recorded_by: str
    line: str


@dataclass(frozen=True)
class AgeView:
    """What a source said of a person's being under 18."""

    party: int
    under_18: str
    source: str
    at: datetime
    by: str


@dataclass(frozen=True)
class PersonStanding:
    """Where a person's identity stands, and whether the person counts as a minor."""

    party: int
    rung: str
    beside: tuple[str, ...]
    counts_as_minor: bool


@dataclass(frozen=True)
class Later:
    """Everything that was asserted later of an incident, each kind in order.

    Bases and decisions are empty to an author whose narrative is not locked (G6).
    """

    bases: tuple[BasisView, ...]
    decisions: tuple[DecisionView, ...]
    ages: tuple[AgeView, ...]
    people: tuple[PersonStanding, ...]


def later_assertions(*, actor: Actor, number: str) -> Later:
    """Return what was asserted later, and where each identity stands."""
    row, facts = readable(number, actor, Permission.INCIDENT_READ)
    open_to = not facts.owes_narrative or facts.narrative_locked
    bases = list(BasisAssertion.objects.filter(incident=row).select_related("allegation"))
    decisions = list(BodyDecision.objects.filter(incident=row).select_related("allegation"))
    ages = list(AgeAssertion.objects.filter(incident=row).select_related("party"))
    names = names_of(
        [
            *(basis.asserted_by_id for basis in bases),
            *(decision.recorded_by_id for decision in decisions),
            *(age.asserted_by_id for age in ages),
        ]
    )
    return Later(
        bases=tuple(_basis(basis, names) for basis in bases) if open_to else (),
        decisions=tuple(_decision(decision, names) for decision in decisions) if open_to else (),
        ages=tuple(
            AgeView(
                party=age.party.number,
                under_18=age.under_18,
                source=age.source,
                at=age.asserted_at,
                by=names[age.asserted_by_id],
            )
            for age in ages
        ),
        people=_people(row, ages),
    )


def _basis(row: BasisAssertion, names: dict[UUID, str]) -> BasisView:
    return BasisView(
        allegation=row.allegation.number,
        basis=row.basis,
        basis_words=BASIS_WORDS[EvidentialBasis(row.basis)],
        source=row.source,
        at=row.asserted_at,
        by=names[row.asserted_by_id],
    )


def _decision(row: BodyDecision, names: dict[UUID, str]) -> DecisionView:
    because = f", reason: {row.reason.replace('-', ' ')}" if row.reason else ""
    return DecisionView(
        allegation=row.allegation.number,
        step=row.step,
        body=row.body,
        decided_by=row.decided_by,
        decided_on=row.decided_on,
        result=row.result,
        reason=row.reason,
        words=row.words,
        recorded_by=names[row.recorded_by_id],
        line=f"{row.decided_on:%Y-%m-%d}, {row.body}, {STEP_WORDS[DecisionStep(row.step)]}: "
        f"{row.result.replace('-', ' ')}{because}. It is that body's own.",
    )


def _people(row: Incident, ages: list[AgeAssertion]) -> tuple[PersonStanding, ...]:
    attempts: dict[UUID | None, list[tuple[Asked, Outcome | None]]] = defaultdict(list)
    for attempt in IdentificationAttempt.objects.filter(incident=row):
        outcome = Outcome(attempt.outcome) if attempt.outcome else None
        attempts[attempt.party_id].append((Asked(attempt.asked), outcome))
    answers: dict[UUID, list[ConfirmationResult]] = defaultdict(list)
    for said in IdentityConfirmation.objects.filter(incident=row):
        answers[said.party_id].append(ConfirmationResult(said.result))
    found = []
    for party in InvolvedParty.objects.filter(incident=row):
        stands = standing(attempts[party.id], answers[party.id])
        said_of = [
            Answer(party.believed_minor),
            *(Answer(age.under_18) for age in ages if age.party_id == party.id),
        ]
        found.append(
            PersonStanding(
                party=party.number,
                rung=stands.rung.value if stands.rung else "",
                beside=stands.beside,
                counts_as_minor=counts_as_minor(said_of),
            )
        )
    return tuple(found)
