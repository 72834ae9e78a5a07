"""The closed vocabulary of conditions: the only words by which a pack may ask about facts.

A condition is written `name` or `name: argument`. Each word reads `Facts` and answers yes, no or
unknown, with the fact on which the answer rests and a sentence for a person. A further city is
written in these words and needs no code; a further word is code, reviewed, and listed in
docs/reference/directive-vocabulary.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from onrecord.directive import phrases
from onrecord.directive.facts import (
    ActKind,
    AllegationFact,
    Answer,
    Asked,
    AttemptFact,
    FactRef,
    Facts,
    Outcome,
    Preservation,
    RecordingFact,
    ReferralState,
    SubjectKind,
    Track,
)
from onrecord.directive.item import Condition

ANY = "any"
_RECEIVED = {ReferralState.DELIVERED, ReferralState.DECIDED}


@dataclass(frozen=True)
class Reading:
    """The answer of one condition, the fact it rests on, and a sentence that says why."""

    answer: Answer
    fact: FactRef | None
    because: str


@dataclass(frozen=True)
class Word:
    """One word: how it reads facts, what it means, and which arguments it takes.

    `arguments` empty and `takes_source` false: the word stands alone. `takes_source`: the
    argument is the id of an evidence source of the pack.
    """

    read: Callable[[Facts, str], Reading]
    means: str
    arguments: tuple[str, ...] = ()
    takes_source: bool = False


def read(condition: Condition, facts: Facts) -> Reading:
    """Answer one condition on the facts."""
    return VOCABULARY[condition.name].read(facts, condition.argument or "")


def all_of(conditions: Iterable[Condition], facts: Facts) -> Reading:
    """Answer "all of these": the first no, else the first unknown, else the first yes."""
    readings = [read(condition, facts) for condition in conditions]
    for wanted in (Answer.NO, Answer.UNKNOWN, Answer.YES):
        for reading in readings:
            if reading.answer is wanted:
                return reading
    return Reading(Answer.YES, None, "No condition is set.")


def _yes(fact: FactRef) -> Reading:
    return Reading(Answer.YES, fact, fact.label)


def _no(because: str, fact: FactRef | None = None) -> Reading:
    return Reading(Answer.NO, fact, because)


def _unknown(because: str) -> Reading:
    return Reading(Answer.UNKNOWN, None, because)


def _earliest(refs: Iterable[FactRef]) -> FactRef | None:
    """Return the earliest fact; facts without a time come last, in the order given."""
    found = list(refs)
    timed = [(ref.at, place, ref) for place, ref in enumerate(found) if ref.at is not None]
    return min(timed)[2] if timed else next(iter(found), None)


def _always(facts: Facts, _: str) -> Reading:
    return _yes(facts.incident.ref)


def _incident(facts: Facts, argument: str) -> Reading:
    """Read an answer of the incident, and what other recorded facts imply for it."""
    incident = facts.incident
    answers: dict[str, Answer] = {name: _recorded(facts, name) for name in phrases.INCIDENT}
    implied = any(answers[other] is Answer.YES for other in _IMPLIED_BY.get(argument, ()))
    yes, no, unknown = phrases.INCIDENT[argument]
    if implied or answers[argument] is Answer.YES or _shown_by_acts(facts, argument):
        return Reading(Answer.YES, incident.ref, yes)
    excluding = _EXCLUDED_BY.get(argument)
    if Answer.NO in (answers[argument], excluding and answers[excluding]):
        return _no(no, incident.ref)
    return _unknown(unknown)


_IMPLIED_BY = {
    "injured": ("death", "great-bodily-harm"),
    "force": ("deadly-force", "local-force", "shooting"),
    "member-on-scene": ("agents-on-scene",),
}
# Agents count as met only while a member was there.
_EXCLUDED_BY = {"agents-on-scene": "member-on-scene"}


def _recorded(facts: Facts, argument: str) -> Answer:
    answer: Answer = getattr(facts.incident, argument.replace("-", "_"))
    return answer


def _shown_by_acts(facts: Facts, argument: str) -> bool:
    """Whether a recorded act shows the answer: who was asked for a name was on the scene."""
    asked = any(attempt.asked is Asked.ASKED for attempt in facts.attempts)
    if argument == "agents-on-scene":
        return asked
    if argument == "member-on-scene":
        return asked or facts.incident.origin == "seen"
    return False


def _act(facts: Facts, argument: str) -> Reading:
    found = _earliest(act.ref for act in facts.acts if act.kind == argument)
    return _yes(found) if found else _no(f"Not recorded: {phrases.ACTS[argument]}.")


def _attempt(facts: Facts, argument: str) -> Reading:
    def fits(attempt: AttemptFact) -> bool:
        if attempt.asked is Asked.ASKED and attempt.outcome is None:
            return False
        return argument in (ANY, attempt.asked)

    found = _earliest(attempt.ref for attempt in facts.attempts if fits(attempt))
    if found:
        return _yes(found)
    if any(attempt.asked is Asked.ASKED for attempt in facts.attempts):
        return _no("Asked; what came of it is not recorded.")
    return _no("Not recorded: whether the on-scene supervisor was asked for name and badge.")


def _outcome(facts: Facts, argument: str) -> Reading:
    found = _earliest(attempt.ref for attempt in facts.attempts if attempt.outcome == argument)
    return _yes(found) if found else _no(f"Not recorded: {phrases.OUTCOMES[argument]}.")


def _attempt_on_video(facts: Facts, _: str) -> Reading:
    found = _earliest(attempt.on_video for attempt in facts.attempts if attempt.on_video)
    return _yes(found) if found else _no("Not recorded: the second on video of the attempt.")


def _alleged(facts: Facts, subject: str, fits: Callable[[AllegationFact], bool]) -> Reading | None:
    """Read the allegations that fit; None where none of them concerns the subject asked for."""
    fitting = [allegation for allegation in facts.allegations if fits(allegation)]
    for allegation in fitting:
        if subject in (ANY, allegation.subject):
            return _yes(allegation.ref)
    if any(allegation.subject is SubjectKind.UNKNOWN for allegation in fitting):
        return _unknown("The subject of an allegation is not known.")
    return None


def _violation_alleged(facts: Facts, subject: str) -> Reading:
    found = _alleged(facts, subject, lambda _: True)
    if found:
        return found
    if facts.allegations:
        return _no(f"Nothing is alleged of a {subject} subject.")
    if facts.incident.without_allegation:
        return _no("Recorded as without allegation.", facts.incident.without_allegation)
    return _unknown("Not recorded: an allegation, or that there is none.")


def _felony_alleged(facts: Facts, subject: str) -> Reading:
    criminal = Track.CRIMINAL
    found = _alleged(facts, subject, lambda a: a.track is criminal and a.felony is Answer.YES)
    if found:
        return found
    if _alleged(facts, subject, lambda a: a.track is criminal and a.felony is Answer.UNKNOWN):
        return _unknown("Not recorded: whether an offence alleged is a felony.")
    return _no("No felony is alleged.")


def _felonies_referred(facts: Facts, subject: str) -> Reading:
    """Read whether every allegation that is or may be a felony was delivered."""
    delivered = {
        allegation: referral.ref
        for referral in facts.referrals
        if referral.state in _RECEIVED
        for allegation in referral.allegations
    }
    last: FactRef | None = None
    for allegation in facts.allegations:
        if allegation.track is not Track.CRIMINAL or allegation.felony is Answer.NO:
            continue
        if subject not in (ANY, allegation.subject):
            continue
        last = delivered.get(allegation.ref.id)
        if last is None:
            return _no(f"Not referred: {allegation.ref.label}.")
    return _yes(last) if last else _no("No felony is alleged.")


def _no_allegation_stated(facts: Facts, _: str) -> Reading:
    stated = facts.incident.without_allegation
    return _yes(stated) if stated else _no("Not stated that nothing is alleged.")


def _recordings(facts: Facts, source: str) -> list[RecordingFact]:
    return [recording for recording in facts.recordings if recording.source == source]


def _tasks(facts: Facts, source: str) -> list[tuple[Preservation, FactRef]]:
    return [(task.state, task.ref) for task in facts.preservation if task.source == source]


def _recording_known(facts: Facts, source: str) -> Reading:
    recordings = _recordings(facts, source)
    if recordings:
        return _yes(recordings[0].ref)
    for state, ref in _tasks(facts, source):
        if state is Preservation.NONE_EXISTED:
            return _no(f"None existed: {ref.label}.", ref)
    return _unknown(f"Not recorded: whether a recording exists ({source}).")


def _recordings_kept(facts: Facts, source: str) -> Reading:
    recordings = _recordings(facts, source)
    kept: FactRef | None = None
    for recording in recordings:
        kept = recording.held or recording.confirmed
        if kept is None:
            return _no(f"Neither held nor confirmed by its holder: {recording.ref.label}.")
    if kept:
        return _yes(kept)
    for state, ref in _tasks(facts, source):
        if state is Preservation.PRESERVED:
            return _yes(ref)
    return _no(f"Not recorded: a recording that is kept ({source}).")


def _source_answered(facts: Facts, source: str) -> Reading:
    return _answered(_tasks(facts, source), source)


def _all_sources_answered(facts: Facts, _: str) -> Reading:
    return _answered([(task.state, task.ref) for task in facts.preservation], "any source")


def _answered(tasks: list[tuple[Preservation, FactRef]], source: str) -> Reading:
    for state, ref in tasks:
        if state is Preservation.OPEN:
            return _no(f"Open: {ref.label}.")
    if not tasks:
        return _no(f"Not recorded: a preservation task ({source}).")
    return _yes(tasks[-1][1])


def _report(facts: Facts, step: str) -> Reading:
    steps = {
        "locked": facts.report.locked,
        "submitted": facts.report.submitted,
        "approved": facts.report.approved,
    }
    taken = steps[step]
    return _yes(taken) if taken else _no(f"The report is not {step}.")


def _words(kind: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.value for member in kind)


_SUBJECTS = (ANY, *_words(SubjectKind))

VOCABULARY: dict[str, Word] = {
    "always": Word(_always, "Holds for every incident."),
    "activity-reported": Word(
        _always, "Activity was seen or reported: so of every incident that is opened."
    ),
    "incident": Word(
        _incident,
        "An answer recorded of the incident, or shown by other recorded facts.",
        tuple(phrases.INCIDENT),
    ),
    "act": Word(_act, "An act recorded with its time.", _words(ActKind)),
    "attempt": Word(
        _attempt,
        "An identification attempt: asked (with what came of it), or not asked and why.",
        (ANY, *_words(Asked)),
    ),
    "outcome": Word(_outcome, "What came of an identification attempt.", _words(Outcome)),
    "attempt-on-video": Word(
        _attempt_on_video, "An attempt points at the second of a recording that shows it."
    ),
    "violation-alleged": Word(
        _violation_alleged,
        "A violation of state or local law is alleged of a subject of this kind.",
        _SUBJECTS,
    ),
    "felony-alleged": Word(
        _felony_alleged,
        "A felony is alleged of a subject of this kind; unknown where the class is by limb.",
        _SUBJECTS,
    ),
    "felonies-referred": Word(
        _felonies_referred,
        "Every allegation that is or may be a felony was delivered to its destination.",
        _SUBJECTS,
    ),
    "no-allegation-stated": Word(_no_allegation_stated, "Somebody stated that nothing is alleged."),
    "recording-known": Word(
        _recording_known, "A recording of this source is known to exist.", takes_source=True
    ),
    "recordings-kept": Word(
        _recordings_kept,
        "Every known recording of this source is held by us or confirmed by its holder.",
        takes_source=True,
    ),
    "source-answered": Word(
        _source_answered,
        "Every preservation task of this source ended: preserved, refused, none existed or lost.",
        takes_source=True,
    ),
    "all-sources-answered": Word(
        _all_sources_answered, "Every preservation task of the incident ended."
    ),
    "report": Word(_report, "The report has taken this step.", ("locked", "submitted", "approved")),
}
