"""Pages of draws, and of links between incidents."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from conftest import People
from onrecord.accounts.models import User
from onrecord.directive import Origin
from onrecord.incidents.actions import confirm_event, open_incident, state_event
from onrecord.ledger.publication import publish_now
from onrecord.ledger.times import now, pretend

pytestmark = pytest.mark.usefixtures("home", "committed")


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def words(response: object) -> str:
    text = response.content.decode()  # type: ignore[attr-defined] # a response
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def opened(people: People) -> str:
    return open_incident(
        actor=people.avery, origin=Origin.REPORTED, district="District 4", summary="A van."
    ).reference


def test_the_inspector_general_draws_and_opens_again(people: People) -> None:
    with pretend(now() - timedelta(days=3)):
        number = opened(people)
        stated = state_event(
            actor=people.avery, number=number, stated="unfounded", reason="nobody there"
        )
        confirm_event(
            actor=people.ellis, number=number, statement=stated.reference, reason="I looked"
        )
    publish_now(actor=people.frankie)
    hollis = signed_in("hollis")
    assert "Closures to sample" in words(hollis.get("/desk/"))
    today = timezone.localtime(now()).date()
    period = {"first": today - timedelta(days=9), "last": today, "size": 5}
    early = hollis.post("/closures/new/", period)
    assert early.status_code == 422
    assert "no checkpoint was published since" in words(early).lower()
    drawn = hollis.post("/closures/new/", {**period, "last": today - timedelta(days=1)})
    assert drawn["Location"].startswith("/closures/C-1/")
    page = hollis.get("/closures/C-1/")
    assert number in words(page)
    found = re.search(r'href="(/closures/C-1/[^"]+/)"', page.content.decode())
    assert found is not None
    assert f"{number}, unfounded" in words(hollis.get("/desk/"))
    assert hollis.post(found[1], {"result": "reopened"}).status_code == 422
    done = hollis.post(found[1], {"result": "reopened", "reason": "A second caller."})
    assert done.status_code == 302
    assert "The incident is opened again: A second caller." in words(hollis.get("/closures/C-1/"))
    assert "Every closure had its draw." in words(hollis.get("/closures/"))
    assert hollis.get("/closures/C-9/").status_code == 404
    assert signed_in("blake").get("/closures/").status_code == 403


def test_a_duplicate_says_so_and_points_on(people: People) -> None:
    one, kept = opened(people), opened(people)
    blake = signed_in("blake")
    form = {"other": kept, "relation": "duplicate", "reason": "Two callers, one van."}
    assert blake.post(f"/incidents/{one}/links/new/", {**form, "other": "9"}).status_code == 422
    assert blake.post(f"/incidents/{one}/links/new/", form).status_code == 302
    page = blake.get(f"/incidents/{one}/")
    assert f"This is a duplicate of {kept}" in words(page).replace(" ,", ",")
    assert f"{one} is a duplicate of this incident" in words(blake.get(f"/incidents/{kept}/"))
    found = re.search(r'href="(/incidents/[^"]+/undo/)"', page.content.decode())
    assert found is not None
    assert blake.post(found[1], {"reason": "Two vans after all."}).status_code == 302
    assert "Undone by Blake Example" in words(blake.get(f"/incidents/{one}/"))
    assert blake.get(found[1]).status_code == 404
    assert signed_in("avery").get(f"/incidents/{one}/links/new/").status_code == 403
