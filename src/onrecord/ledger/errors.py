"""The ledger's errors.

LedgerError
├── WriteOutsideAct       a record table was written outside an act
├── ActWithoutEntry       an act wrote no entry, and was rolled back
├── UnknownField          an entry lacks a field of its kind, or has one too many
├── UnfitField            a field's value has no form in an entry
│   └── FieldTooLarge     a field is over 64 KiB; keep it as a blob with its digest
├── OriginRefused         no log may be made under this origin, or the home has another
├── KeyRefused            a key of the log cannot be replaced or retired now
├── LedgerBehind          the database, the tiles and the checkpoint store disagree
│   ├── RestoreUnconfirmed  nobody has shown that nothing newer than a restored backup is published
│   └── WitnessAhead      a witness has cosigned a larger tree of this log, or another one
├── WitnessesRefused      the policy that names the witnesses cannot stand
├── QuorumMissing         too few witnesses have cosigned; publication waits
├── NothingLost           the database has every entry of the stored checkpoint
├── CheckpointConflict    somebody else swapped the checkpoint first
├── StoreUnfit            a service that cannot keep checkpoints: it ignores conditions on writes
├── SequencerRuns         another process sequences this log
├── PublicationLate       an early publication did not come in time
├── NotPublished          an entry is in no signed checkpoint yet
├── ExportRefused         the folder for an export cannot be used
├── LedgerStalled         entries wait too long for their index; no act is acknowledged
├── AuthoritiesRefused    a configuration of timestamp authorities cannot stand
├── TokenRefused          a timestamp authority's answer does not hold
├── BackupRefused         no backup can be taken, or restored, as asked
├── BackupDamaged         a backup is not what its manifest says
├── AuditRuns             another audit of this home is under way
├── SinceRefused          an incremental audit cannot go on from the checkpoint named
├── DestructionError      a destruction cannot be asked for, decided or carried out
│   ├── UnfitDestruction      a value given for it cannot stand; `field` names it
│   ├── UnknownDestruction    nothing here has this number
│   ├── DestructionHeld       something holds what would be destroyed
│   └── DestructionUnfinished a step could not be ended yet; it goes on from there
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


class UnfitField(LedgerError):  # noqa: N818 - named for what happened
    """A field's value has no form in an entry; `field` names it, or is empty."""

    code = "unfit-field"

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class FieldTooLarge(UnfitField):
    """A field's value is over the limit."""

    code = "field-too-large"


class OriginRefused(LedgerError):  # noqa: N818 - named for what happened
    """No log may be made under this origin, or the home has another."""

    code = "origin-refused"


class KeyRefused(LedgerError):  # noqa: N818 - named for what happened
    """A key of the log cannot be replaced, retired or succeeded now."""

    code = "key-refused"


class LedgerBehind(LedgerError):  # noqa: N818 - named for what happened
    """Database, tiles and checkpoint store disagree."""

    code = "ledger-behind"


class RestoreUnconfirmed(LedgerBehind):
    """The home was restored, and may be older than what its log has published."""

    code = "restore-unconfirmed"


class WitnessAhead(LedgerBehind):
    """A witness has cosigned a larger tree of this log than the home holds, or another tree."""

    code = "witness-ahead"


class WitnessesRefused(LedgerError):  # noqa: N818 - named for what happened
    """The policy that names the log's witnesses cannot stand."""

    code = "witnesses-refused"


class QuorumMissing(LedgerError):  # noqa: N818 - named for what happened
    """Too few witnesses have cosigned a checkpoint; its publication waits."""

    code = "quorum-missing"


class NothingLost(LedgerError):  # noqa: N818 - named for what happened
    """There is no loss to confess."""

    code = "nothing-lost"


class CheckpointConflict(LedgerError):  # noqa: N818 - named for what happened
    """The checkpoint store holds something else than expected."""

    code = "checkpoint-conflict"


class StoreUnfit(LedgerError):  # noqa: N818 - named for what happened
    """A service that cannot keep checkpoints: it does not honour conditions on writes."""

    code = "store-unfit"


class SequencerRuns(LedgerError):  # noqa: N818 - named for what happened
    """Another process sequences this log."""

    code = "sequencer-runs"


class PublicationLate(LedgerError):  # noqa: N818 - named for what happened
    """An early publication did not come in time."""

    code = "publication-late"


class NotPublished(LedgerError):  # noqa: N818 - named for what happened
    """An entry is in no signed checkpoint yet."""

    code = "not-published"


class ExportRefused(LedgerError):  # noqa: N818 - named for what happened
    """The folder for an export cannot be used."""

    code = "export-refused"


class LedgerStalled(LedgerError):  # noqa: N818 - named for what happened
    """Entries have waited too long for their index: no act is acknowledged."""

    code = "ledger-stalled"


class AuthoritiesRefused(LedgerError):  # noqa: N818 - named for what happened
    """A configuration of timestamp authorities cannot stand."""

    code = "authorities-refused"


class TokenRefused(LedgerError):  # noqa: N818 - named for what happened
    """A timestamp authority's answer does not hold."""

    code = "token-refused"


class BackupRefused(LedgerError):  # noqa: N818 - named for what happened
    """No backup can be taken, or restored, as asked."""

    code = "backup-refused"


class BackupDamaged(LedgerError):  # noqa: N818 - named for what happened
    """A backup is not what its manifest says; the text names the file."""

    code = "backup-damaged"


class DestructionError(LedgerError):
    """A destruction cannot be asked for, decided or carried out."""

    code = "destruction"


class UnfitDestruction(DestructionError):  # noqa: N818 - named for what happened
    """A value given for a destruction cannot stand; `field` names it."""

    code = "unfit-destruction"

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class UnknownDestruction(DestructionError):  # noqa: N818 - named for what happened
    """Nothing here has the number that was given."""

    code = "unknown-destruction"


class DestructionHeld(DestructionError):  # noqa: N818 - named for what happened
    """Something holds what would be destroyed; the text says what."""

    code = "destruction-held"


class DestructionUnfinished(DestructionError):  # noqa: N818 - named for what happened
    """A step could not be ended yet; carried out again, it goes on from there."""

    code = "destruction-unfinished"


class TriggersMissing(LedgerError):  # noqa: N818 - named for what happened
    """The database lacks a trigger."""

    code = "triggers-missing"


class AuditRuns(LedgerError):  # noqa: N818 - named for what happened
    """Another audit of this home is under way."""

    code = "audit-runs"


class SinceRefused(LedgerError):  # noqa: N818 - named for what happened
    """An incremental audit cannot go on from the checkpoint named."""

    code = "since-refused"
