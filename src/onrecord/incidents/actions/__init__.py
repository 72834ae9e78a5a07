"""Every write of incidents, split by noun."""

from onrecord.incidents.actions.aid import (
    confirm_event,
    record_aid,
    record_scene_act,
    state_event,
)
from onrecord.incidents.actions.contact import note_access, record_contact, record_steering
from onrecord.incidents.actions.dispatch import Imported, import_dispatch, match_dispatch
from onrecord.incidents.actions.explaining import confirm_dispatch, explain_dispatch
from onrecord.incidents.actions.identification import confirm_identity, record_identification
from onrecord.incidents.actions.incident import (
    begin_account,
    correct_incident,
    lock_account,
    open_from_dispatch,
    open_incident,
    record_legal_authority,
    reopen_incident,
)
from onrecord.incidents.actions.later import assert_age, assert_basis, record_decision
from onrecord.incidents.actions.linking import link_incidents, unlink_incidents
from onrecord.incidents.actions.matter import add_matter, admit_reader, end_reader, open_matter
from onrecord.incidents.actions.oversight import draw_closures, review_closure
from onrecord.incidents.actions.party import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
)
from onrecord.incidents.actions.preservation import (
    ask_holder,
    confirm_preservation,
    end_preservation,
    open_preservation,
    record_holder_answer,
)
from onrecord.incidents.actions.reply import record_reply, request_reply
from onrecord.incidents.actions.reporting import (
    add_reporter,
    forget_reporter,
    sweep_contacts,
    use_contact,
)
from onrecord.incidents.actions.search import rebuild_search
from onrecord.incidents.actions.stamp import Scene, StampReceipt, record_stamp
from onrecord.incidents.actions.within import Choices, Receipt, person_id, settle_text

__all__ = [
    "Choices",
    "Description",
    "Imported",
    "Receipt",
    "Scene",
    "StampReceipt",
    "add_allegation",
    "add_matter",
    "add_party",
    "add_reporter",
    "admit_reader",
    "ask_holder",
    "assert_age",
    "assert_basis",
    "begin_account",
    "classify_allegation",
    "confirm_dispatch",
    "confirm_event",
    "confirm_identity",
    "confirm_preservation",
    "correct_incident",
    "draw_closures",
    "end_preservation",
    "end_reader",
    "explain_dispatch",
    "forget_reporter",
    "import_dispatch",
    "link_incidents",
    "lock_account",
    "match_dispatch",
    "note_access",
    "open_from_dispatch",
    "open_incident",
    "open_matter",
    "open_preservation",
    "person_id",
    "rebuild_search",
    "record_aid",
    "record_contact",
    "record_decision",
    "record_holder_answer",
    "record_identification",
    "record_legal_authority",
    "record_reply",
    "record_scene_act",
    "record_stamp",
    "record_steering",
    "reopen_incident",
    "request_reply",
    "review_closure",
    "settle_text",
    "state_event",
    "sweep_contacts",
    "unlink_incidents",
    "use_contact",
]
