"""What anybody may read: the order, the frozen figures, the log."""

import csv
import io
import re
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from onrecord.directive import Directive
from onrecord.directive.explain import checked_words
from onrecord.ledger.queries import published
from onrecord.releases.actions import table_bytes
from onrecord.releases.queries import SnapshotView, latest_snapshot
from onrecord.storage.directives import current_directive
from onrecord.storage.home import current_home
from onrecord.web.public import figures_chart
from onrecord.web.rule import public

# What the log publishes, and nothing else (C2SP tlog-tiles).
LOG_FILE = re.compile(
    r"checkpoint|log\.vkey"
    r"|tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/){0,6}[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?"
)
ONE_YEAR = 31_536_000


@public
@require_safe
def home_page(request: HttpRequest) -> HttpResponse:
    """Say what this is, what the order asks, and where the figures are."""
    directive = current_directive()
    snapshot = latest_snapshot()
    shown = [p for p in snapshot.periods if isinstance(p.received, int)] if snapshot else []
    context = {
        "directive": directive,
        "provisions": [(p, checked_words(p)) for p in directive.provisions],
        "snapshot": snapshot,
        "latest": shown[-1] if shown else None,
    }
    return render(request, "onrecord/public/home.html", context)


@public
@require_safe
def order_page(request: HttpRequest) -> HttpResponse:
    """Show the directive that this city carries out, each item with its source."""
    directive = current_directive()
    return render(request, "onrecord/public/order.html", _order(directive))


def _order(directive: Directive) -> dict[str, Any]:
    groups = (
        ("What the order asks", directive.provisions),
        ("What sets it off", directive.triggers),
        ("What it makes a duty", directive.duties),
        ("Clocks", directive.clocks),
        ("Where evidence may lie", directive.evidence),
        ("What each elected office may receive", directive.offices),
        ("Where an allegation goes", directive.routes),
    )
    return {
        "directive": directive,
        "groups": [
            (title, [(item, item_words(item), checked_words(item)) for item in items])
            for title, items in groups
        ],
        "offence_columns": ("Offence", "Statute", "Class", "Warnings", "Checked"),
        "offences": [
            (o.title, o.statute, o.grade, "; ".join(o.warnings), checked_words(o))
            for o in directive.offences
        ],
    }


def item_words(item: object) -> tuple[str, str]:
    """Return an item's title and text, whichever of them its kind has."""
    title = str(getattr(item, "title", "") or getattr(item, "id", ""))
    text = str(getattr(item, "text", "") or getattr(item, "effect", "") or "")
    term = getattr(item, "term", 0)
    if hasattr(item, "holder"):
        kept = f"{term} days" if term else "unknown: act today"
        text = f"Held by {getattr(item, 'holder', '')}; kept {kept}."
    receives = getattr(item, "receives", None)
    if receives is not None:
        text = "; ".join(str(r.what).replace("-", " ") for r in receives) or "Nothing."
    return title, text


@public
@require_safe
def data_page(request: HttpRequest) -> HttpResponse:
    """Show the frozen figures, as table and picture, with their downloads."""
    snapshot = latest_snapshot()
    directive = current_directive()
    context: dict[str, Any] = {"snapshot": snapshot, "rules": directive.release}
    if snapshot:
        context |= {
            "columns": [
                "Quarter",
                ("Received", "number"),
                *[(name.capitalize(), "number") for name in snapshot.outcomes],
            ],
            "rows": [
                (p.period, p.received, *[p.outcomes[name] for name in snapshot.outcomes])
                for p in snapshot.periods
            ],
            "chart": figures_chart.lay_out([(p.period, p.received) for p in snapshot.periods]),
        }
    return render(request, "onrecord/public/data.html", context)


@public
@require_safe
def data_json(_request: HttpRequest) -> HttpResponse:
    """Hand out the published table, to the byte that its digest is of."""
    snapshot = _snapshot()
    response = HttpResponse(table_bytes(snapshot.table), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="figures-{snapshot.number}.json"'
    return response


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
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="figures-{snapshot.number}.csv"'
    return response


def _snapshot() -> SnapshotView:
    snapshot = latest_snapshot()
    if snapshot is None:
        raise Http404("No figures were published yet.")
    return snapshot


@public
@require_safe
def log_page(request: HttpRequest) -> HttpResponse:
    """Show the log's last checkpoint and where its files are."""
    log = published()
    facts = (
        ("Origin", log.origin),
        ("Entries in the checkpoint", f"{log.size:,}"),
        ("Published", log.published_at),
        ("Next checkpoint", log.next_at),
    )
    return render(request, "onrecord/public/log.html", {"log": log, "log_facts": facts})


@public
@require_safe
def log_file(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a file of the published log, as any tlog-tiles client asks for it."""
    if not LOG_FILE.fullmatch(name):
        raise Http404
    path: Path = current_home().log / name
    try:
        stream = path.open("rb")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise Http404 from None
    is_tile = name.startswith("tile/")
    response = FileResponse(
        stream,
        content_type="application/octet-stream" if is_tile else "text/plain; charset=utf-8",
    )
    response["Cache-Control"] = f"max-age={ONE_YEAR}, immutable" if is_tile else "max-age=2"
    response["Access-Control-Allow-Origin"] = "*"
    return response


@public
@require_safe
def verify_page(request: HttpRequest) -> HttpResponse:
    """Say how a packet is checked, and what that shows."""
    return render(request, "onrecord/public/verify.html", {"log": published()})
