"""The receipts of one's own acts: remembered with the session, shown on the page that follows.

A receipt says which entry an act became. It is shown to whoever did the act, in the session in
which it was done; entries of others are not looked up here.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

from django.http import HttpRequest

from onrecord.ledger.queries import IN_A_CHECKPOINT, receipts

GIVEN = "receipts"
DONE = "acts-done"
KEPT = 40
SHOWN = "recorded"
"""The parameter of an address that names the receipt to show there."""


class HasEntry(Protocol):
    """What every app's receipt has."""

    @property
    def entry_id(self) -> int:
        """The entry's id."""

    @property
    def reference(self) -> str:
        """What people call the thing recorded."""


@dataclass(frozen=True, slots=True)
class ReceiptShown:
    """What the receipt component draws, and the name of what was recorded."""

    at: datetime
    entry_index: int | None
    next_checkpoint: datetime | None
    stage: int
    save_url: str
    poll_url: str
    reference: str
    witnesses: str = ""


def remember(request: HttpRequest, receipt: HasEntry, address: str) -> str:
    """Remember a receipt; return the address that shows it there."""
    given = list(request.session.get(GIVEN, []))
    given.append([receipt.entry_id, receipt.reference])
    request.session[GIVEN] = given[-KEPT:]
    path, hash_mark, anchor = address.partition("#")
    joint = "&" if "?" in path else "?"
    shown = f"{path}{joint}{urlencode({SHOWN: receipt.entry_id})}{hash_mark}{anchor}"
    done = [pair for pair in request.session.get(DONE, []) if pair[0] != _digest(request)]
    request.session[DONE] = [*done, [_digest(request), shown]][-KEPT:]
    return shown


def done_before(request: HttpRequest) -> str:
    """Return where this very post led when it came before (a double click, a reload), or empty.

    A form draws a new `once` each time it is shown, so two acts with the same words differ.
    """
    wanted = _digest(request)
    return next((url for digest, url in request.session.get(DONE, []) if digest == wanted), "")


def _digest(request: HttpRequest) -> str:
    posted = [(k, v) for k, v in sorted(request.POST.lists()) if k != "csrfmiddlewaretoken"]
    return hashlib.sha256(repr((request.path, posted)).encode()).hexdigest()


def shown(request: HttpRequest) -> ReceiptShown | None:
    """Return the receipt that this address asks to show, if it is one of this session's own."""
    asked = request.GET.get(SHOWN, "")
    return one(request, int(asked)) if asked.isdecimal() else None


def one(request: HttpRequest, entry: int) -> ReceiptShown | None:
    """Return one of this session's receipts as it stands now."""
    reference = next((r for id_, r in request.session.get(GIVEN, []) if id_ == entry), None)
    if reference is None:
        return None
    found = receipts([entry]).get(entry)
    if found is None:
        return None
    signed = found.stage == IN_A_CHECKPOINT
    return ReceiptShown(
        at=found.recorded_at,
        entry_index=found.index,
        next_checkpoint=None if signed else found.next_publication,
        stage=2 if signed else 1,
        save_url=f"/receipts/{entry}/save/" if found.index is not None else "",
        poll_url=f"/receipts/{entry}/",
        reference=reference,
    )
