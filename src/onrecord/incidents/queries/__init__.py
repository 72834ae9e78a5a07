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
from onrecord.incidents.queries.facts import (
    authority_facts,
    incident_id,
    is_behind_wall,
    scene_facts,
)
from onrecord.incidents.queries.later import Later, PersonStanding, later_assertions
from onrecord.incidents.queries.linking import LinkView, incident_links
from onrecord.incidents.queries.listing import (
    accounts_due,
    allegations_to_classify,
    districts,
    incident_list,
    incident_rows,
    replies_awaited,
)
from onrecord.incidents.queries.matter import (
    MatterRow,
    MatterView,
    ReaderView,
    matter_readers,
    matters,
    takes_in,
)
from onrecord.incidents.queries.oversight import (
    DrawView,
    Undrawn,
    closure_draw,
    closure_draws,
    closures_undrawn,
)
from onrecord.incidents.queries.preservation import (
    DueTasks,
    StepView,
    TaskView,
    due_preservation,
    preservation,
)
from onrecord.incidents.queries.preserved import confirmed_recordings
from onrecord.incidents.queries.reading import (
    contact_register,
    incident,
    offences,
    steering_attempts,
    walled_passages,
)
from onrecord.incidents.queries.reconciling import (
    Became,
    CountedEvent,
    Reconciliation,
    codes_in_force,
    counted_events,
    explanations,
    reconciliation,
)
from onrecord.incidents.queries.reporting import ReporterRow, may_add_reporter, reporters
from onrecord.incidents.queries.search import incidents_matching
from onrecord.incidents.queries.stamps import StampView, own_scene, stamps
from onrecord.incidents.queries.timeline import first_indices, timeline
from onrecord.incidents.queries.views import (
    AllegationView,
    IncidentRow,
    IncidentView,
    Lane,
    ReplyAwaited,
    TimelineRow,
    ToClassify,
)

__all__ = [
    "AllegationView",
    "Became",
    "CountedEvent",
    "CountedIncident",
    "DispatchEventView",
    "DrawView",
    "DueTasks",
    "EventBeside",
    "IncidentRow",
    "IncidentView",
    "Lane",
    "Later",
    "LinkView",
    "MatterRow",
    "MatterView",
    "PersonStanding",
    "ReaderView",
    "Reconciliation",
    "ReplyAwaited",
    "ReporterRow",
    "StampView",
    "StepView",
    "TaskView",
    "TimelineRow",
    "ToClassify",
    "Undrawn",
    "accounts_due",
    "allegations_to_classify",
    "authority_facts",
    "closure_draw",
    "closure_draws",
    "closures_undrawn",
    "codes_in_force",
    "confirmed_recordings",
    "contact_register",
    "counted_events",
    "counted_incidents",
    "dispatch_beside",
    "dispatch_event",
    "dispatch_imports",
    "dispatch_rows",
    "districts",
    "due_preservation",
    "explanations",
    "first_indices",
    "incident",
    "incident_id",
    "incident_links",
    "incident_list",
    "incident_rows",
    "incidents_matching",
    "is_behind_wall",
    "later_assertions",
    "matter_readers",
    "matters",
    "may_add_reporter",
    "offences",
    "own_scene",
    "preservation",
    "reconciliation",
    "replies_awaited",
    "reporters",
    "scene_facts",
    "stamps",
    "steering_attempts",
    "takes_in",
    "timeline",
    "walled_passages",
]
