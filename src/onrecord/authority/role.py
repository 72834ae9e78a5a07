"""The roles that an assignment can give."""

from enum import StrEnum


class Role(StrEnum):
    """A role, held by a dated assignment; a person may hold several."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    INVESTIGATOR = "investigator"
    CUSTODIAN = "custodian"
    RECORDS = "records"
    PROSECUTOR = "prosecutor"
    AUDITOR = "auditor"
    INSPECTOR_GENERAL = "inspector-general"
    ADMINISTRATOR = "administrator"
    ELECTED_OFFICE = "elected-office"
    SYSTEM = "system"
