"""Pointing to a recording where it lies, without copying it (G1, G3)."""

from datetime import datetime

from onrecord.authority import Actor, Facts, Permission
from onrecord.evidence.errors import InvalidExhibit
from onrecord.evidence.lookup import check_recorded_at, incident_numbered, viewer_of
from onrecord.evidence.models import ExhibitPointer
from onrecord.incidents.actions import Choices, Receipt, settle_text
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now
from onrecord.storage.directives import load_directive

RECORDING_POINTED_TO = declare_for(
    ExhibitPointer, "recording.pointed_to", 1, "A recording held elsewhere was named.", "by_name"
)


def _facts(*, actor: Actor, number: str, **_rest: object) -> Facts:
    return authority_facts(incident_id(number), actor)


@act(Permission.EXHIBIT_POINT, _facts)
def point_to_recording(
    act: Act,
    *,
    actor: Actor,
    number: str,
    evidence_source: str,
    holder: str,
    holder_evidence_number: str = "",
    recorded_at: datetime | None = None,
    position_ms: int | None = None,
    shows: str = "",
    choices: Choices | None = None,
) -> Receipt:
    """Name a recording known to exist: its holder, the holder's evidence number, the moment.

    `evidence_source` is an id of the directive's evidence sources, such as `body-worn-video`;
    `position_ms` the place in the recording, in milliseconds from its start. `shows` is neutral.
    """
    incident = incident_numbered(number)
    if not holder.strip():
        raise InvalidExhibit("holder", "Holder: enter who holds the recording.")
    check_recorded_at(recorded_at)
    if position_ms is not None and position_ms < 0:
        raise InvalidExhibit("position_ms", "Moment: enter a time from the recording's start.")
    known = [source.id for source in load_directive(incident.directive).evidence]
    if evidence_source not in known:
        raise InvalidExhibit(
            "evidence_source", f"Source {evidence_source!r}: choose one of {', '.join(known)}."
        )

    def settled(field: str, text: str) -> str:
        chosen = (choices or {}).get(field, ())
        return settle_text(act, incident.id, f"pointer.{field}", text.strip(), chosen)

    pointer = ExhibitPointer(
        incident=incident,
        evidence_source=evidence_source,
        holder=settled("holder", holder),
        holder_evidence_number=settled("holder_evidence_number", holder_evidence_number),
        recorded_at=recorded_at,
        position_ms=position_ms,
        shows=settled("shows", shows),
        pointed_at=now(),
        pointed_by=viewer_of(actor),
    )
    entry = act.save(RECORDING_POINTED_TO, pointer, by_name=actor.name)
    return Receipt(entry_id=entry.id, reference=str(pointer))
