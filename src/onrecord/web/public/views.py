"""What anybody may read: the order, the frozen figures, the log, how to check a packet."""

import csv
import io
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onrecord.directive.explain import checked_words
from onrecord.ledger.destructions import destroyed_by_month
from onrecord.ledger.errors import AuthoritiesRefused
from onrecord.ledger.log_files import TOKEN_SUFFIX, is_lasting
from onrecord.ledger.queries import policy_text, published, vkey
from onrecord.ledger.schedule import next_publication
from onrecord.ledger.tokens import timestamps
from onrecord.releases.actions import table_bytes
from onrecord.releases.queries import (
    PeriodView,
    SnapshotView,
    latest_dispatch_figures,
    latest_snapshot,
)
from onrecord.storage.directives import current_directive
from onrecord.storage.home import current_home
from onrecord.web.pieces import public_moment
from onrecord.web.public import figures_chart, order
from onrecord.web.rule import public
from onrecord_proof import tile
from onrecord_proof.errors import ProofError

TEXT = "text/plain; charset=utf-8"
FILES = frozenset({"checkpoint", "log.vkey"})
"""What the log publishes and replaces, beside `policy.txt`; all else in it never changes."""
TOKEN_TYPE = "application/timestamp-reply"  # noqa: S105 - RFC 3161 3.4, no secret
FOR_EVER = "public, max-age=31536000, immutable"
SHORTLY = "public, max-age=2"


@public
@require_safe
def home_page(request: HttpRequest) -> HttpResponse:
    """Say what this is, the latest published quarter, and where the rest is."""
    directive = current_directive()
    snapshot = latest_snapshot()
    shown = [p for p in snapshot.periods if isinstance(p.received, int)] if snapshot else []
    latest = shown[-1:] or (snapshot.periods[-1:] if snapshot else ())
    context: dict[str, Any] = {
        "directive": directive,
        "provisions": [(p, checked_words(p)) for p in directive.provisions],
        "snapshot": snapshot,
        "columns": _columns(snapshot) if snapshot else (),
        "rows": [_cells(snapshot, period) for period in latest] if snapshot else (),
    }
    return render(request, "onrecord/public/home.html", context)


@public
@require_safe
def order_page(request: HttpRequest) -> HttpResponse:
    """Show the directive that this city carries out, each item with its source."""
    directive = current_directive()
    items, unchecked = order.counts(directive)
    context = {
        "directive": directive,
        "groups": order.groups(directive),
        "items": items,
        "unchecked": unchecked,
        "offence_columns": ("Offence", "Statute", "Class", "Warnings", "Checked"),
        "offences": [
            (o.title, o.statute, o.grade, " ".join(o.warnings) or "None", checked_words(o))
            for o in directive.offences
        ],
    }
    return render(request, "onrecord/public/order.html", context)


@public
@require_safe
def data_page(request: HttpRequest) -> HttpResponse:
    """Show the frozen figures, as table and picture, with their downloads."""
    snapshot = latest_snapshot()
    context: dict[str, Any] = {"snapshot": snapshot, "rules": current_directive().release}
    if snapshot:
        context |= {
            "columns": _columns(snapshot),
            "rows": [_cells(snapshot, period) for period in snapshot.periods],
            "chart": figures_chart.lay_out([(p.period, p.received) for p in snapshot.periods]),
        }
    events = latest_dispatch_figures()
    context["events"] = events
    if events:
        context["event_columns"] = ["Quarter", *((w.capitalize(), "number") for w in
                                                 ("events", *events.outcomes))]  # fmt: skip
        context["event_rows"] = [_cells(events, period) for period in events.periods]
    return render(request, "onrecord/public/data.html", context)


def _columns(snapshot: SnapshotView) -> list[str | tuple[str, str]]:
    counted = ("received", *snapshot.outcomes)
    return ["Quarter", *((name.capitalize(), "number") for name in counted)]


def _cells(snapshot: SnapshotView, period: PeriodView) -> tuple[object, ...]:
    return period.period, period.received, *(period.outcomes[name] for name in snapshot.outcomes)


@public
@require_safe
def data_json(_request: HttpRequest) -> HttpResponse:
    """Hand out the published table, to the byte that its digest is of."""
    snapshot = _snapshot()
    return _download(
        table_bytes(snapshot.table), "application/json", f"figures-{snapshot.number}.json"
    )


@public
@require_safe
def dispatch_json(_request: HttpRequest) -> HttpResponse:
    """Hand out the published table of dispatch events, to the byte that its digest is of."""
    events = latest_dispatch_figures()
    if events is None:
        raise Http404
    name = f"dispatch-{events.number}.json"
    return _download(table_bytes(events.table), "application/json", name)


@public
@require_safe
def data_csv(_request: HttpRequest) -> HttpResponse:
    """Hand out the published table as CSV; S and C stand where a count is hidden, never 0."""
    snapshot = _snapshot()
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["quarter", "first day", "last day", "received", *snapshot.outcomes])
    for p in snapshot.periods:
        writer.writerow(
            [p.period, p.first, p.last, p.received, *[p.outcomes[n] for n in snapshot.outcomes]]
        )
    name = f"figures-{snapshot.number}.csv"
    return _download(text.getvalue().encode(), "text/csv; charset=utf-8", name)


def _download(data: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _snapshot() -> SnapshotView:
    snapshot = latest_snapshot()
    if snapshot is None:
        raise Http404
    return snapshot


@public
@require_safe
def log_page(request: HttpRequest) -> HttpResponse:
    """Show the log's last checkpoint, its key, and how anybody follows it."""
    home = current_home()
    log = published()
    facts = (
        ("Origin, its permanent name", home.record().origin),
        ("Entries in the checkpoint", f"{log.size:,}"),
        ("Published", public_moment(log.at)),
        ("Next checkpoint", public_moment(next_publication(home, log))),
    )
    context: dict[str, Any] = {
        "facts": facts,
        "stamped": _stamped(log.size),
        "stamped_text": f"/log/timestamp/{log.size}/checkpoint.txt",
        "checkpoint": log.note.decode(),
        "vkey": vkey(),
        "destroyed_columns": ("Month", ("Destructions", "number")),
        "destroyed": destroyed_by_month(),
        "address": request.build_absolute_uri("/log/"),
    }
    return render(request, "onrecord/public/log.html", context)


def _stamped(size: int) -> list[tuple[str, str, str]]:
    """Return who stamped a checkpoint, when, and the token's address; none that does not hold."""
    try:
        tokens = timestamps(size)
    except AuthoritiesRefused:  # the operator's to mend; the sequencer warns of it
        return []
    return [
        (t.authority, public_moment(t.at), f"/log/timestamp/{t.size}/{t.authority}.tsr")
        for t in tokens
        if t.holds
    ]


@public
@require_safe
def log_file(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a file of the published log, as any tlog-tiles client asks for it."""
    if name == "policy.txt":
        return _of_the_log(HttpResponse(policy_text(), content_type=TEXT), SHORTLY)
    if name in FILES:
        content_type, kept = TEXT, SHORTLY
    elif is_lasting(name):
        content_type, kept = TOKEN_TYPE if name.endswith(TOKEN_SUFFIX) else TEXT, FOR_EVER
    else:
        try:
            tile.parse_path(name)
        except ProofError:
            raise Http404 from None
        content_type, kept = "application/octet-stream", FOR_EVER
    try:
        stream = (current_home().log / name).open("rb")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise Http404 from None
    return _of_the_log(FileResponse(stream, content_type=content_type), kept)


def _of_the_log(response: HttpResponseBase, kept: str) -> HttpResponseBase:
    response["Cache-Control"] = kept
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def verify_page(request: HttpRequest) -> HttpResponse:
    """Say how a packet is checked, what that shows, and what it does not."""
    return render(request, "onrecord/public/verify.html", {"policy": policy_text()})


@public
@require_safe
def policy_file(_request: HttpRequest) -> HttpResponse:
    """Hand out the trust policy that names the log's key (C2SP tlog-policy)."""
    return _download(policy_text().encode(), TEXT, "trusted.txt")
