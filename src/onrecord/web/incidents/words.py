"""The words of incident pages: labels of choices, and short sentences about rows.

Choices stand in one neutral order and none is preselected; a refusal reads like any other answer.
"""

from collections.abc import Mapping

from onrecord.authority import HandlingClass
from onrecord.directive import (
    ActKind,
    Answer,
    Asked,
    EvidentialBasis,
    Origin,
    Outcome,
    SubjectKind,
    Track,
)
from onrecord.incidents.states import (
    WITHOUT_ALLEGATION,
    ConfirmationResult,
    EventStatus,
    ForceUsed,
    IncidentState,
    MatterForm,
    PreservationStep,
    ReplyState,
)

Words = Mapping[str, str]

ANSWER: Words = {Answer.YES: "Yes", Answer.NO: "No", Answer.UNKNOWN: "Not known"}
ORIGIN: Words = {
    Origin.SEEN: "Seen by the department",
    Origin.REPORTED: "Reported to the department",
}
STATE: Words = {IncidentState.OPEN: "Open", IncidentState.CLOSED: "Closed"}
FORCE: Words = {
    ForceUsed.NONE: "No force",
    ForceUsed.FORCE: "Force",
    ForceUsed.DEADLY: "Deadly force",
    ForceUsed.UNKNOWN: "Not known",
}
EVENT: Words = {
    EventStatus.REPORTED: "Reported",
    EventStatus.DISPATCHED: "Dispatched",
    EventStatus.ON_SCENE: "On scene",
    EventStatus.GONE_ON_ARRIVAL: "Gone on arrival",
    EventStatus.CORROBORATED: "Corroborated",
    EventStatus.NOT_CORROBORATED: "Not corroborated",
    EventStatus.UNFOUNDED: "Unfounded",
    WITHOUT_ALLEGATION: "Documented; nothing is alleged",
}
KIND: Words = {
    SubjectKind.FEDERAL: "Federal agent",
    SubjectKind.STATE: "State officer",
    SubjectKind.LOCAL: "Local officer",
    SubjectKind.CIVILIAN: "Civilian",
    SubjectKind.UNKNOWN: "Not known",
}
BASIS: Words = {
    EvidentialBasis.ALLEGED: "Alleged by somebody",
    EvidentialBasis.OBSERVED: "Observed by me",
    EvidentialBasis.VIDEO_SHOWN: "The video shows it",
    EvidentialBasis.ADMITTED: "Admitted by the subject",
    EvidentialBasis.ADJUDICATED: "Found by a court or board",
}
TRACK: Words = {
    Track.CRIMINAL: "Criminal",
    Track.CIVIL: "Civil or regulatory",
    Track.LOCAL_DUTY: "Duty of the department's own members",
}
ASKED: Words = {
    Asked.ASKED: "Yes, asked",
    Asked.NOT_SAFE: "No, not safe",
    Asked.NOT_FEASIBLE: "No, not feasible",
    Asked.COULD_NOT_TELL: "Could not tell who",
}
OUTCOME: Words = {
    Outcome.NAME_AND_BADGE: "Name and badge",
    Outcome.PART: "Part of name and badge",
    Outcome.REFUSED: "Refused",
    Outcome.NO_ANSWER: "No answer",
    Outcome.CREDENTIAL: "Credential seen",
    Outcome.CLAIMED: "Agency claimed only",
    Outcome.LEFT: "Left",
    Outcome.IN_DOUBT: "Identity in doubt",
}
RESULT: Words = {
    ConfirmationResult.CONFIRMED: "Confirmed",
    ConfirmationResult.NOT_CONFIRMED: "Not confirmed",
    ConfirmationResult.IN_DOUBT: "Identity in doubt",
    ConfirmationResult.NOT_LAW_ENFORCEMENT: "Not law enforcement",
}
REPLY: Words = {
    ReplyState.REPLIED: "A reply came",
    ReplyState.NO_REPLY: "No reply came",
}
PRESERVATION_ENDS: Words = {
    PreservationStep.REFUSED: "The holder refused",
    PreservationStep.NONE_EXISTED: "None existed",
    PreservationStep.LOST: "It was lost",
}
ACT: Words = {
    ActKind.CAMERA_ON: "Camera on",
    ActKind.SUPERVISOR_NOTIFIED: "Supervisor notified",
    ActKind.SCENE_SECURED: "Scene secured",
    ActKind.LOCAL_CONDUCT_RECORDED: "Own members' acts recorded",
    ActKind.COMMUNICATIONS_CONSULTED: "Communications team consulted",
    ActKind.OFFICE_NOTIFIED: "Office notified that an incident occurred",
}
QUESTIONS: Words = {
    "dispatched": "Was a unit dispatched?",
    "member_on_scene": "Was a member of the department on scene?",
    "agents_on_scene": "Were agents on scene?",
    "injured": "Was anyone hurt?",
    "death": "Did anyone die?",
    "great_bodily_harm": "Was anyone gravely hurt?",
    "shooting": "Were shots fired?",
    "detention": "Was anyone detained?",
    "local_force": "Did the department's own members use force?",
    "misconduct_investigation": "Is conduct of the department's own members under investigation?",
    "camera_on": "Was a camera of yours on?",
    "warrant_shown": "Was a warrant or order shown?",
    "arrest_explained": "Was the person arrested told who arrested them, and why?",
}
ACCOUNTS: Words = {
    "stated_federal_purpose": "Purpose that agents stated",
    "threat_faced": "Threat that anyone faced",
    "warnings_given": "Warnings given",
    "resistance": "Resistance",
    "agent_injury": "Injury of an agent",
}


def choices(words: Words) -> list[tuple[str, str]]:
    """Return words as the choices of a form's field, in their order."""
    return [(str(value), label) for value, label in words.items()]


def word(words: Words, value: str) -> str:
    """Return the word for a recorded value."""
    return next((label for key, label in words.items() if str(key) == value), value)


MATTER_FORM: Words = {
    MatterForm.STATEMENT: "Statement",
    MatterForm.NOTE: "Note",
    MatterForm.DOCUMENT: "Document",
}
HANDLING: Words = {
    HandlingClass.ORDINARY: "Ordinary",
    HandlingClass.COMPELLED: "Compelled statement",
    HandlingClass.GRAND_JURY: "Grand jury",
    HandlingClass.PRIVILEGED: "Privileged",
    HandlingClass.JUVENILE: "Juvenile",
    HandlingClass.MEDICAL: "Medical",
    HandlingClass.COURT_SEALED: "Court-sealed",
}
HANDLING_HINT: Words = {
    HandlingClass.ORDINARY: "Open to whoever reads the incident.",
    HandlingClass.COMPELLED: "Never part of a packet. Whoever opens it approves no referral.",
    HandlingClass.GRAND_JURY: "Known to its dated list alone; you stand first on it.",
    HandlingClass.PRIVILEGED: "Known to counsel's dated list alone; you stand first on it.",
    HandlingClass.JUVENILE: "Open to investigator, records and the prosecutor's office.",
    HandlingClass.MEDICAL: "Open to investigator and records.",
    HandlingClass.COURT_SEALED: "Open to whom the order names, on its dated list.",
}
