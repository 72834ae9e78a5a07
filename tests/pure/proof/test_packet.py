"""A written packet verifies by our verifier and by others' tools; any change of it does not."""

import io
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_proof import assemble, bag, contents, ed25519, packet, policy, pyz
from onrecord_proof.__main__ import main
from onrecord_proof.errors import ProofError
from onrecord_proof.report import MEANING, Exit, Result
from onrecord_proof.verify import verify
from pure.proof import packet_sample as sample

PINNED = policy.parse(sample.POLICY)
NEITHER = {Exit.HOLDS, Exit.KEY_NOT_CONFIRMED}


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample.make(tmp_path_factory.mktemp("sealed") / "packet", with_verifier=True)


@pytest.fixture
def copy(sealed: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sealed, tmp_path / "packet")


@pytest.fixture
def trusted(tmp_path: Path) -> str:
    path = tmp_path / "trusted.txt"
    path.write_text(sample.POLICY)
    return str(path)


def test_every_check_holds_under_a_pinned_policy(sealed: Path) -> None:
    report = verify(sealed, pinned=PINNED)
    assert [check.result for check in report.checks] == [Result.HOLDS] * 14
    assert report.exit is Exit.HOLDS
    assert report.facts["packet_digest"] == assemble.packet_digest(sealed)


def test_each_signature_is_computed_once(sealed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two checkpoints, each asked about under the enclosed policy and under the pinned one."""
    ed25519.verify.cache_clear()
    computed: list[object] = []
    combine = ed25519._combine
    monkeypatch.setattr(
        ed25519, "_combine", lambda *given: (computed.append(given), combine(*given))[1]
    )
    assert verify(sealed, pinned=PINNED).exit is Exit.HOLDS
    assert len(computed) == 2


def test_without_a_policy_only_the_trust_is_open(sealed: Path) -> None:
    report = verify(sealed)
    open_checks = [check.number for check in report.checks if check.result is not Result.HOLDS]
    assert open_checks == [14]
    assert report.exit is Exit.KEY_NOT_CONFIRMED
    assert "Consistent with itself; key not confirmed" in report.summary


def test_the_docstring_numbers_every_check(sealed: Path) -> None:
    text = sys.modules[verify.__module__].__doc__ or ""
    numbered = re.findall(r"^ ?(\d+)\. ", text, re.MULTILINE)
    assert numbered == [str(check.number) for check in verify(sealed).checks]


def test_two_hundred_changed_bytes_are_refused(sealed: Path, tmp_path: Path) -> None:
    source = random.Random(8493)  # noqa: S311 - the same mutations each time
    files = sorted(path for path in sealed.rglob("*") if path.is_file())
    folder = shutil.copytree(sealed, tmp_path / "packet")
    for _ in range(200):
        original = source.choice(files)
        target = folder / original.relative_to(sealed)
        content = bytearray(original.read_bytes())
        place = source.randrange(len(content))
        content[place] ^= source.randrange(1, 256)
        target.write_bytes(content)
        assert verify(folder, pinned=PINNED).exit not in NEITHER, (target, place)
        assert verify(folder).exit not in NEITHER, (target, place)
        shutil.copyfile(original, target)
    assert verify(folder, pinned=PINNED).exit is Exit.HOLDS


def test_every_byte_of_the_seal_counts(sealed: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(sealed, tmp_path / "packet")
    content = (sealed / packet.SEAL).read_bytes()
    for place in range(len(content)):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        (folder / packet.SEAL).write_bytes(changed)
        assert verify(folder).exit not in NEITHER, place


def test_each_file_truncated_or_removed_is_refused(sealed: Path, tmp_path: Path) -> None:
    for original in (path for path in sealed.rglob("*") if path.is_file()):
        folder = shutil.copytree(sealed, tmp_path / "packet")
        target = folder / original.relative_to(sealed)
        target.write_bytes(original.read_bytes()[:-1])
        assert verify(folder).exit not in NEITHER, target
        target.write_bytes(original.read_bytes() + b"\n")
        assert verify(folder).exit not in NEITHER, target
        target.unlink()
        assert verify(folder).exit not in NEITHER, target
        shutil.rmtree(folder)


def test_a_pipe_is_refused_and_not_opened(copy: Path) -> None:
    os.mkfifo(copy / "data" / "pipe")
    assert verify(copy).checks[0].code == "not-a-file"


def test_an_unreadable_exhibit_could_not_be_checked(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = packet.Folder.open

    def refuse(self: packet.Folder, path: str) -> io.BufferedReader:
        if path == "data/exhibits/E-1.txt":
            raise PermissionError(13, "Permission denied", path)
        return real(self, path)  # type: ignore[return-value] # a file's stream is a BufferedReader

    monkeypatch.setattr(packet.Folder, "open", refuse)
    report = verify(copy, pinned=PINNED)
    assert report.checks[3].result is Result.UNCHECKED
    assert report.exit is Exit.UNCHECKED


def test_bagit_python_finds_the_bag_valid(sealed: Path) -> None:
    assert bagit.Bag(str(sealed)).validate(processes=1)


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
@pytest.mark.parametrize("manifest", [bag.MANIFEST, bag.TAG_MANIFEST])
def test_sha256sum_agrees(sealed: Path, manifest: str) -> None:
    command = ["sha256sum", "--strict", "--check", manifest]
    done = subprocess.run(command, cwd=sealed, capture_output=True, text=True, check=False)  # noqa: S603 - fixed command
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(": OK\n") == len((sealed / manifest).read_text().splitlines())


@pytest.mark.parametrize("policy_given", [True, False])
def test_the_enclosed_verifier_runs_alone(
    sealed: Path, trusted: str, tmp_path: Path, *, policy_given: bool
) -> None:
    options = ["--policy", trusted] if policy_given else []
    done = subprocess.run(  # noqa: S603 - our own verifier
        [sys.executable, "-I", "-S", sealed / "verify.pyz", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={},
    )
    assert done.returncode == (0 if policy_given else 3), done.stdout + done.stderr
    assert done.stdout.rstrip().endswith(MEANING[1:])
    assert ("key not confirmed" in done.stdout) is not policy_given
    assert done.stderr == ""


def test_the_verifier_is_reproducible_and_complete(tmp_path: Path) -> None:
    for name in ("one.pyz", "two.pyz"):
        pyz.build(tmp_path / name)
    assert (tmp_path / "one.pyz").read_bytes() == (tmp_path / "two.pyz").read_bytes()
    assert os.access(tmp_path / "one.pyz", os.X_OK)
    with zipfile.ZipFile(tmp_path / "one.pyz") as archive:
        times = {entry.date_time for entry in archive.infolist()}
        modules = {Path(name).stem for name in archive.namelist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert {path.stem for path in Path(pyz.__file__).parent.glob("*.py")} <= modules


def test_the_command_prints_a_numbered_list(
    sealed: Path, trusted: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(sealed), "--policy", trusted]) == 0
    printed = capsys.readouterr().out
    assert " 1. holds" in printed
    assert "14. holds" in printed
    assert printed.rstrip().endswith(MEANING)


def test_the_command_prints_json(sealed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(sealed), "--json"]) == 3
    value = json.loads(capsys.readouterr().out)
    assert value["exit"] == 3
    assert value["packet"] == "P-2026-001"
    assert value["meaning"] == f"Where every check holds: t{MEANING[1:]}"
    assert [check["number"] for check in value["checks"]] == list(range(1, 15))


def test_usage_errors_have_a_code_of_their_own(
    sealed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.txt").write_text("nonsense\n")
    assert main([str(sealed), "--policy", str(tmp_path / "bad.txt")]) == 2
    assert main([str(sealed), "--policy", str(tmp_path / "absent.txt")]) == 2
    for arguments in ([], [str(tmp_path / "absent")]):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 2
    assert "there is no" in capsys.readouterr().err


def test_large_files_are_announced_to_a_person(
    sealed: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("onrecord_proof.__main__._SHOWN_FROM", 1)
    monkeypatch.setattr(packet, "BLOCK", 1000)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main([str(sealed)]) == 3
    assert "data/exhibits/E-1.txt: 53 %" in capsys.readouterr().err


def test_what_a_packet_says_does_not_act_on_the_terminal(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "data" / "\x1b[2Jx").write_bytes(b"x")
    assert main([str(copy)]) == 1
    assert "\x1b" not in capsys.readouterr().out


def test_memory_does_not_grow_with_an_exhibit(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as stream:
        stream.truncate(256 << 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with large.open("rb") as source, (tmp_path / "copy").open("wb") as target:
        _, size = packet.digest(packet.blocks(source), target=target)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert size == 256 << 20
    assert grown < 16 << 10  # kibibytes


@given(st.binary(max_size=300))
def test_malformed_json_parts_raise_only_proof_errors(data: bytes) -> None:
    for parse in (
        contents.parse_contents,
        contents.parse_seal,
        lambda line: contents.parse_entry_line(line, "line"),
    ):
        with pytest.raises(ProofError):
            parse(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@given(st.data())
def test_json_of_the_right_names_and_any_values_raises_only_proof_errors(
    data: st.DataObject,
) -> None:
    shapes = {
        contents.parse_contents: ("format", "packet", "number", "exhibits", "documents"),
        contents.parse_seal: ("statement", "disclosure"),
    }
    for parse, names in shapes.items():
        value = {name: data.draw(JSON) for name in names}
        with suppress(ProofError):
            parse(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


@given(data=st.data())
def test_malformed_files_never_raise(
    data: st.DataObject, sealed: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = shutil.copytree(sealed, tmp_path_factory.mktemp("malformed") / "packet")
    names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    target = folder / data.draw(st.sampled_from(names))
    before = target.read_bytes()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(before))] * 2)))
    after = before[:start] + data.draw(st.binary(max_size=60)) + before[end:]
    target.write_bytes(after)
    assert (verify(folder, pinned=PINNED).exit is Exit.HOLDS) == (before == after)
    shutil.rmtree(folder)
