"""The errors of reports.

ReportError
├── UnknownReport     the incident has no report
├── InvalidReport     a field cannot stand; `field` names it
├── SignatureMissing  the name that signs is missing, or is not the author's
└── StaleDraft        the draft was changed elsewhere since; both texts are kept
"""


class ReportError(Exception):
    """Reports refuse; `code` is stable."""

    code = "report"


class UnknownReport(ReportError):  # noqa: N818 - named for what happened
    """No report yet."""

    code = "unknown-report"


class InvalidReport(ReportError):  # noqa: N818 - named for what happened
    """A field cannot stand."""

    code = "invalid-report"

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class SignatureMissing(ReportError):  # noqa: N818 - named for what happened
    """Submitting needs the author's own name."""

    code = "signature-missing"


class StaleDraft(ReportError):  # noqa: N818 - named for what happened
    """Another window saved first; `stored` is what it saved, `yours` what was sent now."""

    code = "stale-draft"

    def __init__(self, stored: str, yours: str) -> None:
        super().__init__(
            "Draft: another window saved it since you opened it here. Both texts are shown; "
            "choose one, or join them. Nothing is lost."
        )
        self.stored = stored
        self.yours = yours
