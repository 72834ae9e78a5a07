"""Handling classes: compared with a table that a lawyer can read, `handling_classes.csv` (G17).

A row is a permission, a class and a situation; a column is a role that somebody holds alone. Where
a class answers alike in every situation, one row says "otherwise".
"""

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from onrecord.authority import Facts, HandlingClass, Permission, Role, decide
from onrecord.authority.classes import CLASSES
from pure.authority.test_decide import AUTHOR, ME, OTHERWISE, STRANGER, answer, someone

GOLDEN = Path(__file__).parents[2] / "golden" / "handling_classes.csv"
PERMISSIONS = (
    Permission.MATTER_TAKE_IN,
    Permission.MATTER_KNOW,
    Permission.MATTER_OPEN,
    Permission.MATTER_ADMIT,
)
_APART = Facts(
    on_incident=frozenset({AUTHOR}), author=AUTHOR, others_superiors={AUTHOR: (STRANGER,)}
)
SITUATIONS: Mapping[str, Facts] = {
    "has no part in the incident": _APART,
    "took part": replace(_APART, on_incident=frozenset({ME, AUTHOR})),
    "sealed for this person's office": replace(_APART, granted=True),
    "stands on the list": replace(_APART, listed=True),
}
ROWS = list(csv.DictReader(GOLDEN.read_text("utf-8").splitlines()))


def name(row: Mapping[str, str]) -> str:
    return f"{row['permission']}, {row['class']}, {row['situation']}"


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_every_decision_on_a_class_is_the_reviewed_one(row: dict[str, str]) -> None:
    beside = {
        r["situation"]
        for r in ROWS
        if (r["permission"], r["class"]) == (row["permission"], row["class"])
    }
    alone = {row["situation"]} if row["situation"] != OTHERWISE else set(SITUATIONS) - beside
    for situation in alone:
        facts = replace(SITUATIONS[situation], handling_class=HandlingClass(row["class"]))
        for role in Role:
            found = answer(role, Permission(row["permission"]), facts)
            assert found == row[role.value], (role, situation)


def test_the_table_names_every_class_permission_and_situation_once() -> None:
    listed = [name(row) for row in ROWS]
    assert len(listed) == len(set(listed))
    pairs = {(row["permission"], row["class"]) for row in ROWS}
    assert pairs == {(p.value, c.value) for p in PERMISSIONS for c in HandlingClass}
    for pair in pairs:
        said = {r["situation"] for r in ROWS if (r["permission"], r["class"]) == pair}
        assert OTHERWISE in said or said == set(SITUATIONS)


def test_no_role_of_the_criminal_side_knows_of_a_compelled_statement() -> None:
    rule = CLASSES[HandlingClass.COMPELLED]
    criminal = {Role.INVESTIGATOR, Role.PROSECUTOR, Role.CUSTODIAN}
    assert not criminal & (rule.takes_in | rule.knows | rule.opens | rule.listed)
    listed = Facts(handling_class=HandlingClass.COMPELLED, listed=True)
    for role in criminal:
        for other in (Role.SUPERVISOR, Role.INSPECTOR_GENERAL):
            assert decide(someone(role, other), Permission.MATTER_KNOW, listed).code == "walled"


def test_grand_jury_matter_is_the_prosecutors_alone_and_opens_by_its_list_alone() -> None:
    rule = CLASSES[HandlingClass.GRAND_JURY]
    assert rule.takes_in == rule.listed == {Role.PROSECUTOR}
    assert not rule.knows
    assert not rule.opens


@pytest.mark.parametrize(
    ("role", "permission"),
    [
        (Role.INVESTIGATOR, Permission.REFERRAL_PREPARE),
        (Role.SUPERVISOR, Permission.REFERRAL_APPROVE),
        (Role.CUSTODIAN, Permission.REFERRAL_SEAL),
    ],
)
def test_whoever_stands_behind_the_wall_takes_no_part_in_a_referral(
    role: Role, permission: Permission
) -> None:
    assert decide(someone(role), permission, Facts(author=AUTHOR)).allowed
    behind = decide(someone(role), permission, Facts(author=AUTHOR, behind_wall=True))
    assert behind.code == "behind-the-wall"


def test_words_kept_apart_are_the_prosecutors_who_has_the_packet() -> None:
    prosecutor = someone(Role.PROSECUTOR)
    assert decide(prosecutor, Permission.WALLED_READ, Facts()).code == "not-referred"
    assert decide(prosecutor, Permission.WALLED_READ, Facts(granted=True)).allowed
