"""What of reports holds a destruction (G26)."""

from collections.abc import Iterator

from onrecord.ledger.destroying.scope import Scope
from onrecord.reports.models import Report
from onrecord.reports.states import ReportState


def holds(scope: Scope, _of_court: bool) -> Iterator[str]:  # noqa: FBT001 - the registry's signature
    """Hold while a report waits for its reviewer."""
    if scope.of(Report).filter(state=ReportState.SUBMITTED).exists():
        yield "Its report waits for the reviewer's decision."
