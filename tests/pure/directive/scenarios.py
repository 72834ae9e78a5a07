"""Worked examples: what a record says, in words that a lawyer checks against the golden tables.

Everybody and everything here is fictional.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from onrecord.directive import (
    ActFact,
    ActKind,
    AllegationFact,
    Answer,
    Asked,
    AttemptFact,
    Directive,
    FactRef,
    Facts,
    GapFact,
    IncidentFacts,
    Origin,
    Outcome,
    Preservation,
    PreservationFact,
    RecordingFact,
    ReferralFact,
    ReferralState,
    ReportFacts,
    SubjectKind,
    Track,
    clock_words,
    evaluate,
)

YES, NO = Answer.YES, Answer.NO
COLUMNS = ("scenario", "what is recorded", "duty", "status", "fact", "clock")


class Scene:
    """Makes facts of one evening, 3 March 2026, in one city's time."""

    def __init__(self, zone: str) -> None:
        self.start = datetime(2026, 3, 3, 21, 0, tzinfo=ZoneInfo(zone))
        self.now = self.start + timedelta(days=3)

    def ref(self, kind: str, label: str, minutes: int = 0, days: int = 0) -> FactRef:
        """Return a reference to a fact of that evening."""
        at = self.start + timedelta(days=days, minutes=minutes)
        return FactRef(kind, f"{kind}-{label}", label, at)

    def incident(self, **answers: object) -> IncidentFacts:
        """Return the incident with the answers given."""
        opened = self.start + timedelta(minutes=10)
        incident = IncidentFacts(
            self.ref("incident", "incident 0123", 10), opened, occurred_at=self.start
        )
        return replace(incident, **answers)  # type: ignore[arg-type]  # named answers of the scenario

    def act(self, kind: ActKind, label: str, minutes: int) -> ActFact:
        """Return an act of the scene."""
        return ActFact(kind, self.ref("act", label, minutes))

    def attempt(self, asked: Asked, outcome: Outcome | None, label: str) -> AttemptFact:
        """Return an identification attempt at 21:16."""
        return AttemptFact(self.ref("attempt", label, 16), asked, outcome)

    def alleged(self, subject: SubjectKind, felony: Answer, label: str = "A1") -> AllegationFact:
        """Return an allegation on the criminal track."""
        return AllegationFact(self.ref("allegation", label, 60), subject, Track.CRIMINAL, felony)

    def video(self, label: str = "E-4") -> RecordingFact:
        """Return body-worn video of 21:00, kept by nobody."""
        return RecordingFact(self.ref("exhibit", label), "body-worn-video", self.start)

    def report(self) -> ReportFacts:
        """Return a report that was locked, submitted and approved."""
        return ReportFacts(
            self.ref("report", "narrative locked", 120),
            self.ref("report", "submitted", 130),
            self.ref("report", "approved", 200),
        )

    def asked_all(self) -> tuple[PreservationFact, ...]:
        """Return two preservation tasks that ended."""
        return (
            PreservationFact(
                self.ref("task", "911 audio", days=1), "dispatch-audio", Preservation.REFUSED
            ),
            PreservationFact(
                self.ref("task", "in-car video", days=1), "in-car-video", Preservation.NONE_EXISTED
            ),
        )


def chicago() -> Iterator[tuple[str, str, Facts, datetime]]:
    """Yield name, words, facts and time of each Chicago example."""
    s = Scene("America/Chicago")
    seen = s.incident(origin=Origin.SEEN, agents_on_scene=YES, injured=NO, local_force=NO)
    yield "opened", "Reported by telephone; nothing else recorded.", Facts(s.incident()), s.now

    stated = s.ref("entry", "stated: nothing is alleged", 90)
    yield (
        "without allegation",
        "Stated that nothing is alleged; report approved.",
        Facts(replace(seen, without_allegation=stated), report=s.report()),
        s.now,
    )

    refused = replace(
        s.attempt(Asked.ASKED, Outcome.REFUSED, "21:16 asked: refused"),
        on_video=s.ref("exhibit", "E-4 at 00:04:31", 16),
    )
    held = replace(s.video(), held=s.ref("custody", "E-4 held since 4 March", days=1))
    a1 = s.alleged(SubjectKind.FEDERAL, YES)
    delivered = ReferralFact(
        s.ref("referral", "P-031 delivered", days=2), "ccsao", (a1.ref.id,), ReferralState.DELIVERED
    )
    whole = Facts(
        replace(seen, injured=YES),
        (
            s.act(ActKind.EMS_ASKED, "EMS asked 21:14", 14),
            s.act(ActKind.AID_GIVEN, "aid given 21:15", 15),
        ),
        (refused,),
        (a1,),
        (held,),
        s.asked_all(),
        s.report(),
        (delivered,),
    )
    yield "refused and everything done", "Asked, refused, on video; felony referred.", whole, s.now

    unsafe = s.attempt(Asked.NOT_SAFE, None, "21:16 not asked: not safe")
    yield (
        "not safe to ask",
        "Not asked: not safe. Footage known, its keeping only requested.",
        Facts(
            seen,
            attempts=(unsafe,),
            allegations=(s.alleged(SubjectKind.FEDERAL, NO),),
            recordings=(s.video(),),
        ),
        s.now,
    )

    yield (
        "supervisor not found",
        "Could not tell who was in charge; footage without a date; class of A1 by limb.",
        Facts(
            seen,
            attempts=(s.attempt(Asked.COULD_NOT_TELL, None, "21:16 could not tell who"),),
            allegations=(s.alleged(SubjectKind.UNKNOWN, Answer.UNKNOWN),),
            recordings=(replace(s.video(), recorded_at=None),),
        ),
        s.now,
    )

    yield (
        "asked without outcome yet",
        "Asked; what came of it is not recorded. The injured person refused aid.",
        Facts(
            replace(seen, injured=YES, local_force=YES),
            (s.act(ActKind.AID_REFUSED, "aid refused 21:20", 20),),
            (s.attempt(Asked.ASKED, None, "21:16 asked"),),
            (s.alleged(SubjectKind.LOCAL, NO),),
        ),
        s.now,
    )

    gap = GapFact(s.ref("gap", "gap"), "keep-body-camera", "The holder's system was down.")
    yield (
        "agents had left",
        "Nobody was met; a civilian is the subject; one gap is stated.",
        Facts(
            replace(seen, agents_on_scene=NO),
            allegations=(s.alleged(SubjectKind.CIVILIAN, NO),),
            recordings=(s.video(),),
            gaps=(gap,),
        ),
        s.now,
    )

    late = replace(s.video(), confirmed=s.ref("custody", "E-4 confirmed by holder", days=95))
    yield (
        "kept too late",
        "The holder confirmed the footage on day 95.",
        Facts(
            seen,
            allegations=(s.alleged(SubjectKind.FEDERAL, NO),),
            recordings=(late,),
        ),
        s.start + timedelta(days=100),
    )


def seattle() -> Iterator[tuple[str, str, Facts, datetime]]:
    """Yield name, words, facts and time of each Seattle example."""
    s = Scene("America/Los_Angeles")
    quiet = s.incident(dispatched=NO, member_on_scene=NO, injured=NO)
    stated = s.ref("entry", "stated: nothing is alleged", 90)
    done = (
        s.act(ActKind.SUPERVISOR_NOTIFIED, "supervisor notified 21:12", 12),
        s.act(ActKind.OFFICE_NOTIFIED, "notice sent 22:00", 60),
    )
    yield (
        "activity without allegation",
        "Reported, nobody dispatched, nothing alleged; documented and approved.",
        Facts(replace(quiet, without_allegation=stated), done, report=s.report()),
        s.now,
    )
    claimed = s.attempt(Asked.ASKED, Outcome.CLAIMED, "21:16 asked: agency claimed by word only")
    yield (
        "claimed by word only",
        "Dispatched; the driver named an agency and showed nothing.",
        Facts(
            s.incident(dispatched=YES, agents_on_scene=YES, injured=NO),
            (s.act(ActKind.CAMERA_ON, "camera on 21:11", 11), *done),
            (claimed,),
        ),
        s.now,
    )
    yield (
        "felony alleged",
        "A felony is alleged of a federal subject; footage known, nothing kept yet.",
        Facts(
            s.incident(dispatched=YES, agents_on_scene=YES, injured=YES),
            (s.act(ActKind.AID_GIVEN, "aid given 21:15", 15),),
            allegations=(s.alleged(SubjectKind.FEDERAL, YES),),
            recordings=(s.video(),),
        ),
        s.now,
    )


def port_ellery() -> Iterator[tuple[str, str, Facts, datetime]]:
    """Yield name, words, facts and time of each example of Port Ellery, a fictional city."""
    s = Scene("America/New_York")
    seen = s.incident(origin=Origin.SEEN, agents_on_scene=YES, injured=NO)
    yield "opened", "Reported by telephone; nothing else recorded.", Facts(s.incident()), s.now

    stated = s.ref("entry", "stated: nothing is alleged", 90)
    yield (
        "without allegation",
        "Stated that nothing is alleged; no report written.",
        Facts(replace(seen, without_allegation=stated)),
        s.now,
    )

    unsafe = s.attempt(Asked.NOT_SAFE, None, "21:16 not asked: not safe")
    yield (
        "state officer, not safe to ask",
        "An offence below a felony is alleged of a state officer; footage known, kept by nobody.",
        Facts(
            seen,
            attempts=(unsafe,),
            allegations=(s.alleged(SubjectKind.STATE, NO),),
            recordings=(s.video(),),
        ),
        s.now,
    )

    a1 = s.alleged(SubjectKind.LOCAL, YES)
    delivered = ReferralFact(
        s.ref("referral", "P-031 delivered", days=2),
        "district-attorney",
        (a1.ref.id,),
        ReferralState.DELIVERED,
    )
    held = replace(s.video(), held=s.ref("custody", "E-4 held since 4 March", days=1))
    yield (
        "local officer, everything done",
        "A felony is alleged of a local officer; name asked, aid given, felony referred.",
        Facts(
            replace(seen, injured=YES),
            (s.act(ActKind.AID_GIVEN, "aid given 21:15", 15),),
            (s.attempt(Asked.ASKED, Outcome.REFUSED, "21:16 asked: refused"),),
            (a1,),
            (held,),
            s.asked_all(),
            s.report(),
            (delivered,),
        ),
        s.now,
    )

    yield (
        "class unknown, report late",
        "Agency not known, class of A1 by limb; the report came on the second day.",
        Facts(
            seen,
            allegations=(s.alleged(SubjectKind.UNKNOWN, Answer.UNKNOWN),),
            report=ReportFacts(submitted=s.ref("report", "submitted", 30, days=1)),
        ),
        s.now,
    )


def table(
    directive: Directive, scenarios: Iterator[tuple[str, str, Facts, datetime]]
) -> list[dict[str, str]]:
    """Evaluate each example and return the rows of its golden table."""
    return [
        {
            "scenario": name,
            "what is recorded": words,
            "duty": outcome.duty.id,
            "status": outcome.display,
            "fact": (outcome.gap or outcome.because) + (" (late)" if outcome.late else ""),
            "clock": clock_words(outcome.clock) if outcome.clock else "",
        }
        for name, words, facts, now in scenarios
        for outcome in evaluate(directive, facts, now).duties
    ]
