"""Opening, correcting and reopening an incident; who writes its account."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from onrecord.authority import Actor, Permission
from onrecord.directive import Answer, Origin
from onrecord.incidents.actions.dispatch import match_by_number
from onrecord.incidents.actions.preservation import open_likely_tasks
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    PASSAGE_WALLED,
    Choices,
    Receipt,
    check_time,
    facts_within,
    keep_apart,
    locked,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident
from onrecord.incidents.models import Incident, NumberSeries, WalledPassage
from onrecord.incidents.models.incident import ACCOUNTS, ANSWERS
from onrecord.incidents.queries.dispatch import dispatch_event
from onrecord.incidents.states import ForceUsed, IncidentAction, KeepAs
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now
from onrecord.storage.directives import current_directive

INCIDENT_OPENED = declare_for(Incident, "incident.opened", 1, "An incident was opened.")
INCIDENT_CORRECTED = declare_for(
    Incident, "incident.corrected", 1, "Something recorded of an incident was corrected.", "reason"
)
INCIDENT_REOPENED = declare_for(
    Incident, "incident.reopened", 1, "A closed incident was opened again.", "reason"
)
ACCOUNT_BEGUN = declare_for(
    Incident, "incident.account_begun", 1, "Somebody began to write the incident's account."
)
ACCOUNT_LOCKED = declare_for(
    Incident, "incident.account_locked", 1, "The account's author locked the first narrative."
)

TEXTS = ("district", "place", "dispatch_number", "summary", *ACCOUNTS)
CORRECTABLE = (*TEXTS, *ANSWERS, "force_used", "origin", "occurred_at")


@act(Permission.INCIDENT_OPEN)
def open_incident(
    act: Act,
    *,
    actor: Actor,
    origin: Origin,
    district: str,
    summary: str,
    place: str = "",
    occurred_at: datetime | None = None,
    dispatch_number: str = "",
    force_used: ForceUsed = ForceUsed.UNKNOWN,
    answers: Mapping[str, Answer] | None = None,
    accounts: Mapping[str, str] | None = None,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Open an incident under the home's directive; the receipt's reference is its number.

    One preservation task for each likely source of evidence is opened with it (G4).
    `answers` are keyed by the names in ANSWERS, `accounts` by those in ACCOUNTS; what is left out
    is not recorded. Raises InvalidIncident, StatusTextFound.
    """
    required("summary", summary, "in short, neutral words, what was seen or reported")
    required("district", district, "the district")
    check_time("occurred_at", occurred_at)
    texts = {
        "district": district,
        "place": place,
        "dispatch_number": dispatch_number,
        "summary": summary,
        **_named("accounts", accounts or {}, ACCOUNTS),
    }
    clean, passages = settled(texts, choices)
    directive = current_directive()
    incident = Incident(
        number=_give_number(),
        origin=Origin(origin).value,
        opened_by_id=person_id(actor),
        opened_at=now(),
        occurred_at=occurred_at,
        force_used=ForceUsed(force_used).value,
        directive=directive.id,
        directive_version=directive.head.version,
        **clean,
        **{k: Answer(v).value for k, v in _named("answers", answers or {}, ANSWERS).items()},
    )
    entry = act.save(INCIDENT_OPENED, incident)
    match_by_number(act, incident)
    keep_apart(act, incident.id, "incident", passages)
    open_likely_tasks(act, incident, directive)
    return receipt(entry, incident.number)


def open_from_dispatch(
    *,
    actor: Actor,
    event: str,
    origin: Origin,
    summary: str,
    force_used: ForceUsed = ForceUsed.UNKNOWN,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Open an incident from an imported dispatch event: its facts are typed once, there (G12).

    Number, time, district and place are the event's; times and members stay with the event, which
    the incident's page shows. Raises UnknownDispatchEvent, InvalidIncident, StatusTextFound.
    """
    known = dispatch_event(actor=actor, number=event)
    return open_incident(
        actor=actor,
        origin=origin,
        district=known.district,
        summary=summary,
        place=known.place,
        occurred_at=known.received_at,
        dispatch_number=known.number,
        force_used=force_used,
        answers={"dispatched": Answer.YES} if known.dispatched_at else {},
        choices=choices,
    )


def _named(what: str, given: Mapping[str, str], known: tuple[str, ...]) -> dict[str, str]:
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise InvalidIncident(what, f"{what}: {', '.join(unknown)} is asked of no incident.")
    return dict(given)


def _give_number() -> str:
    """Give the year's next number; the year's row stays locked until the act ends."""
    year = timezone.localtime(now()).year
    NumberSeries.objects.get_or_create(year=year)
    series = NumberSeries.objects.select_for_update().get(year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{year}-{series.last:04}"


@act(Permission.INCIDENT_CORRECT, facts=facts_within)
def correct_incident(
    act: Act,
    *,
    actor: Actor,
    number: str,
    changes: Mapping[str, str | datetime | None],
    reason: str,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Correct what was recorded, with a reason; the earlier entry stands for ever.

    `changes` are keyed by names in CORRECTABLE. Raises InvalidIncident, StatusTextFound.
    """
    incident = locked(number, IncidentAction.CORRECT)
    unknown = sorted(set(changes) - set(CORRECTABLE))
    if unknown or not changes:
        raise InvalidIncident(
            "changes", f"changes: name what to correct, of: {', '.join(CORRECTABLE)}."
        )
    texts = {"reason": required("reason", reason, "why it is corrected")}
    for name, value in changes.items():
        if name == "occurred_at":
            if value is not None and not isinstance(value, datetime):
                raise InvalidIncident(name, f"{name}: give a time, or leave it empty.")
            check_time(name, value)
            incident.occurred_at = value
        elif name in TEXTS:
            texts[name] = str(value or "")
        else:
            setattr(incident, name, _word(name, value))
    for name in ("summary", "district"):
        if name in texts:
            required(name, texts[name], "a text; it cannot be emptied")
    clean, passages = settled(texts, choices)
    for name in clean.keys() & set(TEXTS):
        setattr(incident, name, clean[name])
    entry = act.save(INCIDENT_CORRECTED, incident, reason=clean["reason"])
    if "dispatch_number" in changes:
        match_by_number(act, incident)
    keep_apart(act, incident.id, "incident", passages)
    return receipt(entry, incident.number)


def _word(name: str, value: object) -> str:
    words = {"origin": Origin, "force_used": ForceUsed}.get(name, Answer)
    try:
        return words(str(value)).value
    except ValueError:
        listed = ", ".join(words)
        raise InvalidIncident(name, f"{name}: choose one of {listed}.") from None


@act(Permission.INCIDENT_CORRECT, facts=facts_within)
def record_legal_authority(
    act: Act,
    *,
    actor: Actor,
    number: str,
    authority_kind: str,
    authority_number: str = "",
    words: str = "",
) -> Receipt:
    """Record the legal authority that somebody claimed or showed; it is kept apart (G7)."""
    incident = locked(number, IncidentAction.RECORD_ACT)
    passage = WalledPassage(
        incident=incident,
        handling_class="walled",
        found_in="incident.legal_authority",
        keep_as=KeepAs.LEGAL_AUTHORITY.value,
        words=words.strip(),
        authority_kind=required("authority_kind", authority_kind, "the kind of warrant or order"),
        authority_number=authority_number.strip(),
    )
    return receipt(act.save(PASSAGE_WALLED, passage), "legal authority claimed")


@act(Permission.INCIDENT_REOPEN, facts=facts_within)
def reopen_incident(
    act: Act, *, actor: Actor, number: str, reason: str, choices: Choices = NO_CHOICES
) -> Receipt:
    """Open a closed incident again, with a reason."""
    incident = locked(number, IncidentAction.REOPEN)
    clean, passages = settled(
        {"reason": required("reason", reason, "why it is opened again")}, choices
    )
    entry = act.save(INCIDENT_REOPENED, incident, reason=clean["reason"])
    keep_apart(act, incident.id, "incident", passages)
    return receipt(entry, incident.number)


@act(Permission.REPORT_WRITE, facts=facts_within)
def begin_account(act: Act, *, actor: Actor, number: str) -> None:
    """Note who writes the incident's account; called as the report begins."""
    incident = locked(number, IncidentAction.WRITE_ACCOUNT)
    incident.account_by_id = person_id(actor)
    act.save(ACCOUNT_BEGUN, incident)


@act(Permission.REPORT_LOCK, facts=facts_within)
def lock_account(act: Act, *, actor: Actor, number: str) -> None:
    """Note that the first narrative is locked: duties and footage open to its author (G2, G6)."""
    incident = locked(number, IncidentAction.WRITE_ACCOUNT)
    incident.account_locked_at = now()
    act.save(ACCOUNT_LOCKED, incident)
