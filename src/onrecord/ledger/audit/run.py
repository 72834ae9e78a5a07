"""Running the audit: the two steps, then what other apps have registered."""

from collections.abc import Callable, Iterator

from onrecord.authority import Actor, Facts, Permission
from onrecord.ledger.act import demand
from onrecord.ledger.audit.findings import AuditResult, Finding, Progress
from onrecord.ledger.audit.log import audit_log
from onrecord.ledger.audit.rows import audit_rows
from onrecord.storage.home import current_home

BlobCheck = Callable[[], Iterator[Finding | None]]
"""Checks each blob of an app in turn: yields None where its digest holds, else what differs."""

_blob_checks: dict[str, BlobCheck] = {}


def register_blob_check(name: str, check: BlobCheck) -> None:
    """Have an app's blobs checked by every audit; `name` is for progress, such as `exhibits`."""
    _blob_checks[name] = check


def run(*, actor: Actor, on_progress: Callable[[Progress], None] | None = None) -> AuditResult:
    """Audit the current home; raises Refused for an actor who may not.

    `on_progress` is called after each piece, a few hundred entries, rows or blobs.
    """
    demand(actor, Permission.AUDIT_RUN, Facts())
    result = AuditResult()
    for progress in _steps(result):
        if on_progress is not None:
            on_progress(progress)
    return result


def _steps(result: AuditResult) -> Iterator[Progress]:
    yield from audit_log(current_home(), result)
    yield from audit_rows(result)
    for name, check in _blob_checks.items():
        yield from _audit_blobs(name, check, result)


def _audit_blobs(name: str, check: BlobCheck, result: AuditResult) -> Iterator[Progress]:
    for done, finding in enumerate(check(), start=1):
        result.blobs += 1
        if finding is not None:
            result.add(finding)
        yield Progress(f"Blobs: {name}", done, 0)
