"""The shape of the code: small modules, telling names, reasons beside exceptions."""

import ast
import re
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PRODUCT = [
    path
    for folder in (REPOSITORY / "src", REPOSITORY / "proof" / "src")
    for path in sorted(folder.rglob("*.py"))
    if "migrations" not in path.parts
]
TESTS = sorted((REPOSITORY / "tests").rglob("*.py"))
LONGEST = 400
RULE = re.compile(r":\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[a-z-, ]+\]")
EMPTY_NAMES = {"utils", "util", "lib", "helpers", "helper", "common", "core", "services"}


def named(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


@pytest.mark.parametrize("path", PRODUCT, ids=named)
def test_a_module_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST


def test_no_module_or_package_has_an_empty_name() -> None:
    named_so = {path for path in PRODUCT if EMPTY_NAMES & {*path.parts[-4:-1], path.stem}}
    assert not named_so


@pytest.mark.parametrize("path", [*PRODUCT, *TESTS], ids=named)
def test_every_exception_from_a_tool_bears_its_reason(path: Path) -> None:
    """A `noqa` or a `type: ignore` names its rule and, after that, why it stands."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
        for mark in re.finditer(r"#\s*(?:noqa|type:\s*ignore)(.*)$", line):
            named_rule = RULE.match(mark[1])
            assert named_rule, f"line {number}: {line.strip()}"
            reason = mark[1][named_rule.end() :].strip(" -#")
            assert len(reason) >= 3, f"line {number}: {line.strip()}"


def imported(path: Path) -> set[str]:
    """Return the top-level names that a module imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.partition(".")[0])
    return found


def test_the_verifier_needs_the_standard_library_only() -> None:
    # _typeshed is nowhere at run time: type checkers alone see such an import.
    for path in (REPOSITORY / "proof" / "src").rglob("*.py"):
        beyond = imported(path) - set(sys.stdlib_module_names) - {"onrecord_proof", "_typeshed"}
        assert not beyond, f"{named(path)} imports {beyond}"


def test_what_is_pure_asks_no_clock_and_no_chance() -> None:
    for folder in ("directive", "authority"):
        for path in (REPOSITORY / "src" / "onrecord" / folder).rglob("*.py"):
            assert not imported(path) & {"random", "secrets", "time", "os"}, named(path)
            assert "datetime.now(" not in path.read_text("utf-8"), named(path)


def test_models_neither_override_save_nor_listen_to_signals() -> None:
    for path in PRODUCT:
        if "models" not in (path.stem, path.parent.name):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                assert node.name not in {"save", "delete"}, named(path)
        assert "signals" not in path.read_text("utf-8"), named(path)
