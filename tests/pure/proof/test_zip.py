"""The canonical zip: every vector, and any change of any byte."""

import base64
import io
import json
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_proof import packet, policy
from onrecord_proof.errors import ProofError
from onrecord_proof.report import Exit, Result
from onrecord_proof.verify import verify
from onrecord_proof.zipped import Zipped

VECTORS = Path(__file__).parents[2] / "vectors" / "zip"
SOUND = json.loads((VECTORS / "sound.json").read_text())
SOUND_BYTES = base64.b64decode(SOUND["zip"])
POLICY = policy.parse(SOUND["policy"])


@pytest.mark.parametrize("file", sorted(VECTORS.glob("*.json")), ids=lambda file: file.stem)
def test_zip_vector(file: Path, tmp_path: Path) -> None:
    vector = json.loads(file.read_text())
    path = tmp_path / "packet.zip"
    path.write_bytes(base64.b64decode(vector["zip"]))
    report = verify(path, pinned=policy.parse(vector["policy"]))
    failed = [check for check in report.checks if check.result is Result.FAILS]
    first = {"check": failed[0].number, "code": failed[0].code} if failed else None
    assert {"exit": report.exit, "first_failed": first} == vector["expected"]


def test_a_zip_reader_that_others_wrote_reads_the_canonical_zip() -> None:
    with zipfile.ZipFile(io.BytesIO(SOUND_BYTES)) as archive:
        assert archive.testzip() is None
        assert archive.read("P-2026-001/data/report.txt") == b"A fictional report.\n"


def test_a_change_of_any_byte_of_a_zip_is_refused(tmp_path: Path) -> None:
    source = random.Random(20260122)  # noqa: S311 - the same mutations each time
    path = tmp_path / "packet.zip"
    for _ in range(200):
        place = source.randrange(len(SOUND_BYTES))
        changed = bytearray(SOUND_BYTES)
        changed[place] ^= source.randrange(1, 256)
        path.write_bytes(changed)
        assert verify(path, pinned=POLICY).exit is Exit.FAILS, place


@pytest.mark.parametrize("length", range(0, len(SOUND_BYTES), 997))
def test_a_zip_cut_short_is_refused(length: int, tmp_path: Path) -> None:
    path = tmp_path / "packet.zip"
    path.write_bytes(SOUND_BYTES[:length])
    with pytest.raises(ProofError):
        Zipped(path)


@given(st.binary(max_size=400), st.integers(0, len(SOUND_BYTES)), st.integers(0, len(SOUND_BYTES)))
def test_malformed_zips_are_refused_without_another_exception(
    tmp_path_factory: pytest.TempPathFactory, middle: bytes, start: int, end: int
) -> None:
    path = tmp_path_factory.mktemp("zip") / "packet.zip"
    content = SOUND_BYTES[:start] + middle + SOUND_BYTES[end:]
    path.write_bytes(content)
    assert (verify(path, pinned=POLICY).exit is Exit.HOLDS) == (content == SOUND_BYTES)


def test_a_member_is_read_in_blocks_and_its_crc_checked(tmp_path: Path) -> None:
    path = tmp_path / "packet.zip"
    path.write_bytes(SOUND_BYTES)
    files = Zipped(path)
    with files.open("data/report.txt") as stream:
        assert b"".join(packet.blocks(stream)) == b"A fictional report.\n"
    with pytest.raises(ProofError, match="not in the packet"):
        files.open("data/strange.txt")
