"""The interface for programs: success, refusal, bad input, repeats, and who may ask at all."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import People
from edges.api.conftest import Program, token_of
from onrecord.accounts.models import User
from onrecord.api.models import GivenAnswer
from onrecord.authority import Actor
from onrecord.incidents.queries import incident, incident_rows
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.ledger.times import now

Programs = Callable[[str], Program]
OPENED = {
    "origin": "seen",
    "district": "District 2",
    "summary": "Two people stood beside a van.",
    "occurred_at": "2026-01-31T12:00:00-06:00",
    "answers": {"injured": "unknown"},
}
STATUS = {**OPENED, "summary": "She said: I am an undocumented worker."}


def problem(response: Any, status: int, code: str) -> dict[str, Any]:  # noqa: ANN401 - what Django's client returns
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    said: dict[str, Any] = response.json()
    assert (said["status"], said["code"]) == (status, code), said
    assert said["type"] == f"urn:onrecord:problem:{code}"
    return said


def entries() -> int:
    return Entry.objects.count()


def last_values() -> dict[str, object]:
    entry = Entry.objects.latest("id")
    (opened,) = opened_entries([entry.id])
    return dict(opened.values())


def test_an_act_leaves_an_entry_by_the_tokens_person_and_answers_with_its_receipt(
    program: Programs, people: People
) -> None:
    avery = program("avery")
    response = avery.post("incidents", OPENED)
    assert response.status_code == 201
    receipt = response.json()
    assert last_values()["actor"] == str(people.avery.id)
    assert last_values()["channel"] == "api"
    shown = incident(actor=people.avery, number=receipt["reference"])
    assert shown.summary == OPENED["summary"]
    assert shown.answers["injured"] == "unknown"
    again = avery.get(receipt["receipt_url"].removeprefix("/api/v1/"))
    assert again.json()["entry"] == receipt["entry_id"]
    # The proof comes once a checkpoint holds the entry.
    problem(avery.get(f"receipts/{receipt['entry_id']}/proof"), 404, "not-published")
    # A receipt is its actor's own.
    blake = program("blake")
    problem(blake.get(f"receipts/{receipt['entry_id']}"), 404, "nothing-here")


def test_reading_an_incident_records_its_purpose_once_a_day(program: Programs, number: str) -> None:
    avery = program("avery")
    before = entries()
    first = avery.get(f"incidents/{number}", purpose="write the report")
    assert first.status_code == 200
    assert first.json()["number"] == number
    assert entries() == before + 1
    assert avery.get(f"incidents/{number}/timeline", purpose="write the report").json()["items"]
    assert entries() == before + 1
    said = problem(avery.get(f"incidents/{number}"), 422, "invalid-request")
    assert said["errors"][0]["field"] == "purpose"


def test_a_list_shows_what_its_reader_may_open_and_searches_nobody(
    program: Programs, number: str, people: People
) -> None:
    assert [row["number"] for row in program("avery").get("incidents").json()["items"]] == [number]
    assert program("drew").get("incidents").json()["items"] == []
    assert [row.number for row in incident_rows(actor=people.avery)] == [number]


def test_a_refusal_says_why_and_is_an_entry(program: Programs, number: str) -> None:
    before = entries()
    said = problem(
        program("drew").get(f"incidents/{number}", purpose="review"), 403, "not-your-chain"
    )
    assert said["recorded"] is True
    assert "chain" in said["detail"]
    assert entries() == before + 1
    assert last_values()["code"] == "not-your-chain"
    said = problem(program("casey").post("incidents", OPENED), 403, "role")
    assert said["recorded"] is True
    assert entries() == before + 2


def test_what_does_not_exist_is_not_here(program: Programs, number: str) -> None:
    avery = program("avery")
    problem(avery.get("incidents/2020-0001", purpose="review"), 404, "unknown-incident")
    body = {"party": 7, "conduct": "Alleged to have pushed."}
    problem(avery.post(f"incidents/{number}/allegations", body), 404, "unknown-part")
    problem(avery.get("no-such-thing"), 404, "nothing-here")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"origin": "guessed"}, "origin"),
        ({"summary": None}, "summary"),
        ({"summary": 7}, "summary"),
        ({"summary": "a\0b"}, "summary"),
        ({"summary": "  "}, "summary"),
        ({"nationality": "x"}, "nationality"),
        ({"occurred_at": 1769860800}, "occurred_at"),
        ({"occurred_at": "2026-01-31T12:00:00"}, "occurred_at"),
        ({"occurred_at": "0001-01-01T00:00:00+14:00"}, "occurred_at"),
        ({"occurred_at": "2100-01-01T00:00:00Z"}, "occurred_at"),
        ({"district": "d" * 300}, "district"),
        ({"answers": {"injured": "perhaps"}}, "answers.injured"),
        ({"choices": {"summary": [{"start": "0"}]}}, "choices.summary.0.start"),
    ],
)
def test_bad_input_names_the_field_and_records_nothing(
    program: Programs, change: dict[str, object], field: str
) -> None:
    before = entries()
    response = program("avery").post("incidents", {**OPENED, **change})
    said: dict[str, Any] = response.json()
    assert response.status_code == 422, said
    assert field in [error["field"] for error in said["errors"]]
    assert entries() == before


def test_a_body_that_cannot_be_read_says_so(program: Programs) -> None:
    avery = program("avery")

    def sent(body: bytes | str, media_type: str = "application/json") -> Any:  # noqa: ANN401 - what Django's client returns
        headers = {"Authorization": f"Bearer {avery.token}"}
        return avery.client.generic(
            "POST", "/api/v1/incidents", body, content_type=media_type, headers=headers
        )

    problem(sent("{"), 400, "malformed-body")
    problem(sent(b"\xff"), 400, "malformed-body")
    problem(sent("[" * 100_000), 400, "malformed-body")
    problem(sent('{"summary": NaN}'), 400, "malformed-body")
    problem(sent('{"origin": "seen", "origin": "reported"}'), 400, "malformed-body")
    problem(sent("[]"), 422, "invalid-request")
    problem(sent(""), 422, "invalid-request")
    problem(sent("summary=x", "application/x-www-form-urlencoded"), 415, "wrong-media-type")
    problem(sent('"' + "x" * (2 * 1024 * 1024) + '"'), 413, "body-too-large")
    response = avery.client.put(
        "/api/v1/incidents", headers={"Authorization": f"Bearer {avery.token}"}
    )
    problem(response, 405, "method-unknown")
    assert {word.strip() for word in response["Allow"].split(",")} == {"GET", "POST"}


def test_words_that_state_status_come_back_marked_and_can_be_sent_again(
    program: Programs, people: People
) -> None:
    avery, before = program("avery"), entries()
    said = problem(avery.post("incidents", STATUS), 422, "status-text")
    assert entries() == before
    assert said["field"] == "summary"
    assert said["choices"] == ["remove", "quotation", "legal-authority"]
    (passage,) = said["passages"]
    assert passage["words"] == STATUS["summary"][passage["start"] : passage["end"]]
    choice = {"start": passage["start"], "end": passage["end"], "keep_as": "quotation"}
    response = avery.post("incidents", {**STATUS, "choices": {"summary": [choice]}})
    assert response.status_code == 201
    shown = incident(actor=people.avery, number=response.json()["reference"])
    assert passage["words"] not in shown.summary
    assert "[passage kept apart]" in shown.summary


def test_an_act_is_done_once_under_its_key_and_answered_as_before(
    program: Programs, people: People
) -> None:
    avery = program("avery")
    first = avery.post("incidents", OPENED, key="night shift 1")
    before = entries()
    again = avery.post("incidents", OPENED, key="night shift 1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again["Idempotent-Replayed"] == "true"
    assert entries() == before
    other = {**OPENED, "district": "District 9"}
    problem(avery.post("incidents", other, key="night shift 1"), 422, "key-reused")
    # The key is its sender's alone, and a day's.
    assert program("blake").post("incidents", OPENED, key="night shift 1").status_code == 201
    GivenAnswer.objects.update(begun_at=now() - timedelta(hours=25))
    assert avery.post("incidents", other, key="night shift 1").status_code == 201
    assert len(incident_rows(actor=people.avery)) == 2


def test_a_key_is_free_after_a_refusal_and_taken_while_its_act_is_under_way(
    program: Programs, people: People
) -> None:
    avery = program("avery")
    assert avery.post("incidents", {**OPENED, "summary": " "}, key="k").status_code == 422
    assert avery.post("incidents", OPENED, key="k").status_code == 201
    GivenAnswer.objects.filter(person=people.avery.id).update(status=0)
    problem(avery.post("incidents", OPENED, key="k"), 409, "key-under-way")
    problem(avery.post("incidents", OPENED, key="k" * 201), 422, "invalid-request")


def test_nobody_is_known_without_a_token_that_holds(number: str) -> None:
    client = Client()
    client.force_login(User.objects.get(username="avery"))
    path = f"/api/v1/incidents/{number}?purpose=x"
    response = client.get(path)
    problem(response, 401, "token-missing")
    assert response["WWW-Authenticate"].startswith("Bearer")
    for token in ("unknown", token_of("avery", ends=timedelta(seconds=-1))):
        response = Client().get(path, headers={"Authorization": f"Bearer {token}"})
        problem(response, 401, "sign-in-refused")
        assert 'error="invalid_token"' in response["WWW-Authenticate"]


def test_a_stalled_log_answers_503_and_when_to_come_again(
    program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onrecord.ledger import act  # noqa: PLC0415 - the name that is replaced below
    from onrecord.ledger.errors import LedgerStalled  # noqa: PLC0415 - likewise

    def stalled(_actor: Actor, _permission: object) -> None:
        raise LedgerStalled("Entries wait for their index. Nothing was recorded.")

    monkeypatch.setattr(act, "refuse_if_stalled", stalled)
    response = program("avery").post("incidents", OPENED, key="k")
    problem(response, 503, "ledger-stalled")
    assert response["Retry-After"] == "60"
    assert not GivenAnswer.objects.exists()


def test_a_fault_of_ours_is_a_problem_too_and_tells_nothing(
    program: Programs, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from onrecord.api import interface  # noqa: PLC0415 - the name that is replaced below

    def broken(**_given: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(interface, "note_access", broken)
    said = problem(program("avery").get("incidents/2020-0001", purpose="x"), 500, "fault")
    assert "secret" not in str(said)
    assert "a secret detail" in caplog.text
