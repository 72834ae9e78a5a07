"""The gate: who is not known signs in, who may not is told why, and the attempt is recorded."""

import re

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from edges.web.conftest import Scene, SignedIn
from edges.web.entries import refusals
from onrecord.config import urls

STAFF_PAGES = (
    "/desk/",
    "/incidents/",
    "/incidents/new/",
    "/steering/",
    "/accounts/",
    "/receipts/1/",
)


def undeclared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("served without a rule")


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_who_has_not_signed_in_is_asked_to_and_comes_back(people: object, address: str) -> None:  # noqa: ARG001 - a home without people sets up first
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=%2F")


def test_a_view_that_declares_no_rule_is_never_served(
    signed_in: SignedIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, path("undeclared/", undeclared)])
    settings.ROOT_URLCONF = type("Urls", (), {"urlpatterns": urls.urlpatterns})
    answer = signed_in("avery").get("/undeclared/")
    assert answer.status_code == 404
    assert b"served without a rule" not in answer.content


@pytest.mark.parametrize(
    ("username", "address"),
    [
        ("indigo", "/incidents/"),
        ("gray", "/incidents/"),
        ("frankie", "/incidents/new/"),
        ("casey", "/incidents/new/"),
        ("avery", "/accounts/"),
    ],
)
def test_a_refusal_is_a_page_with_its_reason_and_an_entry(
    signed_in: SignedIn, username: str, address: str
) -> None:
    before = refusals()
    answer = signed_in(username).get(address)
    assert answer.status_code == 403
    assert "This needs the role" in answer.content.decode()
    assert "The attempt is recorded" in answer.content.decode()
    assert refusals() == before + 1


@pytest.mark.parametrize(
    "rest",
    ["", "people/new/", "allegations/new/", "identification/new/", "aid/new/", "acts/new/",
     "contacts/", "event/", "correct/", "legal-authority/", "replies/new/", "people/1/identity/",
     "allegations/A1/classify/", "reopen/"],
)  # fmt: skip
def test_an_elected_office_is_refused_every_page_of_an_incident(
    signed_in: SignedIn, scene: Scene, rest: str
) -> None:
    before = refusals()
    answer = signed_in("jordan").get(scene.url(rest))
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "This account sees published data only." in text
    assert "The attempt is recorded" in text
    assert scene.number not in re.sub(r"<title>.*?</title>", "", text)
    assert "A van stopped" not in text
    assert refusals() == before + 1


def test_the_home_of_an_elected_office_is_the_published_data(signed_in: SignedIn) -> None:
    answer = signed_in("jordan").get("/desk/")
    assert answer.status_code == 302
    assert answer["Location"] == "/data/"


def test_a_supervisor_outside_the_chain_is_refused(signed_in: SignedIn, scene: Scene) -> None:
    before = refusals()
    assert signed_in("blake").get(scene.url()).status_code == 200
    assert signed_in("drew").get(scene.url()).status_code == 403
    assert refusals() == before + 1


@pytest.mark.parametrize(
    "rest", ["", "people/new/", "contacts/", "aid/new/", "event/", "correct/", "reopen/"]
)
def test_an_incident_that_is_not_there_is_not_found(signed_in: SignedIn, rest: str) -> None:
    assert signed_in("avery").get(f"/incidents/2020-0001/{rest}").status_code == 404
    assert signed_in("avery").post(f"/incidents/2020-0001/{rest}", {}).status_code in {404, 405}


@pytest.mark.parametrize(
    ("username", "rest"),
    [
        ("ellis", "allegations/A9/classify/"),
        ("ellis", "replies/9/"),
        ("avery", "people/9/identity/"),
        ("blake", "event/nothing/confirm/"),
    ],
)
def test_a_part_that_is_not_there_is_not_found(
    signed_in: SignedIn, scene: Scene, username: str, rest: str
) -> None:
    assert signed_in(username).get(scene.url(rest)).status_code == 404


def test_a_form_that_would_be_refused_is_refused_before_it_is_filled_in(
    signed_in: SignedIn, scene: Scene
) -> None:
    answer = signed_in("casey").get(scene.url("people/new/"))
    assert answer.status_code == 403


def test_a_post_without_the_forms_token_changes_nothing(scene: Scene) -> None:
    from onrecord.accounts.models import User  # noqa: PLC0415 - loaded apps

    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="avery"))
    assert client.post(scene.url("steering/"), {}).status_code == 403
