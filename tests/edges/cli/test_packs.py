"""`onrecord directive check`, and the packs of a home."""

import shutil
from pathlib import Path

import pytest

from edges.cli.commands_for_tests import Run
from onrecord.cli.exits import Exit
from onrecord.cli.founding import REPOSITORY_PACKS
from onrecord.directive.build import DirectiveError
from onrecord.storage.directives import (
    available,
    copy_packs,
    current_directive,
    folder_of,
    load_directive,
    read_directive,
    read_pack,
)
from onrecord.storage.home import Home, HomeError

SHIPPED = ("chicago-2026-01", "port-ellery-2026", "seattle-2026")


def test_the_packs_of_the_repository_are_there_and_tables_are_none() -> None:
    assert available(REPOSITORY_PACKS) == SHIPPED


def test_a_home_keeps_its_own_copy(tmp_path: Path) -> None:
    home = Home(tmp_path)
    copy_packs(REPOSITORY_PACKS, home)
    for pack in available(REPOSITORY_PACKS):
        ours = read_directive(folder_of(home), pack)
        assert ours.digest == read_directive(REPOSITORY_PACKS, pack).digest


def test_the_home_says_which_order_it_carries_out(home: Home) -> None:
    assert current_directive().id == home.record().directive
    assert load_directive("seattle-2026").id == "seattle-2026"


def test_a_pack_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(HomeError, match="has no directive 'atlantis'; it has: chicago-2026-01"):
        read_directive(REPOSITORY_PACKS, "atlantis")


def test_a_table_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    pack = (REPOSITORY_PACKS / "seattle-2026.toml").read_text()
    (tmp_path / "table.toml").write_text("[table]\n")
    (tmp_path / "packs").mkdir()
    path = tmp_path / "packs" / "seattle-2026.toml"
    path.write_text(pack.replace("offences/washington.toml", "../table.toml"))
    with pytest.raises(DirectiveError, match="is not below it"):
        read_pack(path)


def test_check_lists_what_nobody_has_checked(run: Run) -> None:
    ran = run("directive", "check", "--json")
    assert ran.code == Exit.DONE
    assert {pack["pack"] for pack in ran.json} == set(SHIPPED)
    assert all(pack["unchecked"] > 0 for pack in ran.json)


def test_a_malformed_pack_is_refused_with_its_place(run: Run, tmp_path: Path) -> None:
    shutil.copytree(REPOSITORY_PACKS, tmp_path / "packs")
    pack = tmp_path / "packs" / "seattle-2026.toml"
    good = pack.read_text()
    pack.write_text(good.replace('timezone = "', 'timezon = "'))
    ran = run("directive", "check", str(pack))
    assert ran.code == Exit.BAD_INPUT
    assert "seattle-2026.toml: directive" in ran.err
    pack.write_text(good + "\n[[duties]\n")
    ran = run("directive", "check", str(pack))
    assert ran.code == Exit.BAD_INPUT
    assert "line" in ran.err
    assert run("directive", "check", str(tmp_path / "absent.toml")).code == Exit.BAD_INPUT
