"""The desk: each role's queues, what waits in them, and what an empty one says."""

import pytest

from edges.web.conftest import Scene, SignedIn
from onrecord.directive import Track
from onrecord.incidents.actions import (
    classify_allegation,
    record_steering,
    request_reply,
)
from onrecord.incidents.queries import offences
from onrecord.reports.actions import lock_narrative, submit_report


def desk(signed_in: SignedIn, username: str) -> str:
    answer = signed_in(username).get("/desk/")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("username", "titles"),
    [
        ("avery", ["Returned to you", "Drafts", "Incidents that wait for your account"]),
        ("blake", ["Reports to review", "Referrals to approve"]),
        ("ellis", ["Allegations to classify", "Replies due", "Referrals to prepare",
                   "Packets to seal"]),
        ("casey", ["Recordings pointed to, not held here"]),
        ("frankie", ["Figures due"]),
        ("gray", ["Refused attempts", "The log"]),
        ("hollis", ["Attempts to steer", "Refused attempts", "Closed incidents"]),
        ("indigo", ["Accounts"]),
    ],
)  # fmt: skip
def test_every_role_has_its_queues_in_order(
    signed_in: SignedIn, username: str, titles: list[str]
) -> None:
    text = desk(signed_in, username)
    places = [text.index(f">{title}</h2>") for title in titles]
    assert places == sorted(places)


def test_an_empty_queue_says_that_it_was_looked_at(signed_in: SignedIn) -> None:
    text = desk(signed_in, "avery")
    assert "No report was returned to you. Checked " in text
    assert "New incident" in text


def test_an_officers_incident_waits_for_its_account_until_the_report_begins(
    signed_in: SignedIn, scene: Scene
) -> None:
    assert f"{scene.number}, A van stopped" in desk(signed_in, "avery")
    lock_narrative(
        actor=scene.people.avery, number=scene.number, text="I saw a van.", prompts_shown=["who"]
    )
    text = desk(signed_in, "avery")
    assert "Narrative locked; not submitted" in text
    assert "Every incident of yours has its account." in text


def test_a_submitted_report_waits_for_the_supervisor_in_the_chain_alone(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = scene.people.avery
    lock_narrative(actor=avery, number=scene.number, text="I saw a van.", prompts_shown=["who"])
    submit_report(actor=avery, number=scene.number, signature_name="Avery Example")
    assert f"{scene.number}, report of Avery Example" in desk(signed_in, "blake")
    assert scene.number not in desk(signed_in, "drew")


def test_an_investigator_sees_what_is_to_classify_then_what_is_to_refer(
    signed_in: SignedIn, scene: Scene
) -> None:
    ellis = scene.people.ellis
    assert f"{scene.number}, allegation A1" in desk(signed_in, "ellis")
    felony = next(o for o in offences(actor=ellis, number=scene.number) if o.felony == "yes")
    classify_allegation(
        actor=ellis, number=scene.number, allegation="A1", track=Track.CRIMINAL, offence=felony.id
    )
    text = desk(signed_in, "ellis")
    assert "Every allegation is classified." in text
    assert "A felony is alleged, and nothing is referred" in text
    assert f"/incidents/{scene.number}/referral/new/" in text


def test_a_reply_that_is_awaited_stands_on_the_investigators_desk(
    signed_in: SignedIn, scene: Scene
) -> None:
    ellis = scene.people.ellis
    classify_allegation(actor=ellis, number=scene.number, allegation="A1", track=Track.CIVIL)
    request_reply(
        actor=ellis, number=scene.number, agency="Federal Agency (fictional)", asked_by_way="letter"
    )
    assert "Federal Agency (fictional)" in desk(signed_in, "ellis")


def test_an_attempt_to_steer_reaches_the_inspector_general_and_nobody_in_the_chain(
    signed_in: SignedIn, scene: Scene
) -> None:
    record_steering(
        actor=scene.people.avery, number=scene.number, office="Office of the Mayor (fictional)"
    )
    assert "Office of the Mayor (fictional)" in desk(signed_in, "hollis")
    assert "Office of the Mayor" not in desk(signed_in, "blake")
    assert (
        "Office of the Mayor" not in signed_in("blake").get(scene.url("contacts/")).content.decode()
    )


@pytest.mark.parametrize("username", ["avery", "blake", "ellis", "casey", "gray", "hollis"])
def test_a_desk_has_at_most_one_main_button(
    signed_in: SignedIn, scene: Scene, username: str
) -> None:
    assert scene.number
    _, _, text = desk(signed_in, username).partition("<main")  # the lock's warning is hidden there
    text, _, _ = text.partition("</main>")
    assert text.count('class="usa-button"') + text.count('class="usa-button or-button--small"') <= 1
