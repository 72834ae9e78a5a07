"""Every read of evidence."""

from onrecord.evidence.queries.custody import CustodyRow, custody, custody_of_incident
from onrecord.evidence.queries.exhibits import (
    ExhibitFile,
    ExhibitRow,
    ExhibitView,
    PointerRow,
    exhibit,
    exhibit_files,
    exhibits,
    pointers,
)
from onrecord.evidence.queries.facts import (
    ViewingFact,
    bytes_held,
    custody_facts,
    recordings,
    viewings_in,
    viewings_of,
)
from onrecord.evidence.queries.waiting import exhibits_unread, recordings_not_held

__all__ = [
    "CustodyRow",
    "ExhibitFile",
    "ExhibitRow",
    "ExhibitView",
    "PointerRow",
    "ViewingFact",
    "bytes_held",
    "custody",
    "custody_facts",
    "custody_of_incident",
    "exhibit",
    "exhibit_files",
    "exhibits",
    "exhibits_unread",
    "pointers",
    "recordings",
    "recordings_not_held",
    "viewings_in",
    "viewings_of",
]
