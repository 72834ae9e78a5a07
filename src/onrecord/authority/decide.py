"""The decision: a pure function of actor, permission and facts.

The rules, in the order in which they are asked:

1. An elected office is refused everything; it sees published data only (G15).
2. The permission's table row names the roles that may ever hold it.
3. Each condition of the row is asked; the first refusal is the answer.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from onrecord.authority.actor import Actor
from onrecord.authority.handling import HandlingClass
from onrecord.authority.permission import Permission
from onrecord.authority.role import Role
from onrecord.authority.walls import (
    apart_from_scene,
    class_is_open,
    class_knows,
    class_opens,
    class_takes_in,
    keeps_list,
    not_behind_wall,
    was_referred,
)

P = Permission
R = Role


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a decision may depend on; people are named by their person id.

    about: the ledger subject that the act is about, such as `incident/<uuid>`, or empty.
    on_incident: people who opened, wrote for or took part in the incident.
    author: who wrote the report at hand. recording_officer: whose camera recorded the exhibit.
    requester: who asked for what is to be decided on. person: whose account or roles it is about.
    recording_officers: whose cameras recorded the footage that a packet copies.
    others_superiors: for each person on the incident, the people above them at this time.
    footage_bars_writing: the directive bars this actor from viewing before writing (G2).
    narrative_locked: the actor's own narrative is locked, or none is owed (G6).
    party_chain: local officers who are parties of the incident, and the people above them.
    listed: the actor stands now on the dated list of the walled matter at hand (G17).
    granted: the incident was sealed for the office that the actor belongs to.
    behind_wall: the actor opened, of this incident, what the criminal side may not see (G17).
    """

    about: str = ""
    on_incident: frozenset[UUID] = frozenset()
    author: UUID | None = None
    person: UUID | None = None
    requester: UUID | None = None
    recording_officer: UUID | None = None
    recording_officers: frozenset[UUID] = frozenset()
    others_superiors: Mapping[UUID, tuple[UUID, ...]] | None = None
    handling_class: HandlingClass = HandlingClass.ORDINARY
    body_worn: bool = False
    footage_bars_writing: str = ""
    owes_narrative: bool = False
    narrative_locked: bool = True
    demo: bool = False
    party_chain: frozenset[UUID] = frozenset()
    listed: bool = False
    granted: bool = False
    behind_wall: bool = False


@dataclass(frozen=True)
class Decision:
    """Allowed, with the role relied on; or refused, with a code and a reason in words."""

    allowed: bool
    role: Role | None
    code: str = ""
    reason: str = ""


class Refused(Exception):  # noqa: N818 - the architecture's word for it
    """An act or a query was refused; `code` is stable, `reason` is for people."""

    def __init__(self, code: str, reason: str, *, permission: str = "", about: str = "") -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.permission = permission
        self.about = about
        self.recorded = False  # set once the refusal is an entry


Condition = Callable[[Actor, Facts, Role], tuple[str, str] | None]


def _on_incident(actor: Actor, facts: Facts, role: Role) -> tuple[str, str] | None:
    """Officers see their own incidents, supervisors those of their chain, others all."""
    if role is Role.OFFICER and actor.id not in facts.on_incident:
        return "not-your-incident", "Officers open the incidents that they took part in."
    if role is Role.SUPERVISOR:
        above = facts.others_superiors or {}
        own = actor.id in facts.on_incident
        if not own and not any(actor.id in chain for chain in above.values()):
            return (
                "not-your-chain",
                "Supervisors open the incidents of the people in their chain.",
            )
    return None


def _took_part(actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    if actor.id not in facts.on_incident:
        return "not-your-incident", "The account is written by somebody who took part."
    return None


def _is_author(actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    if facts.author is not None and actor.id != facts.author:
        return "not-the-author", "Only the officer who writes this report can do this."
    return None


def _is_not_author(actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    if actor.id == facts.author:
        return (
            "own-report",
            "You wrote this report; another supervisor must decide on it.",
        )
    return None


def _is_not_requester(actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    if facts.requester is None or actor.id == facts.requester:
        return "own-request", "You asked for this; another person must decide on it."
    return None


def _about_another(actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    if actor.id == facts.person:
        return "own-account", "Nobody changes their own roles; another administrator does this."
    return None


def _in_authors_chain(actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    above = (facts.others_superiors or {}).get(facts.author, ()) if facts.author else ()
    if actor.id not in above:
        return "not-your-chain", "A supervisor in the author's chain decides on this report."
    return None


def _outside_recording_chain(actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    """P.A. 102-28: those who recorded, and their supervisors, do not handle footage (G1)."""
    if facts.recording_officer is None:
        return "no-recording-officer", "Name the officer whose camera recorded this footage."
    return _in_recording_chain(actor, facts, facts.recording_officer)


def _outside_every_recording_chain(
    actor: Actor, facts: Facts, _role: Role
) -> tuple[str, str] | None:
    """Keep those who recorded some of a packet's footage, and their chains, from copying it."""
    refusals = (
        _in_recording_chain(actor, facts, officer) for officer in sorted(facts.recording_officers)
    )
    return next((refusal for refusal in refusals if refusal), None)


def _in_recording_chain(actor: Actor, facts: Facts, officer: UUID) -> tuple[str, str] | None:
    if actor.id == officer:
        return "recorded-by-you", "You recorded this footage; another custodian must handle it."
    above = (facts.others_superiors or {}).get(officer, ())
    if actor.id in above or officer in actor.superiors:
        return (
            "recording-chain",
            "A custodian outside the recording officer's chain must handle this footage.",
        )
    return None


def _not_body_worn(_actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    if facts.body_worn:
        return (
            "body-worn-custodian-only",
            (
                "Body-camera footage is brought in and copied by an evidence custodian only (G1). "
                "Point to the recording instead: the holder's evidence number and the second."
            ),
        )
    return None


def _copying_body_worn(actor: Actor, facts: Facts, role: Role) -> tuple[str, str] | None:
    if not facts.body_worn:
        return None
    if role is not Role.CUSTODIAN:
        return _not_body_worn(actor, facts, role)
    return _outside_recording_chain(actor, facts, role)


def _may_view_footage(_actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    if facts.footage_bars_writing:
        return "write-first", facts.footage_bars_writing
    return None


def _narrative_first(_actor: Actor, facts: Facts, _role: Role) -> tuple[str, str] | None:
    if facts.owes_narrative and not facts.narrative_locked:
        return (
            "narrative-first",
            "Duties are shown once you have locked your narrative, in your own words (G6).",
        )
    return None


def _on_incident_or_list(actor: Actor, facts: Facts, role: Role) -> tuple[str, str] | None:
    return None if facts.listed else _on_incident(actor, facts, role)


MATTER = (R.INVESTIGATOR, R.CUSTODIAN, R.SUPERVISOR, R.OFFICER, R.RECORDS)
MATTER_ALL = (*MATTER, R.PROSECUTOR, R.INSPECTOR_GENERAL)
RECORDING = (R.OFFICER, R.SUPERVISOR, R.INVESTIGATOR)
READING = (R.INVESTIGATOR, R.CUSTODIAN, R.SUPERVISOR, R.OFFICER, R.INSPECTOR_GENERAL)

# The one table. Order of roles: the first that passes is the role relied on.
TABLE: Mapping[Permission, tuple[tuple[Role, ...], tuple[Condition, ...]]] = {
    P.HOME_SET_UP: ((R.SYSTEM,), ()),
    P.ACCOUNT_CREATE: ((R.ADMINISTRATOR, R.SYSTEM), ()),
    P.ACCOUNT_LIST: ((R.ADMINISTRATOR,), ()),
    P.ROLE_GIVE: ((R.ADMINISTRATOR,), (_about_another,)),
    P.ROLE_END: ((R.ADMINISTRATOR,), ()),
    P.ACCOUNT_DISABLE: ((R.ADMINISTRATOR,), (_about_another,)),
    P.ACCOUNT_RESTORE: ((R.ADMINISTRATOR,), (_about_another,)),
    # In an emergency whoever is there acts: the machine's keeper or the one outside (G30).
    P.AGENCY_REVOKE: ((R.ADMINISTRATOR, R.INSPECTOR_GENERAL), ()),
    P.TOKEN_ISSUE: (
        (R.ADMINISTRATOR, R.OFFICER, R.SUPERVISOR, R.INVESTIGATOR, R.CUSTODIAN, R.RECORDS),
        (),
    ),
    P.SESSION_OPEN: (tuple(r for r in R if r is not R.SYSTEM), ()),
    P.FACTOR_MANAGE: (tuple(r for r in R if r not in {R.SYSTEM, R.ELECTED_OFFICE}), ()),
    P.INCIDENT_OPEN: (RECORDING, ()),
    P.INCIDENT_LIST: (READING, ()),
    # Working rows alone are made anew; nothing of them is shown.
    P.SEARCH_REBUILD: ((R.ADMINISTRATOR, R.SYSTEM), ()),
    P.INCIDENT_READ: (READING, (_on_incident, class_is_open)),
    P.INCIDENT_CORRECT: (RECORDING, (_on_incident,)),
    P.INCIDENT_REOPEN: ((R.INSPECTOR_GENERAL, R.SUPERVISOR), (_on_incident,)),
    P.SCENE_RECORD: (RECORDING, (_on_incident,)),
    # The pad is open to whoever records; each stamp's own act asks about its incident.
    P.SCENE_STAMP: (RECORDING, ()),
    P.EVENT_STATE: (RECORDING, (_on_incident,)),
    P.EVENT_CONFIRM: ((R.SUPERVISOR, R.INVESTIGATOR), (_on_incident,)),
    P.PARTY_ADD: (RECORDING, (_on_incident,)),
    P.ALLEGATION_ADD: (RECORDING, (_on_incident,)),
    # An investigator who also owes a narrative sees no offence before it is locked (G6).
    P.ALLEGATION_CLASSIFY: ((R.INVESTIGATOR,), (_narrative_first,)),
    P.DECISION_RECORD: ((R.INVESTIGATOR,), (_narrative_first,)),
    P.IDENTIFICATION_RECORD: (RECORDING, (_on_incident,)),
    P.AID_RECORD: (RECORDING, (_on_incident,)),
    P.REPLY_RECORD: ((R.INVESTIGATOR,), ()),
    # What is to be kept is a duty: an author sees it once the narrative is locked (G6).
    P.PRESERVATION_READ: (READING, (_on_incident, _narrative_first)),
    P.PRESERVATION_RECORD: ((R.CUSTODIAN, *RECORDING), (_on_incident, _narrative_first)),
    P.CONTACT_RECORD: ((R.INVESTIGATOR, R.SUPERVISOR, R.OFFICER), (_on_incident,)),
    P.STEERING_RECORD: (tuple(r for r in R if r not in {R.SYSTEM, R.ELECTED_OFFICE}), ()),
    P.STEERING_READ: ((R.INSPECTOR_GENERAL,), ()),
    P.INCIDENT_LINK: ((R.INVESTIGATOR, R.SUPERVISOR), (_on_incident,)),
    # Only an office outside the department draws closures and reviews them (G13).
    P.CLOSURE_DRAW: ((R.INSPECTOR_GENERAL,), ()),
    P.CLOSURE_READ: ((R.INSPECTOR_GENERAL,), ()),
    P.CLOSURE_REVIEW: ((R.INSPECTOR_GENERAL,), ()),
    P.WALLED_READ: ((R.PROSECUTOR,), (was_referred,)),
    # Who told us is seen by nobody who was there, and by no party's chain (G20).
    P.REPORTER_ADD: ((R.OFFICER, R.SUPERVISOR, R.INVESTIGATOR, R.RECORDS), (_on_incident,)),
    P.REPORTER_LIST: ((R.RECORDS, R.INVESTIGATOR, R.INSPECTOR_GENERAL), (apart_from_scene,)),
    P.REPORTER_CONTACT: ((R.RECORDS, R.INVESTIGATOR), (apart_from_scene,)),
    P.REPORTER_FORGET: ((R.RECORDS,), (apart_from_scene,)),
    # Handling classes (G17): what each lets whom do stands in `authority/classes.py`.
    P.MATTER_REGISTER: (MATTER_ALL, (_on_incident_or_list, was_referred)),
    P.MATTER_TAKE_IN: (MATTER_ALL, (class_takes_in, _on_incident_or_list, was_referred)),
    P.MATTER_KNOW: (MATTER_ALL, (class_knows, _on_incident_or_list, was_referred)),
    P.MATTER_OPEN: (MATTER_ALL, (class_opens, _on_incident_or_list, was_referred)),
    P.MATTER_ADMIT: ((R.RECORDS, R.PROSECUTOR, R.INSPECTOR_GENERAL), (keeps_list,)),
    P.DISPATCH_IMPORT: ((R.RECORDS, R.SUPERVISOR), ()),
    P.DISPATCH_READ: ((*RECORDING, R.RECORDS, R.INSPECTOR_GENERAL), ()),
    P.DISPATCH_LIST: ((R.RECORDS, R.SUPERVISOR, R.INVESTIGATOR, R.INSPECTOR_GENERAL), ()),
    P.DISPATCH_MATCH: ((R.INVESTIGATOR, R.SUPERVISOR), (_on_incident,)),
    # An event without an incident takes two persons to explain (G13).
    P.DISPATCH_EXPLAIN: ((R.RECORDS, R.SUPERVISOR, R.INVESTIGATOR), ()),
    P.DISPATCH_EXPLAIN_CONFIRM: (
        (R.SUPERVISOR, R.INVESTIGATOR, R.INSPECTOR_GENERAL),
        (_is_not_requester,),
    ),
    P.EXHIBIT_ADD: (
        (R.CUSTODIAN, R.INVESTIGATOR, R.OFFICER, R.SUPERVISOR),
        (_on_incident, _not_body_worn),
    ),
    P.EXHIBIT_ADD_BODY_WORN: ((R.CUSTODIAN,), (_outside_recording_chain,)),
    P.EXHIBIT_READ: (READING, (_on_incident, class_is_open)),
    P.EXHIBIT_VIEW: (
        (R.INVESTIGATOR, R.CUSTODIAN, R.SUPERVISOR, R.OFFICER),
        (_on_incident, class_is_open, _may_view_footage),
    ),
    P.EXHIBIT_VIEWING_CLOSE: (
        (R.INVESTIGATOR, R.CUSTODIAN, R.SUPERVISOR, R.OFFICER, R.SYSTEM),
        (),
    ),
    P.EXHIBIT_DOWNLOAD: (
        (R.CUSTODIAN, R.INVESTIGATOR, R.SUPERVISOR, R.OFFICER),
        (_on_incident, class_is_open, _may_view_footage, _copying_body_worn),
    ),
    P.EXHIBIT_POINT: (RECORDING, (_on_incident,)),
    P.EXHIBIT_PROBE: ((R.SYSTEM,), ()),
    P.EXHIBIT_LOCATION_READ: ((R.INVESTIGATOR, R.CUSTODIAN), ()),
    P.REPORT_WRITE: ((R.OFFICER, R.SUPERVISOR), (_took_part, _is_author)),
    P.REPORT_LOCK: ((R.OFFICER, R.SUPERVISOR), (_took_part, _is_author)),
    P.REPORT_READ: (READING, (_on_incident,)),
    P.REPORT_STATE_GAP: (
        (R.OFFICER, R.SUPERVISOR),
        (_took_part, _is_author, _narrative_first),
    ),
    P.REPORT_SUBMIT: ((R.OFFICER, R.SUPERVISOR), (_took_part, _is_author)),
    P.REPORT_DECIDE: ((R.SUPERVISOR,), (_is_not_author, _in_authors_chain)),
    P.DUTIES_READ: (
        (R.OFFICER, R.SUPERVISOR, R.INSPECTOR_GENERAL),
        (_on_incident, _narrative_first),
    ),
    P.REFERRAL_PREPARE: ((R.INVESTIGATOR,), (not_behind_wall,)),
    P.REFERRAL_APPROVE: ((R.SUPERVISOR,), (_is_not_author, not_behind_wall)),
    # A packet copies body-camera footage, which only a custodian does (G1).
    P.REFERRAL_SEAL: ((R.CUSTODIAN,), (_outside_every_recording_chain, not_behind_wall)),
    # What a sealed packet's office may open here is a row, written with the seal.
    P.GRANT_MAKE: ((R.CUSTODIAN,), ()),
    P.REFERRAL_READ: ((R.INVESTIGATOR, R.SUPERVISOR, R.CUSTODIAN), (_narrative_first,)),
    P.REFERRAL_RECORD_OUTCOME: ((R.INVESTIGATOR,), ()),
    P.FIGURES_SNAPSHOT: ((R.RECORDS, R.SYSTEM), ()),
    P.LOG_PUBLISH: ((R.RECORDS, R.AUDITOR, R.CUSTODIAN, R.SYSTEM), ()),
    # Keys and witnesses belong to the machine's keeper, who reads no record.
    P.LOG_CONFIGURE: ((R.ADMINISTRATOR, R.SYSTEM), ()),
    P.LOG_KEYS: ((R.ADMINISTRATOR, R.SYSTEM), ()),
    P.LOG_ADOPT_LOSS: ((R.ADMINISTRATOR,), ()),
    P.CLOCK_NOTICE: ((R.SYSTEM,), ()),
    P.AUDIT_RUN: ((R.AUDITOR, R.INSPECTOR_GENERAL, R.ADMINISTRATOR, R.SYSTEM), ()),
    P.REFUSALS_READ: ((R.AUDITOR, R.INSPECTOR_GENERAL), ()),
    P.DESTRUCTION_REQUEST: ((R.RECORDS,), ()),
    # Two persons (G26): whoever asked for a destruction never approves it.
    P.DESTRUCTION_APPROVE: ((R.RECORDS, R.INSPECTOR_GENERAL), (_is_not_requester,)),
    # What two persons decided is carried out by the worker, or by hand where that broke off.
    P.DESTRUCTION_CARRY_OUT: ((R.SYSTEM, R.RECORDS, R.INSPECTOR_GENERAL), ()),
    P.DESTRUCTION_READ: ((R.RECORDS, R.INSPECTOR_GENERAL, R.AUDITOR), ()),
}

ELECTED_OFFICE = "This account sees published data only. The attempt is recorded."


def barred(actor: Actor, permission: Permission) -> Decision | None:
    """Return the refusal that no fact can change: an elected office's, or for want of a role."""
    if Role.ELECTED_OFFICE in actor.roles and permission is not P.SESSION_OPEN:
        return Decision(allowed=False, role=None, code="elected-office", reason=ELECTED_OFFICE)
    roles, _conditions = TABLE[permission]
    if not actor.roles.intersection(roles):
        wanted = " or ".join(sorted(role.value.replace("-", " ") for role in roles))
        return Decision(
            allowed=False,
            role=None,
            code="role",
            reason=f"This needs the role {wanted}. The attempt is recorded.",
        )
    return None


def decide(actor: Actor, permission: Permission, facts: Facts) -> Decision:
    """Decide, without side effects; never raises."""
    never = barred(actor, permission)
    if never is not None:
        return never
    roles, conditions = TABLE[permission]
    held = [role for role in roles if role in actor.roles]
    refusal: tuple[str, str] | None = None
    for role in held:
        refusal = _first_refusal(actor, facts, role, conditions)
        if refusal is None:
            return Decision(allowed=True, role=role)
    code, reason = refusal or ("role", "Refused.")
    return Decision(allowed=False, role=None, code=code, reason=reason)


def _first_refusal(
    actor: Actor, facts: Facts, role: Role, conditions: tuple[Condition, ...]
) -> tuple[str, str] | None:
    for condition in conditions:
        refusal = condition(actor, facts, role)
        if refusal is not None:
            return refusal
    return None
