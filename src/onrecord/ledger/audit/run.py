"""Running the audit: the steps in their order, taken up where they broke off."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError

from onrecord.authority import Actor, Facts, Permission
from onrecord.ledger.act import demand
from onrecord.ledger.actions.audits import audited, completed
from onrecord.ledger.audit.entries import audit_chains, audit_entries
from onrecord.ledger.audit.findings import AuditResult, Cursor, Finding, Progress, Steps
from onrecord.ledger.audit.gone import audit_lost, audit_tombstones
from onrecord.ledger.audit.job import BLOBS, Job, Since, since_file
from onrecord.ledger.audit.kept import Keeper, keeper
from onrecord.ledger.audit.places import audit_files, audit_places
from onrecord.ledger.audit.rows import audit_rows, audit_subjects
from onrecord.ledger.errors import LedgerStalled, SinceRefused
from onrecord.storage.home import Home, current_home

BlobCheck = Callable[[datetime | None, str], Iterator[tuple[str, Finding | None]]]
"""Checks what an app keeps as files, one by one, in the order of their keys.

Called with a moment (None: ever), to check only what was taken in since, and with the key after
which to begin; yields each key, with what differs or None.
"""

_blob_checks: dict[str, BlobCheck] = {}
_packet_checks: dict[str, BlobCheck] = {}


@dataclass(frozen=True)
class Asked:
    """What an audit is asked for.

    `incremental`: only what is newer than the last audited checkpoint; or than `since`, a
    checkpoint's bytes that the auditor kept. `blobs`: `all`, `new` or `none`; empty means all in a
    full audit and new in an incremental one. `resume`: take up one that broke off within a day.
    """

    incremental: bool = False
    since: bytes | None = None
    blobs: str = ""
    resume: bool = False


def register_blob_check(name: str, check: BlobCheck) -> None:
    """Have an app's blobs checked by every audit; `name` is for progress, such as `exhibits`."""
    _blob_checks[name] = check


def register_packet_check(name: str, check: BlobCheck) -> None:
    """Have what an app has sealed and handed out checked by every audit."""
    _packet_checks[name] = check


def run(
    *,
    actor: Actor,
    on_progress: Callable[[Progress], None] | None = None,
    asked: Asked | None = None,
    name: str = "terminal",
) -> AuditResult:
    """Audit the current home; an audit in which nothing differs becomes an entry of its own.

    `on_progress` is called after each piece; how far it has come is kept under `name`. Raises
    Refused for an actor who may not, SinceRefused where the log does not extend the checkpoint from
    which to go on, and AuditRuns while another of this name is under way.
    """
    demand(actor, Permission.AUDIT_RUN, Facts())
    asked, home = asked or Asked(), current_home()
    with keeper(home, name) as kept:
        result = _run(home, asked, kept, on_progress or _silently)
        kept.clear()
    if result.holds:
        # A log that stands still takes no entry; what was found is told all the same.
        with suppress(LedgerStalled):
            completed(actor=actor, result=result)
            result.recorded = True
    return result


def _run(
    home: Home, asked: Asked, kept: Keeper, on_progress: Callable[[Progress], None]
) -> AuditResult:
    resumed = kept.resumed(home) if asked.resume else None
    if resumed is None:
        job, begun, cursor = _begin(home, asked), 0, Cursor()
        kept.keep(job, begun, cursor, at_once=True)
    else:
        job, begun, cursor = resumed
        job.result.resumed = True
    for number, step in enumerate(_STEPS):
        if number < begun:
            continue
        try:
            for progress, at in step(job, cursor if number == begun else {}):
                kept.keep(job, number, at)
                on_progress(progress)
        except DatabaseError as error:  # such as text that is none any more
            job.result.add(Finding("database", "", "", f"cannot be read: {error}"))
        kept.keep(job, number + 1, {})
    return job.result


def _begin(home: Home, asked: Asked) -> Job:
    since: Since | None = None
    if asked.since is not None:
        since = since_file(home, asked.since)
    elif asked.incremental:
        last = audited()
        if last is None:
            raise SinceRefused(
                "No audit of this home has ended without a difference. Run a full one."
            )
        since = Since(*last)
    blobs = asked.blobs or ("new" if since else "all")
    if blobs not in BLOBS:
        raise SinceRefused(f"{blobs!r}: blobs are audited `all`, `new` or `none`.")
    return Job.begin(home, since, blobs)


def _audit_blobs(job: Job, cursor: Cursor) -> Steps:
    if job.blobs == "none":
        return
    for name, progress, at in _checked(_blob_checks, job, cursor):
        job.result.blobs += 1
        yield Progress(f"Blobs: {name}", progress, 0), at


def _audit_packets(job: Job, cursor: Cursor) -> Steps:
    for name, progress, at in _checked(_packet_checks, job, cursor):
        job.result.packets += 1
        yield Progress(f"Sealed packets: {name}", progress, 0), at


def _checked(
    checks: dict[str, BlobCheck], job: Job, cursor: Cursor
) -> Iterator[tuple[str, int, Cursor]]:
    begun = str(cursor.get("name", ""))
    newer_than = job.newer_than if job.blobs == "new" else None
    for name in sorted(checks):
        if name < begun:
            continue
        done = int(str(cursor.get("done", 0))) if name == begun else 0
        after = str(cursor.get("after", "")) if name == begun else ""
        for key, finding in checks[name](newer_than, after):
            done += 1
            if finding is not None:
                job.result.add(finding)
            yield name, done, {"name": name, "after": key, "done": done}


def _silently(_progress: Progress) -> None:
    """Tell nobody."""


_STEPS: tuple[Callable[[Job, Cursor], Steps], ...] = (
    audit_places,
    audit_entries,
    audit_files,
    audit_chains,
    audit_tombstones,
    audit_lost,
    audit_rows,
    audit_subjects,
    _audit_blobs,
    _audit_packets,
)
