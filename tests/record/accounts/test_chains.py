"""Who stands above whom at a time, in one question to the database."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from onrecord.accounts.actions import create_account
from onrecord.accounts.models import Assignment, Person
from onrecord.accounts.queries import chains_at
from onrecord.authority import SYSTEM, Role
from onrecord.ledger import guard
from onrecord.ledger.times import now

pytestmark = pytest.mark.django_db


def _person(username: str, superior: str | None = None) -> Person:
    made = create_account(
        actor=SYSTEM.SETUP,
        username=username,
        password=None,
        name=f"{username.capitalize()} Example",
        agency="Example City Police",
        roles=[Role.OFFICER],
        superior=superior,
    )
    return Person.objects.get(id=made)


def test_a_chain_is_one_question_however_long(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    captain = _person("captain")
    sergeant = _person("sergeant", "captain")
    officer = _person("officer", "sergeant")
    _person("stranger", "captain")
    with django_assert_num_queries(1):
        chains = chains_at([officer.id, captain.id], now())
    assert chains == {officer.id: (sergeant.id, captain.id), captain.id: ()}


def test_an_ended_assignment_is_no_link_afterwards() -> None:
    sergeant = _person("sergeant")
    officer = _person("officer", "sergeant")
    moment = now()
    with guard.permitted("a test"):
        Assignment.objects.filter(person=officer).update(until=moment + timedelta(hours=1))
    assert chains_at([officer.id], moment)[officer.id] == (sergeant.id,)
    assert chains_at([officer.id], moment + timedelta(hours=1))[officer.id] == ()


def test_a_loop_in_the_data_ends(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    one = _person("one")
    two = _person("two", "one")
    with guard.permitted("a test"):
        Assignment.objects.filter(person=one).update(superior=two)
    with django_assert_num_queries(1):
        assert chains_at([one.id], now()) == {one.id: (two.id,)}


def test_nobody_asked_for_asks_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert chains_at([], now()) == {}
