"""A directive pack as frozen dataclasses: a city's order as data.

Field names are the keys of the TOML file; `parse` builds these classes from it by their types.
Every `Item` says where it comes from and whether a named person has read the official text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from onrecord.directive.dispatch import DispatchRule
from onrecord.directive.facts import SubjectKind, Track
from onrecord.directive.item import Condition, Item
from onrecord.directive.terms import (
    Actor,
    Circumstance,
    Drafts,
    Felony,
    Group,
    Notice,
    NoticeField,
    OfficeKind,
    Period,
    SourceKind,
    StartEvent,
    Unit,
)


@dataclass(frozen=True, kw_only=True)
class Provision(Item):
    """A part of the order, paraphrased; `section` only where the text is known."""

    title: str
    text: str
    section: str | None = None


@dataclass(frozen=True, kw_only=True)
class Trigger(Item):
    """What makes the directive reach an incident: all of `when` hold; any trigger suffices."""

    text: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Clock(Item):
    """A length of time with an effect. `of` names the evidence source for recording-made.

    `on` is the date of a clock that starts on a date. It runs where all of `runs_when` hold or
    are unknown. `extension` is a further length in the same unit, as the order allows it.
    """

    title: str
    starts: StartEvent
    length: int
    unit: Unit
    effect: str
    of: str | None = None
    on: date | None = None
    runs_when: tuple[Condition, ...] = ()
    extension: int | None = None


@dataclass(frozen=True, kw_only=True)
class Duty(Item):
    """What somebody owes. All of `applies` hold; any of `met_by` meets, of `excused_by` excuses.

    Without `clock`, `deadline` says in words when ("at once"). `needs_trigger` false: owed for
    every incident, whether or not the order reaches it.
    """

    group: Group
    actor: Actor
    title: str
    text: str
    provision: str
    met_by: tuple[Condition, ...]
    applies: tuple[Condition, ...] = ()
    excused_by: tuple[Condition, ...] = ()
    deadline: str | None = None
    clock: str | None = None
    needs_trigger: bool = True


@dataclass(frozen=True, kw_only=True)
class EvidenceSource(Item):
    """Where evidence may lie, who holds it and for how long (G4).

    `term` in days, None reads "unknown: act today". `likely`: opening an incident makes a
    preservation task for it.
    """

    title: str
    holder: str
    term: int | None
    likely: bool
    request: str | None = None


@dataclass(frozen=True, kw_only=True)
class FlagGround(Item):
    """A ground on which footage is kept longer; proposed, then confirmed by a person (G5)."""

    text: str
    proposed_when: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Receivable:
    """One thing that an office may receive, and the only fields that it may hold."""

    what: Notice
    fields: tuple[NoticeField, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Office(Item):
    """An office that the wall keeps out, and what it may receive (G15)."""

    title: str
    office: OfficeKind
    receives: tuple[Receivable, ...]


@dataclass(frozen=True, kw_only=True)
class Destination(Item):
    """Who may receive a referral. `scope`: its own public test; `under`: an office it obeys."""

    title: str
    role: str
    scope: str | None = None
    under: str | None = None


@dataclass(frozen=True, kw_only=True)
class Route(Item):
    """Where an allegation goes. `felony` absent: any class. `to` empty: the report is the end."""

    subject: tuple[SubjectKind, ...]
    track: Track
    text: str
    to: tuple[str, ...]
    felony: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Nibrs:
    """A statistical code, kept apart from the statute: a definition for counting, not charging."""

    code: str
    kind: SourceKind

    @property
    def on_arrest_only(self) -> bool:
        """Group B codes (90x) are reported for an arrest only."""
        return self.code.startswith("90")


@dataclass(frozen=True, kw_only=True)
class Offence(Item):
    """A criminal offence that an investigator may suggest and only a prosecutor charges."""

    title: str
    statute: str
    grade: str
    felony: Felony
    nibrs: Nibrs | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CivilRule(Item):
    """A civil or regulatory rule: an observation may cite it, an offence never is one."""

    title: str
    citation: str
    text: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class LocalRule(Item):
    """A rule for the city's own members (for example, no part in civil enforcement)."""

    title: str
    citation: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ViewingRule(Item):
    """When a person who has a report to write may not yet see footage (G2).

    Any circumstance that is recorded or unknown bars an involved person or witness.
    """

    barred_when: tuple[Circumstance, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class DraftsRule(Item):
    """Autosaved drafts of the narrative: ordinarily, and where somebody died (G6)."""

    autosaved: Drafts
    in_death: Drafts
    text: str


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """A neutral prompt of the narrative; stored with the version that it was shown for (G6)."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Narrative(Item):
    """The prompts, and the sections in which the finished report is laid out.

    `layout_name` is the department's own layout, where one is installed; "unknown" lays the
    sections of `layout` out in the generic one.
    """

    prompts: tuple[Prompt, ...]
    layout: tuple[str, ...]
    layout_name: str = "unknown"


@dataclass(frozen=True, kw_only=True)
class RollUp:
    """One step of coarseness: a period and an area unit of the city."""

    period: Period
    area: str


@dataclass(frozen=True, kw_only=True)
class ReleaseRules(Item):
    """How figures go out: smallest cell, lag, steps of roll-up and calendar (G22, G23).

    Figures of a quarter appear `publish_after_days` after its last day, never earlier.
    """

    minimum_cell: int
    lag_days: int
    publish_after_days: int
    steps: tuple[RollUp, ...]
    text: str


@dataclass(frozen=True, kw_only=True)
class Exemption(Item):
    """A ground to withhold a value from a release, as its statute numbers it."""

    citation: str
    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Certificate(Item):
    """A forum's self-authentication rule; without one, a live foundation witness (G27)."""

    forum: str
    rule: str | None
    text: str


@dataclass(frozen=True, kw_only=True)
class SystemOfRecord(Item):
    """Which system of the department stays the record of something (G12)."""

    holds: str
    system: str


@dataclass(frozen=True, kw_only=True)
class DestructionAuthority(Item):
    """Who may order that a record be destroyed, and by which document (G26).

    `of_court`: a court's order, which does not wait for a decision on a packet that was sealed.
    """

    title: str
    document: str
    text: str
    of_court: bool = False


@dataclass(frozen=True, kw_only=True)
class DestructionRule(Item):
    """How long backups may still hold what was destroyed, in days (G26)."""

    backups_hold_days: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Unknown:
    """Something about the order that nobody found: shown, never assumed."""

    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """Name and place of a pack. `origin` says in words where the order comes from."""

    id: str
    version: str
    city: str
    title: str
    jurisdiction: str
    origin: str
    signed: date | None
    timezone: str
    fictional: bool = False
    offence_tables: tuple[str, ...] = ()
    holidays: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Directive:
    """A whole pack. `digest` is SHA-256 (hex) over the names and bytes of its files."""

    head: Head
    digest: str
    provisions: tuple[Provision, ...]
    triggers: tuple[Trigger, ...]
    duties: tuple[Duty, ...]
    clocks: tuple[Clock, ...]
    evidence: tuple[EvidenceSource, ...]
    offices: tuple[Office, ...]
    destinations: tuple[Destination, ...]
    routes: tuple[Route, ...]
    offences: tuple[Offence, ...]
    narrative: Narrative
    drafts: DraftsRule
    release: ReleaseRules
    viewing: ViewingRule | None = None
    civil_rules: tuple[CivilRule, ...] = ()
    local_rules: tuple[LocalRule, ...] = ()
    flag_grounds: tuple[FlagGround, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    certificates: tuple[Certificate, ...] = ()
    systems: tuple[SystemOfRecord, ...] = ()
    destruction_authorities: tuple[DestructionAuthority, ...] = ()
    destruction: DestructionRule | None = None
    dispatch: DispatchRule | None = None
    unknowns: tuple[Unknown, ...] = ()

    @property
    def id(self) -> str:
        """The pack's id."""
        return self.head.id

    def offence(self, offence_id: str) -> Offence:
        """Return the offence with this id; KeyError if the tables lack it."""
        return _find(self.offences, offence_id)

    def duty(self, duty_id: str) -> Duty:
        """Return the duty with this id; KeyError if there is none."""
        return _find(self.duties, duty_id)

    def clock(self, clock_id: str) -> Clock:
        """Return the clock with this id; KeyError if there is none."""
        return _find(self.clocks, clock_id)

    def destination(self, destination_id: str) -> Destination:
        """Return the destination with this id; KeyError if there is none."""
        return _find(self.destinations, destination_id)

    def evidence_source(self, source_id: str) -> EvidenceSource:
        """Return the evidence source with this id; KeyError if there is none."""
        return _find(self.evidence, source_id)

    def office(self, office_id: str) -> Office:
        """Return the office with this id; KeyError if there is none."""
        return _find(self.offices, office_id)

    def destruction_authority(self, authority_id: str) -> DestructionAuthority:
        """Return the authority over destruction with this id; KeyError if there is none."""
        return _find(self.destruction_authorities, authority_id)


_ItemT = TypeVar("_ItemT", bound=Item)


def _find(items: tuple[_ItemT, ...], wanted: str) -> _ItemT:
    for item in items:
        if item.id == wanted:
            return item
    raise KeyError(wanted)
