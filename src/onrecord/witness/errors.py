"""The witness's errors.

WitnessError
├── WitnessFolderRefused  the folder is no witness's, is in use, or holds something else
├── LogRefused            a log's key cannot be taken in
└── StoreFailed           the store cannot be read or written; nothing was cosigned
"""


class WitnessError(Exception):
    """The witness refuses; `code` is stable."""

    code = "witness"


class WitnessFolderRefused(WitnessError):  # noqa: N818 - named for what happened
    """The folder is no witness's, is in use by another, or holds something else."""

    code = "witness-folder-refused"


class LogRefused(WitnessError):  # noqa: N818 - named for what happened
    """A log's key cannot be taken in."""

    code = "log-refused"


class StoreFailed(WitnessError):  # noqa: N818 - named for what happened
    """The witness's store cannot be read or written; nothing was cosigned."""

    code = "witness-store-failed"
