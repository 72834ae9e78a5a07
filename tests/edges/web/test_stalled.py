"""Where the log takes nothing in, pages say so with status 503, and keep what was typed."""

import html
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from crash.full_disk import pages_left
from edges.web.conftest import Scene, SignedIn
from onrecord.incidents.models import Incident
from onrecord.ledger.models import Entry
from onrecord.reports.actions import save_draft
from onrecord.reports.models import ReportDraft
from stalling import stalled_log

OPEN = {
    "once": "a", "origin": "seen", "injured": "yes", "force_used": "force", "camera_on": "yes",
    "supervisor_notified": "yes", "district": "District 4", "place": "Fourth and Pine",
    "dispatch_number": "D-1", "summary": 'A van stopped; "one" person was <held>.\nThen it left.',
}  # fmt: skip
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


def test_what_was_typed_is_kept_and_sent_again_by_one_button(signed_in: SignedIn) -> None:
    avery = signed_in("avery")
    with stalled_log():
        before = Entry.objects.count()
        answer = avery.post("/incidents/new/?from=desk", OPEN)
        assert Entry.objects.count() == before
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    page = answer.content.decode()
    for words in ("Nothing can be recorded now", "Nothing was recorded: entries have waited",
                  "onrecord serve", "Send it again"):  # fmt: skip
        assert words in page
    assert 'action="/incidents/new/?from=desk"' in page
    carried = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
    assert carried.pop("csrfmiddlewaretoken", "")
    assert carried == OPEN
    assert avery.post("/incidents/new/", carried).status_code == 302
    assert Incident.objects.get().summary == OPEN["summary"]


def test_pages_whose_reading_is_an_act_wait_too(signed_in: SignedIn, scene: Scene) -> None:
    blake = signed_in("blake")
    with stalled_log():
        answer = blake.get(scene.url())
        assert answer.status_code == 503
        assert "Looking at this page is itself recorded" in answer.content.decode()
        assert blake.get("/desk/").status_code == 200
    assert blake.get(scene.url()).status_code == 200


def test_a_refusal_that_cannot_be_recorded_is_no_fault_of_ours(signed_in: SignedIn) -> None:
    avery = signed_in("avery")
    with stalled_log():
        assert avery.get("/accounts/").status_code == 503
    assert avery.get("/accounts/").status_code == 403


def test_signing_in_waits_and_shows_no_password(people: object, home: object) -> None:  # noqa: ARG001 - people in a home
    with stalled_log():
        answer = Client().post(
            "/sign-in/", {"username": "avery", "password": "a long fictional password"}
        )
    page = answer.content.decode()
    assert answer.status_code == 503
    assert "a long fictional password" not in page
    assert "Send it again" not in page
    assert "Open the form anew" in page


def test_a_file_is_not_kept_by_a_page(signed_in: SignedIn, scene: Scene) -> None:
    file = SimpleUploadedFile("a.txt", b"one line\n", "text/plain")
    with stalled_log():
        answer = signed_in("casey").post(
            scene.url("exhibits/new/"),
            {"once": "b", "kind": "document", "title": "A list", "source": "A desk", "file": file},
        )
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "a file or a password has to be chosen" in page
    assert not re.search(r"<main.*<form[^>]*post.*</main>", page, re.DOTALL)


def test_drafts_go_on_being_saved(signed_in: SignedIn, scene: Scene) -> None:
    saved = save_draft(actor=scene.people.avery, number=scene.number, text="A van.")
    avery = signed_in("avery")
    address = scene.url("report/draft/")
    accepts = {"Accept": "application/json"}
    with stalled_log():
        more = avery.post(
            address, {"narrative": "A van. A door.", "after": saved.id}, headers=accepts
        )
        assert more.status_code == 200
        assert ReportDraft.objects.latest("id").text == "A van. A door."
        locked = avery.post(
            scene.url("report/lock/"),
            {"narrative": "A van. A door.", "draft": more.json()["after"], "once": "c"},
        )
        assert locked.status_code == 503
    assert Entry.objects.filter(kind__startswith="narrative.locked").count() == 0


def test_the_first_draft_begins_a_report_and_so_says_that_it_waits(
    signed_in: SignedIn, scene: Scene
) -> None:
    with stalled_log():
        answer = signed_in("avery").post(
            scene.url("report/draft/"),
            {"narrative": "A van.", "after": "0"},
            headers={"Accept": "application/json"},
        )
    assert answer.status_code == 503
    assert "What you typed is still here" in answer.json()["error"]


@pytest.mark.usefixtures("people")
def test_the_audit_page_says_so(signed_in: SignedIn) -> None:
    gray = signed_in("gray")
    assert "Stalled" not in gray.get("/audit/").content.decode()
    with stalled_log():
        page = gray.get("/audit/").content.decode()
    assert "Entries have waited for their place since" in page


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own limit of pages")
@pytest.mark.usefixtures("committed")
def test_a_full_database_is_said_so_and_loses_nothing_typed(
    signed_in: SignedIn, caplog: pytest.LogCaptureFixture
) -> None:
    avery = signed_in("avery")
    posted = OPEN | {"summary": "A van stopped. " * 600}
    with pages_left(0):
        answer = avery.post("/incidents/new/", posted)
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "the database cannot be used (database or disk is full)" in page
    carried = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
    del carried["csrfmiddlewaretoken"]
    assert carried == posted
    assert "database or disk is full" in caplog.text
    assert not Incident.objects.exists()
    assert avery.post("/incidents/new/", carried).status_code == 302
