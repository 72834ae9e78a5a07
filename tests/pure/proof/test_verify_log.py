"""A log in a folder or behind a URL verifies; whatever is changed in it is named."""

import json
import random
import re
import shutil
import sys
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_proof import checkpoint, merkle, note, policy, tile
from onrecord_proof.__main__ import main
from onrecord_proof.note import sign_ed25519 as sign
from onrecord_proof.report import MEANING, Exit, Report, Result
from onrecord_proof.source import Folder, SourceError, Web
from onrecord_proof.trust import Trust, read_links
from onrecord_proof.verify_log import verify_log
from pure.proof.log_sample import (
    FIRST,
    ORIGIN,
    SECOND,
    Grown,
    SampleLog,
    Signer,
    files,
    grow,
    write,
)
from pure.proof.loopback import files as serve_files
from pure.proof.loopback import saying, serving, whole

THIEF = Signer("a thief")


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    return grow(tmp_path_factory.mktemp("grown") / "log")


@pytest.fixture
def copy(grown: Grown, tmp_path: Path) -> Path:
    return shutil.copytree(grown.folder, tmp_path / "log")


def pinned(text: str) -> Trust:
    return Trust(policy.parse(text))


def failed(report: Report) -> list[int]:
    return [check.number for check in report.checks if check.result is Result.FAILS]


def found(report: Report, number: int) -> str:
    check = report.checks[number - 1]
    return f"{check.detail} [{check.code}]" if check.code else check.detail


def test_every_check_holds_for_who_pinned_the_first_key(grown: Grown) -> None:
    report = verify_log(Folder(grown.folder), trust=pinned(grown.policy))
    assert [check.result for check in report.checks] == [Result.HOLDS] * 9, report
    assert report.exit is Exit.HOLDS
    assert (report.name, report.facts["size"]) == (ORIGIN, 600)
    assert found(report, 2) == "links: 2, keys that count: 1"
    assert found(report, 6) == "partial files: 8, files beyond this checkpoint: 0"


def test_every_check_holds_for_who_pinned_the_second_key(grown: Grown) -> None:
    text = f"log {SECOND.key.vkey()}\nquorum none\n"
    assert verify_log(Folder(grown.folder), trust=pinned(text)).exit is Exit.HOLDS


def test_without_a_policy_only_the_trust_is_open(grown: Grown) -> None:
    report = verify_log(Folder(grown.folder))
    open_checks = [check.number for check in report.checks if check.result is not Result.HOLDS]
    assert open_checks == [9]
    assert report.exit is Exit.KEY_NOT_CONFIRMED


def test_a_strangers_policy_refuses_the_log(grown: Grown) -> None:
    text = f"log {THIEF.key.vkey()}\nquorum none\n"
    report = verify_log(Folder(grown.folder), trust=pinned(text))
    assert failed(report) == [9]
    assert report.exit is Exit.FAILS


def test_a_quorum_that_is_not_met_refuses_the_log(grown: Grown) -> None:
    public = Signer("witness", "witness.invalid").key.public
    witness = note.vkey("witness.invalid", public, note.COSIGNATURE)
    text = f"log {FIRST.key.vkey()}\nwitness w {witness}\nquorum w\n"
    report = verify_log(Folder(grown.folder), trust=pinned(text))
    assert failed(report) == [9]
    assert report.checks[8].code == "policy-quorum"


def test_the_docstring_numbers_every_check(grown: Grown) -> None:
    text = sys.modules[verify_log.__module__].__doc__ or ""
    numbered = re.findall(r"^ ?(\d+)\. ", text, re.MULTILINE)
    report = verify_log(Folder(grown.folder), since=grown.saved[300])
    assert numbered == [str(check.number) for check in report.checks]


def test_a_log_behind_a_url(grown: Grown) -> None:
    asked: list[str] = []
    with serving(serve_files(grown.folder, asked)) as url:
        report = verify_log(Web(url), trust=pinned(grown.policy))
    assert report.exit is Exit.HOLDS
    assert "over a network" in found(report, 6)
    assert "/tile/entries/002.p/88" in asked


def test_nobody_there_is_not_a_false_log() -> None:
    report = verify_log(Web("http://127.0.0.1:9/log"))
    assert report.exit is Exit.UNCHECKED
    assert all(check.result is Result.UNCHECKED for check in report.checks)


def test_an_outage_on_the_way_is_not_a_false_log(grown: Grown) -> None:
    def broken(request: bytes, connection: object) -> None:
        if b"/tile/entries/001" in request:
            return
        serve_files(grown.folder)(request, connection)  # type: ignore[arg-type] # a socket

    with serving(broken) as url:
        report = verify_log(Web(url))
    assert report.checks[4].result is Result.UNCHECKED
    assert report.exit is Exit.UNCHECKED


def test_a_hundred_changed_bytes_are_named(grown: Grown, copy: Path) -> None:
    source = random.Random(6962)  # noqa: S311 - the same mutations each time
    names = sorted(path.relative_to(copy) for path in (copy / "tile").rglob("*") if path.is_file())
    for _ in range(100):
        name = source.choice(names)
        before = (copy / name).read_bytes()
        place = source.randrange(len(before))
        changed = bytearray(before)
        changed[place] ^= source.randrange(1, 256)
        (copy / name).write_bytes(changed)
        report = verify_log(Folder(copy), trust=pinned(grown.policy))
        assert report.exit is Exit.FAILS, (name, place)
        said = " ".join(found(report, number) for number in failed(report))
        assert str(name) in said, (name, place, said)
        others = {str(one) for one in names if str(one) in said} - {str(name)}
        assert not {one for one in others if not str(name).startswith(one)}, (name, place, said)
        (copy / name).write_bytes(before)
    assert verify_log(Folder(copy), trust=pinned(grown.policy)).exit is Exit.HOLDS


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001",
             "tile/entries/002.p/88", "checkpoint"],
)  # fmt: skip
@pytest.mark.parametrize("how", ["removed", "emptied", "longer", "shorter"])
def test_a_file_removed_or_of_another_length_is_named(path: str, how: str, copy: Path) -> None:
    place = copy / path
    data = place.read_bytes()
    place.unlink()
    if how != "removed":
        place.write_bytes({"emptied": b"", "longer": data + data[:33], "shorter": data[:-1]}[how])
    report = verify_log(Folder(copy))
    assert report.exit is Exit.FAILS, report
    said = " ".join(found(report, number) for number in failed(report))
    assert path in said or path == "checkpoint"


def test_a_link_in_the_place_of_a_tile_is_named(copy: Path) -> None:
    place = copy / "tile" / "0" / "001"
    place.rename(copy.parent / "elsewhere")
    place.symlink_to(copy.parent / "elsewhere")
    report = verify_log(Folder(copy))
    assert failed(report) == [5]
    assert "a link" in found(report, 5)


def test_a_partial_tile_that_is_gone_is_read_from_the_full_one(grown: Grown, copy: Path) -> None:
    """The log has published more since: full files lie there, and the partial ones are gone."""
    for path, data in files([*grown.log.leaves, *grown.log.leaves[:300]]).items():
        write(copy, path, data)
    for folder in list(copy.rglob("002.p")):
        shutil.rmtree(folder)
    report = verify_log(Folder(copy), trust=pinned(grown.policy))
    assert report.exit is Exit.HOLDS, report
    assert found(report, 6).endswith("files beyond this checkpoint: 2")


def test_what_is_no_file_of_a_log_is_named(copy: Path) -> None:
    write(copy, "tile/0/notes.txt", b"x")
    write(copy, "tile/0/000.p/0300", b"x")
    report = verify_log(Folder(copy))
    assert failed(report) == [6]
    assert "tile/0/notes.txt is no file of a log" in found(report, 6)
    assert "tile/0/000.p/0300" in found(report, 6)


def test_many_differences_are_counted(tmp_path: Path) -> None:
    log = SampleLog()
    log.add(256 * 30)
    log.publish(tmp_path, FIRST)
    for path in (tmp_path / "tile" / "entries").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    said = found(verify_log(Folder(tmp_path)), 5)
    assert said.count("differs at entry") == 20
    assert said.endswith("; and 10 more [log-differs]")
    assert "tile/entries/003 differs at entry 1023 (of 1 in it that differ)" in said


def test_an_altered_tile_high_up_does_not_hide_what_lies_below(tmp_path: Path) -> None:
    log = SampleLog()
    log.add(256 * 256 + 1)
    log.publish(tmp_path, FIRST)
    assert verify_log(Folder(tmp_path)).exit is Exit.KEY_NOT_CONFIRMED
    top, bundle = tmp_path / "tile" / "1" / "000", tmp_path / "tile" / "entries" / "x000" / "017"
    assert not bundle.exists()
    bundle = tmp_path / "tile" / "entries" / "017"
    for path in (top, bundle):
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    said = found(verify_log(Folder(tmp_path)), 5)
    assert "tile/1/000 is not the tile under the signed root" in said
    assert "tile/entries/017 differs at entry 4607" in said
    assert said.count("; ") == 1


def test_a_log_that_claims_to_be_endless_is_not_walked_to_the_end(tmp_path: Path) -> None:
    """Its few tiles make the root that it signed, and nothing lies below them."""
    size = 1 << 62
    (one,) = [one for one in tile.tiles_for(size) if one.partial]
    row = [bytes(32)] * one.partial
    write(tmp_path, tile.hash_path(one.level, one.full, one.partial), b"".join(row))
    head = checkpoint.Checkpoint(ORIGIN, size, merkle.root(row))
    write(tmp_path, "checkpoint", note.sign(head.body(), [(FIRST.key, sign(FIRST.seed))]))
    write(tmp_path, "log.vkey", f"{FIRST.key.vkey()}\n".encode())
    report = verify_log(Folder(tmp_path))
    assert failed(report) == [5]
    assert found(report, 5).endswith("; and at least 980 more [log-differs]")


def test_a_key_chain_without_end_is_not_read_to_the_end() -> None:
    link = b"x" * (4 << 20)
    with serving(saying(whole(link))) as url, pytest.raises(SourceError, match="key chain"):
        read_links(Web(url))


@given(data=st.data())
def test_malformed_files_never_raise(
    data: st.DataObject, grown: Grown, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = shutil.copytree(grown.folder, tmp_path_factory.mktemp("malformed") / "log")
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    target = folder / data.draw(st.sampled_from(names))
    before = target.read_bytes()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(before))] * 2)))
    after = before[:start] + data.draw(st.binary(max_size=60)) + before[end:]
    target.write_bytes(after)
    report = verify_log(Folder(folder), trust=pinned(grown.policy), since=grown.saved[5])
    assert (report.exit is Exit.HOLDS) == (before == after), target
    shutil.rmtree(folder)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 512, 513])
def test_logs_of_every_shape(size: int, tmp_path: Path) -> None:
    log = SampleLog()
    log.add(size)
    log.publish(tmp_path, FIRST)
    report = verify_log(Folder(tmp_path), trust=pinned(f"log {FIRST.key.vkey()}\nquorum none\n"))
    assert report.exit is Exit.HOLDS, report


def test_memory_does_not_grow_with_the_log(tmp_path: Path) -> None:
    peaks = []
    for count in (2_000, 20_000):
        log = SampleLog()
        log.add(count)
        log.publish(tmp_path / str(count), FIRST)
        del log
        tracemalloc.start()
        verify_log(Folder(tmp_path / str(count)))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 2, peaks


def test_progress_is_told(grown: Grown) -> None:
    told: list[tuple[str, int, int]] = []
    verify_log(Folder(grown.folder), progress=lambda *what: told.append(what))
    assert told == [("entries", done, 600) for done in (256, 512, 600, 600)]


# Growth since a saved checkpoint


def test_growth_is_checked_and_old_files_are_not_read(grown: Grown) -> None:
    asked: list[str] = []
    with serving(serve_files(grown.folder, asked)) as url:
        report = verify_log(Web(url), trust=pinned(grown.policy), since=grown.saved[300])
    assert report.exit is Exit.HOLDS, report
    assert len(report.checks) == 10
    assert found(report, 10).startswith("entries: 300 then, 600 now; hashes in the proof:")
    assert "/tile/entries/000" not in asked
    assert "/tile/entries/001" in asked


@pytest.mark.parametrize("size", [5, 300, 600])
def test_growth_from_each_saved_checkpoint(size: int, grown: Grown) -> None:
    assert verify_log(Folder(grown.folder), since=grown.saved[size]).exit is Exit.KEY_NOT_CONFIRMED


@pytest.mark.parametrize("size", [5, 299, 300, 599])
def test_growth_in_a_copy_that_has_no_older_files(size: int, grown: Grown, tmp_path: Path) -> None:
    """An export holds the tiles of its own size and no others."""
    grown.log.publish(tmp_path, FIRST)
    saved = grown.log.checkpoint(size, FIRST)
    report = verify_log(Folder(tmp_path), since=saved)
    assert report.exit is Exit.KEY_NOT_CONFIRMED, report
    assert found(report, 6).startswith("partial files: ")


def test_a_forked_log_is_a_split_view(grown: Grown, tmp_path: Path) -> None:
    other = SampleLog(leaves=[*grown.log.leaves[:299], b"\x01" + bytes(32)])
    saved = other.checkpoint(300, FIRST)
    report = verify_log(Folder(grown.folder), trust=pinned(grown.policy), since=saved)
    assert failed(report) == [10]
    assert "SPLIT VIEW" in found(report, 10)
    assert report.checks[9].code == "split-view"
    (tmp_path / "saved").write_bytes(saved)
    assert main([str(grown.folder), "--since", str(tmp_path / "saved")]) == 1


def test_a_log_that_went_back_is_named(grown: Grown, tmp_path: Path) -> None:
    log = SampleLog(leaves=grown.log.leaves[:300])
    log.publish(tmp_path, FIRST)
    longer = SampleLog(leaves=grown.log.leaves[:302]).checkpoint(302, FIRST)
    report = verify_log(Folder(tmp_path), since=longer)
    assert failed(report) == [10]
    assert "ROLLBACK" in found(report, 10)


def test_a_strangers_saved_checkpoint_accuses_nobody(grown: Grown) -> None:
    other = SampleLog(leaves=[b"\x01" + bytes(32)] * 300)
    report = verify_log(Folder(grown.folder), since=other.checkpoint(300, THIEF))
    assert report.checks[9].result is Result.UNCHECKED
    assert report.exit is Exit.UNCHECKED


def test_a_broken_tile_is_not_taken_for_a_split_view(grown: Grown, copy: Path) -> None:
    path = copy / tile.hash_path(0, 1)
    path.write_bytes(bytes(32) + path.read_bytes()[32:])
    report = verify_log(Folder(copy), since=grown.saved[300])
    assert "SPLIT VIEW" not in " ".join(found(report, number) for number in failed(report))
    assert 10 in failed(report)


# The key chain in a log


def replace_link(folder: Path, number: int, data: bytes) -> None:
    write(folder, f"keys/{number:04}.tlog-proof", data)


def test_a_link_of_a_forked_log_is_a_split_view(grown: Grown, copy: Path) -> None:
    other = SampleLog(leaves=[b"\x01" + bytes(32)], opened=dict(grown.log.opened))
    other.leaves += grown.log.leaves[1:]
    replace_link(copy, 1, other.link(3, 5, FIRST))
    report = verify_log(Folder(copy))
    assert failed(report) == [7]
    assert "SPLIT VIEW" in found(report, 7)


def test_links_that_do_not_lead_to_the_key_are_refused(grown: Grown, copy: Path) -> None:
    for vkey, links in ((THIEF, 2), (FIRST, 2), (SECOND, 0)):
        write(copy, "log.vkey", f"{vkey.key.vkey()}\n".encode())
        if not links:
            shutil.rmtree(copy / "keys")
        report = verify_log(Folder(copy))
        assert (2 in failed(report)) is bool(links), (vkey, report)
    assert grown.log.links == 2
    replace_link(copy, 1, grown.log.link(3, 5, THIEF))
    assert "signed by no key" in found(verify_log(Folder(copy)), 2)


def test_a_retired_key_does_not_sign_on(grown: Grown, copy: Path) -> None:
    write(copy, "checkpoint", grown.log.checkpoint(600, FIRST))
    report = verify_log(Folder(copy), trust=pinned(grown.policy))
    assert failed(report) == [3, 9]
    assert {report.checks[2].code, report.checks[8].code} == {"policy-key-retired"}


def test_a_log_without_a_key_file_is_checked_by_the_policy(grown: Grown, copy: Path) -> None:
    (copy / "log.vkey").unlink()
    assert verify_log(Folder(copy), trust=pinned(grown.policy)).exit is Exit.HOLDS
    report = verify_log(Folder(copy))
    assert report.checks[1].result is Result.UNCHECKED
    assert report.exit is Exit.UNCHECKED


def test_the_key_of_another_log_is_refused(copy: Path) -> None:
    other = Signer("other", "demo.invalid/other").key.vkey()
    for text in (f"{other}\n", "no key\n", "\xff\n"):
        write(copy, "log.vkey", text.encode("latin-1"))
        assert failed(verify_log(Folder(copy))) == [2]


@pytest.mark.parametrize("data", [b"", b"nothing", b"x" * 100, b"\xff\xfe"])
def test_a_link_that_is_none_is_refused(data: bytes, copy: Path) -> None:
    replace_link(copy, 2, data)
    report = verify_log(Folder(copy))
    assert 2 in failed(report)
    assert report.exit is Exit.FAILS


# Succession


@pytest.fixture
def successor(grown: Grown, tmp_path: Path) -> Path:
    last = grown.saved[600]
    text = last.decode().split("\n")
    log = SampleLog("demo.invalid/sample-log-2")
    key = Signer("third", log.origin)
    index = log.say(
        "log.succeeded/1",
        origin=ORIGIN,
        vkey=SECOND.key.vkey(),
        size=600,
        root=text[2],
        checkpoint=last.decode(),
        reason="the key was lost",
    )
    log.add(4)
    log.publish(tmp_path / "next", key)
    log.publish_link(tmp_path / "next", log.link(index, 5, key))
    (tmp_path / "last").write_bytes(last)
    return tmp_path / "next"


@pytest.fixture
def options(grown: Grown, successor: Path, tmp_path: Path) -> Callable[..., int]:
    (tmp_path / "policy").write_text(grown.policy)
    key = Signer("third", "demo.invalid/sample-log-2").key.vkey()
    every = {
        "policy": str(tmp_path / "policy"),
        "keys": str(grown.folder),
        "trust-successor": key,
        "last": str(tmp_path / "last"),
    }

    def run(*without: str) -> int:
        line = [str(successor)]
        for name, value in every.items():
            if name not in without:
                line += [f"--{name}", value]
        return main(line)

    return run


def test_a_succession_is_confirmed_by_what_the_reader_trusts(
    options: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert options() == 0
    assert f"it succeeds {ORIGIN} at 600 entries" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("without", "exit_code"), [("last", 4), ("trust-successor", 1), ("keys", 4)]
)
def test_without_it_a_succession_is_only_claimed(
    without: str, exit_code: int, options: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert options(without) == exit_code
    assert "successor claimed; not confirmed" in capsys.readouterr().out


def take_over(grown: Grown, folder: Path, leaves: list[bytes]) -> Report:
    """Publish a successor that goes on from these leaves, the closed log's links among its own."""
    key = Signer("third", "demo.invalid/sample-log-2")
    log = SampleLog(key.origin, leaves=leaves)
    last = grown.saved[600].decode()
    index = log.say(
        "log.succeeded/1",
        origin=ORIGIN,
        vkey=SECOND.key.vkey(),
        size=600,
        root=last.split("\n")[2],
        checkpoint=last,
        reason="the key was lost",
    )
    log.publish(folder, key)
    shutil.copytree(grown.folder / "keys", folder / "keys")
    log.links = 2
    log.publish_link(folder, log.link(index, len(log.leaves), key))
    trust = Trust(policy.parse(grown.policy), (), key.key, grown.saved[600])
    return verify_log(Folder(folder), trust=trust)


def test_a_successor_that_took_the_leaves_over_extends_the_closed_log(
    grown: Grown, tmp_path: Path
) -> None:
    report = take_over(grown, tmp_path / "next", list(grown.log.leaves))
    assert report.exit is Exit.HOLDS, report
    assert found(report, 8) == f"it succeeds {ORIGIN} at 600 entries"
    assert found(report, 2) == "links: 1, keys that count: 1"


def test_a_successor_with_other_leaves_is_refused(grown: Grown, tmp_path: Path) -> None:
    report = take_over(grown, tmp_path / "next", [b"\x01" + bytes(32), *grown.log.leaves[1:]])
    assert failed(report) == [7, 8]
    assert report.checks[7].code == "succession-differs"


def test_links_of_a_log_that_is_not_succeeded_are_refused(grown: Grown, copy: Path) -> None:
    other = SampleLog("demo.invalid/other")
    other.add(600)
    key = Signer("other", other.origin)
    index = other.say("log.key_added/1", vkey=key.key.vkey(), replaces=None, reason=None)
    replace_link(copy, 3, other.link(index, 601, key))
    report = verify_log(Folder(copy))
    assert 2 in failed(report)
    assert "a link is of another log, demo.invalid/other" in found(report, 2)
    assert grown.log.links == 2


def test_without_a_policy_a_succession_is_only_claimed(successor: Path) -> None:
    report = verify_log(Folder(successor))
    assert "successor claimed; not confirmed" in found(report, 8)
    assert report.exit is Exit.UNCHECKED


def test_another_last_checkpoint_refuses_the_succession(
    grown: Grown, options: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    longer = SampleLog(leaves=[*grown.log.leaves, b"more"])
    (tmp_path / "last").write_bytes(longer.checkpoint(601, SECOND))
    assert options() == 1
    assert "succession-differs" in capsys.readouterr().out


# The command


def test_the_command_prints_a_list_and_json(
    grown: Grown, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "policy").write_text(grown.policy)
    assert main([str(grown.folder), "--policy", str(tmp_path / "policy")]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"Log {ORIGIN}\n  1. holds")
    assert printed.rstrip().endswith(MEANING)
    assert main([str(grown.folder), "--json"]) == 3
    value = json.loads(capsys.readouterr().out)
    assert (value["log"], value["size"], value["exit"]) == (ORIGIN, 600, 3)
    assert value["meaning"] == f"Where every check holds: t{MEANING[1:]}"


def test_a_person_sees_progress(
    grown: Grown, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord_proof.__main__._SHOWN_FROM_ENTRIES", 1)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main([str(grown.folder)]) == 3
    assert "entries: 42 %" in capsys.readouterr().err
