"""Viewing is an act: opened for a purpose, served under a short-lived token, closed by one entry.

If the record cannot be written, no bytes are served: the opening is an entry before there is a
token, and what a range will hand out is counted before its first byte is read.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from onrecord.authority import Actor, Facts, Permission, Refused
from onrecord.evidence import tasks
from onrecord.evidence.errors import InvalidExhibit, ViewingOver
from onrecord.evidence.lookup import exhibit_facts, exhibit_numbered, viewer_of
from onrecord.evidence.media.names import file_name
from onrecord.evidence.models import Exhibit, Viewing, ViewingProgress
from onrecord.evidence.serving import INLINE, Served, plan, serve
from onrecord.evidence.states import ExhibitKind, ViewingState, ViewingStep, viewing_after
from onrecord.incidents.actions import Choices, Receipt, settle_text
from onrecord.ledger.act import Act, act, telling_nothing
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.stalled import refuse_if_stalled
from onrecord.ledger.times import now
from onrecord.storage.blobs import BlobStore
from onrecord.storage.local import blob_store

TERM = timedelta(minutes=15)
"""How long a token serves after the opening, and after each range."""
LONGEST = timedelta(hours=12)
"""How long a token serves at most."""

VIEWING_OPENED = declare_for(
    Viewing, "viewing.opened", 1, "An exhibit was opened to be viewed.", "by_name"
)
VIEWING_CLOSED = declare_for(
    Viewing, "viewing.closed", 1, "A viewing was closed: what was sent in it.", "by_name"
)


@dataclass(frozen=True)
class ViewingTicket:
    """What opens an exhibit's ranges to its viewer. `token` is shown once and kept as a digest."""

    token: str
    until: datetime
    media_type: str
    playable: str
    receipt: Receipt


def _facts_of_exhibit(*, actor: Actor, number: str, exhibit_number: str, **_rest: object) -> Facts:
    return exhibit_facts(exhibit_numbered(number, exhibit_number), actor)


@act(Permission.EXHIBIT_VIEW, _facts_of_exhibit)
def open_viewing(
    act: Act,
    *,
    actor: Actor,
    number: str,
    exhibit_number: str,
    purpose: str,
    choices: Choices | None = None,
) -> ViewingTicket:
    """Open an exhibit for a purpose; raise InvalidExhibit without one, Refused (G2: write first).

    The viewing closes by `close_viewing`, or by the worker when its token has ended.
    """
    if not purpose.strip():
        raise InvalidExhibit("purpose", "Purpose: enter why you view this, in a few words.")
    exhibit = exhibit_numbered(number, exhibit_number)
    if exhibit.kind == ExhibitKind.BODY_WORN and exhibit.media_type not in INLINE:
        raise Refused(
            "body-worn-custodian-only",
            "A browser cannot show this type, only save it, and body-camera footage is copied by "
            "an evidence custodian only (G1). Ask a custodian for a viewing.",
        )
    viewing = Viewing(
        incident=exhibit.incident,
        exhibit=exhibit,
        viewer=viewer_of(actor),
        purpose=settle_text(
            act,
            exhibit.incident_id,
            "viewing.purpose",
            purpose.strip(),
            (choices or {}).get("purpose", ()),
        ),
        state=ViewingState.OPEN,
        opened_at=now(),
    )
    entry = act.save(VIEWING_OPENED, viewing, by_name=actor.name)
    token = secrets.token_urlsafe(32)
    until = viewing.opened_at + TERM
    ViewingProgress.objects.create(viewing=viewing, token_digest=_digest(token), until=until)
    tasks.close_viewing_when_over.using(run_after=until).enqueue(str(viewing.id))
    return ViewingTicket(
        token=token,
        until=until,
        media_type=exhibit.media_type,
        playable=exhibit.playable,
        receipt=Receipt(entry_id=entry.id, reference=exhibit.number),
    )


def serve_viewing(
    *,
    actor: Actor,
    token: str,
    method: str = "GET",
    range_header: str | None = None,
    if_range: str | None = None,
    store: BlobStore | None = None,
) -> Served:
    """Answer one request for bytes under a viewing's token, or raise ViewingOver.

    What the answer will hold is counted, durably, before the first byte is read. Raises
    LedgerStalled where no entry could say afterwards what was served.
    """
    store = store or blob_store()
    with transaction.atomic():
        refuse_if_stalled(actor, Permission.EXHIBIT_VIEW)
        with telling_nothing(actor, Permission.EXHIBIT_VIEW):
            progress = _progress(actor, token)
        exhibit = progress.viewing.exhibit
        planned = plan(
            size=exhibit.size,
            sha256=exhibit.sha256,
            media_type=exhibit.media_type,
            file_name=file_name(exhibit.incident.number, exhibit.number, exhibit.media_type),
            method=method,
            range_header=range_header,
            if_range=if_range,
        )
        if planned.length:
            _count(progress, planned.length)
    return serve(planned, lambda start, stop: store.open_range(exhibit.blob, start, stop))


def _count(progress: ViewingProgress, length: int) -> None:
    moment = now()
    ViewingProgress.objects.filter(id=progress.id).update(
        bytes_served=F("bytes_served") + length,
        ranges_served=F("ranges_served") + 1,
        first_at=progress.first_at or moment,
        last_at=moment,
        until=min(moment + TERM, progress.viewing.opened_at + LONGEST),
    )


def _progress(actor: Actor, token: str) -> ViewingProgress:
    """Return the locked progress of an open viewing of this actor's, or raise ViewingOver."""
    progress = (
        ViewingProgress.objects.select_for_update(of=("self",))
        .select_related("viewing__exhibit__incident")
        .filter(token_digest=_digest(token), viewing__viewer_id=actor.id)
        .first()
    )
    if progress is None or progress.until <= now():
        raise ViewingOver("This viewing has ended. Open the exhibit again to see it.")
    viewing_after(ViewingState(progress.viewing.state), ViewingStep.SERVE)
    return progress


def close_viewing(*, actor: Actor, token: str) -> Receipt:
    """Close one's own viewing; raise ViewingOver where it has ended already."""
    progress = ViewingProgress.objects.filter(
        token_digest=_digest(token), viewing__viewer_id=actor.id
    ).first()
    if progress is None:
        with telling_nothing(actor, Permission.EXHIBIT_VIEWING_CLOSE):
            raise ViewingOver("This viewing has been closed already. Its entry stands.")
    return _close(actor=actor, viewing_id=str(progress.viewing_id))


def close_viewing_if_over(*, actor: Actor, viewing_id: str) -> datetime | None:
    """Close a viewing whose token has ended; return until when it still serves, else None."""
    progress = ViewingProgress.objects.filter(viewing_id=viewing_id).first()
    if progress is None:
        return None
    if progress.until > now():
        return progress.until
    _close(actor=actor, viewing_id=viewing_id)
    return None


@act(Permission.EXHIBIT_VIEWING_CLOSE)
def _close(act: Act, *, actor: Actor, viewing_id: str) -> Receipt:
    viewing = Viewing.objects.select_for_update().get(id=viewing_id)
    if actor.id not in {viewing.viewer_id, None}:
        raise Refused("not-your-viewing", "Only its viewer closes a viewing.")
    viewing.state = viewing_after(ViewingState(viewing.state), ViewingStep.CLOSE)
    progress = ViewingProgress.objects.select_for_update().get(viewing=viewing)
    viewing.closed_at = now()
    viewing.bytes_served = progress.bytes_served
    viewing.ranges_served = progress.ranges_served
    if progress.first_at is not None and progress.last_at is not None:
        viewing.seconds = round((progress.last_at - progress.first_at).total_seconds())
    entry = act.save(VIEWING_CLOSED, viewing, by_name=actor.name)
    progress.delete()
    exhibit = Exhibit.objects.only("number").get(id=viewing.exhibit_id)
    return Receipt(entry_id=entry.id, reference=exhibit.number)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
