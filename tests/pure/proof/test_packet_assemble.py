"""A packet is written whole or not at all, and only from what its contents promise."""

import io
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from onrecord_proof import assemble, ed25519, note, packet, policy
from onrecord_proof.contents import Contents, Document
from onrecord_proof.errors import ProofError
from onrecord_proof.report import Exit
from onrecord_proof.verify import verify
from onrecord_proof.verify_txt import verify_txt
from pure.proof import packet_sample as sample

DIES_WHILE_IT_COPIES = """
import os, sys
from pathlib import Path
from pure.proof import packet_sample as sample

def entries():
    yield sample.entry_lines()[0]
    os._exit(9)

sample.write(Path(sys.argv[1]), entries=entries())
"""
PINNED = policy.parse(sample.POLICY)


def refused(folder: Path, code: str, **changes: object) -> None:
    """Assert that writing is refused with this code and leaves nothing behind."""
    with pytest.raises(ProofError) as caught:
        sample.write(folder, **changes)  # type: ignore[arg-type] # one of the writer's keywords
    assert caught.value.code == code
    assert not folder.exists()
    assert not folder.with_name(folder.name + ".partial").exists()


def test_the_returned_digest_is_that_of_the_tag_manifest(tmp_path: Path) -> None:
    folder = tmp_path / "packet"
    assert sample.write(folder) == assemble.packet_digest(folder)


def test_the_same_data_make_the_same_packet(tmp_path: Path) -> None:
    digests = {sample.write(tmp_path / name, payload=sample.parts()[::-1]) for name in "ab"}
    assert digests == {sample.write(tmp_path / "c")}


def test_an_existing_packet_is_never_written_over(tmp_path: Path) -> None:
    folder = sample.make(tmp_path / "packet")
    with pytest.raises(ProofError) as caught:
        sample.write(folder)
    assert caught.value.code == "packet-exists"
    assert verify(folder, pinned=PINNED).exit is Exit.HOLDS


def test_altered_storage_is_refused(tmp_path: Path) -> None:
    exhibit, report = sample.parts()
    rotten = replace(exhibit, open=lambda: io.BytesIO(sample.EXHIBIT[:-1] + b"?"))
    refused(tmp_path / "packet", "payload-digest", payload=[rotten, report])


def test_a_part_that_is_not_what_the_contents_state_is_refused(tmp_path: Path) -> None:
    exhibit, report = sample.parts()
    other = assemble.Part.of_bytes(exhibit.file, b"another")
    refused(tmp_path / "packet", "payload-digest", payload=[other, report])
    for good, bad in ((exhibit, report), (report, exhibit)):
        mislabelled = replace(bad, sha256="0" * 64)
        refused(tmp_path / "packet", "payload-digest", payload=[good, mislabelled])


def test_missing_strange_and_repeated_parts_are_refused(tmp_path: Path) -> None:
    exhibit, report = sample.parts()
    strange = assemble.Part.of_bytes("data/strange.txt", b"x")
    outside = assemble.Part.of_bytes("../strange.txt", b"x")
    entries = assemble.Part.of_bytes(packet.ENTRIES, b"x")
    refused(tmp_path / "packet", "payload-missing", payload=[exhibit])
    for extra in (strange, outside, entries, report):
        refused(tmp_path / "packet", "payload-strange", payload=[exhibit, report, extra])


def test_entries_must_be_there_and_ascend(tmp_path: Path) -> None:
    refused(tmp_path / "packet", "entries-empty", entries=[])
    refused(tmp_path / "packet", "entries-order", entries=sample.entry_lines()[::-1])


@pytest.mark.parametrize(
    ("contents", "code"),
    [
        (replace(sample.CONTENTS, packet="1"), "contents-packet"),
        (replace(sample.CONTENTS, number="P 1"), "contents-number"),
        (replace(sample.CONTENTS, documents=(Document("../x", "T"),)), "name-refused"),
        (replace(sample.CONTENTS, documents=(Document("index.html", "T"),)), "contents-file"),
        (replace(sample.CONTENTS, documents=(Document("data/x", " "),)), "contents-document"),
        (replace(sample.CONTENTS, documents=(Document("data/x", "\ud800"),)), "contents-document"),
        (replace(sample.CONTENTS, exhibits=sample.CONTENTS.exhibits * 2), "name-collision"),
        (replace(sample.CONTENTS, documents=(Document(packet.ENTRIES, "T"),)), "name-collision"),
    ],
)
def test_contents_that_could_not_be_read_back_are_refused(
    contents: Contents, code: str, tmp_path: Path
) -> None:
    refused(tmp_path / "packet", code, contents=contents)


def test_a_checkpoint_that_the_policy_does_not_accept_is_refused(tmp_path: Path) -> None:
    body = note.parse(sample.head(sample.ENTRIES)).text
    stranger = note.make_key(sample.ORIGIN, ed25519.public_key(bytes(32)))
    signed = note.sign(body, [(stranger, partial(ed25519.sign, bytes(32)))])
    refused(tmp_path / "packet", "note-unsigned", signed=signed)


def test_lines_by_keys_outside_the_policy_are_left_out(tmp_path: Path) -> None:
    stranger = note.make_key("stranger.invalid", ed25519.public_key(bytes(32)))
    plain = sample.head(sample.ENTRIES)
    signed = note.sign(
        note.parse(plain).text,
        [
            (stranger, partial(ed25519.sign, bytes(32))),
            (sample.KEY, partial(ed25519.sign, sample.SEED)),
        ],
    )
    sample.write(tmp_path / "packet", signed=signed)
    assert (tmp_path / "packet" / packet.CHECKPOINT).read_bytes() == plain


def test_a_crash_in_the_middle_leaves_no_packet_and_the_next_try_succeeds(tmp_path: Path) -> None:
    folder = tmp_path / "packet"
    died = subprocess.run(  # noqa: S603 - our own writer
        [sys.executable, "-c", DIES_WHILE_IT_COPIES, folder],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert died.returncode == 9
    assert not folder.exists()
    assert folder.with_name("packet.partial").is_dir()
    assert verify(sample.make(folder), pinned=PINNED).exit is Exit.HOLDS
    assert [path.name for path in tmp_path.iterdir()] == ["packet"]


def test_a_failing_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        sample.write(tmp_path / "packet")
    assert list(tmp_path.iterdir()) == []


def test_everything_is_durable_before_the_packet_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    durable: set[int] = set()
    renamed: list[set[int]] = []
    sync, rename = os.fsync, Path.rename

    def record_sync(descriptor: int) -> None:
        sync(descriptor)
        durable.add(os.fstat(descriptor).st_ino)

    def record_rename(self: Path, target: Path) -> Path:
        renamed.append(durable.copy())
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", record_sync)
    monkeypatch.setattr(Path, "rename", record_rename)
    sample.write(tmp_path / "packet")
    everything = [tmp_path / "packet", *(tmp_path / "packet").rglob("*")]
    assert {path.stat().st_ino for path in everything} <= renamed[0]
    assert tmp_path.stat().st_ino in durable


def test_a_seal_of_another_digest_is_refused(tmp_path: Path) -> None:
    sample.write(tmp_path / "packet")
    with pytest.raises(ProofError) as caught:
        assemble.finish(tmp_path / "packet", sample.seal_proof("0" * 64))
    assert caught.value.code == "seal-digest"
    assert not (tmp_path / "packet" / packet.SEAL).exists()


def test_a_seal_that_the_log_does_not_hold_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "packet"
    sealed = sample.seal_proof(sample.write(folder))
    with pytest.raises(ProofError) as caught:
        assemble.finish(folder, sealed.replace(b"index 2", b"index 1"))
    assert caught.value.code in {"root-mismatch", "proof-length"}
    assert not (folder / packet.SEAL).exists()


def test_a_crash_while_sealing_leaves_the_packet_unsealed_or_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "packet"
    sealed = sample.seal_proof(sample.write(folder))
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(5, "I/O error")))
        with pytest.raises(OSError, match="I/O"):
            assemble.finish(folder, sealed)
    assert not (folder / packet.SEAL).exists()
    assemble.finish(folder, sealed)
    assert verify(folder, pinned=PINNED).exit is Exit.HOLDS


def test_a_later_proof_of_the_same_seal_may_take_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "packet"
    digest = sample.write(folder)
    assemble.finish(folder, sample.seal_proof(digest))
    first = (folder / packet.SEAL).read_bytes()
    assemble.finish(folder, sample.seal_proof(digest, more=3))
    assert (folder / packet.SEAL).read_bytes() != first
    assert verify(folder, pinned=PINNED).exit is Exit.HOLDS


def test_verify_txt_says_fictional_only_in_a_demo(tmp_path: Path) -> None:
    sample.write(tmp_path / "packet")
    demo = (tmp_path / "packet" / packet.VERIFY_TXT).read_text()
    real = verify_txt(number="P-2026-001", origin="log.example", fictional=False)
    assert "fictional" in demo
    assert "fictional" not in real
    for text in (demo, real):
        assert "not show that what was recorded is true" in text
        assert "sha256sum -c manifest-sha256.txt" in text
        assert text.isascii()
    shutil.rmtree(tmp_path / "packet")
