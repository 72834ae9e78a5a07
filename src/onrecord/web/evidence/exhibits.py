"""The exhibits of an incident, one exhibit with its whole custody, and its custody as a file."""

import csv
import json
import re
from dataclasses import asdict

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from onrecord.authority import Permission
from onrecord.evidence import queries
from onrecord.evidence.queries import CustodyRow, ExhibitRow, ExhibitView, PointerRow
from onrecord.storage.directives import load_directive
from onrecord.web import pieces
from onrecord.web.evidence.finding import address, decision, or_404
from onrecord.web.evidence.words import (
    clock_words,
    kind_words,
    location_words,
    media_rows,
    shown_as,
    size_words,
)
from onrecord.web.incidents.opening import opened, strip_of
from onrecord.web.receipts.given import shown
from onrecord.web.rule import StaffRequest, needs

EXHIBIT_COLUMNS = (
    "Exhibit",
    "What",
    "Source",
    ("Taken in", "time"),
    ("Size", "number"),
    ("Digest", "nowrap"),
)
POINTER_COLUMNS = (
    "Recording",
    "Holder",
    "Holder's number",
    ("Recorded", "time"),
    "Moment",
    "What it shows",
    "Pointed to by",
)
_DIGEST = re.compile(r"([0-9a-f]{64})")
CUSTODY_COLUMNS = (("When", "time"), "Who", "What was done", "Why", ("Entry", "number"))


@needs(Permission.EXHIBIT_READ)
@require_safe
def exhibits_page(request: StaffRequest, number: str) -> HttpResponse:
    """List what is held, and what is known to be held elsewhere."""
    incident = opened(request, number)
    held = queries.exhibits(actor=request.actor, number=number)
    pointed = queries.pointers(actor=request.actor, number=number)
    directive = load_directive(incident.directive)
    titles = {source.id: source.title for source in directive.evidence}
    body_worn = decision(request.actor, Permission.EXHIBIT_ADD_BODY_WORN, number)
    context = {
        "strip": strip_of(request.actor, incident),
        "title": "Exhibits",
        "number": number,
        "receipt_given": shown(request),
        "exhibit_columns": EXHIBIT_COLUMNS,
        "exhibit_rows": [_listed(number, row) for row in held],
        "pointer_columns": POINTER_COLUMNS,
        "pointer_rows": [_pointed(row, titles) for row in pointed],
        "may_add": decision(request.actor, Permission.EXHIBIT_ADD, number).allowed
        or body_worn.code == "no-recording-officer",
        "may_point": decision(request.actor, Permission.EXHIBIT_POINT, number).allowed,
        "checked": timezone.localtime(),
    }
    return render(request, "onrecord/evidence/list.html", context)


def _listed(number: str, row: ExhibitRow) -> tuple[object, ...]:
    name = pieces.link(address(number, row.number), f"{row.number} {row.title}")
    return (
        name,
        kind_words(row.kind),
        row.source,
        row.received_at,
        size_words(row.size).partition(" (")[0],
        pieces.digest(row.sha256),
    )


def _pointed(row: PointerRow, titles: dict[str, str]) -> tuple[object, ...]:
    return (
        titles.get(row.evidence_source, row.evidence_source),
        row.holder,
        row.holder_evidence_number,
        row.recorded_at,
        clock_words(row.position_ms) if row.position_ms is not None else None,
        row.shows,
        row.pointed_by,
    )


@needs(Permission.EXHIBIT_READ)
@require_safe
@or_404()
def exhibit_page(request: StaffRequest, number: str, exhibit_number: str) -> HttpResponse:
    """Show one exhibit: original, digest, what the file says, custody whole, what came of it."""
    incident = opened(request, number)
    view = queries.exhibit(actor=request.actor, number=number, exhibit_number=exhibit_number)
    custody = queries.custody(actor=request.actor, number=number, exhibit_number=exhibit_number)
    context = {
        "strip": strip_of(request.actor, incident),
        "title": f"{view.row.number} {view.row.title}",
        "number": number,
        "view": view,
        "receipt_given": shown(request),
        "shown_as": shown_as(view.row),
        "fact_rows": _facts(view),
        "media_rows": list(media_rows(view)),
        "location": location_words(view),
        "custody_columns": CUSTODY_COLUMNS,
        "custody_rows": [_custody(row) for row in custody],
        "links": {
            "derived_from": _links(number, [view.derived_from] if view.derived_from else []),
            "derivatives": _links(number, view.derivatives),
            "same_bytes": _links(number, view.same_bytes),
        },
    }
    return render(request, "onrecord/evidence/exhibit.html", context)


def _links(number: str, exhibits: tuple[str, ...] | list[str]) -> list[SafeString]:
    return [pieces.link(address(number, name), name) for name in exhibits]


def _facts(view: ExhibitView) -> list[tuple[str, object]]:
    row = view.row
    return [
        ("Kind", kind_words(row.kind)),
        ("Source", row.source),
        ("Recorded", pieces.moment(view.recorded_at, utc=True)),
        ("Recorded by", view.recorded_by),
        ("Holder's evidence number", view.holder_evidence_number),
        ("Taken in", pieces.moment(row.received_at, utc=True)),
        ("Taken in by", row.taken_in_by),
        ("Name of the file as it came", view.original_name),
        ("Type, by its first bytes", row.media_type),
        ("Size", size_words(row.size)),
        ("SHA-256", pieces.digest(row.sha256)),
    ]


def _custody(row: CustodyRow) -> tuple[object, ...]:
    purpose = row.purpose if row.event == "access" else row.purpose or "-"
    return (
        pieces.moment(row.at, utc=True),
        row.who,
        _with_digests(row.words),
        purpose,
        pieces.entry_number(row.index),
    )


def _with_digests(words: str) -> SafeString:
    """Show each whole digest within words as digests are shown: short, and to copy."""
    parts = _DIGEST.split(words)
    shown_parts = ((pieces.digest(p) if _DIGEST.fullmatch(p) else p,) for p in parts)
    return format_html_join("", "{}", shown_parts)


@needs(Permission.EXHIBIT_READ)
@require_safe
@or_404()
def custody_json(request: StaffRequest, number: str, exhibit_number: str) -> HttpResponse:
    """Hand out the custody list as JSON."""
    rows = queries.custody(actor=request.actor, number=number, exhibit_number=exhibit_number)
    text = json.dumps(
        {"incident": number, "exhibit": exhibit_number, "custody": [_plain(row) for row in rows]},
        indent=2,
        ensure_ascii=False,
    )
    return _file(text, "application/json", f"{number}_{exhibit_number}_custody.json")


@needs(Permission.EXHIBIT_READ)
@require_safe
@or_404()
def custody_csv(request: StaffRequest, number: str, exhibit_number: str) -> HttpResponse:
    """Hand out the custody list as CSV (RFC 4180)."""
    rows = queries.custody(actor=request.actor, number=number, exhibit_number=exhibit_number)
    response = _file("", "text/csv; charset=utf-8", f"{number}_{exhibit_number}_custody.csv")
    writer = csv.DictWriter(
        response, ("at", "who", "event", "words", "purpose", "entry"), extrasaction="ignore"
    )
    writer.writeheader()
    writer.writerows(_safe_cells(_plain(row)) for row in rows)
    return response


def _plain(row: CustodyRow) -> dict[str, object]:
    """Return a row with its time in UTC and its entry by the log's own number."""
    told = asdict(row)
    told["at"] = row.at.isoformat()
    told["entry"] = told.pop("index")
    return told


def _safe_cells(row: dict[str, object]) -> dict[str, object]:
    """Quote texts that a spreadsheet would take for a formula."""
    return {
        name: f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" and value else value
        for name, value in row.items()
    }


def _file(text: str, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
