"""What anybody reads: the order item by item, frozen figures, the log to the byte, how to check."""

import csv
import hashlib
import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from conftest import People
from onrecord.directive import Origin
from onrecord.incidents.actions import open_incident
from onrecord.ledger.authorities import keep_authorities
from onrecord.ledger.publication import publish_now
from onrecord.ledger.times import pretend
from onrecord.ledger.tokens import ask, keep
from onrecord.releases.actions import snapshot_figures
from onrecord.storage.directives import current_directive
from onrecord.storage.home import Home
from onrecord.web.public import figures_chart, order
from onrecord_proof import checkpoint, note, policy, tile
from record.ledger.tsa import answering

pytestmark = [pytest.mark.usefixtures("home"), pytest.mark.django_db]


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def figures(people: People) -> str:
    """Publish a quarter of eleven incidents and one of three; return the table's digest."""
    for month, count in ((2, 11), (5, 3)):
        with pretend(datetime(2026, month, 10, 18, tzinfo=UTC)):
            for _ in range(count):
                open_incident(
                    actor=people.avery,
                    origin=Origin.SEEN,
                    district="District 4",
                    summary="A van stood at the kerb.",
                )
    with pretend(datetime(2026, 8, 1, tzinfo=UTC)):
        return snapshot_figures(actor=people.frankie)


def test_the_order_shows_every_item_its_source_and_that_nobody_checked_it(client: Client) -> None:
    page = text_of(client, "/order/")
    directive = current_directive()
    total, unchecked = order.counts(directive)
    assert (total, unchecked) == (total, total)
    assert f"{unchecked} of {total} items are unchecked" in page
    listed = [item for group in order.groups(directive) for item in group.items]
    assert page.count("Unchecked (") == len(listed) + len(directive.offences)
    for item in directive.duties:
        assert item.title in page
        for source in item.source:
            assert source.address.replace("&", "&amp;") in page
    for unknown in directive.unknowns:
        assert unknown.text in page.replace("&#x27;", "'")
    assert "May receive: published data" in page


def test_before_the_first_snapshot_there_is_no_figure(client: Client) -> None:
    assert "No figures were published yet" in text_of(client, "/data/")
    assert "No figures were published yet" in text_of(client, "/")
    assert client.get("/data/figures.json").status_code == 404
    assert client.get("/data/figures.csv").status_code == 404


def test_figures_are_the_frozen_ones(client: Client, figures: str, people: People) -> None:
    before = text_of(client, "/data/")
    for _ in range(3):
        open_incident(
            actor=people.avery, origin=Origin.SEEN, district="District 4", summary="Another van."
        )
    assert text_of(client, "/data/") == before
    assert figures in before
    assert "Fewer than 10" in before
    assert "nothing is counted when you ask" in before


def test_json_is_to_the_byte_what_the_digest_is_of(client: Client, figures: str) -> None:
    response = client.get("/data/figures.json")
    assert response.headers["Content-Type"] == "application/json"
    assert hashlib.sha256(response.content).hexdigest() == figures
    assert [row["received"] for row in json.loads(response.content)] == [11, "S"]


def test_csv_holds_s_where_a_count_is_hidden_never_nought(client: Client, figures: str) -> None:
    assert figures
    response = client.get("/data/figures.csv")
    first, second = csv.DictReader(io.StringIO(response.content.decode()))
    assert (first["quarter"], first["received"], first["corroborated"]) == ("2026-Q1", "11", "0")
    assert set(second.values()) == {"2026-Q2", "2026-04-01", "2026-06-30", "S"}


def test_the_first_page_shows_the_latest_quarter_that_can_be_shown(
    client: Client, figures: str
) -> None:
    assert figures
    page = text_of(client, "/")
    assert "2026-Q1" in page
    assert "2026-Q2" not in page


def test_hidden_counts_are_drawn_alike() -> None:
    small, none, large = figures_chart.lay_out([("a", "S"), ("b", "C"), ("c", 40)]).bars
    assert small.width == none.width == figures_chart.STUB
    assert (small.hidden, large.hidden) == (True, False)
    assert large.end < figures_chart.WIDTH


def test_a_client_rebuilds_the_tree_from_what_is_served(client: Client, people: People) -> None:
    publish_now(actor=people.frankie)
    key = note.parse_vkey(client.get("/log/log.vkey").getvalue().decode().strip())
    response = client.get("/log/checkpoint")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "immutable" not in response.headers["Cache-Control"]
    head = checkpoint.open_checkpoint(response.getvalue(), key.name, key)
    assert head.size > 0

    def fetch(level: int, index: int, width: int) -> bytes:
        served = client.get(f"/log/{tile.hash_path(level, index, width)}")
        assert served.headers["Content-Type"] == "application/octet-stream"
        assert "immutable" in served.headers["Cache-Control"]
        return served.getvalue()

    assert tile.root_from_tiles(fetch, head.size) == head.root
    bundle = client.get(f"/log/{tile.entries_path(0, head.size)}").getvalue()
    assert len(tile.decode_bundle(bundle)) == head.size


def put_lasting_files(home: Home) -> dict[str, str]:
    """Put a key link, a stamped text and a token into the log; return the type of each."""
    types = {
        "keys/0001.tlog-proof": "text/plain; charset=utf-8",
        "timestamp/3/checkpoint.txt": "text/plain; charset=utf-8",
        "timestamp/3/city-library.tsr": "application/timestamp-reply",
    }
    for name in types:
        (home.log / name).parent.mkdir(parents=True, exist_ok=True)
        (home.log / name).write_text(f"{name}\n")
    return types


def test_keys_policy_and_timestamps_are_served_for_good(client: Client, home: Home) -> None:
    for name, content_type in put_lasting_files(home).items():
        served = client.get(f"/log/{name}")
        assert served.getvalue().decode() == f"{name}\n"
        assert served.headers["Content-Type"] == content_type
        assert "immutable" in served.headers["Cache-Control"]
        assert served.headers["Access-Control-Allow-Origin"] == "*"
    told = client.get("/log/policy.txt")
    assert policy.parse(told.content).logs[0].key.name == home.record().origin
    assert told.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "immutable" not in told.headers["Cache-Control"]


def test_the_log_page_says_who_stamped_the_checkpoint(
    client: Client, people: People, home: Home, tmp_path: Path
) -> None:
    size = publish_now(actor=people.frankie).size
    assert "No timestamp authority has stamped this checkpoint so far" in text_of(client, "/log/")
    text = note.parse((home.log / "checkpoint").read_bytes()).text.encode()
    with answering(tmp_path / "authority", "city-library") as authority:
        keep_authorities(home, (authority.configured,))
        keep(home, size, text, "city-library", ask(authority.configured, text, 10))
    page = text_of(client, "/log/")
    assert f'href="/log/timestamp/{size}/city-library.tsr"' in page
    assert f'href="/log/timestamp/{size}/checkpoint.txt"' in page
    (home.root / "timestamps.toml").write_text("broken")
    assert "city-library" not in text_of(client, "/log/")


@pytest.mark.parametrize(
    "name",
    [
        "tile/0/999",
        "tile/0/000.p/256",
        "tile/00/000",
        "tile/64/000",
        "tile/x/000",
        "tile/0/../../checkpoint",
        "../keys/log.key",
        "..%2Fkeys%2Flog.key",
        "%2e%2e/home.toml",
        "tile",
        "tile/0",
        "checkpoint/",
        "checkpoint%00",
        "Checkpoint",
        "keys",
        "keys/log.key",
        "keys/1.tlog-proof",
        "keys/0001.tlog-proof/",
        "timestamp/3",
        "timestamp/03/checkpoint.txt",
        "timestamp/3/other.txt",
        "timestamp/3/UPPER.tsr",
        "timestamp/3/../../home.tsr",
        "timestamp/3/.city.tsr.new",
        "timestamp/99/checkpoint.txt",
    ],
)
def test_nothing_else_of_the_home_is_served(client: Client, home: Home, name: str) -> None:
    assert home.log_key.exists()
    put_lasting_files(home)
    for other in ("timestamp/3/other.txt", "timestamp/3/UPPER.tsr", "keys/log.key"):
        (home.log / other).write_text("not for the public\n")
    assert client.get(f"/log/{name}").status_code in {301, 404}
    assert client.get(f"/log/{name}", follow=True).status_code == 404


def test_the_policy_to_keep_names_this_logs_key(client: Client) -> None:
    response = client.get("/verify/trusted.txt")
    assert policy.parse(response.content).logs[0].key == note.parse_vkey(
        client.get("/log/log.vkey").getvalue().decode().strip()
    )
    page = text_of(client, "/verify/")
    for words in ("Could not check", "that an allegation is true", "key not confirmed"):
        assert words in page


@pytest.mark.parametrize("address", ["/", "/order/", "/data/", "/log/", "/verify/"])
def test_public_pages_read_only_and_name_nobody(
    client: Client, people: People, figures: str, address: str
) -> None:
    assert figures
    page = text_of(client, address)
    for word in (people.avery.name, "District 4", "A van stood"):
        assert word not in page
    assert re.search(r"<script(?! src=)", page) is None
    assert client.post(address).status_code == 405
    assert "not a finding" in page.lower()
