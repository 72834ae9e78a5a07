"""G26: destruction needs two persons and the authority that the law names; its trace is uniform.

What goes and that it is found nowhere: `record/destroying/test_destruction.py`. Broken off at any
line: `record/destroying/test_broken_off.py`. Its pages: `edges/web_destruction`.
"""

from pathlib import Path

import pytest

from conftest import People
from guardrails.census import ACTS
from onrecord.authority import Permission, Role
from onrecord.authority.decide import TABLE
from onrecord.directive import Directive
from onrecord.ledger.actions.destruction import request_destruction
from onrecord.ledger.destructions import destroyed_by_month
from onrecord.ledger.errors import UnfitDestruction
from onrecord.ledger.models import Destruction
from onrecord.storage.directives import read_directive
from referring import recorded

DIRECTIVES = Path(__file__).parents[2] / "directives"
PACKS = [read_directive(DIRECTIVES, name) for name in ("chicago-2026-01", "seattle-2026")]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: str(pack.id))
def test_each_pack_names_authorities_with_source_or_as_memory_and_a_number_of_days(
    pack: Directive,
) -> None:
    authorities = {item.id: item for item in pack.destruction_authorities}
    assert any(item.of_court for item in authorities.values())
    assert all(item.document for item in authorities.values())
    assert pack.destruction is not None
    assert pack.destruction.backups_hold_days > 0
    commission = authorities.get("local-records-commission") or authorities["retention-schedule"]
    assert commission.source
    assert not commission.of_court
    assert all(item.checked is None for item in authorities.values())  # nobody has read them yet


def test_nobody_decides_alone_and_the_machine_decides_nothing() -> None:
    roles, conditions = TABLE[Permission.DESTRUCTION_APPROVE]
    assert [condition.__name__ for condition in conditions] == ["_is_not_requester"]
    assert Role.SYSTEM not in roles
    assert Role.ADMINISTRATOR not in roles
    assert TABLE[Permission.DESTRUCTION_REQUEST][0] == (Role.RECORDS,)


def test_only_these_acts_destroy() -> None:
    assert {c.name for c in ACTS if "destr" in c.name} == {
        "ledger.actions.destruction.request_destruction",
        "ledger.actions.destruction.approve_destruction",
        "ledger.actions.destruction.refuse_destruction",
        "ledger.actions.destroying.begin",
        "ledger.actions.destroying.empty",
        "ledger.actions.destroying.close",
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("authority", ["", "the-mayor", "chicago-2026-01", "retention-schedule"])
def test_what_the_directive_does_not_name_orders_nothing(people: People, authority: str) -> None:
    number = recorded(people)
    with pytest.raises(UnfitDestruction, match="names no such authority"):
        request_destruction(
            actor=people.frankie,
            scope="incident",
            reference=number,
            authority=authority,
            document_number="1",
            reason="Somebody asked.",
        )
    assert not Destruction.objects.exists()


@pytest.mark.django_db
def test_the_public_query_takes_nobody_and_gives_months_alone() -> None:
    assert destroyed_by_month.__code__.co_argcount == 0
    assert destroyed_by_month() == ()
