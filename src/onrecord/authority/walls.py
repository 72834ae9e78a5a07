"""The conditions of walls: of handling classes, and of what was sealed for an office (G17)."""

from typing import TYPE_CHECKING

from onrecord.authority.actor import Actor
from onrecord.authority.classes import rule_of
from onrecord.authority.handling import HandlingClass
from onrecord.authority.role import Role

if TYPE_CHECKING:
    from onrecord.authority.decide import Facts

WALLED = ("walled", "This part of the record is walled; your role does not open it.")


def was_referred(_actor: Actor, facts: "Facts", role: Role) -> tuple[str, str] | None:
    """Keep a prosecutor to what was sealed for their own office, or to their list."""
    if role is Role.PROSECUTOR and not (facts.granted or facts.listed):
        return "not-referred", "A prosecutor opens what was sealed for their own office."
    return None


def class_takes_in(actor: Actor, facts: "Facts", role: Role) -> tuple[str, str] | None:
    """Ask the class who takes matter in; a reader on the list notes what they read."""
    rule = rule_of(facts.handling_class)
    derives = facts.listed and role in rule.listed  # a reader's own note, within the wall
    if (role in rule.takes_in and not actor.roles & rule.barred) or derives:
        return None
    return "class-not-yours", "Your role takes in no matter of this handling class."


def class_knows(actor: Actor, facts: "Facts", role: Role) -> tuple[str, str] | None:
    """Ask the class who may know that such matter exists."""
    return _through_wall(actor, facts, role, rule_of(facts.handling_class).knows)


def class_opens(actor: Actor, facts: "Facts", role: Role) -> tuple[str, str] | None:
    """Ask the class who opens such matter."""
    return _through_wall(actor, facts, role, rule_of(facts.handling_class).opens)


def _through_wall(
    actor: Actor, facts: "Facts", role: Role, by_role: frozenset[Role]
) -> tuple[str, str] | None:
    rule = rule_of(facts.handling_class)
    if not actor.roles & rule.barred and (
        role in by_role or (facts.listed and role in rule.listed)
    ):
        return None
    return WALLED


def keeps_list(_actor: Actor, facts: "Facts", role: Role) -> tuple[str, str] | None:
    """Ask the class who puts people on the list."""
    rule = rule_of(facts.handling_class)
    if not rule.listed:
        return "no-list", "Matter of this handling class opens by role; it has no list."
    if role not in rule.takes_in or not (facts.listed or role in rule.opens):
        return "not-listed", "Whoever takes such matter in, and stands on its list, keeps it."
    return None


def not_behind_wall(_actor: Actor, facts: "Facts", _role: Role) -> tuple[str, str] | None:
    """Keep whoever opened a compelled statement out of a referral."""
    if facts.behind_wall:
        return (
            "behind-the-wall",
            "You opened matter of this incident on which no packet may rest. Another must do this.",
        )
    return None


def apart_from_scene(actor: Actor, facts: "Facts", _role: Role) -> tuple[str, str] | None:
    """Keep the people of an incident, those above them, and a party's chain from who told us."""
    above = (facts.others_superiors or {}).values()
    if actor.id in facts.on_incident or any(actor.id in chain for chain in above):
        return "on-the-incident", "Nobody of the incident, and nobody above them, sees who told us."
    if actor.id in facts.party_chain:
        return "partys-chain", "A party of the incident, or somebody above one, never sees this."
    return None


def class_is_open(_actor: Actor, facts: "Facts", role: Role) -> tuple[str, str] | None:
    """Open what is ordinary, and the oversight class to those whose duties it holds."""
    if facts.handling_class is HandlingClass.ORDINARY:
        return None
    if facts.handling_class is HandlingClass.OVERSIGHT and role in {
        Role.OFFICER,
        Role.SUPERVISOR,
        Role.INSPECTOR_GENERAL,
    }:
        return None
    return WALLED
