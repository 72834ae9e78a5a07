"""Who may not: own referral, elected office, wrong role; and what a packet never takes."""

import pytest
from django.db import IntegrityError, transaction

from conftest import People
from onrecord.accounts.actions import create_account
from onrecord.accounts.queries import actor_named
from onrecord.authority import SYSTEM, Actor, Channel, Refused, Role
from onrecord.directive import Track
from onrecord.incidents.actions import add_allegation, classify_allegation
from onrecord.ledger import guard
from onrecord.ledger.models import Entry
from onrecord.referrals import waiting
from onrecord.referrals.actions import (
    BASIS,
    approve_referral,
    prepare_referral,
)
from onrecord.referrals.errors import NothingToRefer, UnknownReferral
from onrecord.referrals.models import Referral
from onrecord.referrals.queries import destinations, findings, referral, referral_rows
from referring import CONTACTS, directive_of, office_of, prepared, recorded, reported

pytestmark = pytest.mark.usefixtures("home")


def refusals() -> int:
    return Entry.objects.filter(kind="act.refused/1").count()


def both(people: People) -> Actor:
    """Make a person who is investigator and supervisor, above avery's supervisor."""
    create_account(
        actor=SYSTEM.SETUP,
        username="quinn",
        password=None,
        name="Quinn Example",
        agency=people.avery.agency,
        roles=[Role.INVESTIGATOR, Role.SUPERVISOR],
    )
    return actor_named("quinn", channel=Channel.WEB)


def test_nobody_approves_a_referral_of_their_own_whatever_roles_they_hold(people: People) -> None:
    quinn = both(people)
    number = recorded(people)
    reported(people, number)
    wanted = prepare_referral(
        actor=quinn,
        number=number,
        office=office_of(people, number),
        allegations=["A1"],
        summary="See E-1.",
        contacts_known=CONTACTS,
    ).reference
    with pytest.raises(Refused) as refusal:
        approve_referral(actor=quinn, number=wanted)
    assert refusal.value.code == "own-report"
    assert refusals() == 1
    approve_referral(actor=people.blake, number=wanted)


def test_the_database_itself_refuses_the_own_approval(people: People) -> None:
    number = recorded(people)
    reported(people, number)
    wanted = prepared(people, number)
    row = Referral.objects.filter(number=wanted)
    with pytest.raises(IntegrityError), transaction.atomic(), guard.permitted("test"):
        row.update(state="approved", approved_by=people.ellis.id)
    with pytest.raises(IntegrityError), transaction.atomic(), guard.permitted("test"):
        row.update(state="sealed", approved_by=people.blake.id)  # without a digest


@pytest.mark.parametrize("who", ["jordan", "avery", "gray", "frankie", "indigo", "hollis"])
def test_others_learn_nothing_and_the_attempt_is_recorded(people: People, who: str) -> None:
    number = recorded(people)
    reported(people, number)
    wanted = prepared(people, number)
    actor = getattr(people, who)
    with pytest.raises(Refused):
        approve_referral(actor=actor, number=wanted)
    assert refusals() == 1
    with pytest.raises(Refused):
        referral_rows(actor=actor)
    for either in (wanted, "P-2026-999"):  # whether it exists is not told
        with pytest.raises(Refused) as refusal:
            referral(actor=actor, number=either)
        assert refusal.value.code in {"role", "elected-office"}


def test_a_reader_is_told_of_a_number_that_does_not_exist(people: People) -> None:
    with pytest.raises(UnknownReferral, match="P-2026-999"):
        referral(actor=people.ellis, number="P-2026-999")


def test_a_misdemeanour_beside_a_felony_is_not_taken(people: People) -> None:
    number = recorded(people)
    add_allegation(actor=people.avery, number=number, party=1, conduct="Alleged to have shouted.")
    minor = next(o.id for o in directive_of(people, number).offences if o.felony == "no")
    classify_allegation(
        actor=people.ellis, number=number, allegation="A2", track=Track.CRIMINAL, offence=minor
    )
    with pytest.raises(NothingToRefer, match="calls felonies: A1"):
        prepare_referral(
            actor=people.ellis,
            number=number,
            office=office_of(people, number),
            allegations=["A1", "A2"],
            summary="x",
            contacts_known=CONTACTS,
        )
    assert not Referral.objects.exists()


def test_an_empty_brief_is_refused(people: People) -> None:
    number = recorded(people)
    with pytest.raises(NothingToRefer, match="In brief"):
        prepare_referral(
            actor=people.ellis,
            number=number,
            office=office_of(people, number),
            allegations=["A1"],
            summary=" ",
            contacts_known=CONTACTS,
        )


def test_the_basis_is_no_elected_offices_order(people: People) -> None:
    number = recorded(people)
    view = referral(actor=people.ellis, number=prepared(people, number))
    assert view.basis == BASIS
    for word in ("offence", "ordinary duty", "protocol"):
        assert word in view.basis
    assert "Mayor" not in view.basis


def test_checks_are_asked_anew_until_the_packet_is_sealed(people: People) -> None:
    number = recorded(people)
    wanted = prepared(people, number)  # before the report is approved

    def stops() -> list[str]:
        found = findings(actor=people.ellis, number=wanted)
        return [f.check for f in found if f.state == "Stops sealing"]

    assert stops() == ["report approved"]
    reported(people, number)
    assert stops() == []


def test_the_directive_says_where_a_felony_goes(people: People) -> None:
    number = recorded(people)
    (place,) = destinations(actor=people.ellis, number=number)
    assert place.id == office_of(people, number)


def test_the_worker_is_asked_once_and_only_by_a_custodian(people: People) -> None:
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 - loaded apps

    number = recorded(people)
    reported(people, number)
    wanted = prepared(people, number)
    with pytest.raises(Refused, match="prepared cannot begin sealing"):
        waiting.ask_to_seal(actor=people.casey, number=wanted)
    approve_referral(actor=people.blake, number=wanted)
    with pytest.raises(Refused, match="needs the role"):
        waiting.ask_to_seal(actor=people.ellis, number=wanted)
    waiting.ask_to_seal(actor=people.casey, number=wanted)
    waiting.ask_to_seal(actor=people.casey, number=wanted)
    asked = DBTaskResult.objects.filter(task_path="onrecord.referrals.tasks.seal")
    assert [task.args_kwargs["args"] for task in asked] == [[wanted, "casey"]]
