"""Two versions of a report, field by field: the narrative, and what was recorded in between.

A version's own row holds the narrative. People, allegations, attempts, aid, acts and exhibits have
rows of their own, so each is read from its entries as it stood when the version was signed (or
locked, where nobody signed it): what an entry says cannot have changed since. Entries of the
ordinary class alone are read, and the fields named here: nothing of duties, offences or walls.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from onrecord.authority import Actor, HandlingClass, Permission
from onrecord.incidents.queries import authority_facts, incident_id
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.kinds import declared
from onrecord.ledger.models import Entry, Json
from onrecord.ledger.queries import opened_entries
from onrecord.reports.errors import InvalidReport, UnknownReport
from onrecord.reports.models import Report, ReportVersion
from onrecord.reports.states import ReviewField

INCIDENT = "incident"
OF_THE_REPORT = (*ReviewField,)


@dataclass(frozen=True)
class Noun:
    """Rows of one table within the report: at which field, how each is named, and what is shown."""

    field: str
    label: str
    named_by: str
    shown: tuple[str, ...]


NOUNS: Mapping[str, Noun] = {
    "incident": Noun(
        INCIDENT,
        "Incident",
        "",
        (
            "origin",
            "occurred_at",
            "district",
            "place",
            "dispatch_number",
            "summary",
            "force_used",
            "injured",
            "death",
            "shooting",
            "detention",
            "warrant_shown",
            "arrest_explained",
            "stated_federal_purpose",
            "threat_faced",
            "warnings_given",
            "resistance",
        ),
    ),
    "party": Noun(
        ReviewField.PEOPLE,
        "Person",
        "number",
        (
            "kind",
            "capacity",
            "agency_given",
            "unit_given",
            "rank_given",
            "name_given",
            "badge_given",
            "markings",
            "clothing",
            "vehicle",
            "plate_on_duty",
            "face_covered",
        ),
    ),
    "allegation": Noun(ReviewField.ALLEGATIONS, "Allegation", "number", ("conduct", "basis")),
    "identification": Noun(
        ReviewField.IDENTIFICATION,
        "Attempt",
        "number",
        (
            "attempted_at",
            "asked",
            "outcome",
            "agency_given",
            "name_given",
            "badge_given",
            "reason",
            "exhibit_number",
        ),
    ),
    "aid": Noun(
        ReviewField.AID,
        "Aid",
        "number",
        (
            "person_described",
            "injury_seen_at",
            "ems_asked_at",
            "ems_arrived_at",
            "aid_given_at",
            "aid_given_by",
            "aid_refused_at",
            "note",
        ),
    ),
    "scene-act": Noun(ReviewField.ACTS, "Act", "", ("act_kind", "happened_at", "words")),
    "exhibit": Noun(ReviewField.EVIDENCE, "Exhibit", "number", ("title", "kind", "source")),
}


@dataclass(frozen=True)
class FieldChange:
    """One field that differs: at which field of the report, of what, and both texts.

    `before` and `after` are null where there was no such row, empty where nothing was recorded.
    """

    field: str
    of: str
    name: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Comparison:
    """What became of version `older` in version `newer`; nothing else of a report changed."""

    older: int
    newer: int
    older_at: datetime
    newer_at: datetime
    changes: tuple[FieldChange, ...]


def compare_versions(*, actor: Actor, number: str, older: int, newer: int) -> Comparison:
    """Compare two versions of an incident's report; raise UnknownReport or InvalidReport."""
    with telling_nothing(actor, Permission.REPORT_READ):
        incident = incident_id(number)
    demand(actor, Permission.REPORT_READ, authority_facts(incident, actor))
    report = Report.objects.filter(incident_id=incident).first()
    if report is None:
        raise UnknownReport(f"Incident {number} has no report yet.")
    if older >= newer:
        raise InvalidReport("newer", "newer: name a later version than the older one.")
    versions = {v.number: v for v in ReportVersion.objects.filter(report=report)}
    for field, wanted in (("older", older), ("newer", newer)):
        if wanted not in versions:
            listed = ", ".join(map(str, versions)) or "none"
            raise InvalidReport(field, f"{field}: there is no version {wanted}; there is {listed}.")
    before, after = versions[older], versions[newer]
    return Comparison(
        older=older,
        newer=newer,
        older_at=before.submitted_at or before.locked_at,
        newer_at=after.submitted_at or after.locked_at,
        changes=(*_of_the_narrative(before, after), *_of_rows(incident, before, after)),
    )


def _of_the_narrative(before: ReportVersion, after: ReportVersion) -> Iterator[FieldChange]:
    if before.narrative != after.narrative:
        yield FieldChange(
            ReviewField.NARRATIVE, "Narrative", "text", before.narrative, after.narrative
        )


def _of_rows(
    incident: UUID, before: ReportVersion, after: ReportVersion
) -> tuple[FieldChange, ...]:
    """Compare every row of the nouns as it stood at the two versions."""
    first, last = _entry_of(before), _entry_of(after)
    chain = f"incident/{incident}/{HandlingClass.ORDINARY.value}"
    newest: dict[str, int] = {}
    older: dict[str, int] = {}
    whole_rows = [kind.id for kind in declared() if kind.row in NOUNS]
    entries = Entry.objects.filter(chain=chain, kind__in=whole_rows, id__lte=last).order_by("id")
    for entry, subject in entries.values_list("id", "subject"):
        newest[subject] = entry
        if entry <= first:
            older[subject] = entry
    touched = [subject for subject, entry in newest.items() if older.get(subject) != entry]
    ids = {newest[s] for s in touched} | {older[s] for s in touched if s in older}
    told = {opened.id: opened.values() for opened in opened_entries(ids)}
    found = [
        change
        for subject in touched
        for change in _of_row(
            NOUNS[subject.partition("/")[0]],
            told[older[subject]] if subject in older else None,
            told[newest[subject]],
        )
    ]
    order = [INCIDENT, *OF_THE_REPORT]
    return tuple(sorted(found, key=lambda change: order.index(change.field)))


def _of_row(
    noun: Noun, before: Mapping[str, Json] | None, after: Mapping[str, Json]
) -> Iterator[FieldChange]:
    of = f"{noun.label} {after.get(noun.named_by) or ''}".strip() if noun.named_by else noun.label
    for name in noun.shown:
        if name not in after:  # destroyed since
            continue
        former = None if before is None else _words(name, before.get(name))
        present = _words(name, after[name])
        if present == former or (former is None and not present):
            continue
        yield FieldChange(noun.field, of, name.replace("_", " "), former, present)


def _words(name: str, value: Json) -> str:
    if value is None or value == "":
        return ""
    if name.endswith("_at"):
        return f"{timezone.localtime(datetime.fromisoformat(str(value))):%Y-%m-%d %H:%M:%S %Z}"
    return str(value)


def _entry_of(version: ReportVersion) -> int:
    """Return the last entry of a version's own row: its submission, or its lock."""
    return int(Entry.objects.filter(subject=version.subject).latest("id").pk)
