"""Handling classes: walls within one incident (G17)."""

from enum import StrEnum


class HandlingClass(StrEnum):
    """A class of handling; each has a ledger chain of its own within an incident."""

    ORDINARY = "ordinary"
    WALLED = "walled"  # words on immigration status kept as quotation or legal authority (G7)
    COMPELLED = "compelled-statement"
    GRAND_JURY = "grand-jury"
    PRIVILEGED = "privileged"
    JUVENILE = "juvenile"
    MEDICAL = "medical"
    COURT_SEALED = "court-sealed"
    OVERSIGHT = "oversight"  # the duty evaluation and its gaps, which enter no packet (G16)
