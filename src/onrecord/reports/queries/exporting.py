"""A report in its department's narrative layout: everything typed once, laid out for export (G12).

Neither the duty evaluation nor a stated gap nor a reviewer's reason is in it (G16), and each
allegation bears the notice that it is no finding, with the agency's reply beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from onrecord.authority import Actor
from onrecord.directive import Asked
from onrecord.evidence.queries import ExhibitRow, exhibits
from onrecord.incidents.queries import AllegationView, IncidentView, incident
from onrecord.incidents.queries.views import AidView, AttemptView, PartyView
from onrecord.reports.errors import InvalidReport
from onrecord.reports.layouts import Layout, LayoutSection, SectionField, layout_for
from onrecord.reports.queries.reading import report
from onrecord.reports.queries.views import ReportView, VersionView
from onrecord.storage.directives import load_directive
from onrecord.storage.home import current_home

NOT_RECORDED = "Not recorded"
NO_FIELD = "The record has no field for this section."
CAVEAT = (
    "This shows what was stated, by whom and when. It does not show that an allegation is true."
)
Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Block:
    """A part of a section: rows of a name and a text, or a text alone."""

    rows: Rows = ()
    text: str = ""


@dataclass(frozen=True)
class Section:
    """A section as exported; no block where nothing is recorded."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Exported:
    """One version of a report in a layout. `at` is when the version was signed, or locked."""

    number: str
    version: int
    title: str
    standing: str
    notice: str
    caveat: str
    layout: str
    layout_note: str
    width: int
    at: datetime
    sections: tuple[Section, ...]


def export_report(*, actor: Actor, number: str, version: int | None = None) -> Exported:
    """Return a version laid out; by default the newest approved one, else the newest.

    Raises UnknownReport, Refused, InvalidReport for a version that is not there.
    """
    whole = report(actor=actor, number=number)
    found = {v.number: v for v in whole.versions}
    wanted = version or whole.approved_version or max(found, default=0)
    if wanted not in found:
        listed = ", ".join(map(str, found)) or "none is locked"
        raise InvalidReport("version", f"version: there is no version {wanted}; there is {listed}.")
    view = incident(actor=actor, number=number)
    layout = layout_for(load_directive(view.directive).narrative)
    held = exhibits(actor=actor, number=number)
    return _laid_out(layout, view, whole, found[wanted], held)


def _laid_out(
    layout: Layout,
    view: IncidentView,
    whole: ReportView,
    version: VersionView,
    held: Iterable[ExhibitRow],
) -> Exported:
    blocks: Mapping[SectionField, Callable[[], Iterable[Block]]] = {
        SectionField.INCIDENT: lambda: [Block(rows=_incident(view))],
        SectionField.PEOPLE: lambda: (Block(rows=_person(party)) for party in view.parties),
        SectionField.NARRATIVE: lambda: [Block(text=version.narrative)],
        SectionField.IDENTIFICATION: lambda: (Block(rows=_attempt(a)) for a in view.attempts),
        SectionField.AID: lambda: (Block(rows=_aid(aid)) for aid in view.aid),
        SectionField.ACTS: lambda: (
            Block(rows=((f"{_time(a.at)}", f"{_said(a.act_kind)}. {a.words} ({a.by})"),))
            for a in view.scene_acts
        ),
        SectionField.EXHIBITS: lambda: (
            Block(rows=((e.number, f"{e.title} ({_said(e.kind)}). SHA-256 {e.sha256}"),))
            for e in held
        ),
        SectionField.ALLEGATIONS: lambda: (Block(rows=_allegation(a)) for a in view.allegations),
        SectionField.SIGNATURES: lambda: [Block(rows=_signatures(whole, version))],
    }

    def section(of: LayoutSection) -> Section:
        if of.field is None:
            return Section(of.heading, (Block(text=NO_FIELD),))
        return Section(of.heading, tuple(blocks[of.field]()))

    return Exported(
        number=view.number,
        version=version.number,
        title=f"Report on incident {view.number}, version {version.number}",
        standing=_standing(version),
        notice=current_home().record().notice,
        caveat=CAVEAT,
        layout=layout.id,
        layout_note=layout.note,
        width=layout.width,
        at=version.submitted_at or version.locked_at,
        sections=tuple(section(of) for of in layout.sections),
    )


def _standing(version: VersionView) -> str:
    if version.decision is None:
        return "Signed; not decided on." if version.submitted_at else "Locked; not signed."
    return f"{version.decision.decided.capitalize()} by {version.decision.by}."


def _time(moment: datetime | None) -> str:
    if moment is None:
        return NOT_RECORDED
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S %Z}"


def _said(word: str) -> str:
    return word.replace("-", " ").capitalize()


def _rows(*given: tuple[str, str]) -> Rows:
    """Return the rows that say something."""
    return tuple((name, text) for name, text in given if text)


def _incident(view: IncidentView) -> Rows:
    return (
        ("Incident number", view.number),
        ("Dispatch number", view.dispatch_number or NOT_RECORDED),
        ("Happened", _time(view.occurred_at)),
        ("Opened", f"{_time(view.opened_at)} by {view.opened_by}"),
        ("District", view.district),
        ("Place", view.place or NOT_RECORDED),
        ("Origin", _said(view.origin)),
        ("In brief", view.summary),
    )


def _person(party: PartyView) -> Rows:
    return _rows(
        (party.label.capitalize(), f"{_said(party.kind)}. {party.capacity}".strip()),
        ("Agency, as given", party.agency_given),
        ("Unit, as given", party.unit_given),
        ("Rank, as given", party.rank_given),
        ("Name, as given", party.name_given),
        ("Badge, as given", party.badge_given),
        ("Markings", party.markings),
        ("Clothing", party.clothing),
        ("Vehicle on duty", " ".join(filter(None, (party.vehicle, party.plate_on_duty)))),
    )


def _attempt(attempt: AttemptView) -> Rows:
    asked = attempt.asked == Asked.ASKED
    outcome = _said(attempt.outcome) if asked else f"Not asked: {_said(attempt.asked)}"
    given = (attempt.agency_given, attempt.name_given, attempt.badge_given)
    return _rows(
        (f"Attempt {attempt.number}", f"{_time(attempt.at)}, by {attempt.asked_by}"),
        ("Outcome", outcome),
        ("Given", ", ".join(filter(None, given))),
        ("Reason", attempt.reason),
        ("On video", attempt.video),
    )


def _aid(aid: AidView) -> Rows:
    times = (
        ("Injury seen", aid.injury_seen_at),
        ("EMS asked", aid.ems_asked_at),
        ("EMS here", aid.ems_arrived_at),
        ("Aid given", aid.aid_given_at),
        ("Aid refused", aid.aid_refused_at),
    )
    return _rows(
        (f"Aid {aid.number}", aid.person or NOT_RECORDED),
        *((name, _time(at)) for name, at in times if at is not None),
        ("Given by", aid.aid_given_by),
        ("Note", aid.note),
    )


def _allegation(allegation: AllegationView) -> Rows:
    replies = tuple(
        ("Reply of the agency", " ".join(filter(None, (reply.line, reply.words))))
        for reply in allegation.replies
    )
    return (
        (f"Allegation {allegation.number}", f"Of {allegation.party_label}. {allegation.conduct}"),
        ("Basis", allegation.basis_words),
        *(replies or (("Reply of the agency", "No agency was asked to reply yet."),)),
        ("Notice", allegation.no_finding),
    )


def _signatures(whole: ReportView, version: VersionView) -> Rows:
    signed = (
        f"{version.signature_name}, {_time(version.submitted_at)}"
        if version.submitted_at
        else "Not signed"
    )
    decision = version.decision
    return _rows(
        ("Written by", whole.author),
        ("Locked", _time(version.locked_at)),
        ("Why this version", version.reason),
        ("Signed", signed),
        ("Footage, its author", version.viewed.words),
        ("Footage since", version.viewed_since.words if version.viewed_since else ""),
        (
            "Decision",
            f"{decision.decided.capitalize()} by {decision.by}, {_time(decision.at)}"
            if decision
            else "Not decided",
        ),
        ("Footage, its reviewer", decision.viewed.words if decision else ""),
    )
