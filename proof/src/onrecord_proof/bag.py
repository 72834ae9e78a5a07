"""The tag files of a BagIt 1.0 bag (RFC 8493), written and read in one form only.

BagIt leaves choices open (order of manifest lines, tabs, line ends, folded values). Here each
choice is taken once, so that the same facts have the same bytes: lines end in LF, a manifest
line is a lower-case digest, two spaces and the path, lines ascend by the bytes of the path, a
bag-info value stands on one line. `sha256sum -c` and bagit-python read the same files.
"""

import re
from collections.abc import Iterable, Mapping

from onrecord_proof.errors import ProofError

BAGIT_TXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
BAGIT = "bagit.txt"
BAG_INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
OXUM = "Payload-Oxum"

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_ESCAPES = {"%0D": "\r", "%0A": "\n", "%25": "%"}
_LABEL = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def encode_path(path: str) -> str:
    """Return the path with %, CR and LF percent-encoded (RFC 8493 section 2.1.3)."""
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def decode_path(text: str) -> str:
    """Return the path of a manifest line; refuses what `encode_path` never writes."""
    path = re.sub(r"%(?:0D|0A|25)", lambda match: _ESCAPES[match[0]], text)
    if encode_path(path) != text:
        raise ProofError("manifest-path", f"path {text!a} is not encoded as RFC 8493 says")
    return path


def encode_manifest(digests: Mapping[str, str]) -> bytes:
    """Return a manifest of `{path: lower-case hexadecimal SHA-256}`, lines ascending by path."""
    ordered = sorted(digests.items(), key=lambda item: item[0].encode())
    return "".join(f"{digest}  {encode_path(path)}\n" for path, digest in ordered).encode()


def parse_manifest(data: bytes, name: str) -> dict[str, str]:
    """`{path: digest}` of a manifest; `name` is the manifest's own, for the refusal.

    Refuses whatever `encode_manifest` would not have written: other order, a path twice,
    upper-case digests, CR LF, an empty line, a last line without its end.
    """
    digests: dict[str, str] = {}
    for number, line in enumerate(_lines(data, name), start=1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ProofError(
                "manifest-line",
                f"{name} line {number} is not 'digest, two spaces, path'",
            )
        path = decode_path(match[2])
        if path in digests:
            raise ProofError("manifest-duplicate", f"{name} lists {path!a} twice")
        digests[path] = match[1]
    if encode_manifest(digests) != data:
        raise ProofError("manifest-order", f"{name} does not ascend by path")
    return digests


def encode_info(fields: Iterable[tuple[str, str]]) -> bytes:
    """bag-info.txt of the `(label, value)` pairs in their order; refuses what needs folding."""
    lines = []
    for label, value in fields:
        if not _LABEL.fullmatch(label):
            raise ProofError("bag-info", f"bag-info label {label!a} is not words and hyphens")
        if not value or value != value.strip() or not value.isprintable():
            raise ProofError("bag-info", f"bag-info {label} is empty or not one plain line")
        lines.append(f"{label}: {value}\n")
    return "".join(lines).encode()


def parse_info(data: bytes) -> tuple[tuple[str, str], ...]:
    """Return the `(label, value)` pairs of bag-info.txt; refuses folded and malformed lines."""
    pairs = []
    for number, line in enumerate(_lines(data, BAG_INFO), start=1):
        label, separator, value = line.partition(": ")
        if not separator:
            raise ProofError("bag-info", f"{BAG_INFO} line {number} is not 'Label: value'")
        pairs.append((label, value))
    if encode_info(pairs) != data:
        raise ProofError("bag-info", f"{BAG_INFO} is not in its one form")
    return tuple(pairs)


def oxum(sizes: Iterable[int]) -> str:
    """Return the Payload-Oxum value: total bytes, a full stop, number of payload files."""
    counted = list(sizes)
    return f"{sum(counted)}.{len(counted)}"


def check_info(data: bytes, sizes: Iterable[int]) -> None:
    """Refuse a bag-info.txt whose Payload-Oxum is absent, repeated or not that of `sizes`."""
    stated = [value for label, value in parse_info(data) if label.lower() == OXUM.lower()]
    found = oxum(sizes)
    if stated != [found]:
        raise ProofError(
            "payload-oxum",
            f"{BAG_INFO} must state {OXUM} once as {found}, it states {stated!a}",
        )


def _lines(data: bytes, name: str) -> list[str]:
    """Return the lines of a tag file without their ends; each, the last too, ends in one LF."""
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise ProofError("tag-file-encoding", f"{name} is not UTF-8") from error
    if not text.endswith("\n"):
        raise ProofError("tag-file-end", f"{name} does not end with a line end")
    return text[:-1].split("\n")
