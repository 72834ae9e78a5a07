"""The ledger's errors.

LedgerError
├── WriteOutsideAct       a record table was written outside an act
├── ActWithoutEntry       an act wrote no entry, and was rolled back
├── UnknownField          an entry lacks a field of its kind, or has one too many
├── FieldTooLarge         a field is over 64 KiB; keep it as a blob with its digest
├── LedgerBehind          the database, the tiles and the checkpoint store disagree
├── CheckpointConflict    somebody else swapped the checkpoint first
└── TriggersMissing       the database lacks a trigger that keeps the record
"""


class LedgerError(Exception):
    """The ledger refuses; `code` is stable."""

    code = "ledger"


class WriteOutsideAct(LedgerError):  # noqa: N818 - named for what happened
    """A record table was written outside an act."""

    code = "write-outside-act"


class ActWithoutEntry(LedgerError):  # noqa: N818 - named for what happened
    """An act ended without an entry."""

    code = "act-without-entry"


class UnknownField(LedgerError):  # noqa: N818 - named for what happened
    """The fields given are not those of the kind."""

    code = "unknown-field"


class FieldTooLarge(LedgerError):  # noqa: N818 - named for what happened
    """A field's disclosure is over the limit."""

    code = "field-too-large"


class LedgerBehind(LedgerError):  # noqa: N818 - named for what happened
    """Database, tiles and checkpoint store disagree."""

    code = "ledger-behind"


class CheckpointConflict(LedgerError):  # noqa: N818 - named for what happened
    """The checkpoint store holds something else than expected."""

    code = "checkpoint-conflict"


class TriggersMissing(LedgerError):  # noqa: N818 - named for what happened
    """The database lacks a trigger."""

    code = "triggers-missing"
