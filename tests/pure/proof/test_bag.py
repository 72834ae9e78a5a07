"""The BagIt tag files: one form, read as written, equal to what other BagIt tools read."""

import hashlib
from contextlib import suppress
from pathlib import Path

import bagit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord_proof import bag
from onrecord_proof.errors import ProofError

PATHS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)
DIGESTS = st.binary(min_size=32, max_size=32).map(bytes.hex)


@given(st.dictionaries(PATHS, DIGESTS, min_size=1, max_size=5))
def test_a_manifest_is_read_as_written(digests: dict[str, str]) -> None:
    assert bag.parse_manifest(bag.encode_manifest(digests), "manifest") == digests


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("data/100%", "data/100%25"),
        ("data/a\rb", "data/a%0Db"),
        ("data/a\nb", "data/a%0Ab"),
        ("data/%0A", "data/%250A"),
    ],
)
def test_percent_cr_and_lf_are_encoded(path: str, text: str) -> None:
    assert bag.encode_path(path) == text
    assert bag.decode_path(text) == path


@pytest.mark.parametrize("text", ["100%", "a%0ab", "%41", "a\rb", "%"])
def test_a_path_encoded_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ProofError, match="RFC 8493"):
        bag.decode_path(text)


@given(st.binary(max_size=200))
def test_malformed_tag_files_raise_only_proof_errors(data: bytes) -> None:
    for read in (
        lambda: bag.parse_manifest(data, "manifest"),
        lambda: bag.parse_info(data),
        lambda: bag.check_info(data, [1]),
    ):
        with suppress(ProofError):
            read()


@pytest.mark.parametrize(
    "data",
    [
        b"Payload-Oxum: 3.1\r\n",
        b"Payload-Oxum: 3.1\n folded\n",
        b"Payload-Oxum:3.1\n",
        b"Payload Oxum: 3.1\n",
        b"Payload-Oxum: 3.1 \n",
        b"Payload-Oxum: 3.1",
        b"Payload-Oxum: 3.1\n\n",
        b"",
        b"Payload-Oxum: 4.1\n",
        b"Payload-Oxum: 3.1\npayload-oxum: 3.1\n",
    ],
)
def test_bag_info_has_one_form_and_one_true_oxum(data: bytes) -> None:
    with pytest.raises(ProofError):
        bag.check_info(data, [3])


def test_a_bag_of_awkward_names_is_valid_to_bagit_python(tmp_path: Path) -> None:
    # bagit-python leaves a percent sign as it is, which RFC 8493 section 2.1.3 does not allow.
    payload = {"data/line\nbreak.txt": b"bc", "data/plain.txt": b""}
    tags = {
        bag.BAGIT: bag.BAGIT_TXT,
        bag.BAG_INFO: bag.encode_info([(bag.OXUM, bag.oxum(map(len, payload.values())))]),
        bag.MANIFEST: bag.encode_manifest(
            {path: hashlib.sha256(data).hexdigest() for path, data in payload.items()}
        ),
    }
    (tmp_path / "data").mkdir()
    for path, data in (payload | tags).items():
        (tmp_path / path).write_bytes(data)
    bag.check_info(tags[bag.BAG_INFO], map(len, payload.values()))
    assert bagit.Bag(str(tmp_path)).validate()
