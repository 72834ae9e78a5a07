"""The pages of destruction: two people, words that stay, and what the public sees of it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from conftest import People
from onrecord.accounts.models import User
from onrecord.authority import SYSTEM
from onrecord.incidents.models import Incident
from onrecord.ledger.actions.destroying import carry_out
from onrecord.ledger.models import Destruction, Entry
from onrecord.ledger.publication import publish_now
from referring import recorded, with_exhibit

pytestmark = pytest.mark.usefixtures("home", "committed")
FORM = {
    "scope": "incident",
    "authority": "court-order",
    "document_number": "26 X 0007",
    "reason": "The court ordered it.",
}


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def words(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_two_people_on_pages_destroy_an_incident(people: People) -> None:
    number = recorded(people)
    frankie, hollis = signed_in("frankie"), signed_in("hollis")
    assert "Nothing was ever destroyed here" in words(frankie, "/destructions/")
    asked = frankie.post("/destructions/new/", {**FORM, "reference": number}, follow=True)
    assert asked.redirect_chain[-1][0].startswith("/destructions/D-1/?recorded=")
    page = words(frankie, "/destructions/D-1/")
    assert "Waits for another person's decision." in page.replace("&#x27;", "'")
    assert f"An incident, {number}." in page  # who decides must know what it is about
    assert frankie.get("/destructions/D-1/approve/").status_code == 403
    assert Entry.objects.latest("id").kind == "act.refused/1"
    assert "Approve" in words(hollis, "/destructions/D-1/")
    approved = hollis.post("/destructions/D-1/approve/", {"reason": "I read the order."})
    assert approved.status_code == 302
    carry_out(actor=SYSTEM.WORKER, number="D-1")
    publish_now(actor=people.frankie)
    done = words(signed_in("gray"), "/destructions/D-1/")
    assert "Complete." in done
    assert number not in done
    assert "Backups may hold it until" in done
    assert "Frankie Example" in done
    assert "Hollis Example" in done
    assert not Incident.objects.exists()
    assert f"/incidents/{number}/" not in words(signed_in("ellis"), "/incidents/")
    assert signed_in("ellis").get(f"/incidents/{number}/").status_code == 404


def test_a_refusal_leaves_everything(people: People) -> None:
    number = recorded(people)
    signed_in("frankie").post("/destructions/new/", {**FORM, "reference": number})
    hollis = signed_in("hollis")
    assert hollis.post("/destructions/D-1/refuse/", {"reason": ""}).status_code == 200
    hollis.post("/destructions/D-1/refuse/", {"reason": "It names another."})
    assert "Refused; everything stands." in words(hollis, "/destructions/D-1/")
    assert Incident.objects.filter(number=number).exists()
    assert hollis.post("/destructions/D-1/approve/", {"reason": "Yes."}).status_code == 403


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ({"reference": "2026-9999"}, "incident: there is none"),
        ({"reason": "District 4, as it says."}, "repeats what is to be destroyed"),
        ({"scope": "field", "field": "home"}, "no field of it"),
        ({"authority": "the-mayor"}, "Authority"),
        ({"scope": ""}, "choose one"),
        ({"document_number": ""}, "enter the number of the document"),
    ],
)
def test_what_cannot_stand_is_said_at_its_field_and_nothing_typed_is_lost(
    people: People, said: dict[str, str], fault: str
) -> None:
    number = recorded(people)
    given = {**FORM, "reference": number, **said}
    response = signed_in("frankie").post("/destructions/new/", given)
    assert response.status_code == 200
    page = response.content.decode()
    assert "or-errors" in page or "error-summary" in page
    assert fault in page
    assert given["reason"] in page
    assert not Destruction.objects.exists()


@pytest.mark.parametrize("username", ["avery", "blake", "casey", "ellis", "indigo", "jordan"])
def test_nobody_else_opens_these_pages(people: People, username: str) -> None:
    assert people.avery
    client = signed_in(username)
    for address in ("", "new/", "D-1/", "D-1/approve/", "D-1/refuse/"):
        assert client.get(f"/destructions/{address}").status_code in {403, 404}, address
    assert "/destructions/" not in client.get("/account/").content.decode()


def test_the_public_sees_a_count_by_month_and_nothing_else(people: People) -> None:
    assert "Nothing was destroyed so far." in words(Client(), "/log/")
    first, second = recorded(people), recorded(people)
    for count, number in enumerate((first, second), start=1):
        signed_in("frankie").post("/destructions/new/", {**FORM, "reference": number})
        signed_in("hollis").post(f"/destructions/D-{count}/approve/", {"reason": "Read."})
        before = words(Client(), "/log/")
        carry_out(actor=SYSTEM.WORKER, number=f"D-{count}")
    public = words(Client(), "/log/")
    assert f"{timezone.localdate():%Y-%m} 1 " in before
    assert f"{timezone.localdate():%Y-%m} 2 " in public
    for row in Destruction.objects.all():
        for secret in (row.authority_title, row.document_number, row.target, row.reason):
            assert secret not in public


def test_the_pages_of_an_incident_stand_when_an_exhibit_or_a_field_of_it_is_gone(
    people: People,
) -> None:
    number = recorded(people)
    for _ in range(2):
        with_exhibit(people, number, b"a note, fictional\n")
    wanted = (
        {"scope": "exhibit", "reference": f"{number} E-1"},
        {"scope": "field", "reference": f"{number} party 1", "field": "markings"},
    )
    for count, said in enumerate(wanted, start=1):
        signed_in("frankie").post("/destructions/new/", {**FORM, **said})
        signed_in("hollis").post(f"/destructions/D-{count}/approve/", {"reason": "Read."})
        carry_out(actor=SYSTEM.WORKER, number=f"D-{count}")
    for username in ("avery", "ellis", "casey", "hollis"):
        client = signed_in(username)
        assert "A note handed over" in words(client, f"/incidents/{number}/exhibits/")
        assert "POLICE vest" not in words(client, f"/incidents/{number}/")
        assert client.get(f"/incidents/{number}/exhibits/E-1/").status_code == 404
        assert client.get(f"/incidents/{number}/exhibits/E-2/").status_code == 200
