"""The administrator's pages of one person: roles over time, disabling, lost second factors."""

import pytest
from django.test import Client

from conftest import People
from onrecord.accounts.models import Assignment, User
from onrecord.ledger.models import Entry

pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def indigo(people: People) -> Client:  # noqa: ARG001 - they must be there
    client = Client()
    client.force_login(User.objects.get(username="indigo"))
    return client


def test_a_role_is_given_shown_and_ended(indigo: Client, people: People) -> None:
    here = f"/accounts/{people.ellis.id}/"
    assert here in indigo.get("/accounts/").content.decode()
    form = {"role": "officer", "since": "2026-01-05T08:00", "until": "", "superior": "drew"}
    assert indigo.post(f"{here}role/", form).headers["Location"] == here
    page = indigo.get(here).content.decode()
    assert "from 5 Jan 2026, 08:00, without an end; under Drew Example" in page
    made = Assignment.objects.get(person_id=people.ellis.id, held_role="officer")
    end = f"{here}roles/{made.id}/end/"
    assert "Reason: say why, in a sentence." in indigo.post(end, {"reason": ""}).content.decode()
    assert indigo.post(end, {"reason": "The loan is over."}).headers["Location"] == here
    assert "Ended" in indigo.get(here).content.decode()
    assert Entry.objects.filter(kind="assignment.ended/1").count() == 1


def test_faults_stand_at_their_fields_and_what_was_typed_is_kept(
    indigo: Client, people: People
) -> None:
    here = f"/accounts/{people.avery.id}/"
    form = {"role": "inspector-general", "since": "2026-01-05T08:00"}
    page = indigo.post(f"{here}role/", form).content.decode()
    assert "no officer or supervisor" in page
    assert "2026-01-05T08:00" in page
    assert indigo.get(f"/accounts/{people.avery.id}x/").status_code == 404
    nobody = "/accounts/00000000-0000-4000-8000-000000000000/"
    assert indigo.get(nobody).status_code == 404
    page = indigo.post(f"/accounts/{people.indigo.id}/role/", {"role": "auditor"})
    assert page.status_code == 403
    assert "Nobody changes their own roles" in page.content.decode()


def test_disabling_shuts_an_open_session_at_once(indigo: Client, people: People) -> None:
    avery = Client()
    avery.force_login(User.objects.get(username="avery"))
    assert avery.get("/desk/").status_code == 200
    here = f"/accounts/{people.avery.id}/"
    indigo.post(f"{here}disable/", {"reason": "Left the service."})
    assert avery.get("/desk/").status_code in {302, 403}
    assert "This account is disabled" in indigo.get(here).content.decode()
    indigo.post(f"{here}restore/", {"reason": "Came back."})
    assert User.objects.get(username="avery").is_active
    assert indigo.post(f"{here}second-factor/").headers["Location"] == here


def test_a_whole_agency_is_revoked_from_a_page(people: People) -> None:
    hollis = Client()
    hollis.force_login(User.objects.get(username=people.hollis.username))
    page = hollis.post("/accounts/revoke-agency/", {"agency": "Example City Police", "reason": "x"})
    assert "Nobody would be left to give accounts" in page.content.decode()
    for who in ("avery", "gray"):
        other = Client()
        other.force_login(User.objects.get(username=who))
        assert other.get("/accounts/revoke-agency/").status_code == 403
