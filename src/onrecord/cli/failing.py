"""How each failure of a command ends: one line for people, and an exit code."""

import errno

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import OperationalError

from onrecord.accounts.errors import AccountError, SignInRefused
from onrecord.authority import Refused
from onrecord.cli.alone import ENDINGS as ALONE
from onrecord.cli.command import BadInput, NotFound
from onrecord.cli.exits import Exit
from onrecord.directive.build import DirectiveError
from onrecord.evidence.errors import EvidenceError
from onrecord.incidents.errors import IncidentError, StatusTextFound
from onrecord.ledger.errors import (
    AuditRuns,
    AuthoritiesRefused,
    BackupDamaged,
    BackupRefused,
    CheckpointConflict,
    DestructionError,
    DestructionUnfinished,
    ExportRefused,
    FieldTooLarge,
    KeyRefused,
    LedgerBehind,
    LedgerStalled,
    NothingLost,
    NotPublished,
    OriginRefused,
    PublicationLate,
    QuorumMissing,
    SequencerRuns,
    SinceRefused,
    StoreUnfit,
    TokenRefused,
    TriggersMissing,
    UnfitField,
    UnknownDestruction,
    WitnessesRefused,
)
from onrecord.referrals.errors import PacketFault, ReferralError
from onrecord.releases.errors import ReleaseError
from onrecord.reports.errors import ReportError
from onrecord.reports.layouts import LayoutFault
from onrecord.storage.blobs import StorageError
from onrecord.storage.home import HomeError
from onrecord.typesetting import NotSet
from onrecord.witness.errors import LogRefused, WitnessError

RECORD_ERRORS = (
    AccountError,
    IncidentError,
    EvidenceError,
    ReportError,
    ReferralError,
    ReleaseError,
)
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
"""What the system says of a disk that is full, read-only or failing."""
# The first line that fits decides.
ENDINGS: tuple[tuple[type[BaseException], Exit], ...] = (
    (Refused, Exit.REFUSED),
    (SignInRefused, Exit.REFUSED),
    (NotFound, Exit.NOT_FOUND),
    (BadInput, Exit.BAD_INPUT),
    (ValidationError, Exit.BAD_INPUT),
    (DirectiveError, Exit.BAD_INPUT),
    (PacketFault, Exit.DOES_NOT_HOLD),
    (NotSet, Exit.DOES_NOT_HOLD),
    (LayoutFault, Exit.BAD_INPUT),
    *((kind, Exit.BAD_INPUT) for kind in RECORD_ERRORS),
    (FieldTooLarge, Exit.BAD_INPUT),
    (UnfitField, Exit.BAD_INPUT),
    (OriginRefused, Exit.BAD_INPUT),
    (KeyRefused, Exit.BAD_INPUT),
    (NothingLost, Exit.BAD_INPUT),
    (ExportRefused, Exit.BAD_INPUT),
    (WitnessesRefused, Exit.BAD_INPUT),
    (AuthoritiesRefused, Exit.BAD_INPUT),
    (NotPublished, Exit.NOT_FOUND),
    (UnknownDestruction, Exit.NOT_FOUND),
    (DestructionUnfinished, Exit.CANNOT_RUN),
    (DestructionError, Exit.BAD_INPUT),
    (LedgerBehind, Exit.DOES_NOT_HOLD),
    (CheckpointConflict, Exit.DOES_NOT_HOLD),
    (TriggersMissing, Exit.DOES_NOT_HOLD),
    (TokenRefused, Exit.DOES_NOT_HOLD),
    (LedgerStalled, Exit.CANNOT_RUN),
    (BackupDamaged, Exit.DOES_NOT_HOLD),
    (BackupRefused, Exit.CANNOT_RUN),
    (StoreUnfit, Exit.CANNOT_RUN),
    (SequencerRuns, Exit.CANNOT_RUN),
    (AuditRuns, Exit.CANNOT_RUN),
    (SinceRefused, Exit.BAD_INPUT),
    (PublicationLate, Exit.CANNOT_RUN),
    (QuorumMissing, Exit.CANNOT_RUN),
    (LogRefused, Exit.BAD_INPUT),
    (WitnessError, Exit.CANNOT_RUN),
    (HomeError, Exit.CANNOT_RUN),
    (StorageError, Exit.CANNOT_RUN),
    (ImproperlyConfigured, Exit.CANNOT_RUN),
    (OperationalError, Exit.CANNOT_RUN),
    *ALONE,
    (KeyboardInterrupt, Exit.INTERRUPTED),
)


def ending(error: BaseException) -> tuple[Exit, str]:
    """Return the exit code of a failure, and the one line that says it."""
    if isinstance(error, RECORD_ERRORS) and error.code.startswith("unknown-"):
        return Exit.NOT_FOUND, _line(error)
    for kind, code in ENDINGS:
        if isinstance(error, kind):
            return code, _line(error)
    if isinstance(error, OSError) and error.errno in DISK:
        return Exit.CANNOT_RUN, f"the disk cannot be written ({_first_line(error)})."
    return Exit.FAILED, f"failed unexpectedly ({type(error).__name__}): {_line(error)}"


def _line(error: BaseException) -> str:
    if isinstance(error, KeyboardInterrupt):
        return "interrupted."
    if isinstance(error, OperationalError):
        return f"the database cannot be used ({_first_line(error)})."
    if isinstance(error, ValidationError):
        return _fields(error)
    if isinstance(error, StatusTextFound):
        return f"{error.field}: {error} Say which with --keep-as (see --help)."
    return _first_line(error)


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _fields(error: ValidationError) -> str:
    """Return Django's refusal of a row as one line: each field with its reasons."""
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        f"{name.replace('_', ' ')}: {' '.join(reasons)}"
        for name, reasons in error.message_dict.items()
    )
