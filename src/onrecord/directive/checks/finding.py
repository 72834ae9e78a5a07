"""What a check says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One finding: by which check, at which item ("duties eo-3"), and what a person should do."""

    check: str
    severity: Severity
    where: str
    text: str
