"""The agency's reply, which stands beside the allegation."""

from collections.abc import Sequence
from datetime import date, datetime

from onrecord.authority import Actor, Permission, Refused
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    allegation_of,
    check_time,
    facts_within,
    keep_apart,
    locked,
    next_number,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident, UnknownPart
from onrecord.incidents.models import AgencyReply, Allegation
from onrecord.incidents.states import IncidentAction, ReplyState, next_reply_state
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now

REPLY_REQUESTED = declare_for(AgencyReply, "reply.requested", 1, "An agency was asked to reply.")
REPLY_RECORDED = declare_for(
    AgencyReply, "reply.recorded", 1, "An agency's reply, or its silence, was recorded."
)


@act(Permission.REPLY_RECORD, facts=facts_within)
def request_reply(
    act: Act,
    *,
    actor: Actor,
    number: str,
    agency: str,
    asked_by_way: str,
    allegations: Sequence[str] = (),
    asked_at: datetime | None = None,
    reply_due_on: date | None = None,
    no_objection_on: date | None = None,
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record that an agency was asked; the reference reads `reply 1`.

    `allegations` are their numbers, by default all. Where a felony may lie, the request waits for
    the prosecutor's dated no-objection (G24): Refused `no-objection-needed`.
    """
    incident = locked(number, IncidentAction.ASK_REPLY)
    moment = asked_at or now()
    check_time("asked_at", moment)
    named = [allegation_of(incident, allegation) for allegation in allegations] or list(
        Allegation.objects.filter(incident=incident)
    )
    if no_objection_on is None and any(_may_be_felony(allegation) for allegation in named):
        raise Refused(
            "no-objection-needed",
            "A felony may lie here: ask the prosecutor first, and enter the date on which no "
            "objection was stated.",
        )
    texts = {
        "agency": required("agency", agency, "the agency"),
        "asked_by_way": required("asked_by_way", asked_by_way, "how it was asked, e.g. by letter"),
    }
    clean, passages = settled(texts, choices)
    reply = AgencyReply(
        incident=incident,
        number=next_number(AgencyReply.objects.filter(incident=incident)),
        allegation_numbers=[allegation.number for allegation in named],
        asked_at=moment,
        reply_due_on=reply_due_on,
        no_objection_on=no_objection_on,
        recorded_by_id=person_id(actor),
        **clean,
    )
    entry = act.save(REPLY_REQUESTED, reply)
    keep_apart(act, incident.id, "reply", passages)
    return receipt(entry, reply)


def _may_be_felony(allegation: Allegation) -> bool:
    """Say whether a felony may lie: not where classified as another track or a lesser class."""
    return allegation.track in {"", "criminal"} and allegation.felony is not False


@act(Permission.REPLY_RECORD, facts=facts_within)
def record_reply(
    act: Act,
    *,
    actor: Actor,
    number: str,
    reply: int,
    state: ReplyState,
    words: str = "",
    replied_at: datetime | None = None,
    authenticated_how: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Record a reply verbatim, or that none came; a late reply re-opens what was silence.

    Without `authenticated_how` the reply is shown as unauthenticated. Raises InvalidIncident.
    """
    incident = locked(number, IncidentAction.RECORD_REPLY)
    row = AgencyReply.objects.filter(incident=incident, number=reply).first()
    if row is None:
        raise UnknownPart(f"Reply {reply}: incident {incident.number} has no such request.")
    row.state = next_reply_state(ReplyState(row.state), ReplyState(state)).value
    texts = {"words": words, "authenticated_how": authenticated_how}
    if row.state == ReplyState.REPLIED:
        required("words", words, "the reply, word for word")
    elif any(text.strip() for text in texts.values()):
        raise InvalidIncident("words", "words: no reply came, so there are none.")
    clean, passages = settled(texts, choices)
    row.words = clean["words"]
    row.authenticated_how = clean["authenticated_how"]
    row.authenticated = bool(clean["authenticated_how"])
    if row.state == ReplyState.REPLIED:
        row.replied_at = replied_at or now()
        check_time("replied_at", row.replied_at)
    entry = act.save(REPLY_RECORDED, row)
    keep_apart(act, incident.id, "reply", passages)
    return receipt(entry, row)
