"""The errors of releases.

ReleaseError
└── NothingDue     the calendar says that no period's figures are due
"""


class ReleaseError(Exception):
    """Releases refuse; `code` is stable."""

    code = "release"


class NothingDue(ReleaseError):  # noqa: N818 - named for what happened
    """No period's figures are due."""

    code = "nothing-due"
