"""Uploads stream into staging in constant memory; what cannot be taken is said."""

import hashlib
import io
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from onrecord.storage.blobs import BlobStore, Staged, StoreFull
from onrecord.storage.home import Home
from onrecord.storage.local import LocalBlobStore, LocalWriter, blob_store
from onrecord.web.upload import (
    READ_TO_THE_END,
    StagedFile,
    staged_file,
    streams_uploads,
    upload_refusal,
)

MIB = 1024 * 1024
BYTES = os.urandom(3 * MIB + 17)
TOKEN = "a" * 32


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> BlobStore:
    home = Home(tmp_path / "home")
    settings.HOME = home
    return blob_store()


def staged_names(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "home" / "staging" / "blobs").iterdir())


class Seen:
    """What a view saw of one request."""

    file: StagedFile | None
    refusal: str
    title: str
    names: list[str]


def asked(request: HttpRequest, tmp_path: Path) -> tuple[HttpResponse, Seen]:
    seen = Seen()

    @streams_uploads
    def view(request: HttpRequest) -> HttpResponse:
        refusal = upload_refusal(request)
        seen.refusal = str(refusal or "")
        seen.file = staged_file(request, "file")
        seen.title = request.POST.get("title", "")
        seen.names = staged_names(tmp_path)
        return HttpResponse("seen")

    response = view(request)
    request.close()
    return response, seen


def form(data: bytes = BYTES, *, token: str = TOKEN, **fields: str) -> HttpRequest:
    factory = RequestFactory(enforce_csrf_checks=True)
    request = factory.post(
        "/",
        {
            "csrfmiddlewaretoken": token,
            **fields,
            "file": SimpleUploadedFile("IMG_0001.mp4", data),
            "title": "after the file",
        },
    )
    request.COOKIES["csrftoken"] = TOKEN
    request._dont_enforce_csrf_checks = False  # type: ignore[attr-defined] # Django's own name
    return request


def test_a_file_is_staged_with_its_digest_and_discarded_unless_taken(tmp_path: Path) -> None:
    response, seen = asked(form(), tmp_path)
    assert response.content == b"seen"
    assert seen.file is not None
    assert seen.file.staged == Staged(
        seen.file.staged.name, hashlib.sha256(BYTES).hexdigest(), len(BYTES)
    )
    assert seen.file.name == "IMG_0001.mp4"
    assert seen.names == [seen.file.staged.name]
    assert seen.title == "after the file"
    assert staged_names(tmp_path) == []


def test_a_file_that_was_kept_or_left_stays(store: BlobStore, tmp_path: Path) -> None:
    @streams_uploads
    def view(request: HttpRequest) -> HttpResponse:
        file = staged_file(request, "file")
        assert file is not None
        if request.POST["do"] == "keep":
            store.keep(file.staged)
            return HttpResponse(file.staged.name)
        return HttpResponse(file.leave_staged().name)

    kept, left = form(do="keep"), form(do="leave")
    kept_name, left_name = (view(request).content.decode() for request in (kept, left))
    kept.close()
    left.close()
    assert store.path(kept_name).read_bytes() == BYTES
    assert staged_names(tmp_path) == [left_name]


def test_a_forged_form_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    response, seen = asked(form(token="b" * 32), tmp_path)
    assert response.status_code == 403
    assert not hasattr(seen, "file")
    assert staged_names(tmp_path) == []


def test_an_upload_that_breaks_off_is_no_file(tmp_path: Path) -> None:
    whole = form()
    body = whole.read()
    broken = RequestFactory().generic(
        "POST", "/", body[: len(body) // 2], content_type=whole.headers["Content-Type"]
    )
    broken.COOKIES["csrftoken"] = TOKEN
    _, seen = asked(broken, tmp_path)
    assert seen.file is None
    assert seen.names == []


def test_a_file_that_does_not_fit_is_named_with_the_room_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LocalBlobStore, "free", lambda _self: 2_000_000)
    _, seen = asked(form(), tmp_path)
    assert seen.refusal == (
        "This upload has 4 MB; the store has 2 MB free. Nothing lost: nothing was taken in. "
        "Make room, or send a smaller file."
    )
    assert seen.file is None
    assert seen.title == "after the file"
    assert seen.names == []


def full(_writer: LocalWriter, _chunk: bytes) -> None:
    raise StoreFull("The store is full. Nothing lost.")


def test_a_disk_that_fills_up_is_said_and_what_was_typed_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LocalWriter, "write", full)
    _, seen = asked(form(), tmp_path)
    assert seen.refusal == "The store is full. Nothing lost."
    assert seen.file is None
    assert seen.title == "after the file"
    assert seen.names == []


class Generated(io.RawIOBase):
    """A request body that is made while it is read."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self._parts, self._rest, self.made = parts, b"", 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, into: Any) -> int:  # noqa: ANN401 - a writable buffer
        """Hand on what there is of the part at hand."""
        self._rest = self._rest or next(self._parts, b"")
        size = min(len(into), len(self._rest))
        into[:size], self._rest = self._rest[:size], self._rest[size:]
        self.made += size
        return size


# Long enough that random bytes do not hold it.
BOUNDARY = "of-a-form-that-random-bytes-do-not-hold"


def generated(count: int) -> tuple[HttpRequest, Generated, str]:
    block = os.urandom(MIB)
    head = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n'
        f"{TOKEN}\r\n"
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="long.mp4"\r\n\r\n'
    ).encode()
    tail = f"\r\n--{BOUNDARY}--\r\n".encode()

    def parts() -> Iterator[bytes]:
        yield head
        for _ in range(count):
            yield block
        yield tail

    body = Generated(parts())
    request = form(b"")
    digest = hashlib.sha256()
    for _ in range(count):
        digest.update(block)
    request.META |= {
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
        "CONTENT_LENGTH": str(len(head) + count * MIB + len(tail)),
    }
    request._stream = io.BufferedReader(body, MIB)  # type: ignore[attr-defined] # as the server sets it
    return request, body, digest.hexdigest()


def test_a_long_upload_passes_in_constant_memory(tmp_path: Path) -> None:
    asked(generated(4)[0], tmp_path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    request, _, digest = generated(128)
    _, seen = asked(request, tmp_path)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert seen.file is not None
    assert seen.file.staged.size == 128 * MIB
    assert seen.file.staged.sha256 == digest
    assert grown < 24 * MIB


def test_a_long_upload_that_cannot_be_taken_is_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LocalWriter, "write", full)
    request, body, _ = generated(READ_TO_THE_END // MIB + 8)
    _, seen = asked(request, tmp_path)
    assert seen.refusal == "The store is full. Nothing lost."
    assert body.made < 8 * MIB
    assert seen.names == []
