"""The parts of a report beside the narrative, as they stand: people, allegations, attempts, aid."""

from dataclasses import dataclass
from typing import Any

from onrecord.authority import Actor
from onrecord.evidence.queries import exhibits, pointers
from onrecord.incidents.queries import IncidentView
from onrecord.storage.directives import load_directive
from onrecord.web import pieces
from onrecord.web.incidents import shown


@dataclass(frozen=True, slots=True)
class Parts:
    """What templates draw of an incident within its report."""

    summary: list[tuple[str, object]]
    people: list[Any]
    pairs: list[Any]
    attempt_columns: Any
    attempt_rows: list[tuple[object, ...]]
    aid_caption: str
    aid_columns: Any
    aid_rows: list[tuple[object, ...]]
    act_columns: Any
    act_rows: list[tuple[object, ...]]
    exhibit_columns: Any
    exhibit_rows: list[tuple[object, ...]]
    pointers: list[str]


def parts_of(actor: Actor, incident: IncidentView) -> Parts:
    """Return the parts of an incident's report, as this reader may see them."""
    number = incident.number
    return Parts(
        summary=shown.summary_facts(incident),
        people=shown.people(incident),
        pairs=shown.pairs(incident, load_directive(incident.directive), with_cautions=False),
        attempt_columns=shown.ATTEMPT_COLUMNS,
        attempt_rows=shown.attempt_rows(incident.attempts),
        aid_caption=f"Times of {shown.aid_day(incident):%Y-%m-%d} unless dated",
        aid_columns=shown.AID_COLUMNS,
        aid_rows=shown.aid_rows(incident),
        act_columns=("Act", ("When", "time"), "Words", "Recorded by"),
        act_rows=[
            (act.act_kind.replace("-", " ").capitalize(), pieces.moment(act.at), act.words, act.by)
            for act in incident.scene_acts
        ],
        exhibit_columns=shown.EXHIBIT_COLUMNS,
        exhibit_rows=shown.exhibit_rows(number, exhibits(actor=actor, number=number)),
        pointers=[
            f"{pointer.holder} {pointer.holder_evidence_number}".strip()
            for pointer in pointers(actor=actor, number=number)
        ],
    )
