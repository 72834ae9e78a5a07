"""The demo city as it stands in a home: what it holds, that it is sound, that it repeats.

It is built twice by its command; the second time after a crash half-way.
"""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import Settings

from onrecord.cli.exits import Exit
from onrecord.ledger.times import now, pretend
from onrecord.storage.home import Home, HomeError
from onrecord_proof import disclosure

SOURCE = Path(__file__).parents[3] / "src"
CHICAGO = ZoneInfo("America/Chicago")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# What commits to random salts, or is a random name.
RANDOM = {"prev", "version_digest", "packet_digest", "blob", "reference"}


def environment(home: Home) -> dict[str, str]:
    left_out = {"DJANGO_SETTINGS_MODULE", "ONRECORD_DATABASE_URL"}
    kept = {name: value for name, value in os.environ.items() if name not in left_out}
    return {**kept, "ONRECORD_HOME": str(home.root)}


def run(home: Home, *line: str, module: str = "onrecord.cli") -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", module, *line],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@dataclass(frozen=True)
class Told:
    """One entry: its kind without version, when it was recorded, and its values."""

    kind: str
    at: datetime
    values: dict[str, Any]


@dataclass(frozen=True)
class City:
    """A built city, and every entry of its ledger in the order of recording."""

    home: Home
    said: str
    entries: tuple[Told, ...]

    def of(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the values of the entries of some kinds."""
        return [entry.values for entry in self.entries if entry.kind in kinds]

    def incident(self, number: str) -> str:
        """Return an incident's id by its number."""
        opened = self.of("incident.opened")
        (found,) = [identifier(values) for values in opened if values["number"] == number]
        return found


def identifier(values: dict[str, Any]) -> str:
    """Return the id of the row that an entry holds, from its subject, such as `party/<id>`."""
    return str(values["subject"]).rpartition("/")[2]


def entries(home: Home) -> Iterator[Told]:
    with sqlite3.connect(f"file:{home.database}?mode=ro", uri=True) as database:
        values: dict[int, dict[str, Any]] = {}
        for entry, name, text in database.execute(
            "select entry_id, name, text from ledger_disclosure order by entry_id, position"
        ):
            values.setdefault(entry, {})[name] = disclosure.open(text)[1]
        for entry, kind in database.execute("select id, kind from ledger_entry order by id"):
            told = values[entry]
            yield Told(kind.split("/")[0], datetime.fromisoformat(told["time"]), told)
    database.close()


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    home = Home(tmp_path_factory.mktemp("city") / "home")
    ran = run(home, "demo")
    assert ran.returncode == Exit.DONE, ran.stderr
    assert "Everything in it is fictional" in ran.stdout
    return City(home, ran.stderr, tuple(entries(home)))


def test_it_says_what_it_does_month_by_month(city: City) -> None:
    months = ("April", "May", "June", "September", "October")
    assert city.said.splitlines() == [
        "The people of Lakemont",
        *(f"Lakemont in {month} 2026" for month in months),
    ]
    record = city.home.record()
    assert (record.mode, record.city) == ("demo", "Lakemont (fictional)")
    assert "Fictional" in record.notice


def test_eleven_of_twelve_incidents_lie_in_one_quarter(city: City) -> None:
    opened = city.of("incident.opened")
    assert [values["number"] for values in opened] == [f"2026-{n:04}" for n in range(1, 13)]
    local = [datetime.fromisoformat(values["time"]).astimezone(CHICAGO) for values in opened]
    assert Counter((moment.month - 1) // 3 + 1 for moment in local) == {2: 11, 3: 1}
    assert len({values["district"] for values in opened}) >= 5
    assert {values["origin"] for values in opened} == {"seen", "reported"}
    assert {values["force_used"] for values in opened} == {"none", "force", "unknown"}


def test_one_figure_and_one_suppressed_count_are_published(city: City) -> None:
    (snapshot,) = city.of("figures.published")
    rows = {row["period"]: row["received"] for row in snapshot["table"]}
    assert rows == {"2026-Q2": 11, "2026-Q3": "S"}


def test_federal_local_and_civilian_are_each_a_subject(city: City) -> None:
    kinds = {identifier(values): values["kind"] for values in city.of("party.added")}
    subjects = Counter(kinds[values["subject_party"]] for values in city.of("allegation.added"))
    assert subjects["local"] == subjects["civilian"] == 1
    assert subjects["federal"] >= 1
    assert {values["track"] for values in city.of("allegation.classified")} == {
        "criminal",
        "civil",
        "local-duty",
    }


def test_one_incident_is_without_allegation_by_two_persons(city: City) -> None:
    alleged = {values["incident"] for values in city.of("allegation.added")}
    (without,) = {identifier(values) for values in city.of("incident.opened")} - alleged
    assert without == city.incident("2026-0001")
    closed = {values["stated"]: values for values in city.of("event.countersigned")}
    assert closed.keys() == {"without-allegation", "unfounded"}
    for values in closed.values():
        assert values["confirmed_by"] != values["stated_by"]
    (corroborated,) = [v for v in city.of("event.stated") if v["stated"] == "corroborated"]
    assert corroborated["source_count"] == 2


def test_requests_for_a_name_come_out_in_every_way_and_once_refused(city: City) -> None:
    attempts = city.of("identification.recorded")
    outcomes = Counter(values["outcome"] or values["asked"] for values in attempts)
    assert outcomes["refused"] == 1
    assert outcomes.keys() >= {
        "name-and-badge",
        "part",
        "credential-seen",
        "no-answer",
        "left",
        "in-doubt",
        "not-safe",
        "not-feasible",
        "could-not-tell",
    }


def test_one_reply_stands_beside_its_allegation(city: City) -> None:
    (reply,) = city.of("reply.recorded")
    assert reply["incident"] == city.incident("2026-0003")
    assert "A1" in reply["allegation_numbers"]
    assert reply["words"].startswith("The Service has looked into")
    assert reply["authenticated"] is True


def test_reports_stand_in_every_state(city: City) -> None:
    states = {values["subject"]: values["state"] for values in city.of("report.begun")}
    states |= {values["subject"]: values["state"] for values in city.of("report.moved")}
    assert set(states.values()) == {"draft", "locked", "submitted", "returned", "approved"}
    (waiting,) = [v for v in city.of("referral.prepared") if v["number"] == "P-2026-002"]
    assert waiting["incident"] == city.incident("2026-0008")
    assert [values["number"] for values in city.of("referral.approved")] == ["P-2026-001"]


def test_words_kept_apart_stand_nowhere_else(city: City) -> None:
    (passage,) = city.of("passage.walled")
    assert passage["keep_as"] == "legal-authority"
    others = [entry for entry in city.entries if entry.kind != "passage.walled"]
    assert passage["words"]
    assert not [e.kind for e in others if passage["words"] in json.dumps(e.values)]


def test_contacts_and_one_attempt_to_steer_are_recorded(city: City) -> None:
    assert len(city.of("contact.recorded")) == 2
    (steering,) = city.of("steering.recorded")
    assert steering["handling_class"] == "oversight"
    assert [values["code"] for values in city.of("act.refused")] == ["elected-office"]


def test_the_packet_verifies_under_a_policy_that_did_not_come_with_it(
    city: City, tmp_path: Path
) -> None:
    policy = tmp_path / "trusted.txt"
    policy.write_text(f"log {(city.home.log / 'log.vkey').read_text().strip()}\nquorum none\n")
    packet = city.home.packets / "P-2026-001"
    held = run(city.home, str(packet), "--policy", str(policy), module="onrecord_proof")
    assert held.returncode == 0, held.stdout
    exhibits = {path.name for path in (packet / "data" / "exhibits").iterdir()}
    assert exhibits == {f"2026-0003_E-{n}" for n in ("1.webm", "2.jpg", "3.webm", "4.txt")}
    custody = json.loads((packet / "data" / "custody.json").read_text())
    handled = {(event["event"], event["who"]) for event in custody[0]["custody"]}
    assert handled >= {
        ("intake", "Casey Brandt"),
        ("access", "Avery Lindqvist"),
        ("access", "Blake Ferris"),
        ("access", "Ellis Marchetti"),
        ("access", "Casey Brandt"),
    }
    assert [values["number"] for values in city.of("exhibit.copied")] == ["E-1"]
    assert {values["ranges_served"] for values in city.of("viewing.closed")} == {2}


def test_the_audit_finds_nothing_and_everything_is_in_a_signed_checkpoint(city: City) -> None:
    ran = run(city.home, "audit", "--as", "gray", "--json")
    assert ran.returncode == Exit.DONE, ran.stdout + ran.stderr
    found = json.loads(ran.stdout)
    assert found["entries"] == found["in_checkpoint"] == len(city.entries)


def test_its_past_plays_in_order_and_is_past(city: City) -> None:
    times = [entry.at for entry in city.entries]
    assert times == sorted(times)
    assert times[0] == datetime(2026, 2, 2, 14, tzinfo=UTC)
    assert times[-1] < datetime(2026, 11, 1, tzinfo=UTC)


def facts(city: City) -> list[str]:
    """Return every entry as text, with random names by the order in which they come."""
    names: dict[str, str] = {}

    def named(match: re.Match[str]) -> str:
        return names.setdefault(match.group(), f"id-{len(names)}")

    return [
        UUID.sub(
            named,
            json.dumps(
                [entry.kind, {k: v for k, v in entry.values.items() if k not in RANDOM}],
                sort_keys=True,
            ),
        )
        for entry in city.entries
    ]


@pytest.mark.crash
def test_the_same_seed_gives_the_same_facts_also_after_a_crash(city: City, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with subprocess.Popen(
        [sys.executable, "-m", "onrecord.cli", "demo"],
        env=environment(home),
        stderr=subprocess.PIPE,
        text=True,
    ) as building:
        assert building.stderr is not None
        for line in building.stderr:
            if line.startswith("Lakemont in May"):
                building.send_signal(signal.SIGKILL)
    assert building.returncode == -signal.SIGKILL
    half = run(home, "incident", "list", "--as", "avery")
    assert half.returncode == Exit.CANNOT_RUN
    assert "is not set up" in half.stderr
    ran = run(home, "demo")
    assert ran.returncode == Exit.DONE, ran.stderr
    again = City(home, ran.stderr, tuple(entries(home)))
    assert facts(again) == facts(city)
    footage = {values["sha256"] for values in city.of("exhibit.taken_in")}
    assert len(footage) == 7


def test_only_a_demo_home_pretends_another_time(home: Home, settings: Settings) -> None:
    moment = datetime(2026, 4, 22, 17, 43, tzinfo=CHICAGO)
    with pretend(moment):
        assert now() == moment
        with pretend(datetime(2026, 5, 1, tzinfo=UTC)):
            assert now().month == 5
        assert now() == moment
    assert now() > moment
    home.record_file.write_text(home.record_file.read_text().replace('"demo"', '"trial"'))
    settings.HOME_RECORD = home.record()
    with pytest.raises(HomeError, match="Only the fictional demo city"), pretend(moment):
        pass
    assert now() > moment


def test_nothing_but_the_city_pretends() -> None:
    users = {
        path.relative_to(SOURCE).parts[1:3]
        for path in SOURCE.rglob("*.py")
        if re.search(r"\bpretend\(", path.read_text())
    }
    assert users == {("cli", "city"), ("ledger", "times.py")}
