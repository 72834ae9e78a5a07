"""G16: the packet rests on the offence, never on an order; duties and steering stay in oversight.

The packet itself: `record/referrals/test_path.py`; who sees steering:
`record/incidents/test_incident.py`.
"""

import base64
import json
import zlib
from pathlib import Path

import pytest

from conftest import People
from guardrails.conftest import World
from onrecord.authority import Permission, Refused, Role
from onrecord.authority.decide import TABLE
from onrecord.incidents.actions import record_contact, record_steering
from onrecord.incidents.queries import contact_register
from onrecord.incidents.status_text import keep_all
from onrecord.ledger.kinds import declared
from onrecord.ledger.models import Entry
from onrecord.referrals.account import gather
from onrecord.referrals.actions import approve_referral
from onrecord.referrals.documents import _for_print
from onrecord.referrals.models import Referral
from onrecord.referrals.queries import referral, referral_rows
from onrecord.referrals.sealing import seal_referral
from onrecord.reports.actions import (
    ReasonAt,
    amend_report,
    approve_report,
    lock_narrative,
    return_report,
    state_gap,
    submit_report,
)
from onrecord.reports.queries import report, writing
from onrecord.storage.home import Home

GAP = "gap-7714: the man is undocumented, so no camera"
STEERED = "steer-9925: drop it, he is undocumented"
NOTED = "note-3386: state the gap; he is undocumented"
MARKS = ("7714", "9925", "3386")
OVERSIGHT = {
    "report.gap_stated",
    "report.evaluated",
    "report.duty_noted",
    "steering.recorded",
    "act.refused",
}


def written(world: World) -> None:
    """Go the whole way with a gap, a return about duties alone, and an attempt to steer."""
    people, number = world.people, world.number
    kept = {"reason": keep_all(GAP)}
    world.lock()
    state_gap(actor=people.avery, number=number, duty="ask-every-source", reason=GAP, choices=kept)
    record_steering(
        actor=people.casey,
        number=number,
        office="Office of the Mayor",
        words=STEERED,
        choices={"words": keep_all(STEERED)},
    )
    submit_report(actor=people.avery, number=number, signature_name="Avery Example")
    return_report(
        actor=people.blake,
        number=number,
        reasons=[ReasonAt("duties", NOTED)],
        choices={"reasons.0": keep_all(NOTED)},
    )
    amend_report(actor=people.avery, number=number, reason="answered")
    lock_narrative(actor=people.avery, number=number, text="I saw it.", prompts_shown=["who"])
    submit_report(actor=people.avery, number=number, signature_name="Avery Example")
    approve_report(actor=people.blake, number=number)


@pytest.mark.django_db
def test_reasons_about_duties_reach_the_author_and_stay_in_oversight(world: World) -> None:
    written(world)
    number = world.number
    first = report(actor=world.people.blake, number=number).versions[0].decision
    assert [reason.field for reason in first.reasons] == ["duties"]
    assert "3386" in first.reasons[0].words
    others = report(actor=world.people.casey, number=number).versions[0].decision
    assert [(r.field, r.words) for r in others.reasons] == [("report", "Reasons were given.")]
    assert writing(actor=world.people.avery, number=number).state == "approved"
    noted = Entry.objects.get(kind="report.duty_noted/1")
    assert noted.chain.endswith("/oversight")
    walled = Entry.objects.filter(kind="passage.walled/1").values_list("chain", flat=True)
    assert {chain.rpartition("/")[2] for chain in walled} == {"oversight"}


@pytest.mark.usefixtures("committed")
def test_a_packet_says_nothing_of_duties_gaps_or_steering(people: People, world: World) -> None:
    written(world)
    record_contact(actor=people.ellis, number=world.number, office="Law Department", words="called")
    number = world.refer()
    approve_referral(actor=people.blake, number=number)
    folder = seal_referral(actor=people.casey, number=number).folder
    lines = (folder / "data/ledger/entries.jsonl").read_text("utf-8").splitlines()
    kinds = {line_kind(json.loads(line)).rpartition("/")[0] for line in lines}
    assert kinds & OVERSIGHT == set()
    assert {"incident.opened", "report.locked", "referral.approved"} <= kinds
    for file in texts_of(folder):
        for mark in MARKS:
            assert mark not in file.read_text("utf-8"), file.name
    documents = [json.loads(f.read_text("utf-8")) for f in (folder / "data").glob("*.json")]
    names = {name for document in documents for name in keys(document)}
    assert not names & {"duties", "duties_shown", "evaluation", "gaps", "steering"}
    assert not (folder / "data/kept-apart.json").exists()
    account = gather(actor=people.casey, number=number, kept_apart=())
    printed = json.dumps(_for_print(account))
    assert not any(mark in printed for mark in MARKS)
    assert b"7714" not in inflated((folder / "data/account.pdf").read_bytes())


def line_kind(line: dict[str, str]) -> str:
    """Return the kind of an entry's line in a packet."""
    return str(json.loads(base64.b64decode(line["statement"]))["kind"])


def texts_of(folder: Path) -> list[Path]:
    """Return the packet's own texts; verify.pyz is our program, exhibits are as they came."""
    found = [f for f in folder.rglob("*") if f.suffix in {".json", ".jsonl", ".html", ".txt"}]
    return [f for f in found if f.is_file() and "exhibits" not in f.parts]


def keys(value: object) -> set[str]:
    """Return every name in a JSON value."""
    if isinstance(value, dict):
        return set(value) | {name for item in value.values() for name in keys(item)}
    return {n for item in value for n in keys(item)} if isinstance(value, list) else set()


def inflated(pdf: bytes) -> bytes:
    """Return the streams of a PDF, unpacked where they are packed."""
    found = []
    for part in pdf.split(b"stream")[1::2]:
        try:
            found.append(zlib.decompress(part.strip(b"\r\n").removesuffix(b"\nend")))
        except zlib.error:
            found.append(part)
    return b"".join(found)


def test_every_kind_of_a_packets_classes_is_none_of_oversight() -> None:
    rows = {kind.name: kind.row for kind in declared()}
    assert {rows[name] for name in OVERSIGHT - {"act.refused", "steering.recorded"}} == {
        "gap",
        "report-evaluation",
        "duty-note",
    }


def test_anybody_but_an_elected_office_records_an_attempt_to_steer_in_one_click() -> None:
    roles, conditions = TABLE[Permission.STEERING_RECORD]
    assert set(Role) - set(roles) == {Role.ELECTED_OFFICE, Role.SYSTEM}
    assert conditions == ()


@pytest.mark.django_db
def test_steering_needs_no_word_and_no_incident(people: People, home: Home) -> None:
    assert home.log.exists()
    for who in ("avery", "blake", "ellis", "frankie", "gray", "hollis", "indigo"):
        assert record_steering(actor=getattr(people, who)).entry_id


@pytest.mark.django_db
def test_the_basis_is_the_offence_and_contacts_come_from_the_register(world: World) -> None:
    world.report()
    record_contact(
        actor=world.people.avery, number=world.number, office="Law Department", words="asked why"
    )
    assert len(contact_register(actor=world.people.ellis, number=world.number)) == 1
    world.refer()
    row = Referral.objects.get()
    assert "rests on no order of an elected office" in row.basis
    assert "Law Department" in str(row.checks)


@pytest.mark.django_db
def test_a_referral_is_read_by_readers_of_its_incident_alone(world: World) -> None:
    world.report()
    number = world.refer()
    for reader in (world.people.blake, world.people.ellis, world.people.casey):
        assert referral(actor=reader, number=number).row.number == number
        assert len(referral_rows(actor=reader)) == 1
    with pytest.raises(Refused) as caught:
        referral(actor=world.people.drew, number=number)
    assert caught.value.code == "not-your-chain"
    assert referral_rows(actor=world.people.drew) == ()
