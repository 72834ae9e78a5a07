"""The session's lock: when it comes, what it keeps, who opens it; the end after twelve hours."""

import re

import pytest
from django.test import Client

from conftest import PASSWORD
from onrecord.incidents.models import Incident
from onrecord.ledger.models import Entry

pytestmark = pytest.mark.usefixtures("home", "people")
IDLE = 30 * 60


def later(client: Client, seconds: int, *, whole: bool = False) -> None:
    """Let time pass without anybody there; `whole`: the session is that much older, too."""
    session = client.session
    session["seen_at"] -= seconds
    if whole:
        session["opened_at"] -= seconds
    session.save()


@pytest.fixture
def avery(client: Client) -> Client:
    client.post("/sign-in/", {"username": "avery", "password": PASSWORD})
    return client


def test_it_locks_after_the_term_and_not_before(avery: Client) -> None:
    later(avery, IDLE - 5)
    assert avery.get("/desk/").status_code == 200
    later(avery, IDLE - 5)
    assert avery.get("/desk/").status_code == 200  # somebody was there meanwhile
    later(avery, IDLE)
    assert avery.get("/incidents/?state=closed").headers["Location"] == "/locked/"
    page = avery.get("/locked/").content.decode()
    assert "This session is locked" in page
    assert "/incidents/" not in re.sub(r"<footer.*", "", page, flags=re.DOTALL)
    assert avery.get("/desk/").status_code == 302
    wrong = avery.post("/locked/", {"password": "wrong"})
    assert "The password is not right" in wrong.content.decode()
    opened = avery.post("/locked/", {"password": PASSWORD})
    assert opened.headers["Location"] in {"/desk/", "/incidents/?state=closed"}
    assert avery.get("/desk/").status_code == 200
    assert Entry.objects.filter(kind="session.unlocked/1").count() == 1


def test_what_was_sent_into_the_lock_is_kept_and_sent_after_it(avery: Client) -> None:
    typed = {"origin": "seen", "district": "District 1", "summary": "A van & <two> cars."}
    later(avery, IDLE)
    assert avery.post("/incidents/new/", typed).headers["Location"] == "/locked/"
    assert not Incident.objects.exists()
    assert "is kept, and waits for you" in avery.get("/locked/").content.decode()
    assert avery.get("/locked/held/").headers["Location"] == "/locked/"
    answer = avery.post("/locked/", {"password": PASSWORD})
    assert answer.headers["Location"] == "/locked/held/"
    page = avery.get("/locked/held/").content.decode()
    assert 'name="summary" value="A van &amp; &lt;two&gt; cars."' in page
    assert 'action="/incidents/new/"' in page
    avery.post("/incidents/new/", typed)
    assert avery.get("/locked/held/").status_code == 302  # it was sent


def test_no_secret_and_nobody_elses_form_is_kept(avery: Client) -> None:
    later(avery, IDLE)
    avery.post("/account/second-factor/app/", {"code": "123456", "password": "x", "note": "kept"})
    assert avery.session["held_form"]["fields"] == [["note", "kept"]]
    avery.post("/sign-out/")
    avery.post("/sign-in/", {"username": "blake", "password": PASSWORD})
    assert avery.get("/locked/held/").headers["Location"] == "/desk/"


def test_a_script_is_told_and_a_lock_by_hand_is_at_once(avery: Client) -> None:
    json = {"Accept": "application/json"}
    assert avery.post("/locked/stay/", headers=json).json() == {"locked": False}
    avery.post("/locked/now/")
    assert avery.post("/locked/stay/", headers=json).status_code == 423
    saved = avery.post("/incidents/new/", {"summary": "x"}, headers=json)
    assert (saved.status_code, "still on this page" in saved.json()["error"]) == (423, True)
    wrong = avery.post("/locked/", {"password": "wrong"}, headers=json)
    assert (wrong.status_code, "not right" in wrong.json()["error"]) == (403, True)
    right = avery.post("/locked/", {"password": PASSWORD}, headers=json)
    assert right.json() == {"unlocked": True}


def test_a_page_that_brings_its_parts_by_itself_is_nobodys_presence(avery: Client) -> None:
    later(avery, IDLE - 60)
    avery.get("/desk/", headers={"HX-Request": "true"})
    later(avery, 60)
    assert avery.get("/desk/").headers["Location"] == "/locked/"


def test_after_twelve_hours_one_signs_in_anew_and_finds_what_was_typed(avery: Client) -> None:
    later(avery, 12 * 3600, whole=True)
    answer = avery.post("/incidents/new/", {"summary": "A van stopped."})
    assert answer.status_code == 401
    assert "This session has ended" in answer.content.decode()
    assert avery.get("/desk/").headers["Location"].startswith("/sign-in/")
    form = {"username": "avery", "password": PASSWORD, "next": "/locked/held/"}
    assert avery.post("/sign-in/", form).headers["Location"] == "/locked/held/"
    assert "A van stopped." in avery.get("/locked/held/").content.decode()
    assert avery.post("/locked/held/").status_code == 302
    assert avery.get("/locked/held/").status_code == 302
