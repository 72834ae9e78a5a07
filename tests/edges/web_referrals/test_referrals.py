"""The packet on the web: prepare, checks, approve, seal, and whoever may not."""

from pathlib import Path

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from conftest import People
from onrecord.accounts.models import User
from onrecord.ledger.models import Entry
from onrecord.referrals.actions import approve_referral
from onrecord.referrals.models import Referral
from onrecord.referrals.tasks import seal
from onrecord.storage.home import Home
from referring import CONTACTS, office_of, prepared, recorded, reported, with_exhibit

pytestmark = pytest.mark.usefixtures("home")


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode().replace("&#x27;", "'")


def refused() -> int:
    return Entry.objects.filter(kind="act.refused/1").count()


@pytest.fixture
def number(people: People) -> str:
    """Record an incident with a felony alleged, one exhibit and an approved report."""
    number = recorded(people)
    with_exhibit(people, number, b"a note" * 100)
    reported(people, number)
    return number


def form_of(people: People, number: str) -> dict[str, object]:
    return {
        "allegations": ["A1"],
        "office": office_of(people, number),
        "summary": "Force on a man who lay on the ground; see E-1.",
        "contacts_known": CONTACTS,
        "evidence_not_held": "",
    }


def test_an_investigator_prepares_and_gets_a_receipt(people: People, number: str) -> None:
    client = signed_in("ellis")
    address = f"/incidents/{number}/referral/new/"
    page = text_of(client, address)
    assert "None known to the undersigned, who asked" in page
    assert "It rests on no order of an elected office" in page
    assert "Cook County State's Attorney" in page
    response = client.post(address, form_of(people, number), follow=True)
    page = response.content.decode()
    assert Referral.objects.count() == 1
    assert "Recorded" in page
    assert "Waits for approval" in page
    assert "nothing stops sealing" in page
    assert "No finding" in page
    assert "Another person must approve" in page


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"allegations": []}, "Felony allegations to refer: choose at least one."),
        ({"allegations": ["A7"]}, "A7"),
        ({"office": "mayor"}, "mayor"),
        ({"summary": " "}, "In brief: enter what the receiving prosecutor must know first."),
        ({"contacts_known": ""}, "Contacts with elected offices: list them, or state"),
    ],
)
def test_bad_input_says_what_and_keeps_the_rest(
    people: People, number: str, wrong: dict[str, object], words: str
) -> None:
    client = signed_in("ellis")
    form = form_of(people, number) | {"evidence_not_held": "Car 7"} | wrong
    response = client.post(f"/incidents/{number}/referral/new/", form)
    assert response.status_code == 422
    page = response.content.decode().replace("&#x27;", "'")
    assert words in page
    assert "Car 7" in page
    assert not Referral.objects.exists()


def test_words_on_status_are_asked_about_and_not_lost(people: People, number: str) -> None:
    client = signed_in("ellis")
    form = form_of(people, number) | {"summary": "He is an illegal alien, they said; see E-1."}
    response = client.post(f"/incidents/{number}/referral/new/", form)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Some words need a choice first" in page
    assert CONTACTS.replace("'", "&#x27;") in page
    assert not Referral.objects.exists()


def test_without_a_felony_there_is_nothing_to_refer(people: People) -> None:
    from onrecord.directive import Origin  # noqa: PLC0415 - of this test alone
    from onrecord.incidents.actions import open_incident  # noqa: PLC0415 - likewise

    number = open_incident(
        actor=people.avery, origin=Origin.SEEN, district="District 1", summary="A van."
    ).reference
    page = text_of(signed_in("ellis"), f"/incidents/{number}/referral/new/")
    assert "there is nothing to refer" in page
    assert "<textarea" not in page


@pytest.mark.parametrize("who", ["jordan", "gray", "indigo", "frankie"])
def test_others_are_refused_and_told_nothing(people: People, number: str, who: str) -> None:
    wanted = prepared(people, number)
    client = signed_in(who)
    addresses = (
        "/referrals/", f"/referrals/{wanted}/", "/referrals/P-1999-001/",
        f"/referrals/{wanted}/approve/", f"/referrals/{wanted}/seal/",
    )  # fmt: skip
    for at, address in enumerate(addresses, start=1):
        page = text_of(client, address, status=403)
        assert "The attempt is recorded" in page
        assert refused() == at
        assert "knelt" not in page
    for act in ("approve", "seal"):
        assert client.post(f"/referrals/{wanted}/{act}/").status_code == 403
    assert Referral.objects.get().state == "prepared"


def test_a_number_that_does_not_exist_is_no_page(people: People) -> None:
    assert people.ellis
    for below in ("", "approve/", "seal/", "sealing/"):
        text_of(signed_in("casey"), f"/referrals/P-1999-001/{below}", status=404)


def test_a_supervisor_approves_on_a_page_of_its_own(people: People, number: str) -> None:
    wanted = prepared(people, number)
    client = signed_in("blake")
    assert f'href="/referrals/{wanted}/approve/"' in text_of(client, f"/referrals/{wanted}/")
    page = text_of(client, f"/referrals/{wanted}/approve/")
    assert f"Approve {wanted}" in page
    assert "ordinary duty" in page
    assert "Are you sure" not in page
    response = client.post(f"/referrals/{wanted}/approve/", {"once": "x"}, follow=True)
    assert "Approved, not sealed" in response.content.decode()
    assert "Recorded" in response.content.decode()
    again = client.get(f"/referrals/{wanted}/approve/")
    assert again.status_code == 403
    assert refused() == 1


def test_whoever_prepared_it_does_not_approve_it(people: People, number: str) -> None:
    wanted = prepared(people, number)
    client = signed_in("ellis")
    page = text_of(client, f"/referrals/{wanted}/")
    assert "Another person must approve" in page
    assert f'href="/referrals/{wanted}/approve/"' not in page
    assert client.post(f"/referrals/{wanted}/approve/", {"once": "x"}).status_code == 403
    assert Referral.objects.get().state == "prepared"
    assert refused() == 1


def test_what_stops_sealing_stops_the_approval_and_is_named(people: People) -> None:
    number = recorded(people)
    wanted = prepared(people, number)
    client = signed_in("ellis")
    page = text_of(client, f"/referrals/{wanted}/")
    assert "1 stops sealing" in page
    assert "Stops sealing" in page
    assert f"/incidents/{number}/report/" in page
    answer = signed_in("blake").post(f"/referrals/{wanted}/approve/", {"once": "x"})
    assert answer.status_code == 422
    assert "Mend first: report approved" in answer.content.decode()
    assert Referral.objects.get().state == "prepared"


def test_a_supervisor_of_another_chain_reads_no_referral_of_it(people: People, number: str) -> None:
    wanted = prepared(people, number)
    client = signed_in("drew")
    assert wanted not in text_of(client, "/referrals/")
    assert "the people in their chain" in text_of(client, f"/referrals/{wanted}/", status=403)
    assert client.post(f"/referrals/{wanted}/approve/", {"once": "x"}).status_code == 403


@pytest.mark.usefixtures("committed")
def test_a_custodian_seals_by_the_worker_and_the_page_says_where(
    people: People, number: str, home: Home
) -> None:
    wanted = prepared(people, number)
    approve_referral(actor=people.blake, number=wanted)
    client = signed_in("casey")
    assert f"Seal {wanted}" in text_of(client, f"/referrals/{wanted}/seal/")
    assert client.post(f"/referrals/{wanted}/seal/").headers["Location"] == f"/referrals/{wanted}/"
    assert "Waiting for the worker" in text_of(client, f"/referrals/{wanted}/")
    asked = client.get(f"/referrals/{wanted}/sealing/", headers={"HX-Request": "true"})
    assert "HX-Refresh" not in asked.headers
    assert "0 bytes of 600 bytes" in asked.content.decode()
    without_script = client.get(f"/referrals/{wanted}/sealing/")
    assert without_script.headers["Location"] == f"/referrals/{wanted}/"
    seal.call(wanted, "casey")
    DBTaskResult.objects.filter(task_path="onrecord.referrals.tasks.seal").update(
        status="SUCCESSFUL"
    )
    done = client.get(f"/referrals/{wanted}/sealing/", headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"
    page = text_of(client, f"/referrals/{wanted}/")
    folder: Path = home.packets / wanted
    digest = Referral.objects.get().packet_digest
    assert str(folder) in page
    assert " ".join(digest[at : at + 8] for at in range(0, 64, 8)) in page
    assert "onrecord-verify" in page
    assert f'href="/referrals/{wanted}/seal/"' not in page
    assert client.post(f"/referrals/{wanted}/seal/").status_code == 403
    assert "Sealed" in text_of(client, "/referrals/")


def test_sealing_waits_for_the_approval_and_for_a_custodian(people: People, number: str) -> None:
    wanted = prepared(people, number)
    for method in ("get", "post"):
        answer = getattr(signed_in("casey"), method)(f"/referrals/{wanted}/seal/")
        assert answer.status_code == 403
        assert "cannot begin sealing" in answer.content.decode()
    approve_referral(actor=people.blake, number=wanted)
    page = text_of(signed_in("ellis"), f"/referrals/{wanted}/")
    assert "evidence custodian" in page
    assert f'href="/referrals/{wanted}/seal/"' not in page
    assert signed_in("ellis").post(f"/referrals/{wanted}/seal/").status_code == 403
    assert not DBTaskResult.objects.filter(task_path="onrecord.referrals.tasks.seal").exists()
    assert refused() == 3
