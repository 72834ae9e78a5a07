"""Who may do what: compared with a table that a lawyer can read, `tests/golden/authority.csv`.

A row is a permission in a situation; a column is a role that somebody holds alone. "allowed", or
the code of the refusal. "otherwise" stands for every situation that the permission's other rows do
not name; alone, the answer never depends on the incident.
"""

import csv
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pytest

from onrecord.authority import Actor, Facts, HandlingClass, Permission, Role, decide
from onrecord.authority.decide import TABLE

GOLDEN = Path(__file__).parents[2] / "golden" / "authority.csv"
ME, AUTHOR, STRANGER = (UUID(int=n) for n in (1, 2, 3))
OTHERWISE = "otherwise"

SITUATIONS: Mapping[str, Facts] = {
    "has no part in the incident": Facts(
        on_incident=frozenset({AUTHOR}), author=AUTHOR, others_superiors={AUTHOR: (STRANGER,)}
    ),
    "took part, somebody else writes or asks": Facts(
        on_incident=frozenset({ME, AUTHOR}),
        author=AUTHOR,
        others_superiors={AUTHOR: (STRANGER,)},
        requester=AUTHOR,
    ),
    "is above the author": Facts(
        on_incident=frozenset({AUTHOR}), author=AUTHOR, others_superiors={AUTHOR: (ME,)}
    ),
    "took part, nobody writes yet": Facts(
        on_incident=frozenset({ME}), owes_narrative=True, narrative_locked=False
    ),
    "writes, narrative not locked, footage barred": Facts(
        on_incident=frozenset({ME}),
        author=ME,
        others_superiors={ME: (STRANGER,)},
        owes_narrative=True,
        narrative_locked=False,
        footage_bars_writing="Write first.",
    ),
    "writes, narrative locked": Facts(
        on_incident=frozenset({ME}),
        author=ME,
        others_superiors={ME: (STRANGER,)},
        owes_narrative=True,
        requester=ME,
    ),
    "body-worn video that this person recorded": Facts(
        on_incident=frozenset({ME}), author=ME, recording_officer=ME, body_worn=True
    ),
    "body-worn video by somebody below this person": Facts(
        on_incident=frozenset({AUTHOR}),
        author=AUTHOR,
        others_superiors={AUTHOR: (ME,)},
        recording_officer=AUTHOR,
        body_worn=True,
    ),
    "body-worn video by somebody of another chain": Facts(
        on_incident=frozenset({ME, AUTHOR}),
        author=AUTHOR,
        others_superiors={AUTHOR: (STRANGER,)},
        recording_officer=AUTHOR,
        body_worn=True,
    ),
    "about one's own account, body-worn video of another chain": Facts(
        on_incident=frozenset({ME, AUTHOR}),
        author=AUTHOR,
        person=ME,
        others_superiors={AUTHOR: (STRANGER,)},
        recording_officer=AUTHOR,
        body_worn=True,
    ),
    "body-worn video, nobody named who recorded it": Facts(
        on_incident=frozenset({ME}), author=ME, body_worn=True
    ),
    "oversight class, is above the author": Facts(
        on_incident=frozenset({AUTHOR}),
        author=AUTHOR,
        others_superiors={AUTHOR: (ME,)},
        handling_class=HandlingClass.OVERSIGHT,
    ),
    "walled class, is above the author": Facts(
        on_incident=frozenset({AUTHOR}),
        author=AUTHOR,
        others_superiors={AUTHOR: (ME,)},
        handling_class=HandlingClass.WALLED,
    ),
}


def someone(*roles: Role, superiors: tuple[UUID, ...] = ()) -> Actor:
    return Actor(id=ME, username="me", name="Me", roles=frozenset(roles), superiors=superiors)


def answer(role: Role, permission: Permission, facts: Facts) -> str:
    decision = decide(someone(role), permission, facts)
    assert decision.allowed == (decision.role is role)
    assert decision.allowed != bool(decision.code and decision.reason)
    return "allowed" if decision.allowed else decision.code


def golden() -> list[dict[str, str]]:
    with GOLDEN.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


ROWS = golden()


def situations_of(row: Mapping[str, str]) -> set[str]:
    """Return the situations that a row stands for."""
    if row["situation"] != OTHERWISE:
        return {row["situation"]}
    return set(SITUATIONS) - {r["situation"] for r in ROWS if r["permission"] == row["permission"]}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['permission']}, {row['situation']}")
def test_every_decision_is_the_reviewed_one(row: dict[str, str]) -> None:
    for situation in situations_of(row):
        for role in Role:
            found = answer(role, Permission(row["permission"]), SITUATIONS[situation])
            assert found == row[role.value], (role, situation)


def test_the_table_is_whole_and_names_each_situation_once() -> None:
    listed = [(row["permission"], row["situation"]) for row in ROWS]
    assert len(listed) == len(set(listed))
    assert {situation for _, situation in listed} <= {OTHERWISE, *SITUATIONS}
    assert {p for p, situation in listed if situation == OTHERWISE} == {*Permission}
    assert {role.value for role in Role} == set(ROWS[0]) - {"permission", "situation"}
    assert set(TABLE) == set(Permission)


def test_an_elected_office_is_refused_everything_whatever_else_it_holds() -> None:
    for permission in set(Permission) - {Permission.SESSION_OPEN}:
        for facts in SITUATIONS.values():
            decision = decide(someone(*Role), permission, facts)
            assert (decision.allowed, decision.code) == (False, "elected-office")


def test_a_custodian_below_the_recording_officer_is_of_the_same_chain() -> None:
    facts = Facts(recording_officer=STRANGER, body_worn=True)
    custodian = someone(Role.CUSTODIAN, superiors=(STRANGER,))
    assert decide(custodian, Permission.EXHIBIT_ADD_BODY_WORN, facts).code == "recording-chain"


def test_another_role_helps_only_where_it_holds_by_itself() -> None:
    """A custodian who is also the recording officer still brings no body-worn video in."""
    both = someone(Role.CUSTODIAN, Role.OFFICER)
    recorded = SITUATIONS["body-worn video that this person recorded"]
    assert decide(both, Permission.EXHIBIT_ADD_BODY_WORN, recorded).code == "recorded-by-you"
    assert not decide(both, Permission.EXHIBIT_DOWNLOAD, recorded).allowed
    elsewhere = SITUATIONS["has no part in the incident"]
    assert decide(both, Permission.INCIDENT_READ, elsewhere).role is Role.CUSTODIAN


def test_nobody_decides_on_a_report_without_an_author() -> None:
    facts = Facts(on_incident=frozenset({STRANGER}), others_superiors={STRANGER: (ME,)})
    assert decide(someone(Role.SUPERVISOR), Permission.REPORT_DECIDE, facts).code == (
        "not-your-chain"
    )


def test_a_packet_with_ones_own_chains_footage_is_sealed_by_another_custodian() -> None:
    own = Facts(recording_officers=frozenset({ME, STRANGER}))
    below = Facts(recording_officers=frozenset({AUTHOR}), others_superiors={AUTHOR: (ME,)})
    others = Facts(recording_officers=frozenset({AUTHOR}), others_superiors={AUTHOR: (STRANGER,)})
    found = [
        decide(someone(Role.CUSTODIAN), Permission.REFERRAL_SEAL, facts).code
        for facts in (own, below, others)
    ]
    assert found == ["recorded-by-you", "recording-chain", ""]
