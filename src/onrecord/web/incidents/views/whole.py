"""One incident whole."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onrecord.authority import Actor, Facts, Permission, decide
from onrecord.evidence.queries import exhibits, pointers
from onrecord.incidents.identity import Rung
from onrecord.incidents.queries import (
    IncidentView,
    authority_facts,
    contact_register,
    dispatch_beside,
    incident_links,
    later_assertions,
)
from onrecord.incidents.states import IncidentState
from onrecord.referrals.queries import referrals_of
from onrecord.storage.directives import load_directive
from onrecord.web import pieces
from onrecord.web.acting import new_once
from onrecord.web.incidents import shown
from onrecord.web.incidents.needs import needs_of
from onrecord.web.incidents.opening import (
    PURPOSES,
    duties_of,
    opened,
    purpose_of,
    running_clocks,
    strip_of,
)
from onrecord.web.incidents.timeline import timeline_of
from onrecord.web.receipts.given import shown as receipt_shown
from onrecord.web.rule import StaffRequest, needs

P = Permission
ACTS: tuple[tuple[str, str, Permission, bool], ...] = (
    ("Identification attempt", "identification/new/", P.IDENTIFICATION_RECORD, True),
    ("Aid", "aid/new/", P.AID_RECORD, False),
    ("Act at the scene", "acts/new/", P.SCENE_RECORD, False),
    ("Person", "people/new/", P.PARTY_ADD, False),
    ("Allegation", "allegations/new/", P.ALLEGATION_ADD, False),
    ("Exhibit", "exhibits/new/", P.EXHIBIT_ADD, False),
    ("Somebody told us", "reporting/new/", P.REPORTER_ADD, True),
    ("Request for reply", "replies/new/", P.REPLY_RECORD, False),
    ("Evidence to keep", "preservation/", P.PRESERVATION_RECORD, True),
    ("Contact with an office", "contacts/", P.CONTACT_RECORD, True),
    ("Legal authority claimed", "legal-authority/", P.INCIDENT_CORRECT, False),
    ("What is known of the event", "event/", P.EVENT_STATE, False),
    ("Correction or missing facts", "correct/", P.INCIDENT_CORRECT, False),
)
"""What can be recorded: label, address, permission, and whether a closed incident takes it."""


@needs(Permission.INCIDENT_READ)
@require_safe
def incident_page(request: StaffRequest, number: str) -> HttpResponse:
    """Show one incident: strip, what needs the reader, one timeline, and every part."""
    view = opened(request, number)
    return render(request, "onrecord/incidents/page.html", _whole(request, view))


def _whole(request: StaffRequest, view: IncidentView) -> dict[str, Any]:
    actor = request.actor
    found = duties_of(actor, view)
    facts = authority_facts(view.id, actor)
    allowed = {p for p in Permission if decide(actor, p, facts).allowed}
    held = exhibits(actor=actor, number=view.number)
    needs_you = needs_of(actor, view, found)
    purpose = purpose_of(request, view.number)
    later = later_assertions(actor=actor, number=view.number)
    return {
        "incident": view,
        "strip": strip_of(actor, view),
        "receipt_given": receipt_shown(request),
        "needs_you": needs_you,
        "purpose": PURPOSES[purpose],
        "purposes": [(k, v, k == purpose) for k, v in PURPOSES.items()],
        "timeline": timeline_of(actor, view, found),
        "summary_facts": shown.summary_facts(view),
        "links": incident_links(actor=actor, number=view.number),
        "may_link": Permission.INCIDENT_LINK in allowed,
        "dispatched": [
            (event, shown.beside_rows(event))
            for event in dispatch_beside(actor=actor, number=view.number)
        ],
        "dispatched_columns": shown.BESIDE_COLUMNS,
        "answer_facts": shown.answer_facts(view),
        "account_facts": shown.account_facts(view),
        "people": shown.people(view, later.people),
        "pairs": shown.pairs(
            view,
            load_directive(view.directive),
            with_cautions=P.ALLEGATION_CLASSIFY in allowed,
            later=later,
        ),
        "replies_waiting": [r for r in view.replies if r.state == "asked"],
        "attempt_columns": shown.ATTEMPT_COLUMNS,
        "attempt_rows": shown.attempt_rows(view.attempts),
        "aid_columns": shown.AID_COLUMNS,
        "aid_rows": shown.aid_rows(view),
        "aid_caption": f"Times of {shown.aid_day(view):%Y-%m-%d} unless dated",
        "act_rows": [
            (act.act_kind.replace("-", " ").capitalize(), pieces.moment(act.at), act.words, act.by)
            for act in view.scene_acts
        ],
        "act_columns": ("Act", ("When", "time"), "Words", "Recorded by"),
        "exhibit_columns": shown.EXHIBIT_COLUMNS,
        "exhibit_rows": shown.exhibit_rows(view.number, held),
        "pointers": pointers(actor=actor, number=view.number),
        "statements": shown.statements(
            view, may_confirm=Permission.EVENT_CONFIRM in allowed, reader=actor.name
        ),
        "contacts": len(contact_register(actor=actor, number=view.number)),
        "referrals": _referrals(actor, view),
        "clocks": running_clocks(found) if found else [],
        "acts": _acts(view, allowed, needs_you_url=needs_you[0].url if needs_you else ""),
        "rungs": [rung.value for rung in Rung],
        "may_add_basis": P.ALLEGATION_ADD in allowed,
        "may_decide": P.DECISION_RECORD in allowed,
        "may_describe": P.PARTY_ADD in allowed,
        "may_classify": Permission.ALLEGATION_CLASSIFY in allowed,
        "may_identify": Permission.IDENTIFICATION_RECORD in allowed,
        "may_reply": Permission.REPLY_RECORD in allowed,
        "steering_once": new_once(),
        "may_steer": Permission.STEERING_RECORD in allowed,
        "may_refer": Permission.REFERRAL_PREPARE in allowed,
        "may_reopen": Permission.INCIDENT_REOPEN in allowed and view.state == IncidentState.CLOSED,
        "is_open": view.state == IncidentState.OPEN,
    }


def _acts(
    view: IncidentView, allowed: set[Permission], *, needs_you_url: str
) -> list[tuple[str, str]]:
    """Return what this reader may record here now, without what stands under "needs you"."""
    is_open = view.state == IncidentState.OPEN
    base = f"/incidents/{view.number}/"
    return [
        (label, f"{base}{address}")
        for label, address, permission, when_closed in ACTS
        if permission in allowed
        and (is_open or when_closed)
        and f"{base}{address}" != needs_you_url
    ]


def _referrals(actor: Actor, view: IncidentView) -> list[tuple[str, str, str]]:
    if not decide(actor, Permission.REFERRAL_READ, Facts()).allowed:
        return []
    return [
        (row.number, f"/referrals/{row.number}/", f"{row.state}, {row.office_title}")
        for row in referrals_of(actor=actor, number=view.number)
    ]
