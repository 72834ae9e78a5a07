"""Asking for name and badge, and what an agency says of an identity later."""

from datetime import datetime

from onrecord.authority import Actor, Permission
from onrecord.directive import Asked, Outcome
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    check_time,
    facts_within,
    keep_apart,
    locked,
    next_number,
    party_of,
    person_id,
    person_named,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import IdentificationAttempt, IdentityConfirmation, Incident
from onrecord.incidents.states import ConfirmationResult, IncidentAction
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now

IDENTIFICATION_RECORDED = declare_for(
    IdentificationAttempt,
    "identification.recorded",
    1,
    "An identification attempt was recorded: asked or not, and what came of it.",
)
IDENTITY_CONFIRMED = declare_for(
    IdentityConfirmation,
    "identity.answered",
    1,
    "An agency or dispatch answered for an identity; nothing recorded before is overwritten.",
)


@act(Permission.IDENTIFICATION_RECORD, facts=facts_within)
def record_identification(
    act: Act,
    *,
    actor: Actor,
    number: str,
    asked: Asked,
    outcome: Outcome | None = None,
    party: int | None = None,
    agency_given: str = "",
    name_given: str = "",
    badge_given: str = "",
    reason: str = "",
    at: datetime | None = None,
    asked_by: str = "",
    exhibit_number: str = "",
    video_ms: int | None = None,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record an attempt in its three steps: asked or not, what came of it, second on video.

    `asked_by` is the user name of who asked, by default the actor; `at` by default now. An outcome
    is needed where somebody asked, and barred otherwise. Raises InvalidIncident.
    """
    incident = locked(number, IncidentAction.IDENTIFY)
    moment = at or now()
    check_time("at", moment)
    texts = {
        "agency_given": agency_given,
        "name_given": name_given,
        "badge_given": badge_given,
        "reason": reason,
        "exhibit_number": exhibit_number,
    }
    clean, passages = settled(texts, choices)
    _check_steps(Asked(asked), outcome, clean)
    if video_ms is not None and (video_ms < 0 or not clean["exhibit_number"]):
        raise InvalidIncident(
            "video_ms", "video_ms: name the exhibit whose second shows it, counted from zero."
        )
    attempt = IdentificationAttempt(
        incident=incident,
        number=next_number(IdentificationAttempt.objects.filter(incident=incident)),
        party=party_of(incident, party),
        asked=Asked(asked).value,
        outcome="" if outcome is None else Outcome(outcome).value,
        attempted_at=moment,
        asked_by_id=person_named(actor, asked_by),
        video_ms=video_ms,
        **clean,
    )
    entry = act.save(IDENTIFICATION_RECORDED, attempt)
    keep_apart(act, incident.id, "identification", passages)
    return receipt(entry, attempt)


def _check_steps(asked: Asked, outcome: Outcome | None, texts: dict[str, str]) -> None:
    """Hold the three steps together; a refusal asks for no more than any other answer (G8)."""
    if asked is Asked.ASKED and outcome is None:
        raise InvalidIncident("outcome", "outcome: choose what came of asking.")
    if asked is not Asked.ASKED and outcome is not None:
        raise InvalidIncident("outcome", "outcome: nobody was asked, so nothing came of it.")
    if asked is Asked.NOT_FEASIBLE and not texts["reason"]:
        raise InvalidIncident("reason", "reason: enter why asking was not feasible.")
    if outcome is Outcome.NAME_AND_BADGE and not (texts["name_given"] and texts["badge_given"]):
        raise InvalidIncident(
            "name_given", "name_given, badge_given: enter both, or choose that part was given."
        )
    if outcome is Outcome.PART and not (texts["name_given"] or texts["badge_given"]):
        raise InvalidIncident("name_given", "name_given, badge_given: enter the part given.")
    if outcome is Outcome.IN_DOUBT and not texts["reason"]:
        raise InvalidIncident("reason", "reason: enter why the identity is in doubt.")


@act(Permission.IDENTIFICATION_RECORD, facts=facts_within)
def confirm_identity(
    act: Act,
    *,
    actor: Actor,
    number: str,
    with_whom: str,
    result: ConfirmationResult,
    party: int | None = None,
    attempt: int | None = None,
    agency_stated: str = "",
    name_stated: str = "",
    badge_stated: str = "",
    note: str = "",
    at: datetime | None = None,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record who said later who a person is: a sourced row beside what was recorded before.

    Names the person, or the attempt that was made with that person. Raises InvalidIncident.
    """
    incident = locked(number, IncidentAction.IDENTIFY)
    moment = at or now()
    check_time("at", moment)
    attempted = _attempt_of(incident, attempt)
    subject = party_of(incident, party) or (attempted.party if attempted else None)
    if subject is None:
        raise InvalidIncident("party", "party: choose the person whose identity was answered for.")
    texts = {
        "with_whom": required("with_whom", with_whom, "the agency or dispatch that answered"),
        "agency_stated": agency_stated,
        "name_stated": name_stated,
        "badge_stated": badge_stated,
        "note": note,
    }
    clean, passages = settled(texts, choices)
    confirmation = IdentityConfirmation(
        incident=incident,
        party=subject,
        attempt=attempted,
        result=ConfirmationResult(result).value,
        confirmed_at=moment,
        recorded_by_id=person_id(actor),
        **clean,
    )
    entry = act.save(IDENTITY_CONFIRMED, confirmation)
    keep_apart(act, incident.id, "identity", passages)
    return receipt(entry, f"{subject}: identity {confirmation.result}")


def _attempt_of(incident: Incident, number: int | None) -> IdentificationAttempt | None:
    if number is None:
        return None
    found = IdentificationAttempt.objects.filter(incident=incident, number=number).first()
    if found is None:
        raise UnknownPart(f"Attempt {number}: incident {incident.number} has no such attempt.")
    return found
