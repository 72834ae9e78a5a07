"""The audit: whether what stands in the database still says what was logged.

Two independent steps, then the blobs:

1. Disclosures make statements, statements leaves, leaves the tree, the tree the checkpoint, for
   every entry ever (`audit.log`). A destroyed field has its tombstone, and is counted.
2. Each current row equals its latest entry, and each entry's row exists (`audit.rows`).
3. Each blob has its digest; evidence registers that check.

Everything is read in pieces of bounded size, while the record goes on being written.
"""

from onrecord.ledger.audit.findings import AuditResult, Finding, Progress
from onrecord.ledger.audit.run import BlobCheck, register_blob_check, run

__all__ = ["AuditResult", "BlobCheck", "Finding", "Progress", "register_blob_check", "run"]
