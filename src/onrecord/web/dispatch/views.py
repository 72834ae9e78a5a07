"""Dispatch events: what was imported, one event whole, and its incident (G12, G13)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from onrecord.authority import Facts, Permission, Refused, barred, decide
from onrecord.incidents import queries
from onrecord.incidents.actions import Imported, import_dispatch, match_dispatch
from onrecord.incidents.errors import (
    DispatchFault,
    DispatchFileRefused,
    UnknownIncident,
)
from onrecord.incidents.queries import DispatchEventView
from onrecord.ledger.act import demand
from onrecord.web.acting import perform
from onrecord.web.dispatch import finding
from onrecord.web.dispatch.finding import LIST
from onrecord.web.dispatch.forms import ImportForm, MatchForm, form_of
from onrecord.web.pieces import digest, link, moment
from onrecord.web.receipts.given import shown as receipt_shown
from onrecord.web.rule import StaffRequest, needs

OPEN = (
    "Event",
    "Kind, by its code",
    "District or beat",
    ("Received", "time"),
    "Open for",
    "Stands",
)
EVENTS = ("Event", ("Received", "time"), "Code", "District or beat", "Incident")
FILES = (
    ("Imported", "time"), "By", ("Events", "number"), ("New", "number"), ("Changed", "number"),
    ("Unchanged", "number"), "Digest of the file",
)  # fmt: skip
CHANGES = (("Imported", "time"), "Fact", "Before", "Since then")
WORDS = {
    "code": "Code",
    "district": "District or beat",
    "place": "Place",
    "received_at": "Received",
    "dispatched_at": "Dispatched",
    "on_scene_at": "On scene",
    "cleared_at": "Cleared",
    "members": "Members assigned",
}


@needs(Permission.DISPATCH_LIST)
@require_safe
def dispatch_page(request: StaffRequest) -> HttpResponse:
    """List the events received last, and the files that were taken in."""
    actor = request.actor
    rows = queries.dispatch_rows(actor=actor)
    reconciled = queries.reconciliation(actor=actor)
    context = {
        "receipt_given": receipt_shown(request),
        "may_import": decide(actor, Permission.DISPATCH_IMPORT, Facts()).allowed,
        "reconciled": reconciled,
        "counts": (
            ("Events of these codes", reconciled.picked),
            ("With an incident", reconciled.with_incident),
            ("Explained by two persons", reconciled.explained),
            ("Without an incident", reconciled.open),
        ),
        "open_columns": OPEN,
        "open_rows": [
            (
                link(f"{LIST}{e.number}/", e.number),
                e.title,
                e.district,
                moment(e.received_at),
                "today" if not e.days else f"{e.days} day{'' if e.days == 1 else 's'}",
                "A reason waits for a second person" if e.explanation_waits else "Open",
            )
            for e in reconciled.events
        ],
        "event_columns": EVENTS,
        "event_rows": [
            (
                link(f"{LIST}{row.number}/", row.number),
                moment(row.received_at),
                row.code,
                row.district,
                row.incident or "None",
            )
            for row in rows
        ],
        "file_columns": FILES,
        "file_rows": [
            (
                moment(taken.at),
                taken.by,
                taken.events,
                taken.added,
                taken.changed,
                taken.unchanged,
                digest(taken.file_sha256),
            )
            for taken in queries.dispatch_imports(actor=actor)
        ],
    }
    return render(request, "onrecord/dispatch/list.html", context)


@needs(Permission.DISPATCH_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: StaffRequest) -> HttpResponse:
    """Take a file of events in: whole, or nothing of it, with each row that cannot stand."""
    demand(request.actor, Permission.DISPATCH_IMPORT, Facts())
    posted = request.method == "POST"
    form = ImportForm(request.POST if posted else None, request.FILES if posted else None)
    faults: list[DispatchFault] = []

    def act() -> Imported:
        file = form.cleaned_data["file"]
        kind = form_of(str(file.name))
        try:
            return import_dispatch(actor=request.actor, file=file, form=kind)  # type: ignore[arg-type] # the form asked
        except DispatchFileRefused as refused:
            faults.extend(refused.faults)
            raise

    answer = perform(request, form, lambda _choices: act(), done=LIST)
    if answer:
        return answer
    if faults:
        form.errors["file"] = form.error_class(
            ["Nothing was imported. Mend what is listed below, then send the whole file again."]
        )
    context = {
        "form": form,
        "faults": [
            (fault.line or "Whole file", WORDS.get(fault.column, fault.column), fault.words)
            for fault in faults
        ],
        "fault_columns": ("Line", "Column", "What is wrong, and what to do"),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "onrecord/dispatch/import.html", context, status=status)


@needs(Permission.DISPATCH_READ)
@require_safe
def event_page(request: StaffRequest, event: str) -> HttpResponse:
    """Show one event as last imported, what changed before, and what it became here."""
    found = finding.found(request, event)
    actor = request.actor
    explained = (
        queries.explanations(actor=actor, number=found.number)
        if barred(actor, Permission.DISPATCH_LIST) is None
        else ()
    )
    may_agree = barred(actor, Permission.DISPATCH_EXPLAIN_CONFIRM) is None
    context = {
        "event": found,
        "standing": f"Recorded as incident {found.incident}."
        if found.incident
        else "No incident is matched with it.",
        "explanations": [
            (one, may_agree and one.waits and one.stated_by != actor.name) for one in explained
        ],
        "may_explain": not found.incident
        and not any(one.confirmed_by for one in explained)
        and decide(actor, Permission.DISPATCH_EXPLAIN, Facts()).allowed,
        "receipt_given": receipt_shown(request),
        "facts": _facts(found),
        "change_columns": CHANGES,
        "change_rows": [
            (moment(c.at), WORDS.get(c.field, c.field), c.before or "None", c.after or "None")
            for c in found.changes
        ],
        "may_open": not found.incident and decide(actor, Permission.INCIDENT_OPEN, Facts()).allowed,
        "may_match": barred(actor, Permission.DISPATCH_MATCH) is None,
    }
    return render(request, "onrecord/dispatch/event.html", context)


@needs(Permission.DISPATCH_MATCH)
@require_http_methods(["GET", "HEAD", "POST"])
def match_page(request: StaffRequest, event: str) -> HttpResponse:
    """Match an event with the incident in which it is recorded."""
    never = barred(request.actor, Permission.DISPATCH_MATCH)
    if never is not None:
        raise Refused(never.code, never.reason, permission=Permission.DISPATCH_MATCH.value)
    found = finding.found(request, event)
    form = MatchForm(request.POST or None)
    try:
        answer = perform(
            request,
            form,
            lambda choices: match_dispatch(
                actor=request.actor,
                number=form.cleaned_data["number"],
                event=found.number,
                reason=form.cleaned_data["reason"],
                choices=choices,
            ),
            done=f"{LIST}{found.number}/",
        )
    except UnknownIncident as unknown:
        form.add_error("number", str(unknown))
        answer = None
    where = f" It is matched with {found.incident} now, and moves." if found.incident else ""
    context = {
        "form": form,
        "title": f"Match event {found.number}",
        "lead": f"{found.code}, {found.district}, received {found.received_at:%Y-%m-%d}.{where}",
        "button": "Match it",
        "back_url": f"{LIST}{found.number}/",
    }
    status = 422 if form.is_bound and form.errors else 200
    return answer or render(request, "onrecord/dispatch/form.html", context, status=status)


def _facts(found: DispatchEventView) -> tuple[tuple[str, object], ...]:
    incident = link(f"/incidents/{found.incident}/", found.incident) if found.incident else "None"
    return (
        ("Incident", incident),
        ("Code", found.code),
        ("District or beat", found.district),
        ("Place (restricted)", found.place),
        ("Received", moment(found.received_at)),
        ("Dispatched", moment(found.dispatched_at)),
        ("On scene", moment(found.on_scene_at)),
        ("Cleared", moment(found.cleared_at)),
        ("Members assigned", ", ".join(found.members)),
        ("Imported", moment(found.imported_at)),
        ("Imported by", found.imported_by),
        ("Version", found.version),
        ("Digest of the file", digest(found.file_sha256)),
    )
