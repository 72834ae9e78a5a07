"""Reading incidents: one whole, the register of contacts, words kept apart."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from onrecord.accounts.queries import is_granted, names_of
from onrecord.authority import Actor, Facts, HandlingClass, Permission, Role
from onrecord.directive import EvidentialBasis, Offence
from onrecord.incidents.findings import DecisionStep
from onrecord.incidents.models import (
    AgencyReply,
    AidRecord,
    Allegation,
    BodyDecision,
    ContactRecord,
    EventStatement,
    IdentificationAttempt,
    IdentityConfirmation,
    Incident,
    InvolvedParty,
    SceneAct,
    WalledPassage,
)
from onrecord.incidents.models.incident import ACCOUNTS, ANSWERS
from onrecord.incidents.queries.facts import find, readable
from onrecord.incidents.queries.views import (
    AidView,
    AllegationView,
    AttemptView,
    ConfirmationView,
    ContactView,
    EventStatementView,
    IncidentView,
    PartyView,
    PassageView,
    ReplyView,
    SceneActView,
)
from onrecord.incidents.queries.words import BASIS_WORDS, NO_FINDING, attempt_words, video_words
from onrecord.incidents.states import CLOSING, ReplyState
from onrecord.ledger.act import demand, telling_nothing
from onrecord.storage.directives import load_directive


def incident(*, actor: Actor, number: str) -> IncidentView:
    """Return an incident whole; raise UnknownIncident or Refused."""
    row, facts = readable(number, actor, Permission.INCIDENT_READ)
    duties_shown = not facts.owes_narrative or facts.narrative_locked
    replies = tuple(_reply(reply) for reply in AgencyReply.objects.filter(incident=row))
    attempts = list(IdentificationAttempt.objects.filter(incident=row).select_related("party"))
    acts = list(SceneAct.objects.filter(incident=row))
    statements = list(EventStatement.objects.filter(incident=row))
    names = names_of(
        person
        for person in (
            row.opened_by_id,
            row.account_by_id,
            *(attempt.asked_by_id for attempt in attempts),
            *(act.recorded_by_id for act in acts),
            *(statement.stated_by_id for statement in statements),
            *(statement.confirmed_by_id for statement in statements),
        )
        if person is not None
    )
    return IncidentView(
        id=row.id,
        number=row.number,
        state=row.state,
        event_status=row.event_status,
        origin=row.origin,
        opened_by=names[row.opened_by_id],
        opened_at=row.opened_at,
        occurred_at=row.occurred_at,
        district=row.district,
        place=row.place,
        dispatch_number=row.dispatch_number,
        summary=row.summary,
        directive=row.directive,
        directive_version=row.directive_version,
        force_used=row.force_used,
        answers={name: getattr(row, name) for name in ANSWERS},
        accounts={name: getattr(row, name) for name in ACCOUNTS},
        account_by=names[row.account_by_id] if row.account_by_id else "",
        account_locked_at=row.account_locked_at,
        duties_shown=duties_shown,
        parties=_parties(row),
        allegations=_allegations(row, replies, classified=duties_shown),
        attempts=tuple(_attempt(a, names, duties_shown=duties_shown) for a in attempts),
        aid=tuple(
            _aid(aid) for aid in AidRecord.objects.filter(incident=row).select_related("party")
        ),
        scene_acts=tuple(
            SceneActView(
                act_kind=act.act_kind,
                at=act.happened_at,
                words=act.words,
                by=names[act.recorded_by_id],
            )
            for act in acts
        ),
        event_statements=tuple(_statement(statement, names) for statement in statements),
        replies=replies,
    )


def _parties(row: Incident) -> tuple[PartyView, ...]:
    said: dict[UUID, list[ConfirmationView]] = defaultdict(list)
    for c in IdentityConfirmation.objects.filter(incident=row):
        said[c.party_id].append(
            ConfirmationView(
                with_whom=c.with_whom,
                result=c.result,
                agency_stated=c.agency_stated,
                name_stated=c.name_stated,
                badge_stated=c.badge_stated,
                note=c.note,
                at=c.confirmed_at,
            )
        )
    return tuple(
        PartyView(
            number=p.number,
            label=str(p),
            kind=p.kind,
            capacity=p.capacity,
            agency_given=p.agency_given,
            unit_given=p.unit_given,
            rank_given=p.rank_given,
            name_given=p.name_given,
            badge_given=p.badge_given,
            markings=p.markings,
            clothing=p.clothing,
            vehicle=p.vehicle,
            plate_on_duty=p.plate_on_duty,
            face_covered=p.face_covered,
            believed_minor=p.believed_minor,
            is_scene_supervisor=p.is_scene_supervisor,
            affected=p.affected,
            confirmations=tuple(said[p.id]),
        )
        for p in InvolvedParty.objects.filter(incident=row)
    )


def _allegations(
    row: Incident, replies: Iterable[ReplyView], *, classified: bool
) -> tuple[AllegationView, ...]:
    finals = {
        decision.allegation_id: decision
        for decision in BodyDecision.objects.filter(incident=row, step=DecisionStep.FINAL)
    }
    return tuple(
        AllegationView(
            number=a.number,
            party=a.subject_party.number,
            party_label=str(a.subject_party),
            party_kind=a.subject_party.kind,
            conduct=a.conduct,
            basis=a.basis,
            basis_words=BASIS_WORDS[EvidentialBasis(a.basis)],
            track=a.track if classified else "",
            offence=a.offence if classified else "",
            felony=a.felony if classified else None,
            no_finding=_finding(finals.get(a.id)),
            replies=tuple(reply for reply in replies if a.number in reply.allegations),
        )
        for a in Allegation.objects.filter(incident=row).select_related("subject_party")
    )


def _finding(final: BodyDecision | None) -> str:
    """Say that there is no finding, or whose the last final one is; it is never ours."""
    if final is None:
        return NO_FINDING
    return (
        f"Alleged. Final finding of {final.body}, {final.decided_on:%Y-%m-%d}: "
        f"{final.result.replace('-', ' ')}. It is that body's own."
    )


def _attempt(
    attempt: IdentificationAttempt, names: dict[UUID, str], *, duties_shown: bool
) -> AttemptView:
    exhibit = attempt.exhibit_number
    return AttemptView(
        number=attempt.number,
        party=attempt.party.number if attempt.party else None,
        asked=attempt.asked,
        outcome=attempt.outcome,
        agency_given=attempt.agency_given,
        name_given=attempt.name_given,
        badge_given=attempt.badge_given,
        reason=attempt.reason,
        at=attempt.attempted_at,
        asked_by=names[attempt.asked_by_id],
        exhibit_number=exhibit,
        video_ms=attempt.video_ms,
        video=video_words(exhibit, attempt.video_ms) if exhibit else "",
        words=attempt_words(attempt, duties_shown=duties_shown),
    )


def _aid(aid: AidRecord) -> AidView:
    return AidView(
        number=aid.number,
        party=aid.party.number if aid.party else None,
        person=str(aid.party) if aid.party else aid.person_described,
        injury_seen_at=aid.injury_seen_at,
        ems_asked_at=aid.ems_asked_at,
        ems_arrived_at=aid.ems_arrived_at,
        aid_given_at=aid.aid_given_at,
        aid_given_by=aid.aid_given_by,
        aid_refused_at=aid.aid_refused_at,
        note=aid.note,
    )


def _statement(row: EventStatement, names: dict[UUID, str]) -> EventStatementView:
    return EventStatementView(
        reference=str(row.id),
        stated=row.stated,
        sources=tuple(
            f"{source['words']} ({'' if source['authenticated'] else 'un'}authenticated)"
            for source in row.sources
        ),
        reason=row.reason,
        stated_by=names[row.stated_by_id],
        stated_at=row.stated_at,
        confirmed_by=names[row.confirmed_by_id] if row.confirmed_by_id else "",
        waits=row.stated in CLOSING and row.confirmed_by_id is None,
    )


def _reply(row: AgencyReply) -> ReplyView:
    return ReplyView(
        number=row.number,
        agency=row.agency,
        allegations=tuple(row.allegation_numbers),
        asked_at=row.asked_at,
        asked_by_way=row.asked_by_way,
        reply_due_on=row.reply_due_on,
        no_objection_on=row.no_objection_on,
        state=row.state,
        replied_at=row.replied_at,
        words=row.words,
        authenticated=row.authenticated,
        authenticated_how=row.authenticated_how,
        line=_reply_line(row),
    )


def _reply_line(row: AgencyReply) -> str:
    asked = f"{row.agency}: asked {_day(row.asked_at)}, {row.asked_by_way}"
    if row.state == ReplyState.REPLIED and row.replied_at is not None:
        proof = row.authenticated_how if row.authenticated else "unauthenticated"
        return f"{asked}; replied {_day(row.replied_at)} ({proof})."
    if row.state == ReplyState.NO_REPLY:
        by = f" by {row.reply_due_on:%Y-%m-%d}" if row.reply_due_on else ""
        return f"{asked}; no reply{by}."
    return f"{asked}; no reply yet."


def _day(moment: object) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d}"  # type: ignore[arg-type]  # a time, by every caller


def contact_register(*, actor: Actor, number: str) -> tuple[ContactView, ...]:
    """Return the register of contacts; attempts to steer only to the inspector general (G16)."""
    row, _ = readable(number, actor, Permission.INCIDENT_READ)
    contacts = ContactRecord.objects.filter(incident=row)
    if Role.INSPECTOR_GENERAL not in actor.roles:
        contacts = contacts.filter(steering=False)
    return _contact_views(contacts)


def steering_attempts(*, actor: Actor) -> tuple[ContactView, ...]:
    """Return every attempt to steer, with or without an incident, for the inspector general."""
    demand(actor, Permission.STEERING_READ, Facts())
    return _contact_views(ContactRecord.objects.filter(steering=True))


def _contact_views(contacts: Iterable[ContactRecord]) -> tuple[ContactView, ...]:
    listed = list(contacts)
    names = names_of(contact.recorded_by_id for contact in listed)
    return tuple(
        ContactView(
            at=contact.contact_at,
            office=contact.office,
            person_named=contact.person_named,
            way=contact.way,
            words=contact.words,
            steering=contact.steering,
            recorded_by=names[contact.recorded_by_id],
        )
        for contact in listed
    )


def walled_passages(*, actor: Actor, number: str) -> tuple[PassageView, ...]:
    """Return the words kept apart, to the prosecutor's office that has the packet (G7)."""
    with telling_nothing(actor, Permission.WALLED_READ):
        row = find(number)
    granted = is_granted(actor, row.subject)
    demand(actor, Permission.WALLED_READ, Facts(about=row.subject, granted=granted))
    return tuple(
        PassageView(
            found_in=passage.found_in,
            keep_as=passage.keep_as,
            words=passage.words,
            authority_kind=passage.authority_kind,
            authority_number=passage.authority_number,
        )
        for passage in WalledPassage.objects.filter(
            incident=row, handling_class=HandlingClass.WALLED
        )
    )


def offences(*, actor: Actor, number: str) -> tuple[Offence, ...]:
    """Return the offence table for the investigator who classifies; never for an author (G6)."""
    row, _ = readable(number, actor, Permission.ALLEGATION_CLASSIFY)
    return load_directive(row.directive).offences
