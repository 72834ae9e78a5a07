"""The path by commands: from an incident to a packet that its recipient verifies."""

from pathlib import Path

import pytest
from django.db import connection

from edges.cli.commands_for_tests import Ran, Run
from onrecord.cli.exits import Exit
from onrecord.ledger import guard
from onrecord.storage.home import Home
from onrecord_proof.__main__ import main as verify_packet

pytestmark = pytest.mark.usefixtures("people")
FELONY = "il-720-5-10-3"


@pytest.fixture
def number(home: Home, run: Run) -> str:  # noqa: ARG001 - the home is the current one
    """Open an incident with a person and an allegation."""
    opened = must(
        run(
            *("incident", "open", "--as", "avery", "--json"),
            *("--origin", "seen", "--district", "District 4"),
            *("--summary", "Two vehicles stop a car.", "--force-used", "force"),
            *("--answer", "injured=yes", "--answer", "death=no"),
        )
    )
    reference: str = opened.json["reference"]
    must(run("party", "add", reference, "--as", "avery", "--kind", "federal", "--affected"))
    must(
        run(
            *("allegation", "add", reference, "--as", "avery"),
            *("--party", "1", "--conduct", "Alleged to have held a resident in a van."),
        )
    )
    return reference


def must(ran: Ran) -> Ran:
    assert ran.code == Exit.DONE, ran.err
    return ran


@pytest.mark.usefixtures("committed")
def test_from_opening_to_a_verified_packet(
    number: str, home: Home, run: Run, tmp_path: Path
) -> None:
    asked = run(
        *("identification", "record", number, "--as", "avery"),
        *("--asked", "asked", "--outcome", "refused", "--party", "1"),
    )
    assert "identification attempt 1" in must(asked).out
    must(
        run(
            *("aid", "record", number, "--as", "avery", "--person-described", "a resident"),
            *("--ems-asked-at", "2026-03-03T21:14"),
        )
    )
    early = run("directive", "explain", number, "--as", "avery")
    assert early.code == Exit.REFUSED
    assert "your own words (G6)" in early.err
    narrative = tmp_path / "narrative.txt"
    narrative.write_text("I saw two vehicles stop a car.\nI asked who was in charge.\n")
    must(run("report", "write", number, "--as", "avery", "--text", f"@{narrative}"))
    must(run("report", "lock", number, "--as", "avery"))
    assert "[To do]" in must(run("directive", "explain", number, "--as", "avery")).out
    gap = ("gap", "state", number, "keep-body-camera", "--as", "avery")
    must(run(*gap, "--reason", "No camera ran."))
    assert "[Gap stated]" in must(run("directive", "explain", number, "--as", "avery")).out
    must(run("report", "submit", number, "--as", "avery", "--sign", "Avery Example"))
    own = run("report", "approve", number, "--as", "avery")
    assert own.code == Exit.REFUSED
    must(run("report", "approve", number, "--as", "blake"))
    must(
        run(
            *("allegation", "classify", number, "A1", "--as", "ellis"),
            *("--track", "criminal", "--offence", FELONY),
        )
    )
    note = tmp_path / "note.txt"
    note.write_bytes(b"a note handed over\n" * 1000)
    taken = must(
        run(
            *("exhibit", "add", number, str(note), "--as", "casey", "--json"),
            *("--kind", "document", "--title", "A note", "--source", "A bystander"),
        )
    )
    assert taken.json["receipt"]["reference"] == "E-1"
    listed = must(run("exhibit", "list", number, "--as", "ellis", "--json")).json
    assert listed[0]["sha256"] == taken.json["sha256"]
    copy = tmp_path / "copy.txt"
    get = ("exhibit", "get", number, "E-1", "--as", "ellis", "--purpose", "review")
    must(run(*get, "--to", str(copy)))
    assert copy.read_bytes() == note.read_bytes()
    assert run(*get, "--to", str(copy)).code == Exit.BAD_INPUT
    prepared = must(
        run(
            *("referral", "prepare", number, "--as", "ellis", "--json"),
            *("--office", "ccsao", "--summary", "Force in a stop."),
            *("--contacts-known", "None known to the undersigned, who asked the author."),
        )
    )
    packet = prepared.json["reference"]
    must(run("referral", "approve", packet, "--as", "blake"))
    sealed = must(run("referral", "seal", packet, "--as", "casey", "--json")).json
    exported = tmp_path / "log"
    must(run("log", "export", str(exported)))
    assert must(run("referral", "list", "--as", "ellis", "--json")).json[0]["number"] == packet
    proof = must(run("log", "prove", str(sealed["index"]))).out
    assert proof.startswith("c2sp.org/tlog-proof@v1\n")
    assert must(run("log", "checkpoint")).out == home.log.joinpath("checkpoint").read_text()
    audit = must(run("audit", "--as", "gray", "--json")).json
    assert audit["differences"] == 0
    assert audit["blobs"] == 1
    assert verify_packet([sealed["folder"], "--policy", str(exported / "policy.txt")]) == 0


def test_an_audit_that_finds_a_difference_ends_with_its_own_code(number: str, run: Run) -> None:
    # As somebody with the database file would.
    with guard.permitted("tampering"), connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_incident SET district = 'District 9'")
    audit = run("audit", "--as", "gray", "--json")
    assert audit.code == Exit.DOES_NOT_HOLD
    assert audit.json["differences"] == 1
    assert "district" in audit.json["findings"][0]["field"]
    assert number
