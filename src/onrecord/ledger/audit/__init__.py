"""The audit: whether what stands in the database still says what was logged.

Two independent steps, and what lies beside the tables:

1. Disclosures make statements, statements leaves, leaves the tree, the tree the checkpoint, for
   every entry ever (`audit.entries`). A destroyed field has its tombstone with an authority, a lost
   leaf its confession; both are counted and listed (`audit.gone`).
2. Each current row equals its latest entry, and each entry's row exists (`audit.rows`).
3. Checkpoint, store, keys and the log's files agree (`audit.places`).
4. Each blob has its digest, each sealed packet verifies; evidence and referrals register these.

Everything is read in pieces of bounded size, while the record goes on being written, and taken up
where it broke off. An incremental audit covers what is newer than the last audited checkpoint, and
cannot notice that something older was changed since: only a full audit covers everything.
"""

from onrecord.ledger.audit.findings import AuditResult, Destroyed, Finding, Lost, Progress
from onrecord.ledger.audit.run import (
    Asked,
    BlobCheck,
    register_blob_check,
    register_packet_check,
    run,
)

__all__ = [
    "Asked",
    "AuditResult",
    "BlobCheck",
    "Destroyed",
    "Finding",
    "Lost",
    "Progress",
    "register_blob_check",
    "register_packet_check",
    "run",
]
