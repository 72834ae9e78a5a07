"""What a packet's documents say: the record of one referral, gathered once.

Neither the duty evaluation nor stated gaps, nor any word on a duty, is in it (G16).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from onrecord.authority import Actor
from onrecord.directive import Directive, Offence
from onrecord.evidence.queries import CustodyRow, ExhibitView, custody, exhibit, exhibits
from onrecord.incidents.queries import IncidentView, incident
from onrecord.incidents.queries.views import AllegationView
from onrecord.ledger.models import Json, json_value
from onrecord.referrals.checks.contacts_stated import CONTACT_REGISTER
from onrecord.referrals.queries import ReferralView, referral
from onrecord.reports.queries import ReportView, report
from onrecord.storage.directives import load_directive
from onrecord.storage.home import current_home

NO_FINDING = (
    "An allegation is a claim that somebody made. This packet contains no finding: whether to "
    "charge is the prosecutor's decision, and whether an allegation is true is a court's."
)


@dataclass(frozen=True)
class ExhibitAccount:
    """An exhibit with all its custody events, names as at the time of each."""

    view: ExhibitView
    custody: tuple[CustodyRow, ...]


@dataclass(frozen=True)
class Account:
    """Everything that the documents of a packet are made from."""

    referral: ReferralView
    incident: IncidentView
    allegations: tuple[AllegationView, ...]
    offences: Mapping[str, Offence]
    report: ReportView
    exhibits: tuple[ExhibitAccount, ...]
    kept_apart: tuple[Mapping[str, Json], ...]
    contacts: str
    directive: Directive
    notice: str
    city: str


def gather(*, actor: Actor, number: str, kept_apart: tuple[Mapping[str, Json], ...]) -> Account:
    """Gather the account of a referral by its number; `kept_apart` comes from walled entries."""
    view = referral(actor=actor, number=number)
    of = view.row.incident_number
    found = incident(actor=actor, number=of)
    directive = load_directive(found.directive)
    # What the page says of duties stays out of the packet: the attempt's facts say enough (G16).
    attempts = tuple(replace(attempt, words="") for attempt in found.attempts)
    home = current_home().record()
    return Account(
        referral=view,
        incident=replace(found, attempts=attempts),
        allegations=tuple(a for a in found.allegations if a.number in view.row.allegations),
        offences={a.offence: directive.offence(a.offence) for a in found.allegations if a.offence},
        report=replace(report(actor=actor, number=of), gaps=()),
        exhibits=tuple(
            ExhibitAccount(
                view=exhibit(actor=actor, number=of, exhibit_number=row.number),
                custody=custody(actor=actor, number=of, exhibit_number=row.number),
            )
            for row in exhibits(actor=actor, number=of)
        ),
        kept_apart=kept_apart,
        # As they stood at the approval: the statement, and every contact recorded until then.
        contacts=next(c["words"] for c in view.checks if c["check"] == CONTACT_REGISTER),
        directive=directive,
        notice=home.notice,
        city=home.city,
    )


# Names in views of what the oversight record alone holds, or of what the reader at hand may do.
NOT_IN_PACKET = frozenset({"duties_shown", "gaps", "may_view", "barred", "may_copy"})


def plain(value: Any) -> Json:  # noqa: ANN401 - any of this module's dataclasses
    """Return a dataclass as JSON values, times in UTC, what is empty as it is.

    What oversight alone holds is left out by name: an empty list of gaps would say that there are
    none (G16).
    """
    return json_value(_texts(asdict(value)))


def _texts(value: Any) -> Any:  # noqa: ANN401 - what asdict gives
    if isinstance(value, dict):
        return {str(key): _texts(item) for key, item in value.items() if key not in NOT_IN_PACKET}
    if isinstance(value, list | tuple):
        return [_texts(item) for item in value]
    if isinstance(value, datetime) or value is None or isinstance(value, bool | int | str):
        return value
    return str(value)
