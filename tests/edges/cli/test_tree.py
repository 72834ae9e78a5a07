"""The tree of commands: its names, its reference, and how it ends."""

import importlib

import pytest

from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit
from onrecord.cli.failing import ENDINGS, ending
from onrecord.cli.parsing import parser_of
from onrecord.cli.tree import COMMANDS, ENVIRONMENT
from onrecord.config.reference import REPOSITORY
from onrecord.ledger.errors import ActWithoutEntry, LedgerBehind

# Commands whose action or query is not called `verb_noun`, with the name that it has.
OTHER_NAMES = {
    "search incidents": "incidents_matching",
    "backup": "take",
    "log adopt-loss": "adopt_loss",
    "log keys": "log_keys",
    "log retire-key": "retire_key",
    "log rotate-key": "rotate_key",
    "log succeed": "succeed",
    "restore": "confirm",
    "destruction carry-out": "carry_out",
    "incident stamps": "stamps",
    "audit": "run",
    "account add": "create_account",
    "account list": "people",
    "account token": "issue_token",
    "account give-role": "give_role",
    "account end-role": "end_role",
    "account reset-factors": "reset_factors",
    "account revoke-agency": "revoke_agency",
    "dispatch reconcile": "reconciliation",
    "figures dispatch": "snapshot_dispatch",
    "dispatch explanations": "explanations",
    "closure draw": "draw_closures",
    "closure list": "closure_draws",
    "link add": "link_incidents",
    "link undo": "unlink_incidents",
    "link list": "incident_links",
    "dispatch imports": "dispatch_imports",
    "dispatch open": "open_from_dispatch",
    "dispatch show": "dispatch_event",
    "directive check": "check",
    "directive explain": "evaluation",
    "reporter contact": "use_contact",
    "matter admit": "admit_reader",
    "matter end-reader": "end_reader",
    "matter readers": "matter_readers",
    "exhibit get": "download_exhibit",
    "exhibit view": "open_viewing",
    "log authorities": "set_authorities",
    "log checkpoint": "published",
    "log health": "log_health",
    "log publish": "publish_now",
    "log prove": "prove",
    "log timestamps": "timestamps",
    "log witnesses": "set_witnesses",
    "report answer": "answer_reason",
    "report compare": "compare_versions",
    "allegation basis": "assert_basis",
    "allegation decision": "record_decision",
    "incident later": "later_assertions",
    "party age": "assert_age",
    "preservation answer": "record_holder_answer",
    "preservation ask": "ask_holder",
    "preservation copied": "record_copy_held",
    "preservation list": "preservation",
    "report write": "save_draft",
    "report lock": "lock_narrative",
}
PROMISED = {
    "": ("setup", "demo", "serve", "audit"),
    "directive": ("check", "explain"),
    "incident": ("open", "list", "show"),
    "party": ("add",),
    "allegation": ("add",),
    "identification": ("record",),
    "aid": ("record",),
    "preservation": ("list", "open", "ask", "answer", "confirm", "copied", "end"),
    "exhibit": ("add", "list", "get", "view"),
    "report": ("write", "lock", "submit", "approve", "return"),
    "referral": ("prepare", "approve", "seal", "list"),
    "figures": ("snapshot",),
    "log": (
        "checkpoint",
        "publish",
        "prove",
        "export",
        "health",
        "authorities",
        "timestamps",
        "witnesses",
    ),
    "witness": ("setup", "add-log", "drop-key", "list", "serve"),
}
CALLING = [command for command in COMMANDS if command.calls]


def test_every_promised_command_is_there() -> None:
    names = {command.name for command in COMMANDS}
    assert {f"{noun} {verb}".strip() for noun, verbs in PROMISED.items() for verb in verbs} <= names
    assert len(names) == len(COMMANDS)


@pytest.mark.parametrize("command", CALLING, ids=lambda command: str(command.name))
def test_a_command_calls_what_it_is_named_after(command: object) -> None:
    name, calls = command.name, command.calls  # type: ignore[attr-defined] # parametrized so
    module, _, function = calls.rpartition(".")
    assert callable(getattr(importlib.import_module(f"onrecord.{module}"), function))
    noun, _, verb = name.partition(" ")
    expected = {
        "list": {f"{noun}_rows", f"{noun}s"},
        "show": {noun},
    }.get(verb, {f"{verb}_{noun}"})
    assert function in ({OTHER_NAMES[name]} if name in OTHER_NAMES else expected)


def test_the_reference_names_every_command_code_and_variable() -> None:
    text = (REPOSITORY / "docs/reference/commands.md").read_text("utf-8")
    for command in COMMANDS:
        assert f"## onrecord {command.name}\n" in text
    for code in Exit:
        assert f"| {code.value} | {code.about} |" in text
    for name in ENVIRONMENT:
        assert f"| {name} |" in text


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.name))
def test_every_command_takes_json_and_an_actor_where_it_needs_one(command: object) -> None:
    options = parser_of(command).format_help()  # type: ignore[arg-type] # parametrized so
    assert "--json" in options
    assert ("--as USER" in options) is bool(command.calls)  # type: ignore[attr-defined] # as above


def test_no_command_is_a_usage_error(run: Run) -> None:
    assert run().code == Exit.USAGE
    assert run("incident").code == Exit.USAGE
    assert run("incident", "explode").code == Exit.USAGE


def test_help_shows_exit_codes_and_environment(run: Run) -> None:
    helped = run("--help")
    assert helped.code == Exit.DONE
    assert "exit codes:" in helped.out
    assert "ONRECORD_HOME" in helped.out


def test_a_fault_of_ours_is_one_line_and_its_own_code() -> None:
    code, line = ending(ZeroDivisionError("division by zero\nmore"))
    assert code is Exit.FAILED
    assert line == "failed unexpectedly (ZeroDivisionError): division by zero"


def test_what_does_not_hold_has_a_code_of_its_own() -> None:
    assert ending(LedgerBehind("tiles"))[0] is Exit.DOES_NOT_HOLD
    assert ending(ActWithoutEntry("x"))[0] is Exit.FAILED


def test_no_ending_hides_a_later_one() -> None:
    for index, (kind, code) in enumerate(ENDINGS):
        for earlier, _ in ENDINGS[:index]:
            assert not issubclass(kind, earlier), f"{earlier} hides {kind} ({code})"
