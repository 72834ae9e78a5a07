"""An act done once: its answer is kept a day under the key that its sender chose.

1. The key is taken, with the digest of the request, before the act begins. Who comes second is told
   that it is under way; with another request under the same key, that it is another.
2. A refused act frees the key: nothing was recorded.
3. An act that was done keeps its answer, which is given again word for word.
4. Where the process broke off between the two, nobody here knows what became of the act: the key
   stays taken, and whoever asks again is told to look.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseBase
from django.http.response import HttpResponse

from onrecord.api.errors import AnsweredOnce, InvalidRequest, KeyReused, KeyUnderWay
from onrecord.api.models import GivenAnswer
from onrecord.ledger.times import now

HEADER = "Idempotency-Key"
LONGEST = 200
KEPT_FOR = timedelta(hours=24)


def once(
    request: HttpRequest, person: UUID | None, act: Callable[[], HttpResponseBase], *, kept: bool
) -> HttpResponseBase:
    """Do an act, or answer as it was answered when it was done under the same key.

    kept: its answer may be kept. Raises KeyReused, KeyUnderWay, AnsweredOnce.
    """
    key = request.headers.get(HEADER)
    if key is None or person is None:
        return act()
    if not 0 < len(key) <= LONGEST or not key.isprintable():
        raise InvalidRequest(f"{HEADER}: use 1 to {LONGEST} printable characters.")
    GivenAnswer.objects.filter(begun_at__lt=now() - KEPT_FOR).delete()
    digest = _digest(request)
    try:
        with transaction.atomic():
            row = GivenAnswer.objects.create(person=person, key=key, digest=digest, begun_at=now())
    except IntegrityError:
        return _again(GivenAnswer.objects.get(person=person, key=key), digest)
    try:
        response = act()
    except BaseException:
        row.delete()
        raise
    row.status = response.status_code
    row.body = response.content.decode() if kept and isinstance(response, HttpResponse) else ""
    row.save(update_fields=["status", "body"])
    return response


def _digest(request: HttpRequest) -> str:
    said = f"{request.method} {request.get_full_path()}\n".encode()
    return hashlib.sha256(said + request.body).hexdigest()


def _again(row: GivenAnswer, digest: str) -> HttpResponse:
    if row.digest != digest:
        raise KeyReused(
            f"{HEADER}: this key came before with another request. Choose a new key for each act."
        )
    if not row.status:
        raise KeyUnderWay(
            "A request with this key is still under way, or broke off. Look whether it was "
            "recorded; then, where it was not, send it under a new key."
        )
    if not row.body and row.status != NO_CONTENT:
        raise AnsweredOnce(
            "This was done under this key, and its answer is given once only. For another, send a "
            "new key."
        )
    response = HttpResponse(row.body, status=row.status, content_type="application/json")
    response["Idempotent-Replayed"] = "true"
    return response


NO_CONTENT = 204
