"""The closed lists of words that a directive pack may use for its values."""

from __future__ import annotations

from enum import StrEnum


class SourceKind(StrEnum):
    """How good the ground of an item is; only a named person's reading makes it checked."""

    OFFICIAL_TEXT = "official text"
    PRESS = "press"
    MEMORY = "memory"
    INFERENCE = "inference"


class Group(StrEnum):
    """The headings under which duties are listed, in this order."""

    AID = "Aid"
    IDENTIFICATION = "Identification"
    EVIDENCE = "Evidence"
    ACCOUNT = "Account"
    SIGN = "Sign"


class Actor(StrEnum):
    """Who owes a duty."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    CUSTODIAN = "custodian"
    INVESTIGATOR = "investigator"
    COMMAND = "command"
    DEPARTMENT = "department"


class Unit(StrEnum):
    """Units of a clock; see `clocks` for how each is counted."""

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business days"
    MONTHS = "months"
    YEARS = "years"
    QUARTER = "quarter"


class StartEvent(StrEnum):
    """What starts a clock. The last five start outside an incident: callers give the time."""

    INCIDENT_OPENED = "incident-opened"
    INCIDENT_OCCURRED = "incident-occurred"
    RECORDING_MADE = "recording-made"
    NARRATIVE_LOCKED = "narrative-locked"
    REPORT_SUBMITTED = "report-submitted"
    DATE = "date"
    FLAG_CONFIRMED = "flag-confirmed"
    REQUEST_RECEIVED = "request-received"
    DEMAND_RECEIVED = "demand-received"
    QUARTER_BEGUN = "quarter-begun"
    AUDIT_RECORD_MADE = "audit-record-made"


class Felony(StrEnum):
    """Whether an offence is a felony; by limb, where the class depends on its circumstances."""

    YES = "yes"
    NO = "no"
    BY_LIMB = "by limb"


class Notice(StrEnum):
    """What an office may receive at all; everything else is refused and logged (G15)."""

    PUBLISHED_DATA = "published-data"
    INCIDENT_NOTICE = "incident-notice"
    QUARTERLY_LIST = "quarterly-list"


class NoticeField(StrEnum):
    """The only fields that a notice to an office may hold."""

    NUMBER = "number"
    DAY = "day"
    DISTRICT = "district"
    STATUS = "status"
    DISPATCH_NOTICE = "dispatch-notice"


class OfficeKind(StrEnum):
    """Offices outside the chain of an incident; a law department stands under the mayor."""

    ELECTED = "elected"
    UNDER_ELECTED = "under-elected"
    OVERSIGHT = "oversight"


class Drafts(StrEnum):
    """What becomes of autosaved drafts."""

    KEPT = "kept"
    PURGED = "purged"


class Circumstance(StrEnum):
    """Circumstances that bar viewing before writing (G2); names of `IncidentFacts` answers."""

    SHOOTING = "shooting"
    DEADLY_FORCE = "deadly-force"
    GREAT_BODILY_HARM = "great-bodily-harm"
    DEATH = "death"
    FORCE = "force"
    MISCONDUCT_INVESTIGATION = "misconduct-investigation"


class Period(StrEnum):
    """Periods of published figures."""

    MONTH = "month"
    QUARTER = "quarter"
