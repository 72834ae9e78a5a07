"""How a request that was not carried out is answered: a problem document (RFC 9457).

`code` is stable, from docs/reference/errors.md; `title` and `detail` are for people. `errors`
names fields, `recorded` says whether a refusal became an entry, `passages` and `choices` come with
words that seem to state immigration status (G7): nothing was recorded, nothing is lost.
"""

import json
import logging
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja.errors import HttpError, ValidationError

from onrecord.accounts.errors import AccountError, SignInRefused
from onrecord.api.errors import ApiError, BodyTooLarge, Fault, InvalidRequest, MalformedBody
from onrecord.authority import Actor, Permission, Refused
from onrecord.evidence.errors import EvidenceError, ViewingOver
from onrecord.incidents.errors import DispatchFileRefused, IncidentError, StatusTextFound
from onrecord.incidents.states import KeepAs
from onrecord.ledger.act import record_refusal
from onrecord.ledger.errors import (
    DestructionError,
    LedgerError,
    LedgerStalled,
    NotPublished,
    UnfitField,
    UnknownDestruction,
)
from onrecord.referrals.errors import ReferralError, SealingStopped
from onrecord.releases.errors import ReleaseError
from onrecord.reports.errors import ReportError, StaleDraft
from onrecord.storage.blobs import StorageError
from onrecord.storage.home import HomeError

logger = logging.getLogger("onrecord.api")
MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 60
S = HTTPStatus

# The first line that fits decides. What is named and unknown comes before all of these.
STATUSES: tuple[tuple[type[BaseException], HTTPStatus], ...] = (
    (Refused, S.FORBIDDEN),
    (SignInRefused, S.UNAUTHORIZED),
    (ViewingOver, S.GONE),
    (StaleDraft, S.CONFLICT),
    (SealingStopped, S.CONFLICT),
    (NotPublished, S.NOT_FOUND),
    (UnknownDestruction, S.NOT_FOUND),
    (AccountError, S.UNPROCESSABLE_ENTITY),
    (IncidentError, S.UNPROCESSABLE_ENTITY),
    (EvidenceError, S.UNPROCESSABLE_ENTITY),
    (ReportError, S.UNPROCESSABLE_ENTITY),
    (ReferralError, S.UNPROCESSABLE_ENTITY),
    (ReleaseError, S.UNPROCESSABLE_ENTITY),
    (UnfitField, S.UNPROCESSABLE_ENTITY),
    (DestructionError, S.UNPROCESSABLE_ENTITY),
    (LedgerStalled, S.SERVICE_UNAVAILABLE),
    (OperationalError, S.SERVICE_UNAVAILABLE),
    (StorageError, S.SERVICE_UNAVAILABLE),
    (LedgerError, S.SERVICE_UNAVAILABLE),
    (HomeError, S.SERVICE_UNAVAILABLE),
)
NAMED = (AccountError, IncidentError, EvidenceError, ReportError, ReferralError)
TITLES: Mapping[HTTPStatus, str] = {
    S.BAD_REQUEST: "The request cannot be read",
    S.UNAUTHORIZED: "Nobody is known by this token",
    S.FORBIDDEN: "Refused",
    S.NOT_FOUND: "Not here",
    S.METHOD_NOT_ALLOWED: "Another method is needed",
    S.CONFLICT: "Not as things stand now",
    S.GONE: "It has ended",
    S.REQUEST_ENTITY_TOO_LARGE: "Too large",
    S.UNSUPPORTED_MEDIA_TYPE: "Another type is needed",
    S.UNPROCESSABLE_ENTITY: "A value cannot stand",
    S.INTERNAL_SERVER_ERROR: "A fault of OnRecord",
    S.SERVICE_UNAVAILABLE: "Nothing can be recorded now",
}


def answer(request: HttpRequest, error: Any) -> HttpResponse:  # noqa: ANN401 - the library says Exception or its class
    """Return the problem document for an error; a refusal that is no entry yet becomes one."""
    error = _known(error)
    if isinstance(error, Refused) and not error.recorded:
        try:
            _record(request, error)
        except (LedgerStalled, OperationalError) as stalled:
            error = stalled
    status, code = _status(error), _code(error)
    if status is S.INTERNAL_SERVER_ERROR:
        logger.error("%s %s failed", request.method, request.path, exc_info=error)
    document: dict[str, Any] = {
        "type": f"urn:onrecord:problem:{code}",
        "title": TITLES[status],
        "status": int(status),
        "detail": _words(error, status),
        "code": code,
        **_further(error),
    }
    response = HttpResponse(
        json.dumps(document, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )
    response["Cache-Control"] = "no-store"
    if status is S.UNAUTHORIZED:
        known = "" if code == "token-missing" else ', error="invalid_token"'
        response["WWW-Authenticate"] = f'Bearer realm="OnRecord"{known}'
    if status is S.SERVICE_UNAVAILABLE:
        response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _known(error: Exception) -> Exception:
    """Return an error of the library or of Django in our own words."""
    if isinstance(error, HttpError):
        cause = error.__cause__
        return cause if isinstance(cause, ApiError) else MalformedBody(str(error))
    if isinstance(error, RequestDataTooBig):
        return BodyTooLarge("A request's body has 2 MiB at most. Send bytes as an upload.")
    if isinstance(error, ValidationError):
        faults = tuple(_faults(error))
        words = "; ".join(f"{fault.field}: {fault.words}" for fault in faults)
        return InvalidRequest(words, faults)
    return error


def _faults(error: ValidationError) -> Iterator[Fault]:
    for found in error.errors:
        # The first says where the value came from, the second names the whole body.
        way = [str(part) for part in found["loc"][1:]]
        way = way[1:] if way[:1] == ["body"] and len(way) > 1 else way
        words = str(found["msg"]).removeprefix("Value error, ")
        yield Fault(".".join(way), words)


def _record(request: HttpRequest, refusal: Refused) -> None:
    actor: Actor = request.auth  # type: ignore[attr-defined] # Asking declares it
    asked: Permission = getattr(request, "asked_for", Permission.SESSION_OPEN)
    record_refusal(actor, Permission(refusal.permission) if refusal.permission else asked, refusal)


def _status(error: Exception) -> HTTPStatus:
    if isinstance(error, ApiError):
        return HTTPStatus(error.status)
    if isinstance(error, Http404):
        return S.NOT_FOUND
    if isinstance(error, NAMED) and error.code.startswith("unknown-"):
        return S.NOT_FOUND
    return next((s for kind, s in STATUSES if isinstance(error, kind)), S.INTERNAL_SERVER_ERROR)


def _code(error: Exception) -> str:
    if isinstance(error, OperationalError):
        return "database"
    if isinstance(error, Http404):
        return "nothing-here"
    return str(getattr(error, "code", "") or "fault")


def _words(error: Exception, status: HTTPStatus) -> str:
    if status is S.INTERNAL_SERVER_ERROR:
        return (
            "It failed unexpectedly. Whether it was recorded is not known: look before you retry."
        )
    if isinstance(error, OperationalError):
        return "Nothing was recorded: the database cannot be used."
    if isinstance(error, StatusTextFound):
        return (
            f"{error} Say which in `choices`, under {error.field!r}: for each passage its start, "
            "end and keep_as."
        )
    return str(error)


def _further(error: Exception) -> dict[str, Any]:
    """Return the members that an error has beyond those of every problem."""
    if isinstance(error, Refused):
        return {"recorded": error.recorded}
    if isinstance(error, ApiError) and error.faults:
        return {"errors": [{"field": f.field, "words": f.words} for f in error.faults]}
    if isinstance(error, DispatchFileRefused):
        return {
            "errors": [
                {"field": f"line {f.line}, {f.column}" if f.line else "file", "words": f.words}
                for f in error.faults
            ]
        }
    if isinstance(error, StatusTextFound):
        return {
            "errors": [{"field": error.field, "words": str(error)}],
            "field": error.field,
            "passages": [
                {"start": span.start, "end": span.end, "words": span.words} for span in error.spans
            ],
            "choices": [keep.value for keep in KeepAs],
        }
    if isinstance(error, StaleDraft):
        return {"stored": error.stored, "yours": error.yours}
    field = str(getattr(error, "field", ""))
    return {"errors": [{"field": field, "words": str(error)}]} if field else {}
