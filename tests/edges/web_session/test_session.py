"""Signing in and out; the first administrator; the notice on every page; who is sent where."""

import pytest
from django.test import Client
from pytest_django import Settings

from conftest import PASSWORD
from onrecord.accounts.models import Person, User
from onrecord.ledger.models import Entry
from onrecord.storage.home import DEMO_PASSWORD, Home, HomeRecord

pytestmark = pytest.mark.usefixtures("home")
NEW = {
    "name": "Indigo Example",
    "agency": "Example City",
    "username": "indigo",
    "password": "a few words in a row",
}


def count(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


@pytest.mark.django_db
def test_an_empty_home_leads_to_its_first_administrator(client: Client) -> None:
    for address in ("/sign-in/", "/accounts/", "/referrals/"):
        assert client.get(address).headers["Location"] == "/set-up/"
    assert "This home is empty" in client.get("/set-up/").content.decode()
    response = client.post("/set-up/", NEW)
    assert response.headers["Location"] == "/accounts/"
    assert count("session.opened/1") == 1
    page = client.get("/accounts/").content.decode()
    assert "1 of 5 accounts given" in page
    assert client.get("/set-up/").headers["Location"] == "/sign-in/"
    assert client.post("/set-up/", NEW | {"username": "other"}).status_code == 302
    assert Person.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Your name: enter it as the record shall show it."),
        ({"username": "9x"}, "User name: use 2 to 60 small letters"),
        ({"password": "short"}, "Password: use at least 12 characters"),
        ({"password": "password1234"}, "Password: many people use this one"),
        ({"username": "somebody-x", "password": "somebody-x-12"}, "too much like the user name"),
    ],
)
def test_the_first_administrators_faults_are_told_in_our_words(
    client: Client, wrong: dict[str, str], words: str
) -> None:
    page = client.post("/set-up/", NEW | wrong).content.decode()
    assert words in page.replace("&#x27;", "'")
    assert not Person.objects.exists()


@pytest.mark.usefixtures("people")
def test_the_set_up_is_walked_to_its_end() -> None:
    """With all five there, the list of what is missing is gone."""
    page = signed_in("indigo").get("/accounts/").content.decode()
    assert "accounts given" not in page
    assert "Avery Example" in page


@pytest.mark.django_db
def test_each_account_given_takes_the_administrator_one_step_on(client: Client) -> None:
    client.post("/set-up/", NEW)
    given = {"agency": "Example City", "password": "a few words in a row", "superior": ""}
    for at, (role, superior) in enumerate(
        [("supervisor", ""), ("officer", "supervisor"), ("custodian", ""), ("investigator", "")]
    ):
        page = client.get("/accounts/").content.decode()
        assert f"{at + 1} of 5 accounts given" in page
        assert f'class="usa-button or-button--small" href="/accounts/new/?role={role}"' in page
        form = given | {
            "roles": [role], "name": f"A {role}", "username": role, "superior": superior
        }  # fmt: skip
        assert client.post("/accounts/new/", form).status_code == 302
    assert "accounts given" not in client.get("/accounts/").content.decode()


@pytest.mark.usefixtures("people")
def test_an_officer_without_superior_is_asked_for_one() -> None:
    form = {
        "roles": ["officer"],
        "name": "New Officer",
        "username": "new-officer",
        "agency": "Example City",
        "password": "a few words in a row",
    }
    client = signed_in("indigo")
    response = client.post("/accounts/new/", form)
    assert "choose the supervisor who decides" in response.content.decode().replace("&#x27;", "'")
    assert not Person.objects.filter(username="new-officer").exists()
    taken = client.post("/accounts/new/", form | {"superior": "blake", "username": "avery"})
    assert "User name: &#x27;avery&#x27; is taken" in taken.content.decode()


@pytest.mark.usefixtures("people")
def test_accounts_are_the_administrators_and_a_refusal_is_recorded() -> None:
    for who in ("avery", "jordan"):
        response = signed_in(who).get("/accounts/")
        assert response.status_code == 403
        assert "The attempt is recorded" in response.content.decode()
    assert count("act.refused/1") == 2
    assert "/data/" in signed_in("jordan").get("/accounts/").content.decode()


@pytest.mark.parametrize(
    ("who", "start"), [("avery", "/desk/"), ("indigo", "/accounts/"), ("jordan", "/data/")]
)
@pytest.mark.usefixtures("people")
def test_signing_in_leads_to_where_a_role_begins(client: Client, who: str, start: str) -> None:
    response = client.post("/sign-in/", {"username": who, "password": PASSWORD})
    assert response.headers["Location"] == start
    assert count("session.opened/1") == 1
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/accounts/").headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.usefixtures("people")
def test_next_leads_within_this_site_only(client: Client) -> None:
    form = {"username": "avery", "password": PASSWORD}
    asked = client.post("/sign-in/", form | {"next": "/referrals/?x=1"})
    assert asked.headers["Location"] == "/referrals/?x=1"
    for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
        answer = client.post("/sign-in/", form | {"next": elsewhere})
        assert answer.headers["Location"] == "/desk/"


@pytest.mark.usefixtures("people")
def test_wrong_credentials_say_the_same_whoever_exists(client: Client) -> None:
    pages = [
        client.post("/sign-in/", {"username": who, "password": "wrong"}).content.decode()
        for who in ("avery", "nobody")
    ]
    assert all("User name or password is not right" in page for page in pages)
    assert "User name: enter yours." in client.post("/sign-in/", {"username": ""}).content.decode()
    for _ in range(5):
        client.post("/sign-in/", {"username": "avery", "password": "wrong"})
    slowed = client.post("/sign-in/", {"username": "avery", "password": PASSWORD})
    assert "Too many tries" in slowed.content.decode()


@pytest.mark.usefixtures("people")
def test_the_demo_lists_its_people_and_a_trial_does_not(
    client: Client, home: Home, settings: Settings
) -> None:
    page = client.get("/sign-in/").content.decode()
    assert DEMO_PASSWORD in page
    assert "Avery Example" in page
    home.record_file.write_text(home.record_file.read_text().replace('"demo"', '"trial"'))
    settings.HOME_RECORD = home.record()
    page = client.get("/sign-in/").content.decode()
    assert DEMO_PASSWORD not in page
    assert "Avery Example" not in page


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("mode", "notice"), [("demo", "Fictional:"), ("trial", "Trial: no real data")]
)
def test_every_page_bears_the_notice(
    client: Client, settings: Settings, home: Home, mode: str, notice: str
) -> None:
    client.raise_request_exception = False
    settings.HOME_RECORD = HomeRecord(mode, home.record().origin, home.record().directive, "")
    pages = {
        address: client.get(address)
        for address in ("/", "/order/", "/data/", "/log/", "/verify/", "/sign-in/", "/nowhere/")
    }
    administrator = signed_in("indigo")
    pages |= {address: administrator.get(address) for address in ("/accounts/", "/referrals/")}
    checked = Client(enforce_csrf_checks=True)
    pages["forged"] = checked.post("/sign-in/", {"username": "x"})
    pages["large"] = client.post("/sign-in/", {"username": "x" * 3_000_000})
    assert [response.status_code for response in pages.values()] == [
        200, 200, 200, 200, 200, 200, 404, 200, 403, 403, 413
    ]  # fmt: skip
    assert [url for url, page in pages.items() if notice not in page.content.decode()] == []


@pytest.mark.django_db
def test_a_fault_of_ours_bears_the_notice_and_tells_no_detail(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("a secret detail")

    monkeypatch.setattr("onrecord.web.public.views.current_directive", broken)
    client.raise_request_exception = False
    page = client.get("/order/")
    assert page.status_code == 500
    assert "Fictional:" in page.content.decode()
    assert "secret" not in page.content.decode()


@pytest.mark.usefixtures("people")
def test_a_token_is_shown_once_and_not_kept_by_browsers() -> None:
    client = signed_in("avery")
    response = client.post("/account/", {"label": "laptop"})
    assert "export ONRECORD_TOKEN=" in response.content.decode()
    assert response.headers["Cache-Control"] == "no-store"
    assert count("token.issued/1") == 1
    assert "export ONRECORD_TOKEN=" not in client.get("/account/").content.decode()
    assert "enter a few words" in client.post("/account/", {"label": ""}).content.decode()
    assert signed_in("gray").post("/account/", {"label": "x"}).status_code == 403
