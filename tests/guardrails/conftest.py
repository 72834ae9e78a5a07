"""One incident of the fictional city, recorded up to a classified allegation and two exhibits."""

from dataclasses import dataclass

import pytest

from conftest import People
from onrecord.directive import Answer, Asked, Directive, Felony, Origin, Outcome, SubjectKind, Track
from onrecord.evidence.actions import add_exhibit
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
    open_incident,
    record_identification,
)
from onrecord.incidents.states import ForceUsed
from onrecord.referrals.actions import prepare_referral
from onrecord.reports.actions import approve_report, lock_narrative, submit_report
from onrecord.storage.directives import current_directive
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store

VIDEO = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + bytes(range(256))
AGENT = {
    "agency_given": "Federal Example Agency",
    "name_given": "Robin Placeholder",
    "badge_given": "77-4471",
    "markings": "POLICE vest",
    "plate_on_duty": "EX 90 210",
}
CONTACTS = "None known to the undersigned, who asked the author and the author's supervisor."


@dataclass(frozen=True)
class World:
    """The incident at hand and its people; E-1 is a note, E-2 avery's body-worn video."""

    people: People
    number: str

    def exhibit(self, kind: str, data: bytes, **said: str) -> str:
        """Take an exhibit in as casey; return its number."""
        return add_exhibit(
            actor=self.people.casey,
            number=self.number,
            staged=blob_store().stage([data]),
            kind=kind,
            **{"title": "An exhibit", "source": "Example City", **said},
        ).reference

    @property
    def directive(self) -> Directive:
        """The directive of the home."""
        return current_directive()

    def lock(self) -> None:
        """Lock avery's narrative."""
        lock_narrative(
            actor=self.people.avery,
            number=self.number,
            text="I saw a man on the ground beside a van.",
            prompts_shown=["who"],
        )

    def report(self) -> None:
        """Lock, sign and approve the report."""
        self.lock()
        submit_report(
            actor=self.people.avery, number=self.number, signature_name=self.people.avery.name
        )
        approve_report(actor=self.people.blake, number=self.number)

    def refer(self, **said: object) -> str:
        """Prepare a referral as ellis; return its number."""
        given = {
            "office": self.directive.destinations[0].id,
            "allegations": ["A1"],
            "summary": "Force on a man who lay on the ground.",
            "contacts_known": CONTACTS,
            **said,
        }
        return prepare_referral(actor=self.people.ellis, number=self.number, **given).reference


@pytest.fixture
def world(people: People, home: Home) -> World:  # noqa: ARG001 - the home is asked for by name
    """Record the incident: seen by avery, classified by ellis."""
    number = open_incident(
        actor=people.avery,
        origin=Origin.SEEN,
        district="District 4",
        summary="A man was held to the ground beside a van.",
        force_used=ForceUsed.FORCE,
        answers={"injured": Answer.YES, "death": Answer.NO},
    ).reference
    made = World(people, number)
    add_party(
        actor=people.avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(**AGENT),
        is_scene_supervisor=True,
    )
    record_identification(
        actor=people.avery, number=number, asked=Asked.ASKED, outcome=Outcome.REFUSED, party=1
    )
    add_allegation(
        actor=people.avery, number=number, party=1, conduct="Alleged to have knelt on his neck."
    )
    felony = next(o for o in made.directive.offences if o.felony is Felony.YES)
    classify_allegation(
        actor=people.ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence=felony.id,
    )
    made.exhibit("document", b"a note, fictional\n" * 50)
    made.exhibit("body-worn-video", VIDEO, recorded_by="avery")
    return made
