"""Every read of evidence."""

from onrecord.evidence.queries.custody import CustodyRow, custody
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
    viewings_of,
)

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
    "exhibit",
    "exhibit_files",
    "exhibits",
    "pointers",
    "recordings",
    "viewings_of",
]
