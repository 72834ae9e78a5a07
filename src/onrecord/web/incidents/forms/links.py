"""Forms of links between incidents."""

from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import line, long_text, one_of

RELATIONS = {
    "same-event": "The same event, seen by others",
    "same-series": "One of a series",
    "follow-up": "This one follows up the other",
    "duplicate": "This one is a duplicate; the other is kept",
}


class LinkForm(ActForm):
    """The other incident, how they hang together, and why."""

    other = line("The other incident", 12, missing="Enter its number, such as 2026-0123.")
    relation = one_of("How do they hang together?", RELATIONS)
    reason = long_text("Why?", rows=2, missing="Enter why; it stays with both.")


class UndoForm(ActForm):
    """Why a link is undone."""

    reason = long_text("Why?", rows=2, missing="Enter why; what was stated stays in the log.")
