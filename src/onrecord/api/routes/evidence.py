"""Exhibits: their bytes first, then the act; custody, viewings, copies, recordings elsewhere.

Bytes are sent once, as an upload that waits a day in staging; the act that takes them in names the
upload, so that a text that must be settled first sends no file twice.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import unquote

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse

from onrecord.api.errors import DigestDiffers, Fault, InvalidRequest, MalformedBody
from onrecord.api.route import Rows
from onrecord.authority import Actor, Facts, Permission
from onrecord.evidence import actions, queries
from onrecord.evidence.actions import (
    add_exhibit,
    download_exhibit,
    held_upload,
    hold_upload,
    serve_viewing,
)
from onrecord.evidence.actions.preserving import record_copy_held
from onrecord.evidence.queries import waiting
from onrecord.evidence.queries.custody import custody_of_incident
from onrecord.evidence.serving import Served
from onrecord.evidence.states import ExhibitKind
from onrecord.incidents.actions import Choices, Receipt
from onrecord.incidents.actions.within import NO_CHOICES
from onrecord.ledger.act import demand
from onrecord.storage.blobs import BLOCK, Staged, StoreFull
from onrecord.storage.local import blob_store

rows = Rows("evidence")
EXHIBITS = "incidents/{number}/exhibits"
EXHIBIT = f"{EXHIBITS}/{{exhibit_number}}"
DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/]{43}=):")
DIGEST_HEADER, NAME_HEADER = "Content-Digest", "Upload-Name"


@dataclass(frozen=True)
class UploadHeld:
    """Bytes that wait a day for the act that takes them in, which names `upload`."""

    upload: str
    sha256: str
    size: int


def take_upload(*, actor: Actor, request: HttpRequest) -> UploadHeld:
    """Take bytes into staging as they come; the answer names them for the act that takes them in.

    `Content-Digest: sha-256=:BASE64:` (RFC 9530) has them compared with what was sent.
    `Upload-Name` is the name that the file had, percent-encoded.
    """
    demand(actor, Permission.INCIDENT_LIST, Facts())  # before a byte is read
    wanted = _digest(request.headers.get(DIGEST_HEADER))
    length = _length(request)
    store = blob_store()
    if length > store.free():
        raise StoreFull(f"The store has no room for {length} bytes. Nothing was taken in.")
    staged = store.stage(_blocks(request, length))
    try:
        _compare(staged, wanted)
        name = unquote(request.headers.get(NAME_HEADER, ""))
        reference = hold_upload(actor=actor, staged=staged, original_name=name)
    except BaseException:
        store.discard(staged)
        raise
    return UploadHeld(reference, staged.sha256, staged.size)


def _length(request: HttpRequest) -> int:
    header = request.headers.get("Content-Length") or ""
    if not header.isdecimal() or not int(header):
        raise MalformedBody("Send the bytes, with their number in Content-Length.")
    return int(header)


def _compare(staged: Staged, wanted: str) -> None:
    if wanted and wanted != staged.sha256:
        raise DigestDiffers(
            f"SHA-256 {staged.sha256} came, {wanted} was named. Nothing was kept; send it again."
        )


def _blocks(request: HttpRequest, length: int) -> Iterator[bytes]:
    """Yield a body as it comes; one that breaks off is no upload."""
    came = 0
    while block := request.read(BLOCK):
        came += len(block)
        yield block
    if came < length:
        raise MalformedBody(f"{came} of {length} bytes came. Nothing was kept; send it again.")


def _digest(header: str | None) -> str:
    """Return the SHA-256 (hex) that a header names, empty where none came."""
    if header is None:
        return ""
    found = DIGEST.search(header)
    try:
        digest = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        digest = b""
    if len(digest) != hashlib.sha256().digest_size:
        raise InvalidRequest(
            "Write it as sha-256=:BASE64:, as RFC 9530 does.",
            [Fault(DIGEST_HEADER, "is no SHA-256 digest")],
        )
    return digest.hex()


def add_exhibit_of_upload(
    *,
    actor: Actor,
    number: str,
    upload: str,
    kind: ExhibitKind,
    title: str,
    source: str,
    original_name: str = "",
    holder_evidence_number: str = "",
    recorded_at: datetime | None = None,
    recorded_by: str = "",
    derived_from: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Take an upload in as an incident's next exhibit; the receipt's reference is its number.

    Body-worn video is taken in by an evidence custodian alone (G1), and names `recorded_by`.
    """
    held = held_upload(actor=actor, reference=upload)
    return add_exhibit(
        actor=actor,
        number=number,
        staged=Staged(held.staged.name, held.staged.sha256, held.staged.size),
        kind=kind,
        title=title,
        source=source,
        original_name=original_name or held.original_name,
        holder_evidence_number=holder_evidence_number,
        recorded_at=recorded_at,
        recorded_by=recorded_by,
        derived_from=derived_from,
        choices=choices,
    )


def read_viewing(*, actor: Actor, token: str, request: HttpRequest) -> HttpResponseBase:
    """Serve the exhibit whose viewing this token opened, or the range of it that is asked for."""
    served = serve_viewing(
        actor=actor,
        token=token,
        range_header=request.headers.get("Range"),
        if_range=request.headers.get("If-Range"),
    )
    return _streamed(served)


def copy_exhibit(
    *,
    actor: Actor,
    number: str,
    exhibit_number: str,
    purpose: str,
    choices: Choices = NO_CHOICES,
) -> HttpResponseBase:
    """Hand a copy out: its entry first, then the bytes; body-worn video by a custodian only (G1).

    The header `OnRecord-Entry` names the entry.
    """
    copy = download_exhibit(
        actor=actor,
        number=number,
        exhibit_number=exhibit_number,
        purpose=purpose,
        choices=choices,
    )
    response = _streamed(copy.served)
    response["OnRecord-Entry"] = str(copy.receipt.entry_id)
    return response


def _streamed(served: Served) -> StreamingHttpResponse:
    return StreamingHttpResponse(served.blocks, status=served.status, headers=dict(served.headers))


ROUTES = (
    rows.act(
        "uploads",
        take_upload,
        permission=Permission.INCIDENT_LIST,
        covers=(hold_upload,),
        raw=("application/octet-stream",),
    ),
    rows.query(EXHIBITS, queries.exhibits, Permission.EXHIBIT_READ),
    rows.act(
        EXHIBITS,
        add_exhibit_of_upload,
        permission=Permission.EXHIBIT_ADD,
        covers=(add_exhibit, held_upload),
    ),
    rows.query(EXHIBIT, queries.exhibit, Permission.EXHIBIT_READ),
    rows.query(f"{EXHIBIT}/custody", queries.custody, Permission.EXHIBIT_READ),
    rows.query("incidents/{number}/custody", custody_of_incident, Permission.EXHIBIT_READ),
    rows.query("exhibits/unread", waiting.exhibits_unread, Permission.INCIDENT_LIST),
    rows.query("recordings/not-held", waiting.recordings_not_held, Permission.INCIDENT_LIST),
    rows.act("incidents/{number}/preservation/{task}/copies-held", record_copy_held),
    rows.act(f"{EXHIBIT}/viewings", actions.open_viewing, answers_once=True),
    rows.act(
        f"{EXHIBIT}/copies",
        copy_exhibit,
        permission=Permission.EXHIBIT_DOWNLOAD,
        covers=(download_exhibit,),
        gives_bytes=True,
    ),
    rows.query(
        "viewings/{token}/bytes",
        read_viewing,
        Permission.EXHIBIT_VIEW,
        covers=(serve_viewing,),
        gives_bytes=True,
        by_range=True,
    ),
    rows.act(
        "viewings/{token}/closings",
        actions.close_viewing,
        permission=Permission.EXHIBIT_VIEWING_CLOSE,
    ),
    rows.query("incidents/{number}/recordings", queries.pointers, Permission.EXHIBIT_READ),
    rows.act("incidents/{number}/recordings", actions.point_to_recording),
)
