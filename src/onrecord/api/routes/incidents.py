"""Incidents: what was seen and done, who was there, what is alleged and replied."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from pydantic import TypeAdapter, ValidationError

from onrecord.api.errors import Fault, InvalidRequest
from onrecord.api.route import Rows
from onrecord.api.taken import PLAIN
from onrecord.authority import Actor, Permission
from onrecord.incidents import actions, queries
from onrecord.incidents.actions import Imported, import_dispatch
from onrecord.incidents.actions.incident import open_from_dispatch
from onrecord.incidents.actions.stamp import record_stamp
from onrecord.incidents.dispatch_file import FileForm
from onrecord.incidents.queries import listing
from onrecord.incidents.queries.later import later_assertions
from onrecord.incidents.queries.preservation import due_preservation, preservation
from onrecord.incidents.queries.search import incidents_matching
from onrecord.incidents.queries.stamps import own_scene, stamps

rows = Rows("incidents")
NUMBER = "incidents/{number}"
TASK = f"{NUMBER}/preservation/{{task}}"
TIME = "occurred_at"
_TIME: TypeAdapter[datetime] = TypeAdapter(PLAIN[datetime])


def with_time(given: dict[str, Any]) -> dict[str, Any]:
    """Read the one time among what is corrected; JSON has texts only."""
    changes = dict(given["changes"])
    if isinstance(changes.get(TIME), str):
        try:
            changes[TIME] = _TIME.validate_python(changes[TIME])
        except ValidationError as error:
            words = error.errors()[0]["msg"]
            raise InvalidRequest(words, [Fault(f"changes.{TIME}", words)]) from error
    return given | {"changes": changes}


FORMS = {"text/csv": FileForm.CSV, "application/json": FileForm.JSON}


def import_dispatch_file(*, actor: Actor, request: HttpRequest) -> Imported:
    """Import a file of dispatch events whole, or nothing of it; the same file again adds nothing.

    The body is the file, CSV or JSON. Where a row cannot stand, `errors` name each.
    """
    form = FORMS[str(request.content_type)]
    return import_dispatch(actor=actor, file=request, form=form)  # type: ignore[arg-type] # it reads as a file


ROUTES = (
    rows.query("incidents", listing.incident_list, Permission.INCIDENT_LIST),
    rows.query("incidents/matching", incidents_matching, Permission.INCIDENT_LIST),
    rows.query("incidents/to-write-of", listing.accounts_due, Permission.INCIDENT_LIST),
    rows.query("districts", listing.districts, Permission.INCIDENT_LIST),
    rows.query(
        "allegations/to-classify",
        listing.allegations_to_classify,
        Permission.ALLEGATION_CLASSIFY,
    ),
    rows.query("replies/awaited", listing.replies_awaited, Permission.REPLY_RECORD),
    rows.query(f"{NUMBER}/stamps", stamps, Permission.INCIDENT_READ),
    rows.query("scenes/{scene}/stamps", own_scene, Permission.SCENE_STAMP),
    rows.act("stamps", record_stamp, permission=Permission.SCENE_STAMP),
    rows.act(
        "dispatch-events/{event}/incidents",
        open_from_dispatch,
        permission=Permission.INCIDENT_OPEN,
    ),
    rows.act("incidents", actions.open_incident),
    rows.query(NUMBER, queries.incident, Permission.INCIDENT_READ, covers=(actions.note_access,)),
    rows.act(f"{NUMBER}/corrections", actions.correct_incident, prepare=with_time),
    rows.act(f"{NUMBER}/reopenings", actions.reopen_incident),
    rows.act(f"{NUMBER}/legal-authorities", actions.record_legal_authority),
    rows.query(f"{NUMBER}/timeline", queries.timeline, Permission.INCIDENT_READ),
    rows.act(f"{NUMBER}/parties", actions.add_party),
    rows.act(f"{NUMBER}/identity-confirmations", actions.confirm_identity),
    rows.act(f"{NUMBER}/identifications", actions.record_identification),
    rows.act(f"{NUMBER}/aid", actions.record_aid),
    rows.act(f"{NUMBER}/scene-acts", actions.record_scene_act),
    rows.act(f"{NUMBER}/event-statements", actions.state_event),
    rows.act(f"{NUMBER}/event-statements/{{statement}}/confirmations", actions.confirm_event),
    rows.act(f"{NUMBER}/allegations", actions.add_allegation),
    rows.act(f"{NUMBER}/allegations/{{allegation}}/classifications", actions.classify_allegation),
    rows.query(f"{NUMBER}/offences", queries.offences, Permission.ALLEGATION_CLASSIFY),
    rows.act(f"{NUMBER}/replies", actions.request_reply),
    rows.act(f"{NUMBER}/replies/{{reply}}/outcomes", actions.record_reply),
    rows.query(f"{NUMBER}/contacts", queries.contact_register, Permission.INCIDENT_READ),
    rows.act(f"{NUMBER}/contacts", actions.record_contact),
    rows.query(
        f"{NUMBER}/passages-kept-apart",
        queries.walled_passages,
        Permission.WALLED_READ,
        opens=False,
    ),
    rows.act(f"{NUMBER}/dispatch-events", actions.match_dispatch),
    rows.query(f"{NUMBER}/dispatch-events", queries.dispatch_beside, Permission.INCIDENT_READ),
    rows.query("dispatch-events", queries.dispatch_rows, Permission.DISPATCH_LIST),
    rows.query("dispatch-events/{number}", queries.dispatch_event, Permission.DISPATCH_READ),
    rows.query("dispatch-imports", queries.dispatch_imports, Permission.DISPATCH_LIST),
    rows.act(
        "dispatch-imports",
        import_dispatch_file,
        permission=Permission.DISPATCH_IMPORT,
        covers=(import_dispatch,),
        raw=tuple(FORMS),
    ),
    rows.query("preservation/due", due_preservation, Permission.INCIDENT_LIST),
    rows.query(f"{NUMBER}/preservation", preservation, Permission.PRESERVATION_READ),
    rows.act(f"{NUMBER}/preservation", actions.open_preservation),
    rows.act(f"{TASK}/requests", actions.ask_holder),
    rows.act(f"{TASK}/answers", actions.record_holder_answer),
    rows.act(f"{TASK}/confirmations", actions.confirm_preservation),
    rows.act(f"{TASK}/endings", actions.end_preservation),
    rows.query(f"{NUMBER}/later", later_assertions, Permission.INCIDENT_READ),
    rows.act(f"{NUMBER}/allegations/{{allegation}}/bases", actions.assert_basis),
    rows.act(f"{NUMBER}/allegations/{{allegation}}/decisions", actions.record_decision),
    rows.act(f"{NUMBER}/parties/{{party}}/ages", actions.assert_age),
    rows.query("attempts-to-steer", queries.steering_attempts, Permission.STEERING_READ),
    rows.act("attempts-to-steer", actions.record_steering),
)
