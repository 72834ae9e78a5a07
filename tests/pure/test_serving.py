"""Ranges, against RFC 9110 section 14, case by case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.evidence.serving import OPEN_ENDED, Plan, plan, serve

SIZE = 1000
DIGEST = "ab" * 32
TAG = f'"{DIGEST}"'


def planned(range_header: str | None = None, **other: object) -> Plan:
    given: dict[str, object] = {
        "size": SIZE,
        "sha256": DIGEST,
        "media_type": "video/mp4",
        "file_name": "2026-0001_E-1.mp4",
        "range_header": range_header,
        **other,
    }
    return plan(**given)  # type: ignore[arg-type] # keywords are checked by the call itself


@pytest.mark.parametrize(
    ("header", "start", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=0-499", 0, 500),
        ("bytes=500-999", 500, 1000),
        ("bytes=999-999", 999, 1000),
        ("bytes=500-5000", 500, 1000),
        ("bytes=500-", 500, 1000),
        ("bytes=0-", 0, 1000),
        ("bytes=-1", 999, 1000),
        ("bytes=-300", 700, 1000),
        ("bytes=-1000", 0, 1000),
        ("bytes=-5000", 0, 1000),
        ("Bytes= 0-9 ", 0, 10),
    ],
)
def test_one_range_is_answered_in_part(header: str, start: int, stop: int) -> None:
    answer = planned(header)
    assert answer.status == 206
    assert (answer.start, answer.stop) == (start, stop)
    assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/1000"
    assert answer.headers["Content-Length"] == str(stop - start)
    assert answer.headers["ETag"] == TAG


@pytest.mark.parametrize(
    "header", ["bytes=1000-", "bytes=1000-1001", "bytes=5000-6000", "bytes=-0"]
)
def test_a_range_with_no_byte_in_it_is_refused_with_the_size(header: str) -> None:
    answer = planned(header)
    assert answer.status == 416
    assert answer.headers["Content-Range"] == "bytes */1000"
    assert answer.length == 0
    assert answer.headers["Content-Length"] == "0"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=9-1",
        "bytes=1-2-3",
        "bytes=0x1-2",
        "bytes=\u0661-2",
        "bytes=1 -2",
        "bytes=" + "9" * 20 + "-",
        "items=0-1",
        "bytes=0-1,5-6",
        "bytes=0-1, 5-",
    ],
)
def test_what_is_malformed_or_manifold_is_answered_whole(header: str | None) -> None:
    answer = planned(header)
    assert answer.status == 200
    assert (answer.start, answer.stop) == (0, SIZE)
    assert "Content-Range" not in answer.headers
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_an_open_end_gets_eight_mebibytes_at_most() -> None:
    size = 5 * 1024**3
    answer = planned("bytes=100-", size=size)
    assert (answer.start, answer.length) == (100, OPEN_ENDED)
    assert answer.headers["Content-Range"] == f"bytes 100-{100 + OPEN_ENDED - 1}/{size}"
    near_the_end = planned(f"bytes={size - 10}-", size=size)
    assert near_the_end.length == 10
    asked = planned(f"bytes=0-{size - 1}", size=size)
    assert asked.length == size


@pytest.mark.parametrize(
    ("if_range", "status"),
    [
        (TAG, 206),
        (f" {TAG} ", 206),
        (f"W/{TAG}", 200),
        ('"other"', 200),
        ("Tue, 03 Mar 2026 21:14:00 GMT", 200),
        ("", 200),
    ],
)
def test_if_range_holds_for_our_strong_tag_alone(if_range: str, status: int) -> None:
    assert planned("bytes=0-9", if_range=if_range).status == status


def test_a_range_counts_with_get_alone() -> None:
    answer = planned("bytes=0-9", method="HEAD")
    assert (answer.status, answer.length) == (200, 0)
    assert answer.headers["Content-Length"] == "1000"


def test_an_empty_file_has_no_range() -> None:
    assert planned("bytes=0-", size=0).status == 416
    assert planned("bytes=-5", size=0).status == 416
    assert planned(None, size=0).status == 200


def test_only_harmless_types_are_shown_and_none_runs() -> None:
    shown = planned()
    assert shown.headers["Content-Disposition"] == 'inline; filename="2026-0001_E-1.mp4"'
    for kind in ("application/pdf", "text/html", "image/svg+xml", "application/octet-stream"):
        assert planned(media_type=kind).headers["Content-Disposition"].startswith("attachment")
    assert planned(attachment=True).headers["Content-Disposition"].startswith("attachment")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown.headers["Cache-Control"] == "private, no-store"


def test_nothing_is_opened_for_an_answer_without_a_body() -> None:
    opened: list[tuple[int, int]] = []

    def open_range(start: int, stop: int) -> object:
        opened.append((start, stop))
        return iter([b"x" * (stop - start)])

    assert b"".join(serve(planned("bytes=1000-"), open_range).blocks) == b""  # type: ignore[arg-type] # a fake
    assert b"".join(serve(planned(method="HEAD"), open_range).blocks) == b""  # type: ignore[arg-type] # a fake
    assert opened == []
    assert b"".join(serve(planned("bytes=2-4"), open_range).blocks) == b"xxx"  # type: ignore[arg-type] # a fake
    assert opened == [(2, 5)]


@given(
    st.text(max_size=40) | st.from_regex(r"bytes=\d{0,5}-\d{0,5}", fullmatch=True),
    st.integers(0, 5000),
)
def test_any_header_is_answered_within_the_file(header: str, size: int) -> None:
    answer = planned(header, size=size)
    assert answer.status in {200, 206, 416}
    assert 0 <= answer.start <= answer.stop <= size
    assert (answer.status == 206) == (answer.headers.get("Content-Range", "*/").find("*/") < 0)
    if answer.status == 200:
        assert answer.length == size
