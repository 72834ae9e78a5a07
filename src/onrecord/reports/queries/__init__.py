"""Every read of reports."""

from onrecord.reports.queries.comparing import Comparison, FieldChange, compare_versions
from onrecord.reports.queries.exporting import Exported, export_report
from onrecord.reports.queries.facts import evaluation, facts_of
from onrecord.reports.queries.reading import report, writing
from onrecord.reports.queries.views import (
    QueueRow,
    ReasonView,
    ReportView,
    VersionView,
    WritingView,
)
from onrecord.reports.queries.waiting import (
    own_reports,
    own_unfinished,
    reports_to_review,
    review_queue,
)

__all__ = [
    "Comparison",
    "Exported",
    "FieldChange",
    "QueueRow",
    "ReasonView",
    "ReportView",
    "VersionView",
    "WritingView",
    "compare_versions",
    "evaluation",
    "export_report",
    "facts_of",
    "own_reports",
    "own_unfinished",
    "report",
    "reports_to_review",
    "review_queue",
    "writing",
]
