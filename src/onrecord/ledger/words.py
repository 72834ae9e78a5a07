"""Words that a person types into an act of the ledger itself: a reason, a document's number.

Such words stay for ever, and the ledger does not know what no record may say. Who does registers a
check; each yields nothing, or a sentence that says what is wrong and what to do.
"""

from collections.abc import Callable

from onrecord.ledger.errors import UnfitField

Check = Callable[[str], str]

_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Have every such text checked."""
    _checks[name] = check


def fault(text: str) -> str:
    """Return what is wrong with a text, in a sentence; empty where nothing is."""
    return next(filter(None, (check(text) for check in _checks.values())), "")


def fit(field: str, text: str) -> str:
    """Return the text as it may be recorded, or raise UnfitField."""
    words = fault(text)
    if words:
        raise UnfitField(f"{field}: {words}", field=field)
    return text
