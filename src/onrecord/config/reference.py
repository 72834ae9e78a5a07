"""Writes the generated reference pages: `python -m onrecord.config.reference [--check]`.

Commands, permissions and errors come from the code that they describe, kinds of entries from the
apps' declarations. A page that is not current fails the build.
"""

import argparse
import ast
import importlib
import inspect
import os
import pkgutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import django
from django.urls import URLResolver, get_resolver

import onrecord
import onrecord_proof
from onrecord.authority.decide import TABLE
from onrecord.authority.permission import Permission
from onrecord.web.rule import rule_of

REPOSITORY = Path(onrecord.__file__).parents[2]
MADE = "<!-- Made from the code by script/reference; edit the code instead. -->"

BAR = r"\|"  # a bar within a cell
COMMANDS_ABOUT = (
    "`onrecord NOUN VERB` calls one action or query. Every command takes `--json`; those that "
    "touch the record take `--as USER`. In the demo anybody may act as any of its people; "
    "elsewhere USER is bound to a token in ONRECORD_TOKEN, or to the operating-system account "
    "by `onrecord account map`. Where an option says (text), `-` reads standard input and "
    "`@FILE` a file."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the pages, or with --check name those that are not current and return 1."""
    parser = argparse.ArgumentParser(prog="script/reference")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.config.settings")
    django.setup()
    wanted = pages()
    stale = [path for path, text in wanted.items() if _text(REPOSITORY / path) != text]
    left_over = [path for path in _kinds_there() if path not in wanted]
    if given.check:
        for path in (*stale, *left_over):
            sys.stderr.write(f"{path} is not current: run script/reference\n")
        return 1 if stale or left_over else 0
    for path in stale:
        (REPOSITORY / path).parent.mkdir(parents=True, exist_ok=True)
        (REPOSITORY / path).write_text(wanted[path], "utf-8")
        sys.stdout.write(f"{path} written\n")
    for path in left_over:
        sys.stderr.write(f"{path} is declared nowhere; a kind once used never goes away\n")
    return 1 if left_over else 0


def pages() -> Mapping[Path, str]:
    """Return the text of every generated page by its path in the repository."""
    from onrecord.api import document  # noqa: PLC0415 - needs loaded apps
    from onrecord.api.reference import page_lines  # noqa: PLC0415 - likewise
    from onrecord.api.urls import API  # noqa: PLC0415 - likewise
    from onrecord.ledger.kinds import declared  # noqa: PLC0415 - likewise
    from onrecord.ledger.kinds_reference import file_name, render  # noqa: PLC0415 - likewise

    for module in _modules(onrecord):
        importlib.import_module(module)  # kinds are declared where they are written
    reference = Path("docs/reference")
    return {
        reference / "commands.md": _commands(),
        reference / "permissions.md": _permissions(),
        reference / "errors.md": _errors(),
        reference / "addresses.md": _addresses(),
        reference / "api.md": _page("The interface for programs", *page_lines()),
        reference / "openapi.json": document.text(API),
        **{Path("docs/spec/kinds") / file_name(kind): render(kind) for kind in declared()},
    }


def _modules(package: ModuleType) -> Iterator[str]:
    """Yield the name of every module of a package that may be imported; some are programs."""
    for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if not found.name.endswith(".__main__") and ".migrations" not in found.name:
            yield found.name


def _text(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


def _kinds_there() -> Iterator[Path]:
    for path in sorted((REPOSITORY / "docs/spec/kinds").glob("*.json")):
        yield path.relative_to(REPOSITORY)


def _page(title: str, *lines: str) -> str:
    return "\n".join([f"# {title}", "", MADE, "", *lines]) + "\n"


def _table(heads: Sequence[str], rows: Iterator[Sequence[str]]) -> list[str]:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return lines + [f"| {' | '.join(cell.replace('|', BAR) for cell in row)} |" for row in rows]


def _commands() -> str:
    """Return the page of commands: exit codes, environment, and each command with its options."""
    from onrecord.cli.exits import Exit  # noqa: PLC0415 - needs loaded apps
    from onrecord.cli.parsing import parser_of  # noqa: PLC0415 - likewise
    from onrecord.cli.tree import COMMANDS, ENVIRONMENT  # noqa: PLC0415 - likewise

    lines = [
        COMMANDS_ABOUT,
        "",
        "## Exit codes",
        "",
        *_table(("code", "means"), ((str(code.value), code.about) for code in Exit)),
        "",
        "## Environment",
        "",
        *_table(("variable", "is"), iter(ENVIRONMENT.items())),
    ]
    for command in COMMANDS:
        lines += ["", f"## onrecord {command.name}", "", command.about, ""]
        if command.calls:
            lines += [f"Calls `onrecord.{command.calls}`.", ""]
        lines += _table(
            ("argument", "is"),
            ((_usage(a), _help(a)) for a in _arguments(parser_of(command))),
        )
    return _page("Commands", *lines)


def _arguments(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """Return what a command takes, but for the help that every command gives."""
    return [action for action in parser._actions if action.dest != "help"]  # noqa: SLF001 - argparse has no other list


def _usage(action: argparse.Action) -> str:
    if not action.option_strings:
        return f"`{action.dest.upper()}`" + (" ..." if action.nargs == "*" else "")
    name = action.option_strings[-1]
    if action.nargs == 0:
        return f"`{name}`"
    words = "|".join(str(word) for word in action.choices or () if word)
    return f"`{name} {action.metavar or words or action.dest.upper()}`"


def _help(action: argparse.Action) -> str:
    return (action.help or "") + ("; needed" if action.required and action.option_strings else "")


def _permissions() -> str:
    """Return the page of permissions: who may hold each, and under which conditions."""
    rows = (
        (
            f"`{permission.value}`",
            ", ".join(role.value for role in TABLE[permission][0]),
            "; ".join(
                condition.__name__.strip("_").replace("_", " ")
                for condition in TABLE[permission][1]
            ),
        )
        for permission in Permission
    )
    return _page(
        "Permissions",
        "An elected office holds none of these but `session:open` (G15). The first role of a row "
        "that a person has and that meets every condition is the role relied on; it stands in the "
        "entry.",
        "",
        *_table(("permission", "roles", "conditions"), rows),
    )


def _addresses() -> str:
    """Return the page of addresses: the rule of each, and what its view does."""
    return _page(
        "Addresses",
        "The rule names who may ask: anybody (public), whoever has signed in, or the holders of a "
        "permission, which is decided with the facts of the incident at hand. An address whose "
        "view declares no rule is not served.",
        "",
        *_table(("address", "rule", "answer"), _ruled(get_resolver(), "/")),
    )


def _ruled(resolver: URLResolver, before: str) -> Iterator[Sequence[str]]:
    for pattern in resolver.url_patterns:
        address = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _ruled(pattern, address)
        else:
            rule = rule_of(pattern.callback)
            first = (inspect.getdoc(pattern.callback) or "").partition("\n")[0]
            yield f"`{address}`", str(rule or "none: not served"), first


def _errors() -> str:
    """Return the page of errors: every code that an error of the record bears."""
    rows = sorted(
        (f"`{code}`", f"`{error.__module__}.{error.__name__}`", _doc(error))
        for code, error in _coded()
    )
    codes = sorted(set(_refusal_codes()))
    return _page(
        "Errors",
        "Codes are stable; the words beside them are for people and may change.",
        "",
        *_table(("code", "error", "means"), iter(rows)),
        "",
        "## Codes of refusals",
        "",
        "An act or a reading that is refused is itself an entry, with one of these codes.",
        "",
        *(f"- `{code}`" for code in codes),
    )


def _doc(error: type[BaseException]) -> str:
    return (inspect.getdoc(error) or "").splitlines()[0]


def _coded() -> Iterator[tuple[str, type[BaseException]]]:
    """Yield every error class of ours that bears a code, with the code."""
    for name in (*_modules(onrecord), *_modules(onrecord_proof)):
        if name.rpartition(".")[2] in {"errors", "blobs"}:
            for value in vars(importlib.import_module(name)).values():
                if isinstance(value, type) and issubclass(value, Exception):
                    code = getattr(value, "code", None)
                    if value.__module__ == name and isinstance(code, str):
                        yield code, value


def _refusal_codes() -> Iterator[str]:
    """Yield the code of every refusal that stands in the source, as a literal."""
    for path in sorted((REPOSITORY / "src/onrecord").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                yield from _words(node.args[:1])
            elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Decision":
                yield from _words([k.value for k in node.keywords if k.arg == "code"])
            elif path.name == "decide.py" and isinstance(node, ast.Return):
                # A condition of the table answers with a code and its reason.
                yield from _words(node.value.elts[:1] if isinstance(node.value, ast.Tuple) else [])


def _words(nodes: Sequence[ast.expr]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value


if __name__ == "__main__":
    sys.exit(main())
