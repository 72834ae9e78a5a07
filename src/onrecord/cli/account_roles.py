"""`onrecord account`: roles over time, accounts disabled and restored, a whole agency revoked."""

import argparse
import uuid

from onrecord.accounts import actions, queries
from onrecord.authority import Role
from onrecord.cli.arguments import moment
from onrecord.cli.command import Command, Given, NotFound
from onrecord.cli.reading import read

ROLES = [role.value for role in Role if role is not Role.SYSTEM]


def _username(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", help="the person")


def _because(parser: argparse.ArgumentParser) -> None:
    _username(parser)
    _reason(parser)


def _reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reason", required=True, help="why; it is recorded (text)")


def _show(given: Given) -> object:
    people = read(queries.people, actor=given.actor)
    found = next((p for p in people if p.username == given.word("username")), None)
    if found is None:
        raise NotFound(f"{given.word('username')}: nobody of that user name acts here.")
    return read(queries.account, actor=given.actor, account=found.id)


def _give_arguments(parser: argparse.ArgumentParser) -> None:
    _username(parser)
    parser.add_argument("role", choices=ROLES, help="the role")
    parser.add_argument("--since", type=moment, help="from when; by default now")
    parser.add_argument("--until", type=moment, help="until when; by default without end")
    parser.add_argument("--superior", default="", help="user name of the person above in it")


def _give(given: Given) -> str:
    made = actions.give_role(
        actor=given.actor,
        username=given.word("username"),
        role=Role(given.word("role")),
        since=given.line.since,
        until=given.line.until,
        superior=given.word("superior"),
    )
    return f"{given.word('username')} holds the role {given.word('role')}: assignment {made}."


def _end_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assignment", type=uuid.UUID, help="its id, as `account show` prints it")
    parser.add_argument("--until", type=moment, help="when it ends; by default now")
    _reason(parser)


def _end(given: Given) -> str:
    actions.end_role(
        actor=given.actor,
        assignment=given.line.assignment,
        until=given.line.until,
        reason=given.text("reason"),
    )
    return "The role ends."


def _disable(given: Given) -> str:
    actions.disable_account(
        actor=given.actor, username=given.word("username"), reason=given.text("reason")
    )
    return f"{given.word('username')} may no longer sign in or act."


def _restore(given: Given) -> str:
    actions.restore_account(
        actor=given.actor, username=given.word("username"), reason=given.text("reason")
    )
    return f"{given.word('username')} may sign in again."


def _reset(given: Given) -> str:
    actions.reset_factors(actor=given.actor, username=given.word("username"))
    return f"{given.word('username')} makes a new second factor at the next sign-in."


def _agency_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("agency", help="the agency, as it stands at its people's accounts")
    _reason(parser)


def _revoke(given: Given) -> str:
    names = actions.revoke_agency(
        actor=given.actor, agency=given.word("agency"), reason=given.text("reason")
    )
    return f"Disabled at once: {', '.join(names)}."


COMMANDS = (
    Command(
        noun="account",
        verb="show",
        about="Show a person's account and every role over time.",
        calls="accounts.queries.account",
        run=_show,
        arguments=_username,
    ),
    Command(
        noun="account",
        verb="give-role",
        about="Give a person a role, from a time, until another or without end.",
        calls="accounts.actions.give_role",
        run=_give,
        arguments=_give_arguments,
    ),
    Command(
        noun="account",
        verb="end-role",
        about="End a role, now or at a time to come.",
        calls="accounts.actions.end_role",
        run=_end,
        arguments=_end_arguments,
    ),
    Command(
        noun="account",
        verb="disable",
        about="Let a person neither sign in nor act any more; tokens and mappings go at once.",
        calls="accounts.actions.disable_account",
        run=_disable,
        arguments=_because,
    ),
    Command(
        noun="account",
        verb="restore",
        about="Let a disabled person sign in again.",
        calls="accounts.actions.restore_account",
        run=_restore,
        arguments=_because,
    ),
    Command(
        noun="account",
        verb="reset-factors",
        about="Remove the second factors of a person who lost them.",
        calls="accounts.actions.reset_factors",
        run=_reset,
        arguments=_username,
    ),
    Command(
        noun="account",
        verb="revoke-agency",
        about="In an emergency: disable every account of an agency at once.",
        calls="accounts.actions.revoke_agency",
        run=_revoke,
        arguments=_agency_arguments,
    ),
)
