"""The words in which the record's choices are read back to a person."""

from onrecord.directive import ActKind, Asked, EvidentialBasis, Outcome
from onrecord.incidents.models import IdentificationAttempt

NO_FINDING = "Alleged. No finding has been made."

ASKED_WORDS = {
    Asked.ASKED: "asked",
    Asked.NOT_SAFE: "not asked: not safe",
    Asked.NOT_FEASIBLE: "not asked: not feasible",
    Asked.COULD_NOT_TELL: "not asked: could not tell who was in charge",
}
OUTCOME_WORDS = {
    Outcome.NAME_AND_BADGE: "name and badge number given",
    Outcome.PART: "part of name and badge number given",
    Outcome.CREDENTIAL: "credential seen",
    Outcome.CLAIMED: "agency claimed by word only",
    Outcome.REFUSED: "refused",
    Outcome.NO_ANSWER: "no answer",
    Outcome.LEFT: "left before answering",
    Outcome.IN_DOUBT: "identity in doubt",
}
BASIS_WORDS = {
    EvidentialBasis.ALLEGED: "alleged",
    EvidentialBasis.OBSERVED: "observed by the person who recorded it",
    EvidentialBasis.VIDEO_SHOWN: "shown by video",
    EvidentialBasis.ADMITTED: "admitted by the subject",
    EvidentialBasis.ADJUDICATED: "found by a court or board",
}
ACT_WORDS = {
    ActKind.EMS_ASKED: "EMS asked",
    ActKind.EMS_ARRIVED: "EMS here",
    ActKind.AID_GIVEN: "aid given",
    ActKind.AID_REFUSED: "aid refused",
    ActKind.CAMERA_ON: "camera on",
    ActKind.SUPERVISOR_NOTIFIED: "supervisor notified",
    ActKind.SCENE_SECURED: "scene secured",
    ActKind.LOCAL_CONDUCT_RECORDED: "own members' acts recorded",
    ActKind.COMMUNICATIONS_CONSULTED: "communications team consulted",
    ActKind.OFFICE_NOTIFIED: "office notified that an incident occurred",
}
_MET = {
    Outcome.REFUSED: "Duty met: attempt and refusal recorded",
    Outcome.NO_ANSWER: "Duty met: attempt and silence recorded",
    Outcome.LEFT: "Duty met: attempt and departure recorded",
    Outcome.IN_DOUBT: "Duty met: attempt and doubt recorded",
}


def attempt_words(attempt: IdentificationAttempt, *, duties_shown: bool) -> str:
    """Say what came of an attempt; of the duty only to those who may see duties (G6, G8)."""
    asked = Asked(attempt.asked)
    if asked is not Asked.ASKED:
        return f"Recorded: {ASKED_WORDS[asked]}"
    outcome = Outcome(attempt.outcome)
    if duties_shown:
        return _MET.get(outcome, "Duty met: attempt and answer recorded")
    return f"Recorded: asked, {OUTCOME_WORDS[outcome]}"


def video_words(exhibit_number: str, video_ms: int | None) -> str:
    """Cite a recording, to the second where one was marked: `E-4 at 00:04:31`."""
    if video_ms is None:
        return exhibit_number
    seconds = video_ms // 1000
    return f"{exhibit_number} at {seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
