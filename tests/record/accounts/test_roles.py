"""Who may be given which role."""

import pytest

from conftest import People
from onrecord.accounts.actions import create_account
from onrecord.accounts.errors import InvalidAccount
from onrecord.accounts.models import Person
from onrecord.authority import Role

pytestmark = pytest.mark.django_db


def test_no_administrator_makes_a_person_a_part_of_the_system(people: People) -> None:
    with pytest.raises(InvalidAccount, match="Roles") as caught:
        create_account(
            actor=people.indigo,
            username="robot",
            password=None,
            name="Robot Example",
            agency="Example City Police",
            roles=[Role.OFFICER, Role.SYSTEM],
        )
    assert caught.value.field == "roles"
    assert not Person.objects.filter(username="robot").exists()
