"""A program records an incident whole: bytes, custody, report, decision, referral."""

import base64
import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest

from conftest import People
from edges.api.conftest import Program
from guardrails.conftest import CONTACTS, VIDEO, World, world
from onrecord.api import bearer
from onrecord.api.errors import MalformedBody
from onrecord.api.routes import evidence
from onrecord.evidence.models import HeldUpload
from onrecord.evidence.queries import exhibits
from onrecord.reports.queries import report

__all__ = ["world"]
Programs = Callable[[str], Program]
NOTE = b"A note, fictional.\n"


def uploaded(program: Program, data: bytes, **headers: str) -> Any:  # noqa: ANN401 - what Django's client returns
    return program.client.generic(
        "POST",
        "/api/v1/uploads",
        data,
        content_type="application/octet-stream",
        headers={"Authorization": f"Bearer {program.token}", **headers},
    )


def digest(data: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(data).digest()).decode()}:"


def done(response: Any) -> dict[str, Any]:  # noqa: ANN401 - what Django's client returns
    assert response.status_code == 201, response.content
    said: dict[str, Any] = response.json()
    return said


def code(response: Any) -> tuple[int, str]:  # noqa: ANN401 - what Django's client returns
    return response.status_code, response.json()["code"]


def test_bytes_come_once_and_wait_for_an_act_that_can_stand(
    program: Programs, people: People, number: str
) -> None:
    avery, path = program("avery"), f"incidents/{number}/exhibits"
    held = done(uploaded(avery, NOTE, **{"Content-Digest": digest(NOTE), "Upload-Name": "a%20b"}))
    assert held["sha256"] == hashlib.sha256(NOTE).hexdigest()
    said = {"upload": held["upload"], "kind": "document", "title": "His visa overstay, he said"}
    response = avery.post(path, {**said, "source": "A neighbour"})
    assert code(response) == (422, "status-text")
    said["title"] = "A note"
    receipt = done(avery.post(path, {**said, "source": "A neighbour"}))
    assert receipt["reference"] == "E-1"
    (row,) = exhibits(actor=people.avery, number=number)
    assert (row.sha256, row.size) == (held["sha256"], len(NOTE))
    # Taken in, the upload is no more; nor is it anybody else's.
    assert code(avery.post(path, {**said, "source": "x"})) == (422, "invalid-exhibit")
    shown = avery.get(f"{path}/E-1", purpose="review").json()
    assert shown["original_name"] == "a b"
    custody = avery.get(f"{path}/E-1/custody", purpose="review").json()["items"]
    assert custody[0]["event"] == "intake"


def test_bytes_that_are_not_those_that_were_sent_are_not_kept(
    program: Programs, number: str
) -> None:
    avery = program("avery")
    wrong = uploaded(avery, NOTE, **{"Content-Digest": digest(b"other")})
    assert code(wrong) == (422, "digest-differs")
    assert code(uploaded(avery, NOTE, **{"Content-Digest": "md5=:x:"})) == (422, "invalid-request")
    with pytest.raises(MalformedBody):  # a client that went away half-way
        list(evidence._blocks(io.BytesIO(NOTE), len(NOTE) + 1))  # type: ignore[arg-type] # it reads as a request
    assert code(avery.post("uploads")) == (415, "wrong-media-type")
    assert code(uploaded(program("gray"), NOTE)) == (403, "role")
    assert not HeldUpload.objects.exists()
    held = done(uploaded(avery, NOTE))
    body = {"upload": held["upload"], "kind": "document", "title": "A note", "source": "x"}
    response = program("ellis").post(f"incidents/{number}/exhibits", body)
    assert code(response) == (422, "invalid-exhibit")


def test_footage_is_copied_by_a_custodian_alone_and_viewed_under_a_token(
    program: Programs, world: World
) -> None:
    world.lock()
    path = f"incidents/{world.number}/exhibits/E-2"
    avery, casey = program("avery"), program("casey")
    assert code(avery.post(f"{path}/copies", {"purpose": "court"}))[0] == 403
    copy = casey.post(f"{path}/copies", {"purpose": "for the court"})
    assert b"".join(copy.streaming_content) == VIDEO
    assert copy["OnRecord-Entry"].isdecimal()
    opened = avery.post(f"{path}/viewings", {"purpose": "write the supplement"}, key="v")
    ticket = done(opened)
    assert ticket["receipt"]["proof_url"]
    # Its token is a secret: it is given once, and kept nowhere to be given again.
    again = avery.post(f"{path}/viewings", {"purpose": "write the supplement"}, key="v")
    assert code(again) == (409, "answered-once")
    bytes_url = f"/api/v1/viewings/{ticket['token']}/bytes"
    headers = {"Authorization": f"Bearer {avery.token}", "Range": "bytes=4-7"}
    part = avery.client.get(bytes_url, headers=headers)
    assert (part.status_code, b"".join(part.streaming_content)) == (206, VIDEO[4:8])
    assert code(casey.get(f"viewings/{ticket['token']}/bytes")) == (410, "viewing-over")
    done(avery.post(f"viewings/{ticket['token']}/closings"))
    assert code(avery.get(f"viewings/{ticket['token']}/bytes")) == (410, "viewing-over")


def test_a_report_is_written_returned_amended_and_approved(program: Programs, world: World) -> None:
    avery, blake, path = program("avery"), program("blake"), f"incidents/{world.number}/report"
    assert code(avery.get(f"{path}/duties", purpose="report")) == (403, "narrative-first")
    asked = avery.get(f"{path}/writing", purpose="report").json()
    prompts = [prompt["id"] for prompt in asked["prompts"]]
    first = done(avery.post(f"{path}/drafts", {"text": "I saw"}))
    done(avery.post(f"{path}/drafts", {"text": "I saw a van", "after": first["id"]}))
    stale = avery.post(f"{path}/drafts", {"text": "We saw", "after": first["id"]})
    assert code(stale) == (409, "stale-draft")
    assert (stale.json()["stored"], stale.json()["yours"]) == ("I saw a van", "We saw")
    words = {"text": "I saw a van.", "prompts_shown": prompts[:1]}
    assert done(avery.post(f"{path}/versions", words))["reference"] == "version 1"
    duties = avery.get(f"{path}/duties", purpose="report").json()
    unmet = [duty["id"] for duty in duties["duties"] if duty["status"] == "unmet"]
    done(avery.post(f"{path}/gaps", {"duty": unmet[0], "reason": "The radio failed."}))
    wrong = avery.post(f"{path}/submissions", {"signature_name": "Somebody Else"})
    assert code(wrong) == (422, "signature-missing")
    done(avery.post(f"{path}/submissions", {"signature_name": world.people.avery.name}))
    assert [r["number"] for r in blake.get("reports/to-review").json()["items"]] == [world.number]
    reasons = {"reasons": [{"field": "narrative", "words": "Say where you stood."}]}
    done(blake.post(f"{path}/returns", reasons))
    done(avery.post(f"{path}/drafts", {"text": "I stood at the kerb."}))
    done(avery.post(f"{path}/versions", {"text": "I stood there.", "prompts_shown": []}))
    done(avery.post(f"{path}/submissions", {"signature_name": world.people.avery.name}))
    done(blake.post(f"{path}/approvals"))
    assert report(actor=world.people.blake, number=world.number).approved_version == 2


def test_a_referral_is_prepared_by_one_and_approved_by_another(
    program: Programs, world: World
) -> None:
    world.report()
    ellis, blake = program("ellis"), program("blake")
    inside = f"incidents/{world.number}"
    office = ellis.get(f"{inside}/destinations", purpose="referral").json()["items"][0]["id"]
    assert ellis.get(f"{inside}/referable", purpose="referral").json() == {"items": ["A1"]}
    body = {
        "office": office,
        "allegations": ["A1"],
        "summary": "Force on a man who lay on the ground.",
        "contacts_known": CONTACTS,
        "evidence_not_held": "none",
    }
    number = done(ellis.post(f"{inside}/referrals", body))["reference"]
    assert ellis.get(f"referrals/{number}/findings").json()["items"]
    assert code(ellis.post(f"referrals/{number}/approvals"))[0] == 403
    done(blake.post(f"referrals/{number}/approvals"))
    shown = ellis.get(f"referrals/{number}").json()
    assert shown["row"]["state"] == "approved"
    assert "folder" not in shown
    assert ellis.get(f"referrals/{number}/seal").json() == {"value": None}
    begun = done(program("casey").post(f"referrals/{number}/seal"))
    assert begun["value"]["asked_by"] == "casey"


def test_a_file_of_dispatch_events_names_each_row_that_cannot_stand(program: Programs) -> None:
    drew = program("drew")

    def sent(file: str, media_type: str = "text/csv") -> Any:  # noqa: ANN401 - what Django's client returns
        return drew.client.generic(
            "POST",
            "/api/v1/dispatch-imports",
            file,
            content_type=media_type,
            headers={"Authorization": f"Bearer {drew.token}"},
        )

    header = "number,code,district,received_at\n"
    refused = sent(f"{header}26-1,ICE,District 1,yesterday\n")
    assert code(refused) == (422, "dispatch-file")
    assert refused.json()["errors"][0]["field"].startswith("line 2, ")
    assert code(sent("x", "text/plain")) == (415, "wrong-media-type")
    imported = done(sent(f"{header}26-1,ICE,District 1,2026-01-31T12:00:00-06:00\n"))
    assert (imported["added"], imported["matched"]) == (1, 0)
    assert drew.get("dispatch-events/26-1").json()["district"] == "District 1"


def test_staff_without_a_second_factor_are_not_let_in_by_a_token(
    program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    avery = program("avery")
    assert avery.get("incidents").status_code == 200
    monkeypatch.setattr(bearer, "must_have_factor", lambda _actor: True)
    response = avery.get("incidents")
    assert code(response) == (401, "sign-in-refused")
    assert "second factor" in response.json()["detail"]
