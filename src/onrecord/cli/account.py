"""`onrecord account`: people who may act here, their tokens, and mapped operating accounts."""

import argparse
import getpass
import sys

from onrecord.accounts import actions, queries
from onrecord.authority import Role
from onrecord.cli.acting import acting_person, operating_account
from onrecord.cli.command import BadInput, Command, Given
from onrecord.cli.reading import read


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("username", help="user name: small letters, digits and hyphens")
    parser.add_argument("--name", required=True, help="the person's name")
    parser.add_argument("--agency", required=True, help="the agency that they work for")
    parser.add_argument(
        "--role",
        required=True,
        action="append",
        choices=[role.value for role in Role if role is not Role.SYSTEM],
        help="a role; may be given several times",
    )
    parser.add_argument("--unit", default="", help="unit or district")
    parser.add_argument("--rank", default="", help="rank")
    parser.add_argument("--badge-number", default="", help="badge number")
    parser.add_argument("--superior", default=None, help="user name of the person above")
    parser.add_argument(
        "--password-stdin", action="store_true", help="read the password from standard input"
    )


def _add(given: Given) -> str:
    username = given.word("username")
    roles = [Role(role) for role in given.line.role]
    if queries.is_empty():
        return _add_first(given, username, roles)
    actor = acting_person(given.line.acting)
    actions.create_account(
        actor=actor,
        username=username,
        password=_password(given),
        name=given.word("name"),
        agency=given.word("agency"),
        roles=roles,
        unit=given.word("unit"),
        rank=given.word("rank"),
        badge_number=given.word("badge_number"),
        superior=given.line.superior,
    )
    return f"{username} has an account."


def _add_first(given: Given, username: str, roles: list[Role]) -> str:
    """Make the first administrator, who may act by command from this operating-system account."""
    if roles != [Role.ADMINISTRATOR]:
        raise BadInput("--role: the first account of a home is its administrator's.")
    administrator = actions.create_first_administrator(
        username=username,
        password=_password(given),
        name=given.word("name"),
        agency=given.word("agency"),
    )
    account = operating_account()
    actions.map_account(actor=administrator, operating_account=account, username=username)
    return f"{username} is this home's administrator, and {account} may act as them by command."


def _password(given: Given) -> str:
    if given.flag("password_stdin"):
        return sys.stdin.readline().rstrip("\n")
    if not sys.stdin.isatty():
        raise BadInput("--password-stdin: give it, and the password on standard input.")
    return getpass.getpass("Password: ")


def _list(given: Given) -> object:
    return read(queries.people, actor=given.actor)


def _token_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--label", default="commands", help="what the token is for")


def _token(given: Given) -> str:
    return actions.issue_token(actor=given.actor, label=given.word("label"))


def _map_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("operating_account", help="name of the operating-system account")
    parser.add_argument("username", help="the person that it may act as")
    parser.add_argument("--end", action="store_true", help="end the mapping instead")


def _map(given: Given) -> str:
    allowed = not given.flag("end")
    actions.map_account(
        actor=given.actor,
        operating_account=given.word("operating_account"),
        username=given.word("username"),
        allowed=allowed,
    )
    may = "may" if allowed else "may no longer"
    return f"{given.word('operating_account')} {may} act as {given.word('username')} by command."


COMMANDS = (
    Command(
        noun="account",
        verb="add",
        about="Give a person an account. In a home without people: make its administrator, and "
        "map this operating-system account to them.",
        calls="accounts.actions.create_account",
        run=_add,
        arguments=_add_arguments,
        acts=False,
    ),
    Command(
        noun="account",
        verb="list",
        about="List the people of this home.",
        calls="accounts.queries.people",
        run=_list,
    ),
    Command(
        noun="account",
        verb="token",
        about="Print a new token of the acting person for ONRECORD_TOKEN; it is shown once.",
        calls="accounts.actions.issue_token",
        run=_token,
        arguments=_token_arguments,
    ),
    Command(
        noun="account",
        verb="map",
        about="Let an operating-system account act as a person by command.",
        calls="accounts.actions.map_account",
        run=_map,
        arguments=_map_arguments,
    ),
)
