"""The errors of evidence.

EvidenceError
├── UnknownExhibit    no such exhibit in the incident
├── InvalidExhibit    a field of an exhibit, pointer or viewing cannot stand
└── ViewingOver       the viewing's token is unknown or has ended
"""


class EvidenceError(Exception):
    """Evidence refuses; `code` is stable."""

    code = "evidence"


class UnknownExhibit(EvidenceError):  # noqa: N818 - named for what happened
    """The incident has no exhibit of this number."""

    code = "unknown-exhibit"


class InvalidExhibit(EvidenceError):  # noqa: N818 - named for what happened
    """A field cannot stand; `field` names it."""

    code = "invalid-exhibit"

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


class ViewingOver(EvidenceError):  # noqa: N818 - named for what happened
    """No bytes are served under this token any more."""

    code = "viewing-over"
