"""Who may be given which role, from when and until when; who is disabled, and by whom."""

from datetime import timedelta

import pytest

from conftest import OUTSIDE, PASSWORD, People
from onrecord.accounts import actions, queries
from onrecord.accounts.actions import create_account, give_role
from onrecord.accounts.errors import InvalidAccount, SignInRefused, UnknownPerson
from onrecord.accounts.models import Assignment, Person, Token, User
from onrecord.accounts.queries import actor_named
from onrecord.authority import Actor, Channel, Refused, Role
from onrecord.ledger.errors import UnfitField
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def given_account(actor: Actor, *roles: Role, agency: str = "Example City Police") -> None:
    create_account(
        actor=actor,
        username="newcomer",
        password=None,
        name="Newcomer Example",
        agency=agency,
        roles=roles,
    )


def roles_of(username: str) -> frozenset[Role]:
    return actor_named(username, channel=Channel.WEB).roles


@pytest.mark.parametrize(
    ("roles", "agency", "words"),
    [
        ((Role.OFFICER, Role.SYSTEM), "Example City Police", "parts of the system"),
        ((Role.ELECTED_OFFICE, Role.RECORDS), "Mayor of Example", "no other role"),
        ((Role.INSPECTOR_GENERAL,), "example city police ", "outside the department"),
        ((Role.INSPECTOR_GENERAL, Role.SUPERVISOR), OUTSIDE, "no officer or supervisor"),
        ((Role.OFFICER,), OUTSIDE, "nobody of it is of the department"),
    ],
)
def test_roles_that_do_not_go_together_are_refused(
    people: People, roles: tuple[Role, ...], agency: str, words: str
) -> None:
    with pytest.raises(InvalidAccount, match=words) as caught:
        given_account(people.indigo, *roles, agency=agency)
    assert caught.value.field == "roles"
    assert not Person.objects.filter(username="newcomer").exists()


def test_a_role_begins_and_ends_by_its_dates_with_its_superior(people: People) -> None:
    made = give_role(
        actor=people.indigo,
        username="ellis",
        role=Role.OFFICER,
        since=now() - DAY,
        until=now() + DAY,
        superior="drew",
    )
    assert roles_of("ellis") == {Role.INVESTIGATOR, Role.OFFICER}
    assert actor_named("ellis", channel=Channel.WEB).superiors == (people.drew.id,)
    give_role(actor=people.indigo, username="ellis", role=Role.AUDITOR, since=now() + DAY)
    assert Role.AUDITOR not in roles_of("ellis")
    actions.end_role(actor=people.indigo, assignment=made, reason="The loan is over.")
    assert roles_of("ellis") == {Role.INVESTIGATOR}
    before = queries.chains_at([people.ellis.id], now() - DAY / 2)[people.ellis.id]
    assert before == (people.drew.id,)
    with pytest.raises(InvalidAccount, match="ended already"):
        actions.end_role(actor=people.indigo, assignment=made, reason="Again.")
    shown = queries.account(actor=people.indigo, account=people.ellis.id)
    assert shown
    assert [held.is_over for held in shown.assignments if held.id == made] == [True]


def test_what_cannot_be_given_is_refused(people: People) -> None:
    give = {"actor": people.indigo, "username": "avery"}
    cases: list[tuple[dict[str, object], str]] = [
        ({"role": Role.OFFICER}, "holds it already"),
        ({"role": Role.ELECTED_OFFICE}, "no other role"),
        ({"role": Role.INSPECTOR_GENERAL}, "no officer or supervisor"),
        ({"role": Role.RECORDS, "until": now() - DAY}, "after the beginning"),
        ({"role": Role.RECORDS, "superior": "nobody"}, "nobody has the user name"),
        ({"role": Role.RECORDS, "superior": "avery"}, "stands below"),
    ]
    for more, words in cases:
        with pytest.raises(InvalidAccount, match=words):
            give_role(**give, **more)  # type: ignore[arg-type] # as the cases have them
    with pytest.raises(InvalidAccount, match="stands below"):
        give_role(actor=people.indigo, username="blake", role=Role.RECORDS, superior="avery")
    with pytest.raises(UnknownPerson):
        give_role(actor=people.indigo, username="nobody", role=Role.RECORDS)


def test_nobody_changes_their_own_roles_or_account(people: People) -> None:
    for act, more in (
        (give_role, {"role": Role.AUDITOR}),
        (actions.disable_account, {"reason": "I leave."}),
    ):
        with pytest.raises(Refused) as caught:
            act(actor=people.indigo, username="indigo", **more)  # type: ignore[operator] # two acts
        assert caught.value.code == "own-account"
    with pytest.raises(Refused):
        give_role(actor=people.blake, username="avery", role=Role.AUDITOR)


def test_one_administrator_is_always_left(people: People) -> None:
    own = Assignment.objects.get(person_id=people.indigo.id)
    with pytest.raises(InvalidAccount, match="Nobody would be left"):
        actions.end_role(actor=people.indigo, assignment=own.id, reason="I leave.")
    give_role(actor=people.indigo, username="frankie", role=Role.ADMINISTRATOR)
    actions.end_role(actor=people.indigo, assignment=own.id, reason="Frankie took over.")
    assert roles_of("indigo") == frozenset()


def test_a_disabled_person_neither_signs_in_nor_acts(people: People) -> None:
    actions.issue_token(actor=people.avery, label="laptop")
    actions.disable_account(actor=people.indigo, username="avery", reason="Left the service.")
    with pytest.raises(SignInRefused):
        actions.check_password(username="avery", password=PASSWORD)
    with pytest.raises(UnknownPerson):
        actor_named("avery", channel=Channel.WEB)
    assert not Token.objects.filter(user__username="avery").exists()
    with pytest.raises(InvalidAccount, match="disabled already"):
        actions.disable_account(actor=people.indigo, username="avery", reason="Again.")
    actions.restore_account(actor=people.indigo, username="avery", reason="Came back.")
    assert actions.check_password(username="avery", password=PASSWORD)


def test_an_agency_is_revoked_at_once_by_whoever_keeps_or_oversees(people: People) -> None:
    with pytest.raises(Refused):
        actions.revoke_agency(actor=people.blake, agency="Example City Police", reason="x")
    with pytest.raises(InvalidAccount, match="nobody of"):
        actions.revoke_agency(actor=people.hollis, agency="Elsewhere", reason="A breach.")
    give_role(actor=people.indigo, username="hollis", role=Role.ADMINISTRATOR)
    names = actions.revoke_agency(
        actor=people.hollis, agency="example city police", reason="A breach."
    )
    assert set(names) >= {"avery", "blake", "casey", "indigo"}
    assert set(User.objects.filter(is_active=True).values_list("username", flat=True)) == {"hollis"}
    assert Entry.objects.filter(kind="agency.revoked/1").count() == 1


def test_a_reason_is_asked_for_and_states_nobodys_status(people: People) -> None:
    for reason in ("", "Said to be undocumented."):
        with pytest.raises((InvalidAccount, UnfitField)):
            actions.disable_account(actor=people.indigo, username="avery", reason=reason)
    assert User.objects.get(username="avery").is_active
