"""Every staff page asks the database a bounded number of questions, however much is recorded.

Each page is read when little is recorded and when more is, over incidents and within one; the
numbers are printed, and do not grow.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from edges.web.conftest import SignedIn
from onrecord.authority import SYSTEM
from onrecord.directive import Asked, EvidentialBasis, Felony, Origin, Outcome, SubjectKind, Track
from onrecord.evidence.actions import add_exhibit, point_to_recording, record_probe
from onrecord.evidence.media.result import ProbeResult
from onrecord.evidence.models import Exhibit
from onrecord.incidents.actions import (
    add_allegation,
    add_party,
    classify_allegation,
    open_incident,
    record_identification,
    record_steering,
    request_reply,
)
from onrecord.ledger.times import now
from onrecord.referrals.actions import prepare_referral
from onrecord.reports.actions import (
    ReasonAt,
    amend_report,
    lock_narrative,
    return_report,
    submit_report,
)
from onrecord.storage.directives import current_directive
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store

MORE = 2


class Recorded:
    """Incidents with something of everything that pages show."""

    def __init__(self, people: Any) -> None:  # noqa: ANN401 - conftest's People
        self.people = people
        self.felony = next(o for o in current_directive().offences if o.felony is Felony.YES).id
        self.office = current_directive().destinations[0].id
        self.numbers: list[str] = []

    def incident(self) -> str:
        """Record one more, submitted and referred; one that waits for its account; one returned."""
        number = self._opened()
        self.within(number)
        classify_allegation(
            actor=self.people.ellis, number=number, allegation="A1", track=Track.CRIMINAL,
            offence=self.felony,
        )  # fmt: skip
        self.report(number, returned=False)
        prepare_referral(
            actor=self.people.ellis, number=number, office=self.office, allegations=["A1"],
            summary="Force on a man who lay on the ground.", contacts_known="None known.",
        )  # fmt: skip
        self._opened()
        waits = self._opened()
        self.report(waits, returned=True)
        record_steering(actor=self.people.avery, number=number, office="An office (fictional)")
        self.numbers.append(number)
        return number

    def _opened(self) -> str:
        return open_incident(
            actor=self.people.avery, origin=Origin.SEEN, district="District 3", summary="A van."
        ).reference

    def within(self, number: str) -> None:
        """Record one more of everything within an incident."""
        avery, ellis = self.people.avery, self.people.ellis
        party = int(
            add_party(actor=avery, number=number, kind=SubjectKind.FEDERAL).reference.split()[-1]
        )
        add_allegation(
            actor=avery, number=number, party=party, conduct="It is alleged that a push was given.",
            basis=EvidentialBasis.OBSERVED,
        )  # fmt: skip
        record_identification(
            actor=avery, number=number, asked=Asked.ASKED, outcome=Outcome.REFUSED, party=party
        )
        request_reply(
            actor=ellis,
            number=number,
            agency="Agency (fictional)",
            asked_by_way="letter",
            no_objection_on=now().date(),
        )
        point_to_recording(
            actor=avery, number=number, evidence_source="private-video", holder="A shop",
            holder_evidence_number=f"S-{party}",
        )  # fmt: skip
        held = add_exhibit(
            actor=self.people.casey, number=number, staged=blob_store().stage([b"a note"]),
            kind="document", title="A note", source="Example City", recorded_at=now(),
        )  # fmt: skip
        exhibit = Exhibit.objects.get(incident__number=number, number=held.reference)
        result = ProbeResult({}, None, "no", "could not be read: a test says so")
        record_probe(actor=SYSTEM.WORKER, exhibit_id=str(exhibit.id), result=result)

    def report(self, number: str, *, returned: bool) -> None:
        """Lock, sign, submit; give it back once, where asked."""
        avery = self.people.avery
        lock_narrative(actor=avery, number=number, text="I saw a van.", prompts_shown=["who"])
        submit_report(actor=avery, number=number, signature_name="Avery Example")
        if returned:
            reasons = [ReasonAt("narrative", "State the time.")]
            return_report(actor=self.people.blake, number=number, reasons=reasons)


@pytest.fixture
def recorded(people: Any, home: Home) -> Recorded:  # noqa: ANN401, ARG001 - conftest's People; a home to write in
    made = Recorded(people)
    made.incident()
    return made


def asked_for(signed_in: SignedIn, pages: list[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return how many statements each page took, for its reader; read once before, to be warm."""
    counts = {}
    for username, address in pages:
        client = signed_in(username)
        assert client.get(address).status_code == 200, (username, address)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            client.get(address)
        counts[username, address] = len(captured)
    return counts


def compare(signed_in: SignedIn, pages: list[tuple[str, str]], grow: Callable[[], object]) -> None:
    few = asked_for(signed_in, pages)
    for _ in range(MORE):
        grow()
    many = asked_for(signed_in, pages)
    for page in pages:
        print(*page, few[page], many[page])  # noqa: T201 - the numbers are what is shown
    assert many == few


def test_pages_over_all_incidents_do_not_ask_more_of_more_incidents(
    signed_in: SignedIn, recorded: Recorded
) -> None:
    desks = [(name, "/desk/") for name in ("avery", "blake", "casey", "ellis", "frankie", "gray",
                                           "hollis", "indigo")]  # fmt: skip
    lists = [(name, "/incidents/") for name in ("avery", "blake", "ellis", "hollis")]
    referrals = [(name, "/referrals/") for name in ("blake", "casey", "ellis")]
    compare(signed_in, [*desks, *lists, *referrals], recorded.incident)


def test_pages_of_one_incident_do_not_ask_more_of_more_within_it(
    signed_in: SignedIn, recorded: Recorded
) -> None:
    number = recorded.numbers[0]
    base = f"/incidents/{number}/"
    pages = [
        *((name, base) for name in ("avery", "blake", "casey", "ellis", "hollis")),
        *((name, f"{base}exhibits/") for name in ("avery", "casey", "ellis")),
        ("casey", f"{base}exhibits/E-1/"),
        ("avery", f"{base}report/"),
        ("blake", f"{base}report/"),
        ("ellis", "/referrals/"),
    ]
    compare(signed_in, pages, lambda: recorded.within(number))


def test_a_report_of_more_versions_asks_no_more(signed_in: SignedIn, recorded: Recorded) -> None:
    number = recorded.numbers[0]
    pages = [(name, f"/incidents/{number}/report/") for name in ("avery", "blake", "hollis")]

    def another_version() -> None:
        reasons = [ReasonAt("narrative", "State the time."), ReasonAt("duties", "State the gap.")]
        return_report(actor=recorded.people.blake, number=number, reasons=reasons)
        amend_report(actor=recorded.people.avery, number=number, reason="The time is added.")
        recorded.report(number, returned=False)

    another_version()
    compare(signed_in, pages, another_version)
