"""Evidence to keep: the list, a task, its steps, the hold request, and the desk's queue."""

import pytest

from edges.web.conftest import Scene, SignedIn
from onrecord.incidents.queries import preservation
from onrecord.ledger.models import Entry

pytestmark = pytest.mark.django_db


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined] # a response


def test_a_custodian_walks_a_task_from_request_to_confirmation(
    signed_in: SignedIn, scene: Scene
) -> None:
    casey = signed_in("casey")
    assert "Evidence to keep" in text_of(casey.get("/desk/"))
    listed = text_of(casey.get(scene.url("preservation/")))
    assert "Term unknown: act today" in listed
    assert "Body-worn cameras of the department" in listed
    asked = casey.post(
        scene.url("preservation/1/ask/"),
        {"with_whom": "Evidence unit", "way": "hold request by e-mail"},
        follow=True,
    )
    assert "Recorded as entry" in text_of(asked) or "Recorded" in text_of(asked)
    faulty = casey.post(
        scene.url("preservation/1/confirm/"),
        {"holder_evidence_number": "", "new_expiry_on": "2036-01-01", "with_whom": "Sergeant"},
    )
    assert faulty.status_code == 422
    assert "without it nothing is confirmed" in text_of(faulty)
    assert preservation(actor=scene.people.casey, number=scene.number)[0].state == "open"
    casey.post(
        scene.url("preservation/1/confirm/"),
        {"holder_evidence_number": "B-17", "new_expiry_on": "2036-01-01", "with_whom": "Sergeant"},
    )
    shown = text_of(casey.get(scene.url("preservation/1/")))
    assert "B-17" in shown
    assert "kept until 2036-01-01" in shown
    assert Entry.objects.filter(kind="preservation.confirmed/1").count() == 1


def test_ends_and_copies_and_a_further_source(signed_in: SignedIn, scene: Scene) -> None:
    casey = signed_in("casey")
    assert casey.get(scene.url("preservation/2/copy/")).status_code == 200
    assert casey.get(scene.url("preservation/2/keep/")).status_code == 404
    assert casey.get(scene.url("preservation/77/")).status_code == 404
    casey.post(scene.url("preservation/2/end/"), {"ended": "lost", "words": "Overwritten."})
    again = text_of(casey.get(scene.url("preservation/2/")))
    assert "Lost" in again
    assert "Record how it ended" not in again
    casey.post(
        scene.url("preservation/new/"), {"evidence_source": "private-video", "holder": "A bakery"}
    )
    assert preservation(actor=scene.people.casey, number=scene.number)[-1].holder == "A bakery"


def test_the_hold_request_names_no_person_and_nothing_alleged(
    signed_in: SignedIn, scene: Scene
) -> None:
    page = text_of(signed_in("casey").get(scene.url("preservation/1/request/")))
    assert scene.number in page
    assert "A request alone keeps nothing" in page
    assert "pushed" not in page
    assert "person 1" not in page


def test_an_author_is_shown_no_task_before_the_lock(signed_in: SignedIn, scene: Scene) -> None:
    avery = signed_in("avery")
    assert avery.get(scene.url("preservation/")).status_code == 403
    page = text_of(avery.get(scene.url()))
    assert "act today" not in page
    assert "preservation/" not in page
    assert "Have evidence kept" in text_of(signed_in("blake").get(scene.url()))
