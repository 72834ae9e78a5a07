"""Every read of reports."""

from onrecord.reports.queries.facts import evaluation, facts_of
from onrecord.reports.queries.reading import own_reports, report, review_queue, writing
from onrecord.reports.queries.views import QueueRow, ReportView, VersionView, WritingView

__all__ = [
    "QueueRow",
    "ReportView",
    "VersionView",
    "WritingView",
    "evaluation",
    "facts_of",
    "own_reports",
    "report",
    "review_queue",
    "writing",
]
