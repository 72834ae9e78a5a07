"""Second factors: enrolling, showing, losing; who gets in without one, and who does not (G28)."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pytest_django import Settings

from conftest import PASSWORD
from onrecord.ledger.models import Disclosure, Entry
from onrecord.storage.home import Home

pytestmark = pytest.mark.usefixtures("home", "people")
FACTORS = "/account/second-factor/"


def count(kind: str) -> int:
    return Entry.objects.filter(kind=kind).count()


def code_for(secret: str, *, later: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + later))


def sign_in(client: Client, username: str) -> str:
    answer = client.post("/sign-in/", {"username": username, "password": PASSWORD})
    return str(answer.headers["Location"])


def enrol(client: Client) -> tuple[str, list[str]]:
    """Make an authenticator app; return its secret and the recovery codes."""
    page = client.get(f"{FACTORS}app/").content.decode()
    found = re.search(r"Key: <code>([A-Z2-7 ]+)</code>", page)
    assert found
    secret = found[1].replace(" ", "")
    page = client.post(f"{FACTORS}app/", {"code": code_for(secret)}).content.decode()
    return secret, re.findall(r"^(?:<pre[^>]*>)?(\d{8})$", page, re.MULTILINE)


@pytest.fixture
def trial(home: Home, settings: Settings) -> Home:
    home.record_file.write_text(home.record_file.read_text().replace('"demo"', '"trial"'))
    settings.HOME_RECORD = home.record()
    return home


@pytest.mark.usefixtures("trial")
@pytest.mark.parametrize("who", ["avery", "blake", "casey", "ellis", "gray", "hollis", "indigo"])
def test_outside_the_demo_a_password_alone_reaches_the_second_factor_and_nothing_else(
    client: Client, who: str
) -> None:
    sign_in(client, who)
    for address in ("/desk/", "/incidents/", "/accounts/", "/account/", f"{FACTORS}codes/"):
        assert client.get(address).headers["Location"] == FACTORS, address
    assert client.post("/incidents/new/", {}).headers["Location"] == FACTORS
    assert "Make a second factor to go on" in client.get(FACTORS).content.decode()
    enrol(client)
    assert client.get(FACTORS).status_code == 200
    assert client.get("/account/").status_code in {200, 403}
    assert count("second_factor.enrolled/1") == 1


@pytest.mark.usefixtures("trial")
def test_an_elected_office_needs_none_and_may_have_none(client: Client) -> None:
    assert sign_in(client, "jordan") == "/data/"
    assert client.get(FACTORS).status_code == 403


def test_the_demo_goes_without_and_may_try_one(client: Client) -> None:
    assert sign_in(client, "avery") == "/desk/"
    assert client.get("/desk/").status_code == 200
    _, codes = enrol(client)
    assert len(codes) == 10


def test_signing_in_asks_for_the_code_and_takes_none_twice(client: Client) -> None:
    sign_in(client, "avery")
    secret, _ = enrol(client)
    client.post("/sign-out/")
    assert sign_in(client, "avery").startswith("/sign-in/second/")
    assert client.get("/desk/").headers["Location"].startswith("/sign-in/")
    used = client.post("/sign-in/second/", {"code": code_for(secret)})
    assert "is not right, or was used already" in used.content.decode()
    opened = count("session.opened/1")
    answer = client.post("/sign-in/second/", {"code": code_for(secret, later=1)})
    assert answer.headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200
    assert count("session.opened/1") == opened + 1
    assert (count("second_factor.accepted/1"), count("second_factor.failed/1")) == (1, 1)


def test_a_recovery_code_works_once(client: Client) -> None:
    sign_in(client, "avery")
    _, codes = enrol(client)
    for expected in (302, 200):
        client.post("/sign-out/")
        sign_in(client, "avery")
        answer = client.post("/sign-in/second/", {"code": codes[0]})
        assert answer.status_code == expected


def test_wrong_codes_lock_as_wrong_passwords_do(client: Client) -> None:
    sign_in(client, "avery")
    secret, codes = enrol(client)
    client.post("/sign-out/")
    sign_in(client, "avery")
    for _ in range(5):
        client.post("/sign-in/second/", {"code": "000000"})
    answer = client.post("/sign-in/second/", {"code": codes[0]})
    assert "Too many tries" in answer.content.decode()
    assert count("sign_in.locked/1") == 1
    assert code_for(secret, later=1)


def test_the_second_step_needs_the_first_and_ends(client: Client) -> None:
    assert client.get("/sign-in/second/").headers["Location"] == "/sign-in/"
    sign_in(client, "avery")
    _, codes = enrol(client)
    client.post("/sign-out/")
    sign_in(client, "avery")
    session = client.session
    session["pending_at"] = session["pending_at"] - 601
    session.save()
    answer = client.post("/sign-in/second/", {"code": codes[0]})
    assert answer.headers["Location"] == "/sign-in/"
    assert client.get("/desk/").status_code == 302


def test_a_passkey_answer_that_nobody_asked_for_lets_nobody_in(client: Client) -> None:
    for answer in ("", "x", "[]", "{}", '{"id": "AA", "response": {"userHandle": "MQ"}}'):
        refused = client.post("/sign-in/passkey/", {"answer": answer})
        assert refused.status_code == 403
        assert "did not answer for this account" in refused.content.decode()
    assert count("session.opened/1") == 0
    options = client.post("/sign-in/passkey/options/").json()["publicKey"]
    assert options["userVerification"] == "required"
    assert not options.get("allowCredentials")


@pytest.mark.usefixtures("trial")
def test_removing_the_last_factor_shuts_all_else_again(client: Client) -> None:
    sign_in(client, "avery")
    enrol(client)
    factor = Authenticator.objects.get(type="totp").pk
    assert "Remove it" in client.get(f"{FACTORS}{factor}/remove/").content.decode()
    client.post(f"{FACTORS}{factor}/remove/")
    assert not Authenticator.objects.exists()
    assert client.get("/desk/").headers["Location"] == FACTORS
    assert count("second_factor.removed/1") == 1


def test_nobody_removes_anothers_factor(client: Client) -> None:
    sign_in(client, "avery")
    enrol(client)
    other = Client()
    sign_in(other, "blake")
    other.post(f"{FACTORS}{Authenticator.objects.get(type='totp').pk}/remove/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_no_secret_lies_in_the_database_or_the_ledger(client: Client) -> None:
    sign_in(client, "avery")
    secret, codes = enrol(client)
    kept = " ".join(str(row.data) for row in Authenticator.objects.all())
    said = " ".join(Disclosure.objects.values_list("text", flat=True))
    for word in (secret, *codes, "127.0.0.1", "testserver"):
        assert word not in kept
        assert word not in said
