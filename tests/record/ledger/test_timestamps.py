"""RFC 3161 tokens of real authorities over HTTP; faulty ones are named, asked again, not kept."""

import errno
import logging
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from crash.full_disk import RefusingDisk
from onrecord.authority import SYSTEM, Actor, Refused, Role
from onrecord.ledger import clock, queries
from onrecord.ledger.actions.authorities import set_authorities
from onrecord.ledger.authorities import (
    Authority,
    authorities,
    keep_authorities,
    read_authorities,
)
from onrecord.ledger.errors import AuthoritiesRefused, TokenRefused
from onrecord.ledger.export import export_log
from onrecord.ledger.models import Entry
from onrecord.ledger.sequencing import Sequencer
from onrecord.ledger.timestamps import Pace, Stamper
from onrecord.ledger.tokens import ask, check, is_kept, keep, sweep, timestamps
from onrecord.storage.home import Home
from onrecord_proof import note
from onrecord_proof.checkpoint import Checkpoint
from record.ledger.acts_for_tests import note_words
from record.ledger.tsa import FAULTS, POLICY, TimestampAuthority, answering

TEXT = Checkpoint("demo.invalid/example-city", 3, bytes(32)).body().encode()
QUICK = Pace(look=0.01, answer=0.3, first_retry=0.05, longest_retry=0.1, warn=3600)
ADMINISTRATOR = Actor(id=uuid4(), username="a", name="A", roles=frozenset({Role.ADMINISTRATOR}))
OFFICER = Actor(id=uuid4(), username="o", name="O", roles=frozenset({Role.OFFICER}))


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


@pytest.fixture
def one(tmp_path: Path, stack: ExitStack) -> TimestampAuthority:
    return stack.enter_context(answering(tmp_path / "one", "city-library"))


@pytest.fixture
def two(tmp_path: Path, stack: ExitStack) -> TimestampAuthority:
    return stack.enter_context(answering(tmp_path / "two", "bar-association"))


def until(holds: Callable[[], object]) -> None:
    ends = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < ends, "it did not come about"
        time.sleep(0.02)


def publish(home: Home, count: int = 3) -> tuple[str, int]:
    note_words(actor=SYSTEM.SETUP, count=count)
    sequencer = Sequencer.open(home)
    sequencer.assign()
    sequencer.publish()
    head = queries.published()
    return note.parse(head.note).text, head.size


@pytest.fixture
def stamping(home: Home) -> Iterator[Stamper]:
    stamper = Stamper(home, QUICK)
    yield stamper
    stamper.stop()


def test_a_token_comes_and_openssl_agrees(one: TimestampAuthority, tmp_path: Path) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    token = ask(one.configured, TEXT, timeout=10)
    assert before < token.at <= datetime.now(UTC)
    (tmp_path / "checkpoint.txt").write_bytes(TEXT)
    (tmp_path / "token.tsr").write_bytes(token.reply)
    verified = subprocess.run(  # noqa: S603 - our own words
        ["openssl", "ts", "-verify", "-data", "checkpoint.txt", "-in", "token.tsr", "-CAfile", one.root],  # noqa: S607, E501 - any openssl; one command
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Verification: OK" in verified.stdout + verified.stderr


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_answer_is_refused(one: TimestampAuthority, fault: str) -> None:
    one.fault = fault
    with pytest.raises((TokenRefused, OSError)):
        ask(one.configured, TEXT, timeout=0.3)
    one.fault = ""
    assert ask(one.configured, TEXT, timeout=10)


def test_a_token_is_for_its_text_its_root_its_nonce_and_its_policy(
    one: TimestampAuthority, two: TimestampAuthority
) -> None:
    given = one.configured
    reply = ask(given, TEXT, timeout=10).reply
    assert check(reply, TEXT, given)
    assert check(reply, TEXT, Authority("x", given.url, given.certificate, POLICY))
    with pytest.raises(TokenRefused, match="another text"):
        check(reply, TEXT + b"x", given)
    with pytest.raises(TokenRefused, match="another nonce"):
        check(reply, TEXT, given, nonce=1)
    with pytest.raises(TokenRefused, match="configured root"):
        check(reply, TEXT, two.configured)
    with pytest.raises(TokenRefused, match=r"the policy 1\.3"):
        check(reply, TEXT, Authority("x", given.url, given.certificate, "1.2.3"))


def test_no_changed_byte_of_what_is_signed_passes(one: TimestampAuthority) -> None:
    """A byte of the answer after another: refused, or nothing that is signed says it."""
    given = one.configured
    token = ask(given, TEXT, timeout=10)
    for place in range(0, len(token.reply), 3):
        changed = bytearray(token.reply)
        changed[place] ^= 0x41
        try:
            passed = check(bytes(changed), TEXT, given)
        except TokenRefused:
            continue
        assert passed.at == token.at


@pytest.mark.usefixtures("committed")
def test_every_authority_stamps_what_is_published(
    home: Home, stamping: Stamper, one: TimestampAuthority, two: TimestampAuthority
) -> None:
    set_authorities(actor=ADMINISTRATOR, authorities=[one.configured, two.configured])
    text, size = publish(home)
    stamping.start()  # the standing checkpoint is stamped, though nobody told of it
    until(lambda: len(timestamps(size)) == 2)
    assert [(t.size, t.authority, t.holds) for t in timestamps()] == [
        (size, "bar-association", True),
        (size, "city-library", True),
    ]
    assert (home.log / "timestamp" / str(size) / "checkpoint.txt").read_text() == text
    assert not list((home.staging / "timestamps").iterdir())
    asked = one.asked
    more, larger = publish(home)
    stamping.published(more, larger)
    until(lambda: len(timestamps(larger)) == 2)
    assert one.asked == asked + 1
    assert all(t.holds for t in timestamps())


@pytest.mark.usefixtures("committed")
@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_one_is_named_asked_again_and_kept_from_nothing(
    stamping: Stamper,
    one: TimestampAuthority,
    two: TimestampAuthority,
    caplog: pytest.LogCaptureFixture,
    fault: str,
) -> None:
    home = stamping.home
    one.fault = fault
    set_authorities(actor=ADMINISTRATOR, authorities=[one.configured, two.configured])
    _text, size = publish(home)
    with caplog.at_level(logging.WARNING):
        stamping.start()
        until(lambda: is_kept(home, size, two.name))
        until(lambda: one.asked >= 3)
    assert not is_kept(home, size, one.name)
    words = [r.getMessage() for r in caplog.records if r.name == "onrecord.ledger.timestamps"]
    assert len(words) == 1, "once an hour"
    assert one.name in words[0]
    assert two.name not in words[0]
    one.fault = ""
    until(lambda: is_kept(home, size, one.name))
    assert all(token.holds for token in timestamps())


@pytest.mark.usefixtures("committed")
def test_a_stamper_that_begins_again_neither_warns_nor_asks_anew(
    home: Home, one: TimestampAuthority, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that is full for long has sequencing begin again every few seconds."""
    one.fault = "rejects"
    set_authorities(actor=ADMINISTRATOR, authorities=[one.configured])
    publish(home)
    for _ in range(3):
        stamper = Stamper(home, replace(QUICK, first_retry=3600, longest_retry=3600))
        stamper.start()
        until(lambda: caplog.records)
        stamper.stop()
    assert one.asked == 1
    assert len(caplog.records) == 1


@pytest.mark.usefixtures("committed")
def test_a_configuration_that_was_broken_by_hand_is_a_warning(
    home: Home, stamping: Stamper, one: TimestampAuthority, caplog: pytest.LogCaptureFixture
) -> None:
    _text, size = publish(home)
    (home.root / "timestamps.toml").write_text("[[authority]]\nname = 1\n")
    stamping.start()
    until(lambda: caplog.records)
    assert "authority 1 lacks" in caplog.text
    set_authorities(actor=ADMINISTRATOR, authorities=[one.configured])
    until(lambda: is_kept(home, size, one.name))


@pytest.mark.usefixtures("committed")
def test_what_is_kept_is_checked_anew_and_never_replaced(
    home: Home, stamping: Stamper, one: TimestampAuthority, two: TimestampAuthority
) -> None:
    set_authorities(actor=ADMINISTRATOR, authorities=[one.configured, two.configured])
    _text, size = publish(home)
    stamping.start()
    until(lambda: len(timestamps()) == 2)
    folder = home.log / "timestamp" / str(size)
    set_authorities(actor=ADMINISTRATOR, authorities=[one.configured])
    bar, library = timestamps()
    assert (bar.holds, library.holds) == (None, True)
    assert "no such authority is configured" in bar.words
    (folder / "city-library.tsr").write_bytes((folder / "bar-association.tsr").read_bytes())
    assert timestamps()[1].holds is False
    (folder / "checkpoint.txt").write_bytes(TEXT)
    assert [token.holds for token in timestamps()] == [False, False]
    assert "no checkpoint of this log" in timestamps()[0].words


@pytest.mark.usefixtures("committed")
def test_a_text_that_stands_with_other_bytes_stays_and_is_a_warning(
    home: Home, stamping: Stamper, one: TimestampAuthority, caplog: pytest.LogCaptureFixture
) -> None:
    _text, size = publish(home)
    folder = home.log / "timestamp" / str(size)
    folder.mkdir(parents=True)
    (folder / "checkpoint.txt").write_bytes(b"another\n")
    set_authorities(actor=ADMINISTRATOR, authorities=[one.configured])
    stamping.start()
    until(lambda: caplog.records)
    assert "never changes" in caplog.text
    assert (folder / "checkpoint.txt").read_bytes() == b"another\n"
    assert not is_kept(home, size, one.name)


@pytest.mark.usefixtures("committed")
def test_a_clock_that_differs_from_an_authoritys_is_noticed(
    home: Home,
    stamping: Stamper,
    one: TimestampAuthority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noticed: list[tuple[str, float]] = []

    def notice(reference: str, theirs: datetime, ours: datetime) -> None:
        noticed.append((reference, (ours - theirs).total_seconds()))

    class Slow(datetime):
        @classmethod
        def now(cls, _tz: object = None) -> datetime:  # type: ignore[override] # as it is called
            return datetime.now(UTC) - timedelta(hours=1)

    monkeypatch.setattr(clock, "notice", notice)
    set_authorities(actor=ADMINISTRATOR, authorities=[one.configured])
    publish(home)
    monkeypatch.setattr("onrecord.ledger.timestamps.datetime", Slow)
    stamping.start()
    until(lambda: noticed)
    ((reference, offset),) = noticed
    assert reference == "the timestamp authority city-library"
    assert -3602 < offset < -3500


@pytest.mark.usefixtures("committed")
def test_the_export_takes_tokens_keys_and_policy_along(
    home: Home, stamping: Stamper, one: TimestampAuthority, tmp_path: Path
) -> None:
    set_authorities(actor=ADMINISTRATOR, authorities=[one.configured])
    _text, size = publish(home)
    stamping.start()
    until(lambda: is_kept(home, size, one.name))
    (home.log / "keys").mkdir(exist_ok=True)
    (home.log / "keys" / "0001.tlog-proof").write_text("a link\n")
    (home.log / "timestamp" / "999").mkdir()
    (home.log / "timestamp" / "999" / "checkpoint.txt").write_text("of a later checkpoint\n")
    (home.log / "timestamp" / str(size) / ".half.new").write_text("no name of ours\n")
    folder = tmp_path / "copy"
    export_log(folder)
    copied = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert {name for name in copied if not name.startswith("tile/")} == {
        "checkpoint", "log.vkey", "policy.txt", "keys/0001.tlog-proof",
        f"timestamp/{size}/checkpoint.txt", f"timestamp/{size}/city-library.tsr",
    }  # fmt: skip


@pytest.mark.usefixtures("committed")
def test_setting_authorities_is_an_act(home: Home, one: TimestampAuthority) -> None:
    with pytest.raises(Refused):
        set_authorities(actor=OFFICER, authorities=[one.configured])
    assert authorities(home) == ()
    policied = Authority("second", one.url, one.root.read_bytes(), POLICY)
    entry = set_authorities(actor=ADMINISTRATOR, authorities=[one.configured, policied])
    assert authorities(home) == (one.configured, policied)
    (opened,) = queries.opened_entries([entry], ["authorities"])
    assert Entry.objects.get(id=entry).kind == "log.authorities_set/1"
    first, second = opened.values()["authorities"]  # type: ignore[misc, union-attr] # a list of two
    assert first == {
        "name": "city-library",
        "url": one.url,
        "roots": one.configured.digest,
        "policy": None,
    }
    assert second["policy"] == POLICY  # type: ignore[index, call-overload] # an object
    set_authorities(actor=ADMINISTRATOR, authorities=[])
    assert authorities(home) == ()


GOOD = {"name": '"a"', "url": '"http://127.0.0.1:1/"', "certificate": '"root.pem"'}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": '"../a"'}, "is not written with"),
        ({"name": '"' + "a" * 41 + '"'}, "is not written with"),
        ({"name": '""'}, "name is no text"),
        ({"url": '"ftp://example.org/"'}, "is no http or https URL"),
        ({"url": "7"}, "url is no text"),
        ({"certificate": '"none.pem"'}, "cannot be read"),
        ({"certificate": '"authorities.toml"'}, "holds no PEM certificate"),
        ({"policy": '"one"'}, "no object identifier"),
        ({"colour": '"red"'}, "unknown fields: colour"),
        ({"name": ""}, "lacks name"),
    ],
)
def test_a_configuration_that_cannot_stand_says_where_and_why(
    tmp_path: Path, one: TimestampAuthority, changes: dict[str, str], words: str
) -> None:
    (tmp_path / "root.pem").write_bytes(one.root.read_bytes())
    file = tmp_path / "authorities.toml"
    fields = {**GOOD, **changes}
    lines = "".join(f"{name} = {value}\n" for name, value in fields.items() if value)
    file.write_text(f"[[authority]]\n{lines}")
    with pytest.raises(AuthoritiesRefused, match=words):
        read_authorities(file)


def test_other_files_are_refused(tmp_path: Path, one: TimestampAuthority) -> None:
    (tmp_path / "root.pem").write_bytes(one.root.read_bytes())
    table = "[[authority]]\n" + "".join(f"{name} = {value}\n" for name, value in GOOD.items())
    file = tmp_path / "authorities.toml"
    file.write_text(table)
    assert [a.name for a in read_authorities(file)] == ["a"]
    for text, words in (
        (table + table, "two authorities are called a"),
        ("authority = 3\n", "tables and nothing else"),
        ("authority = [3]\n", "is no .*authority"),
        ("[other]\n", "tables and nothing else"),
        ("not toml", "is no TOML"),
        ("#" * 70_000, "larger than 64 KiB"),
    ):
        file.write_text(text)
        with pytest.raises(AuthoritiesRefused, match=words):
            read_authorities(file)


def test_a_root_that_ran_out_is_not_set_but_goes_on_checking(
    home: Home, one: TimestampAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_authorities(home, (one.configured,))
    later = datetime.now(UTC) + timedelta(days=60)
    monkeypatch.setattr("onrecord.ledger.authorities.now", lambda: later)
    with pytest.raises(AuthoritiesRefused, match="ran out on"):
        read_authorities(home.root / "timestamps.toml")
    assert authorities(home) == (one.configured,)


def test_an_authority_whose_root_is_another_file_changes_nothing_half(
    home: Home, one: TimestampAuthority, two: TimestampAuthority
) -> None:
    """Certificates are written first, under names of their digest: the file is the switch."""
    keep_authorities(home, (one.configured,))
    keep_authorities(home, (Authority(one.name, one.url, two.root.read_bytes()),))
    (kept,) = authorities(home)
    assert kept.certificate == two.root.read_bytes()
    assert len(list((home.root / "timestamp-roots").iterdir())) == 2


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS], ids=errno.errorcode.get)
def test_a_token_is_kept_whole_or_not_at_all(
    home: Home, one: TimestampAuthority, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Each write refused in turn, and then none; what stands in the log is whole at any time."""
    token = ask(one.configured, TEXT, timeout=10)
    refused, operation = True, 0
    while refused:
        disk, refused = RefusingDisk(code), False
        disk.left = operation
        size = operation + 1
        monkeypatch.setattr("onrecord.ledger.tokens.Disk", lambda disk=disk: disk)
        try:
            keep(home, size, TEXT, one.name, token)
        except OSError as error:
            refused = error.errno == code
        whole = {"checkpoint.txt": TEXT, "city-library.tsr": token.reply}
        for path in (home.log / "timestamp" / str(size)).glob("*"):
            assert path.read_bytes() == whole[path.name]
        monkeypatch.undo()
        sweep(home)
        keep(home, size, TEXT, one.name, token)
        assert is_kept(home, size, one.name)
        operation += 1
    assert operation > 8


def test_authorities_are_those_of_before_or_of_after(
    home: Home, one: TimestampAuthority, two: TimestampAuthority, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = (one.configured,), (one.configured, two.configured)
    refused, operation = True, 0
    while refused:
        keep_authorities(home, before)
        disk, refused = RefusingDisk(errno.ENOSPC), False
        disk.left = operation
        monkeypatch.setattr("onrecord.ledger.authorities.Disk", lambda disk=disk: disk)
        try:
            keep_authorities(home, after)
        except OSError:
            refused = True
        monkeypatch.undo()
        assert authorities(home) in (before, after)
        operation += 1
    assert authorities(home) == after
    assert operation > 6
