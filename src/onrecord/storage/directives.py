"""The directive packs of a home: files under `directives/`, copied there by set-up.

A home keeps its own copy, so that a newer OnRecord does not change a city's order under it.
"""

import shutil
import tomllib
from functools import cache
from pathlib import Path

from onrecord.directive import Directive
from onrecord.directive.build import DirectiveError
from onrecord.directive.parse import cited_files, parse
from onrecord.storage.home import Home, HomeError, current_home

FOLDER = "directives"


def folder_of(home: Home) -> Path:
    """Return the folder that holds a home's packs."""
    return home.root / FOLDER


def current_directive() -> Directive:
    """Return the directive that this home carries out."""
    return load_directive(current_home().record().directive)


@cache
def load_directive(directive_id: str) -> Directive:
    """Return a pack of this home by its id, such as `chicago-2026-01`; parsed once a process.

    Raises HomeError where the home has no such pack, DirectiveError where it is malformed.
    """
    return read_directive(folder_of(current_home()), directive_id)


def time_zone_of(home: Home) -> str:
    """Return the time zone that a home's directive names; of a home not set up, UTC."""
    if not home.is_set_up:
        return "UTC"
    path = folder_of(home) / f"{home.record().directive}.toml"
    try:
        return str(tomllib.loads(path.read_text("utf-8"))["directive"]["timezone"])
    except (OSError, ValueError, KeyError):
        return "UTC"  # what is wrong with the pack is said where it is read


def read_directive(folder: Path, directive_id: str) -> Directive:
    """Return a pack from a folder; raise HomeError where it is not there."""
    if directive_id not in available(folder):
        known = ", ".join(available(folder)) or "none"
        raise HomeError(f"{folder} has no directive {directive_id!r}; it has: {known}.")
    return read_pack(folder / f"{directive_id}.toml")


def read_pack(path: Path) -> Directive:
    """Parse a pack from its file, with the offence tables that it cites in or below its folder."""
    main = path.read_bytes()
    files = {path.name: main}
    for name in cited_files(path.name, main):
        table = path.parent / name
        if not table.resolve().is_relative_to(path.parent.resolve()):
            raise DirectiveError(path.name, "directive.offence_tables", f'"{name}" is not below it')
        if table.is_file():
            files[name] = table.read_bytes()
    return parse(files)


def available(folder: Path) -> tuple[str, ...]:
    """Return the ids of the packs in a folder, in order; offence tables are none."""
    return tuple(sorted(path.stem for path in folder.glob("*.toml") if _has_directive_table(path)))


def _has_directive_table(path: Path) -> bool:
    """Say whether a file is a pack; a malformed one counts, so that reading it says why."""
    lines = path.read_text("utf-8", "replace").splitlines()
    return any(line.strip() == "[directive]" for line in lines)


def copy_packs(source: Path, home: Home) -> None:
    """Copy every pack and offence table into a home that is being set up."""
    for path in sorted(source.rglob("*.toml")):
        target = folder_of(home) / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
