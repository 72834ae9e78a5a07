"""OnRecord's components as template tags: `{% load onrecord_ui %}`.

Each inclusion tag hands a small context to a template of the same name in
`templates/onrecord/components/`. Values that are absent read "Not recorded", never nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

from onrecord.web import moments, pieces, timeline_chart
from onrecord.web.acting import new_once
from onrecord.web.fields import fault, first_id, view_of

register = template.Library()

DUTY_WORDS = {
    "todo": "To do",
    "met": "Met",
    "gap": "Gap stated",
    "excused": "Excused",
    "not-applicable": "Does not apply",
}
STAGES = (
    "On this phone only",
    "Recorded",
    "In a signed checkpoint",
    "Witnessed",
)


def look(thing: object, name: str, default: object = None) -> Any:  # noqa: ANN401 - rows are duck-typed
    """Return an attribute of a dataclass or a key of a mapping, as templates do."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


for piece in (
    pieces.icon,
    pieces.tag,
    pieces.digest,
    pieces.moment,
    pieces.public_moment,
):
    register.simple_tag(piece)
register.simple_tag(new_once, name="once")
register.filter(pieces.recorded)
register.filter(pieces.entry_number)


@register.inclusion_tag("onrecord/components/field.html")
def field(
    bound: BoundField, hints: dict[str, str] | None = None, extra: str = ""
) -> dict[str, object]:
    """Draw a field of a plain form: label, hint, error and control, tied together.

    hints: a line below single tiles, by value. extra: a class of its own, e.g. "or-narrative".
    """
    return {"field": view_of(bound, hints), "extra": extra}


@register.inclusion_tag("onrecord/components/error_summary.html")
def error_summary(form: BaseForm, kept: str = "") -> dict[str, object]:
    """List the form's errors with links to their fields; nothing where there are none.

    kept: what was kept ("Draft saved."), the last sentence.
    """
    linked = [
        (f"#{first_id(bound)}", fault(bound, str(error)))
        for bound in form.visible_fields()
        for error in bound.errors
    ]
    loose = [str(error) for error in form.non_field_errors()]
    loose += [str(error) for bound in form.hidden_fields() for error in bound.errors]
    return {"linked": linked, "loose": loose, "count": len(linked) + len(loose), "kept": kept}


@register.inclusion_tag("onrecord/components/duty_row.html")
def duty_row(duty: object) -> dict[str, object]:
    """Draw one duty: title, state (see DUTY_WORDS), fact, source, clock, url, unchecked.

    Only work gets a tag; met, excused and the rest are plain words.
    """
    state = str(look(duty, "state", "todo"))
    if state not in DUTY_WORDS:
        raise ValueError(f"duty state {state!r}: use one of {', '.join(DUTY_WORDS)}")
    return {"duty": duty, "state": state, "words": DUTY_WORDS[state]}


@register.inclusion_tag("onrecord/components/duty_list.html")
def duty_list(groups: Sequence[tuple[str, Sequence[object]]]) -> dict[str, object]:
    """Draw duties in named groups: a sequence of (name, duties)."""
    return {"groups": groups}


@register.inclusion_tag("onrecord/components/facts.html")
def facts(rows: Iterable[Sequence[object]]) -> dict[str, object]:
    """Draw a definition list of (label, value) or (label, value, source) rows."""
    return {
        "rows": [(row[0], pieces.recorded(row[1]), row[2] if len(row) > 2 else "") for row in rows]  # noqa: PLR2004 - a third item is the source
    }


@register.inclusion_tag("onrecord/components/data_table.html")
def data_table(
    caption: str,
    columns: Sequence[str | tuple[str, str]],
    rows: Iterable[Sequence[object]],
    *,
    hide_caption: bool = False,
) -> dict[str, object]:
    """Draw a table whose rows become labelled cards on a phone.

    columns: labels, or (label, kind) with kind number, time or nowrap. The first cell of each
    row is its header. Absent cells read "Not recorded".
    """
    heads = [
        (column, "") if isinstance(column, str) else (column[0], f"or-table__{column[1]}")
        for column in columns
    ]
    return {
        "caption": caption,
        "hide_caption": hide_caption,
        "heads": heads,
        "rows": [
            [
                (label, kind, pieces.recorded(cell))
                for (label, kind), cell in zip(heads, row, strict=True)
            ]
            for row in rows
        ],
    }


@register.inclusion_tag("onrecord/components/equal_cards.html")
def equal_cards(allegation: object, reply: object) -> dict[str, object]:
    """Set allegation and reply side by side, the same size; "No finding" is always there.

    Each has title, text and meta. A reply without text shows its meta as the line that keeps
    its place ("Asked 5 Mar by e-mail, no reply by 4 Apr").
    """
    return {"allegation": allegation, "reply": reply}


@register.inclusion_tag("onrecord/components/incident_strip.html")
def incident_strip(incident: object) -> dict[str, object]:
    """Draw the strip of every incident page: number, district, state, hold, next_clock, url.

    next_clock: words, ends (aware datetime) and left ("87 days"), or None.
    """
    return {"incident": incident, "clock": look(incident, "next_clock")}


@register.inclusion_tag("onrecord/components/queue.html")
def queue(title: str, items: Sequence[object], empty: str, more_url: str = "") -> dict[str, object]:
    """Draw a queue of the desk: items with what, why, due (datetime), left, url and act."""
    return {"title": title, "items": items, "empty": empty, "more_url": more_url}


@register.inclusion_tag("onrecord/components/receipt.html")
def receipt(given: object) -> dict[str, object]:
    """Draw the receipt of an act.

    given: at (datetime), entry_index (int or None while it is not numbered yet),
    next_checkpoint (datetime or None), stage (1 recorded, 2 in a checkpoint, 3 witnessed),
    witnesses ("2 of 3"), save_url, poll_url (asked every second until the number is there).
    """
    zone = timezone.get_current_timezone()
    at, following = look(given, "at"), look(given, "next_checkpoint")
    stage = int(look(given, "stage", 1) or 1)
    names = list(STAGES)
    witnesses = look(given, "witnesses")
    if witnesses:
        names[3] = f"Witnessed by {witnesses}"
    return {
        "receipt": given,
        "index": look(given, "entry_index"),
        "clock": moments.clock(at, zone),
        "day": moments.day(at, zone),
        "at": at,
        "following": moments.staff(following, zone) if following else "",
        "stages": [(name, place == stage) for place, name in enumerate(names) if place > 0],
    }


@register.inclusion_tag("onrecord/components/steps.html")
def steps(names: Sequence[str], current: int) -> dict[str, object]:
    """Draw a step indicator; current counts from 1."""
    return {
        "steps": [
            (name, "current" if at == current else "complete" if at < current else "")
            for at, name in enumerate(names, start=1)
        ],
        "current": current,
        "total": len(names),
        "name": names[current - 1],
    }


@register.inclusion_tag("onrecord/components/timeline.html")
def timeline(
    rows: Iterable[timeline_chart.Row], title: str = "Timeline", identifier: str = "timeline"
) -> dict[str, object]:
    """Draw an incident's timeline as chart and as table; both hold the same rows.

    A second timeline on one page needs an identifier of its own.
    """
    zone = timezone.get_current_timezone()
    ordered = timeline_chart.in_order(rows)
    end = timeline_chart.scene_end(ordered) if ordered else None
    return {
        "title": title,
        "identifier": identifier,
        "chart": timeline_chart.lay_out(ordered, zone),
        "zone": moments.zone_name(ordered[0].at, zone) if ordered else "",
        "sides": [
            (side, [_timeline_cells(row, zone, at_scene=at_scene) for row in part])
            for side, at_scene, part in (
                (_scene_words(ordered, zone), True, [r for r in ordered if end and r.at <= end]),
                ("Days since", False, [r for r in ordered if end and r.at > end]),
            )
            if part
        ],
    }


def _scene_words(ordered: Sequence[timeline_chart.Row], zone: tzinfo) -> str:
    return f"At the scene, {moments.day(ordered[0].at, zone)}" if ordered else ""


def _timeline_cells(row: timeline_chart.Row, zone: tzinfo, *, at_scene: bool) -> dict[str, object]:
    """Cells of one row; at the scene the day stands in the heading, and the clock is enough."""
    shape = timeline_chart.SHAPES[row.lane]
    write = moments.clock if at_scene else moments.staff
    return {
        "row": row,
        "when": write(row.at, zone),
        "lane": row.lane.value,
        "shape": shape,
        "points": timeline_chart.shape_points(shape, 9, 9),
        "until": _until(row, zone),
    }


def _until(row: timeline_chart.Row, zone: tzinfo) -> str:
    """Write the end of a span; the clock alone only where it ends on the day it began."""
    if row.until is None:
        return ""
    same_day = row.until.astimezone(zone).date() == row.at.astimezone(zone).date()
    return (moments.clock if same_day else moments.staff)(row.until, zone)


NAV_ICONS = {
    "Desk": "topic",
    "Incidents": "folder",
    "New incident": "add_circle_outline",
    "Scene": "location_on",
    "Clocks": "schedule",
    "Audit": "history",
}


@register.filter
def nav_icon(label: str) -> SafeString:
    """Return the icon of an item of the bottom bar."""
    return pieces.icon(NAV_ICONS.get(label, "navigate_next"))
