"""Media types, EXIF, HEIF boxes and the media process's answers: bytes in, words out."""

import json
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.evidence.media import exif, heif, sniff
from onrecord.evidence.media.names import file_name
from onrecord.evidence.media.result import OUTPUT, parse

EBML = b"\x1a\x45\xdf\xa3"


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF89a", "image/gif"),
        (b"RIFF....WEBPVP8 ", "image/webp"),
        (b"RIFF....AVI LIST", "video/x-msvideo"),
        (b"RIFF....WAVEfmt ", "audio/wav"),
        (b"\0...WAVEfmt ", sniff.UNKNOWN),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x18ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x18ftypM4A ", "audio/mp4"),
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0\0\0\x18moov....", "video/quicktime"),
        (EBML + b"....webm", "video/webm"),
        (EBML + b"....matroska", "video/x-matroska"),
        (b"OggS\0", "audio/ogg"),
        (b"fLaC", "audio/flac"),
        (b"ID3\3", "audio/mpeg"),
        (b"\xff\xfb\x90\x00", "audio/mpeg"),
        (b"G" + b"\0" * 187 + b"G", "video/mp2t"),
        (b"%PDF-1.7", "application/pdf"),
        (b"PK\3\4", "application/zip"),
        (b"Statement of a resident.\n", "text/plain"),
        ("Déclaration".encode(), "text/plain"),
        ("é".encode()[:1], sniff.UNKNOWN),
        (("a" * (sniff.HEAD - 1) + "é").encode()[: sniff.HEAD], "text/plain"),
        (("a" * 9 + "é").encode()[:10], sniff.UNKNOWN),
        (b"<html><script>", "text/plain"),
        (b"plain\0text", sniff.UNKNOWN),
        (b"", sniff.UNKNOWN),
        (b"\xfe\xff\0a", sniff.UNKNOWN),
    ],
)
def test_a_type_is_what_the_bytes_show(head: bytes, kind: str) -> None:
    assert sniff.media_type(head) == kind


@given(st.binary(max_size=300))
def test_any_bytes_have_a_type_and_a_file_name_of_ours(head: bytes) -> None:
    name = file_name("2026-0001", "E-1", sniff.media_type(head))
    assert name.startswith("2026-0001_E-1.")
    assert name.isascii()


def tiff(order: str, entries: list[tuple[int, int, int, bytes]], place: bytes = b"") -> bytes:
    """Make a TIFF block with one directory; `place` follows it, at the offset 200."""
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}I", 8)
    body = struct.pack(f"{order}H", len(entries))
    body += b"".join(struct.pack(f"{order}HHI", *e[:3]) + e[3].ljust(4, b"\0") for e in entries)
    return (head + body).ljust(200, b"\0") + place


@pytest.mark.parametrize("order", ["<", ">"])
def test_exif_says_camera_and_place_in_both_byte_orders(order: str) -> None:
    def rationals(*values: int) -> bytes:
        return struct.pack(f"{order}{len(values)}I", *values)

    gps = struct.pack(f"{order}H", 4)
    for tag, kind, count, value in (
        (1, 2, 2, b"S\0\0\0"),
        (2, 5, 3, struct.pack(f"{order}I", 300)),
        (3, 2, 2, b"W\0\0\0"),
        (4, 5, 3, struct.pack(f"{order}I", 324)),
    ):
        gps += struct.pack(f"{order}HHI", tag, kind, count) + value
    gps = gps.ljust(100, b"\0") + rationals(41, 1, 52, 1, 3000, 100) + rationals(87, 1, 39, 1, 0, 1)
    found = exif.from_tiff(
        tiff(
            order,
            [
                (0x010F, 2, 4, b"Ace\0"),
                (0x0112, 3, 1, struct.pack(f"{order}H", 6)),
                (0x8825, 4, 1, struct.pack(f"{order}I", 200)),
            ],
            gps,
        )
    )
    assert found.media == {"make": "Ace", "orientation": "6"}
    assert found.location == {
        "latitude": "-41.875000",
        "longitude": "-87.650000",
        "stated_by": "EXIF",
    }


def test_a_directory_that_points_at_itself_is_read_once() -> None:
    loop = tiff("<", [(0x8769, 4, 1, struct.pack("<I", 8)), (0x8825, 4, 1, struct.pack("<I", 8))])
    assert exif.from_tiff(loop) == exif.Exif({}, {})


@given(st.binary(max_size=400))
def test_malformed_exif_and_boxes_are_left_out_without_an_error(data: bytes) -> None:
    exif.from_tiff(b"II*\0" + data)
    exif.from_tiff(b"MM\0*" + data)
    exif.from_jpeg(b"\xff\xd8" + data)
    exif.from_jpeg(b"\xff\xd8\xff\xe1\x01\x00Exif\0\0II*\0\x08\0\0\0" + data)
    heif.exif_of(data)
    heif.read(struct.pack(">I4sI", len(data) + 12, b"meta", 0) + data)


@given(st.binary(max_size=60), st.binary(max_size=60), st.binary(max_size=60))
def test_malformed_heif_items_are_left_out(iinf: bytes, iloc: bytes, ipco: bytes) -> None:
    def box(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I4s", len(content) + 8, kind) + content

    inner = b"\0\0\0\0" + box(b"iinf", b"\0\0\0\0\0\1" + box(b"infe", iinf)) + box(b"iloc", iloc)
    inner += box(b"iprp", box(b"ipco", box(b"ispe", ipco)))
    heif.read(box(b"meta", inner))


@given(st.binary(max_size=200))
def test_an_answer_that_is_no_answer_is_malformed(output: bytes) -> None:
    assert parse(output).media == {}


def test_of_an_answer_only_known_names_and_plain_short_values_are_kept() -> None:
    told = {
        "media": {
            "width": 640,
            "make": "A\u0007c\u202ee" + "x" * 500,
            "height": 1.5,
            "model": None,
            "duration_ms": True,
            "container": ["mov"],
            "location": "+41.8-087.6/",
        },
        "location": {"latitude": "1", "home": "2"},
        "playable": "<script>",
        "unread": 7,
    }
    found = parse(json.dumps(told).encode())
    assert found.media == {"width": 640, "make": ("Ace" + "x" * 500)[:198]}
    assert found.location == {"latitude": "1"}
    assert (found.playable, found.unread) == ("unknown", "7")
    assert parse(b"[]").unread == "could not be read: the reader's answer is malformed"
    assert "malformed" in parse(b"{}" + b" " * OUTPUT).unread
    assert "malformed" in parse(b"[" * 60_000).unread
