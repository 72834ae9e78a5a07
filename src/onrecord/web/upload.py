"""Uploads of any size: the file part of a form streams through SHA-256 into staging.

Django's CSRF check reads the form, and with it the whole upload, before a view runs. So the view
is exempt outside, where the handler is put in, and protected inside, where the form is read
(Django: "Modifying upload handlers on the fly"). The gate has asked who it is before either.

    @rule(...)
    @streams_uploads
    def add(request): ...   # request.FILES holds StagedFile objects; upload_refusal(request)

A file whose act was not done is discarded when the request ends, unless it is left in staging.
"""

from collections.abc import Callable
from functools import wraps
from typing import IO, Any, TypeVar, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile, StopUpload
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from onrecord.storage.blobs import (
    BLOCK,
    BlobStore,
    Staged,
    StagingWriter,
    StorageError,
    StoreFull,
)
from onrecord.storage.local import blob_store

READ_TO_THE_END = 64 * 1024 * 1024
"""Bytes of a refused upload that are still read, so that the browser shows the answer; a longer
one is broken off."""

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class StagedFile(UploadedFile):  # type: ignore[type-arg] # generic for the checker alone
    """A file part whose bytes are durable in staging; there is nothing to read from it here."""

    def __init__(self, store: BlobStore, staged: Staged, name: str, field_name: str) -> None:
        super().__init__(file=None, name=name, size=staged.size)
        self.staged = staged
        self.field_name = field_name
        self._store = store
        self._left = False

    def leave_staged(self) -> Staged:
        """Leave the bytes in staging when the request ends, for a form that is to be mended."""
        self._left = True
        return self.staged

    def close(self) -> None:
        """Discard the staging name, unless it was left; a blob that was kept stays."""
        if not self._left:
            self._store.discard(self.staged)


class StagingHandler(FileUploadHandler):
    """Streams file parts into staging. `refusal` says why one was not taken; fields are kept."""

    chunk_size = BLOCK

    def __init__(self, request: HttpRequest, store: BlobStore) -> None:
        super().__init__(request)
        self.refusal: StorageError | None = None
        self._store = store
        self._coming = 0
        self._writer: StagingWriter | None = None

    def handle_raw_input(
        self,
        _input_data: IO[bytes],
        _meta: dict[str, Any],
        content_length: int,
        _boundary: str,
        _encoding: str | None = None,
    ) -> None:
        """Compare what is announced with the room there is, before a byte is read."""
        self._coming = content_length
        free = self._store.free()
        if content_length > free:
            self.refusal = StoreFull(
                f"This upload has {_megabytes(content_length)}; the store has "
                f"{_megabytes(free)} free. Nothing lost: nothing was taken in. Make room, or "
                "send a smaller file."
            )

    def new_file(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - Django's own arguments
        """Begin a file part, or pass over it where it cannot be taken."""
        super().new_file(*args, **named)
        if self.refusal is not None:
            raise self._over()
        try:
            self._writer = self._store.writer()
        except StorageError as error:
            raise self._refused(error) from error

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        """Write a piece; None tells Django that no other handler gets it."""
        if self._writer is None:
            raise SkipFile
        try:
            self._writer.write(raw_data)
        except StorageError as error:
            raise self._refused(error) from error

    def file_complete(self, _file_size: int) -> StagedFile | None:
        """Make the bytes durable once the part's end has been seen."""
        writer, self._writer = self._writer, None
        if writer is None:
            return None
        try:
            staged = writer.finish()
        except StorageError as error:
            writer.abort()
            self.refusal = error
            return None
        return StagedFile(self._store, staged, self.file_name or "", self.field_name or "")

    def upload_interrupted(self) -> None:
        """Drop a part whose end never came."""
        if self._writer is not None:
            self._writer.abort()
            self._writer = None

    def _refused(self, error: StorageError) -> SkipFile | StopUpload:
        self.refusal = error
        self.upload_interrupted()
        return self._over()

    def _over(self) -> SkipFile | StopUpload:
        """Read a short upload to its end, break a long one off."""
        if self._coming <= READ_TO_THE_END:
            return SkipFile()
        return StopUpload(connection_reset=True)


def streams_uploads(view: V) -> V:
    """Make a view take uploads through StagingHandler; it checks CSRF itself."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def streaming(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:  # noqa: ANN401 - the view's own arguments
        handler = StagingHandler(request, blob_store())
        request.upload_handlers = [handler]
        try:
            return protected(request, *args, **named)
        finally:
            handler.upload_interrupted()

    return cast("V", streaming)


def upload_refusal(request: HttpRequest) -> StorageError | None:
    """Return why a file of this request was not taken in, else None; reads the form."""
    _ = request.FILES
    return next((h.refusal for h in request.upload_handlers if isinstance(h, StagingHandler)), None)


def staged_file(request: HttpRequest, field: str) -> StagedFile | None:
    """Return the file that came in a form's field, or None."""
    file = request.FILES.get(field)
    return file if isinstance(file, StagedFile) else None


def _megabytes(size: int) -> str:
    return f"{-(-size // 1_000_000):,} MB"
