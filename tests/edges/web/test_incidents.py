"""The pages of incidents: what is done, what is refused a field, what is never done twice."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from edges.web.conftest import Scene, SignedIn
from edges.web.entries import count, refusals
from onrecord.incidents.models import (
    AgencyReply,
    AidRecord,
    Allegation,
    ContactRecord,
    EventStatement,
    IdentificationAttempt,
    IdentityConfirmation,
    Incident,
    InvolvedParty,
    SceneAct,
    WalledPassage,
)
from onrecord.reports.actions import lock_narrative

OPEN = {
    "once": "a", "origin": "seen", "injured": "yes", "force_used": "force", "camera_on": "yes",
    "supervisor_notified": "yes", "district": "District 4", "place": "Fourth and Pine",
    "dispatch_number": "D-1", "summary": "A van stopped; one person was held.",
}  # fmt: skip
ATTEMPT = {"once": "a", "asked": "asked", "outcome": "refused", "party": "1"}


def local(moment: datetime) -> str:
    """Return a moment as a browser's field of date and time sends it."""
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M:%S}"


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_an_incident_is_opened_with_what_is_known_and_its_receipt_follows(
    signed_in: SignedIn,
) -> None:
    avery = signed_in("avery")
    answer = avery.post("/incidents/new/", OPEN)
    assert answer.status_code == 302
    number = Incident.objects.get().number
    assert answer["Location"].startswith(f"/incidents/{number}/?recorded=")
    text = text_of(avery, answer["Location"])
    assert "If anyone changes or removes it, a check will show it." in text
    assert f"Receipt of {number}" in text
    row = Incident.objects.get()
    assert (row.injured, row.camera_on, row.force_used) == ("yes", "yes", "force")
    assert SceneAct.objects.get().act_kind == "supervisor-notified"


def test_the_same_post_twice_opens_one_incident(signed_in: SignedIn) -> None:
    avery = signed_in("avery")
    first = avery.post("/incidents/new/", OPEN)
    second = avery.post("/incidents/new/", OPEN)
    assert second["Location"] == first["Location"]
    assert Incident.objects.count() == 1
    avery.post("/incidents/new/", OPEN | {"once": "b"})
    assert Incident.objects.count() == 2


def test_what_is_missing_is_named_and_what_was_typed_stays(signed_in: SignedIn) -> None:
    answer = signed_in("avery").post("/incidents/new/", OPEN | {"district": "", "origin": ""})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_district"' in text
    assert "District: Enter the district." in text
    assert "A van stopped; one person was held." in text
    assert Incident.objects.count() == 0


@pytest.mark.parametrize("field", ["occurred_at", "supervisor_notified_at"])
def test_what_has_not_come_yet_opens_nothing(signed_in: SignedIn, field: str) -> None:
    later = local(datetime.now(UTC) + timedelta(days=2))
    answer = signed_in("avery").post("/incidents/new/", OPEN | {field: later})
    assert answer.status_code == 422
    assert "has not come yet" in answer.content.decode()
    assert not Incident.objects.exists()


def test_nothing_is_preselected(signed_in: SignedIn, scene: Scene) -> None:
    avery = signed_in("avery")
    for address in ("/incidents/new/", scene.url("identification/new/"), scene.url("people/new/")):
        assert not re.search(r'type="radio"[^>]* checked', text_of(avery, address)), address


def test_a_refusal_is_recorded_like_any_answer_and_speaks_of_no_duty_before_the_narrative(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = signed_in("avery")
    answer = avery.post(scene.url("identification/new/"), ATTEMPT)
    assert answer.status_code == 302
    assert IdentificationAttempt.objects.get().outcome == "refused"
    text = text_of(avery, scene.url())
    assert "Recorded: asked, refused" in text
    assert "Duty met" not in text
    lock_narrative(
        actor=scene.people.avery, number=scene.number, text="I saw a van.", prompts_shown=["who"]
    )
    assert "Duty met: attempt and refusal recorded" in text_of(avery, scene.url())


def test_duties_clocks_and_offences_are_hidden_from_an_author_before_the_narrative(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = text_of(signed_in("avery"), scene.url())
    blake = text_of(signed_in("blake"), scene.url())
    assert "Shown once your narrative is locked" in avery
    assert "Write the report: your own words first" in avery
    assert 'id="h-clocks"' not in avery
    assert 'id="h-clocks"' in blake
    assert "Have evidence kept with" in blake
    assert "Have evidence kept with" not in avery
    signed_in("ellis").post(
        scene.url("allegations/A1/classify/"), {"once": "a", "track": "criminal", "criminal": ""}
    )
    assert "Criminal track" not in text_of(signed_in("avery"), scene.url())
    assert "Criminal track" in text_of(signed_in("ellis"), scene.url())


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"outcome": ""}, "Choose what came of asking."),
        ({"asked": "not-safe"}, "nobody was asked"),
        ({"asked": "not-feasible", "outcome": ""}, "Enter why asking was not feasible."),
        ({"video_at": "late"}, "Enter hours, minutes and seconds"),
        ({"asked_by": "nobody-here"}, "nobody of that user name acts here"),
    ],
)
def test_an_attempt_that_cannot_stand_says_why(
    signed_in: SignedIn, scene: Scene, change: dict[str, str], words: str
) -> None:
    answer = signed_in("avery").post(scene.url("identification/new/"), ATTEMPT | change)
    assert answer.status_code == 422
    assert words.lower() in answer.content.decode().lower()
    assert not IdentificationAttempt.objects.exists()


def test_words_that_state_status_are_asked_about_and_nothing_typed_is_lost(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = signed_in("avery")
    typed = "It is alleged that person 1 said “you are undocumented” to person 2."
    posted = {"once": "a", "party": "1", "basis": "observed", "conduct": typed}
    asked = avery.post(scene.url("allegations/new/"), posted)
    text = asked.content.decode()
    assert asked.status_code == 422
    assert "Immigration status is never asked here" in text
    assert '<mark class="or-passage">undocumented' in text
    for name, value in posted.items():
        assert f'name="{name}" value="{value}"' in text
    assert Allegation.objects.count() == 1
    keep = re.search(r'name="(passage\.conduct\.\d+-\d+\.keep)"', text)
    assert keep is not None
    again = avery.post(scene.url("allegations/new/"), posted | {keep[1]: ""})
    assert "Choose what becomes of these words." in again.content.decode()
    done = avery.post(scene.url("allegations/new/"), posted | {keep[1]: "quotation"})
    assert done.status_code == 302
    assert "undocumented" not in Allegation.objects.get(number="A2").conduct
    assert WalledPassage.objects.get().words == "undocumented"
    assert "undocumented" not in text_of(avery, scene.url())


def test_a_legal_authority_needs_its_kind_and_is_kept_apart_with_it(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = signed_in("avery")
    typed = "The agent showed an administrative warrant."
    posted = {"once": "a", "act_kind": "camera-on", "words": typed}
    text = avery.post(scene.url("acts/new/"), posted).content.decode()
    name = re.search(r'name="(passage\.words\.\d+-\d+)\.keep"', text)
    assert name is not None
    claimed = posted | {f"{name[1]}.keep": "legal-authority"}
    again = avery.post(scene.url("acts/new/"), claimed)
    assert "Enter its kind, such as who signed it." in again.content.decode()
    assert not SceneAct.objects.exists()
    done = avery.post(
        scene.url("acts/new/"),
        claimed | {f"{name[1]}.kind": "signed by an agency's officer", f"{name[1]}.number": "7"},
    )
    assert done.status_code == 302
    walled = WalledPassage.objects.get()
    assert (walled.authority_kind, walled.authority_number) == (
        "signed by an agency's officer",
        "7",
    )


def test_who_changes_the_words_instead_finds_the_form_as_typed(
    signed_in: SignedIn, scene: Scene
) -> None:
    posted = {"once": "a", "act_kind": "camera-on", "words": "She is undocumented."}
    answer = signed_in("avery").post(scene.url("acts/new/"), posted | {"passage-change": "1"})
    assert answer.status_code == 200
    assert "She is undocumented." in answer.content.decode()
    assert not SceneAct.objects.exists()


def test_a_person_is_described_and_a_later_answer_stands_beside(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = signed_in("avery")
    person = {
        "once": "a",
        "kind": "federal",
        "believed_minor": "no",
        "face_covered": "yes",
        "badge_given": "17",
        "is_scene_supervisor": "on",
    }
    assert avery.post(scene.url("people/new/"), person).status_code == 302
    row = InvolvedParty.objects.get(number=3)
    assert (row.badge_given, row.is_scene_supervisor, row.affected) == ("17", True, False)
    said = {"once": "b", "with_whom": "Agency office (fictional)", "result": "in-doubt",
            "badge_stated": "71"}  # fmt: skip
    assert avery.post(scene.url("people/3/identity/"), said).status_code == 302
    assert IdentityConfirmation.objects.get().party == row
    text = text_of(avery, scene.url())
    assert "identity in doubt" in text
    assert InvolvedParty.objects.get(number=3).badge_given == "17"


def test_a_civilians_plate_is_refused_at_its_field(signed_in: SignedIn, scene: Scene) -> None:
    person = {"once": "a", "kind": "civilian", "believed_minor": "no", "face_covered": "no",
              "plate_on_duty": "FIC-1"}  # fmt: skip
    answer = signed_in("avery").post(scene.url("people/new/"), person)
    assert answer.status_code == 422
    assert 'href="#id_plate_on_duty"' in answer.content.decode()


def test_aid_is_timed_and_a_sequence_that_cannot_be_is_refused(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = signed_in("avery")
    base = datetime.now(UTC) - timedelta(hours=2)
    aid = {"once": "a", "party": "2", "ems_asked_at": local(base),
           "ems_arrived_at": local(base - timedelta(minutes=5))}  # fmt: skip
    wrong = avery.post(scene.url("aid/new/"), aid)
    assert wrong.status_code == 422
    assert "it cannot arrive before it was asked" in wrong.content.decode()
    aid["ems_arrived_at"] = local(base + timedelta(minutes=5))
    assert avery.post(scene.url("aid/new/"), aid).status_code == 302
    assert AidRecord.objects.get().ems_asked_at == base.replace(microsecond=0)


def test_no_agency_is_asked_before_the_prosecutors_no_objection(
    signed_in: SignedIn, scene: Scene
) -> None:
    ellis = signed_in("ellis")
    ask = {"once": "a", "agency": "Agency (fictional)", "asked_by_way": "letter"}
    barred = ellis.post(scene.url("replies/new/"), ask)
    assert barred.status_code == 422
    assert 'href="#id_no_objection_on"' in barred.content.decode()
    assert not AgencyReply.objects.exists()
    assert (
        ellis.post(scene.url("replies/new/"), ask | {"no_objection_on": "2026-01-02"}).status_code
        == 302
    )
    text = text_of(ellis, scene.url())
    assert "no reply yet" in text
    came = {"once": "b", "state": "replied", "words": "We dispute it."}
    assert ellis.post(scene.url("replies/1/"), came).status_code == 302
    text = text_of(ellis, scene.url())
    assert "We dispute it." in text
    assert "Unauthenticated" in text
    assert "No finding" in text


def test_an_allegation_is_classified_from_its_own_tracks_list(
    signed_in: SignedIn, scene: Scene
) -> None:
    ellis = signed_in("ellis")
    page = text_of(ellis, scene.url("allegations/A1/classify/"))
    assert "What to weigh before suggesting an offence" in page
    offence = re.findall(r'<option value="([^"]+)">[^<]*Class', page)[0]
    mixed = {"once": "a", "track": "civil", "criminal": offence}
    wrong = ellis.post(scene.url("allegations/A1/classify/"), mixed)
    assert wrong.status_code == 422
    assert "This list belongs to another track." in wrong.content.decode()
    right = {"once": "a", "track": "criminal", "criminal": offence}
    assert ellis.post(scene.url("allegations/A1/classify/"), right).status_code == 302
    assert Allegation.objects.get().offence == offence
    assert signed_in("avery").get(scene.url("allegations/A1/classify/")).status_code == 403


def test_a_contact_stands_in_the_register_and_steering_only_before_the_inspector(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = signed_in("avery")
    contact = {"once": "a", "office": "Law department (fictional)", "words": "Asked for a copy."}
    assert avery.post(scene.url("contacts/"), contact).status_code == 302
    assert "Asked for a copy." in text_of(avery, scene.url("contacts/"))
    assert avery.post(scene.url("steering/"), {"once": "b"}).status_code == 302
    assert avery.post(scene.url("steering/"), {"once": "b"}).status_code == 302
    assert ContactRecord.objects.filter(steering=True).count() == 1
    assert "attempt to steer)" not in text_of(signed_in("blake"), scene.url("contacts/"))
    assert "attempt to steer)" in text_of(signed_in("hollis"), scene.url("contacts/"))


def test_a_closing_waits_for_a_second_person_with_a_reason_of_their_own(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = signed_in("avery")
    stated = {"once": "a", "stated": "unfounded", "source_1": "The dispatcher (fictional)"}
    assert avery.post(scene.url("event/"), stated).status_code == 422
    answer = avery.post(scene.url("event/"), stated | {"reason": "Nobody was there."})
    assert answer.status_code == 302
    reference = EventStatement.objects.get().id
    confirm = scene.url(f"event/{reference}/confirm/")
    assert confirm in text_of(signed_in("blake"), scene.url())
    assert confirm not in text_of(avery, scene.url())
    assert signed_in("blake").post(confirm, {"once": "b", "reason": ""}).status_code == 422
    done = signed_in("blake").post(confirm, {"once": "b", "reason": "I read it as well."})
    assert done.status_code == 302
    assert Incident.objects.get().state == "closed"
    assert "people/new/" not in text_of(avery, scene.url())
    person = {"kind": "federal", "believed_minor": "no", "face_covered": "no"}
    assert avery.post(scene.url("people/new/"), person).status_code == 403
    why = {"once": "c", "reason": "A witness came."}
    opened = signed_in("blake").post(scene.url("reopen/"), why)
    assert opened.status_code == 302
    assert Incident.objects.get().state == "open"


def test_one_source_corroborates_nothing(signed_in: SignedIn, scene: Scene) -> None:
    stated = {"once": "a", "stated": "corroborated", "source_2": "A resident (fictional)"}
    answer = signed_in("avery").post(scene.url("event/"), stated)
    assert answer.status_code == 422
    assert "One unauthenticated source corroborates nothing." in answer.content.decode()


def test_a_correction_names_what_differs_and_why(signed_in: SignedIn, scene: Scene) -> None:
    avery = signed_in("avery")
    page = text_of(avery, scene.url("correct/"))
    assert "A van stopped; one person was put into it." in page
    row = Incident.objects.get()
    assert row.occurred_at is not None
    same = {
        **dict.fromkeys(_unknown(row), "unknown"),
        "once": "a",
        "origin": "seen",
        "occurred_at": local(row.occurred_at),
        "district": row.district,
        "summary": row.summary,
        "agents_on_scene": "yes",
        "injured": "yes",
        "reason": "Typing error.",
    }
    unchanged = avery.post(scene.url("correct/"), same)
    assert unchanged.status_code == 422
    assert "Nothing differs from what is recorded." in unchanged.content.decode()
    assert (
        avery.post(scene.url("correct/"), same | {"reason": "", "place": "Pine"}).status_code == 422
    )
    changed = avery.post(scene.url("correct/"), same | {"place": "Pine", "resistance": "None."})
    assert changed.status_code == 302
    row.refresh_from_db()
    assert (row.place, row.resistance, row.district) == ("Pine", "None.", "District 3")
    assert count("incident.corrected") == 1


def _unknown(row: Incident) -> list[str]:
    return [f.name for f in row._meta.get_fields() if getattr(row, f.name, None) == "unknown"]


def test_opening_is_recorded_once_a_purpose_and_day(signed_in: SignedIn, scene: Scene) -> None:
    ellis = signed_in("ellis")
    for _ in range(3):
        assert "Opened to investigate what is alleged" in text_of(ellis, scene.url())
    assert count("incident.accessed") == 1
    assert "Opened to prepare or approve a referral" in text_of(ellis, scene.url("?for=referral"))
    assert "Opened to prepare or approve a referral" in text_of(ellis, scene.url())
    text_of(ellis, scene.url("?for=curiosity"))
    assert count("incident.accessed") == 2


def test_the_list_is_filtered_by_its_address_and_says_when_nothing_matches(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = signed_in("avery")
    assert scene.number in text_of(avery, "/incidents/?state=open&district=District+3")
    nothing = text_of(avery, "/incidents/?state=closed&district=District+3")
    assert "Nothing matches 2 filters" in nothing
    assert scene.number not in nothing
    assert "No incident is open to you yet." in text_of(signed_in("drew"), "/incidents/")


def test_chart_and_table_of_the_timeline_hold_the_same_rows(
    signed_in: SignedIn, scene: Scene
) -> None:
    signed_in("avery").post(scene.url("identification/new/"), ATTEMPT)
    text = text_of(signed_in("blake"), scene.url())
    chart = re.findall(r"<g><title>([^<]+)</title>", text)
    table = re.findall(r'data-label="What"><span>(?:<a [^>]+>)?([^<]+)', text)
    assert sorted(chart) == sorted(table)
    assert any("asked for name and badge: refused" in row.lower() for row in table)


def test_a_receipt_is_shown_to_whoever_acted_and_in_no_other_session(
    signed_in: SignedIn, scene: Scene
) -> None:
    avery = signed_in("avery")
    entry = avery.post(scene.url("identification/new/"), ATTEMPT)["Location"].split("=")[1]
    fragment = avery.get(f"/receipts/{entry}/", headers={"HX-Request": "true"})
    assert fragment.content.decode().lstrip().startswith('<div class="or-receipt"')
    assert "identification attempt 1" in avery.get(f"/receipts/{entry}/").content.decode()
    assert (
        "does not show that what was recorded is true"
        in avery.get(f"/receipts/{entry}/save/").content.decode()
    )
    assert signed_in("avery").get(f"/receipts/{entry}/").status_code == 404
    assert signed_in("ellis").get(scene.url(f"?recorded={entry}")).status_code == 200
    assert "Recorded at" not in text_of(signed_in("ellis"), scene.url(f"?recorded={entry}"))


def test_an_act_refused_by_authority_is_recorded_as_refused(
    signed_in: SignedIn, scene: Scene
) -> None:
    before = refusals()
    answer = signed_in("drew").post(scene.url("identification/new/"), ATTEMPT)
    assert answer.status_code == 403
    assert not IdentificationAttempt.objects.exists()
    assert refusals() == before + 1
