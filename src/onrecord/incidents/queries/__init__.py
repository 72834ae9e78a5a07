"""Every read of incidents."""

from onrecord.incidents.queries.counting import CountedIncident, counted_incidents
from onrecord.incidents.queries.dispatch import (
    DispatchEventView,
    EventBeside,
    dispatch_beside,
    dispatch_event,
    dispatch_imports,
    dispatch_rows,
)
from onrecord.incidents.queries.facts import authority_facts, incident_id, scene_facts
from onrecord.incidents.queries.reading import (
    contact_register,
    incident,
    incident_rows,
    offences,
    steering_attempts,
    walled_passages,
)
from onrecord.incidents.queries.stamps import StampView, own_scene, stamps
from onrecord.incidents.queries.timeline import first_indices, timeline
from onrecord.incidents.queries.views import (
    AllegationView,
    IncidentRow,
    IncidentView,
    Lane,
    TimelineRow,
)

__all__ = [
    "AllegationView",
    "CountedIncident",
    "DispatchEventView",
    "EventBeside",
    "IncidentRow",
    "IncidentView",
    "Lane",
    "StampView",
    "TimelineRow",
    "authority_facts",
    "contact_register",
    "counted_incidents",
    "dispatch_beside",
    "dispatch_event",
    "dispatch_imports",
    "dispatch_rows",
    "first_indices",
    "incident",
    "incident_id",
    "incident_rows",
    "offences",
    "own_scene",
    "scene_facts",
    "stamps",
    "steering_attempts",
    "timeline",
    "walled_passages",
]
