"""The account first: prompts, drafts in two windows, the lock; and nothing of duties before it."""
# ruff: noqa: ANN401 - what conftest gives is known by its attributes

from typing import Any

import pytest

from onrecord.incidents.actions import classify_allegation
from onrecord.incidents.models import Incident
from onrecord.ledger.models import Entry
from onrecord.reports.models import ReportDraft, ReportVersion
from onrecord.reports.queries.facts import evaluate_incident

NARRATIVE = "I saw a van stop. Two persons in green vests stepped out of it."


def refusals() -> int:
    return Entry.objects.filter(kind="act.refused/1").count()


def drafted(desk: Any, text: str = NARRATIVE) -> Any:
    client = desk.signed_in("avery")
    answer = client.post(desk.url("narrative/"), {"narrative": text, "after": "0", "lock": "1"})
    assert answer["Location"] == desk.url("lock/")
    return client


def lock_form(text: str = NARRATIVE, **more: str) -> dict[str, str]:
    return {"narrative": text, "draft": str(ReportDraft.objects.latest("id").pk), **more}


def test_the_report_begins_with_the_account_on_neutral_prompts(desk: Any) -> None:
    client = desk.signed_in("avery")
    assert client.get(desk.url())["Location"] == desk.url("narrative/")
    page = client.get(desk.url("narrative/")).content.decode()
    assert "Who was there, as you saw them?" in page
    assert "Autosaved drafts are kept with the locked version." in page
    assert f'data-autosave-url="{desk.url("draft/")}"' in page
    assert 'name="after" value="0"' in page


def words_of_the_directive(desk: Any) -> list[str]:
    """Return every name of a duty, an offence, a clock or a flag that could coach a witness."""
    found = evaluate_incident(Incident.objects.get(number=desk.number).id)
    duties = [text for o in found.duties for text in (o.duty.title, o.duty.text)]
    clocks = [clock.title for clock in found.directive.clocks]
    flags = [ground.text for ground in found.directive.flag_grounds]
    offences = [o.statute for o in found.directive.offences] + ["Bystander battery"]
    return [*duties, *clocks, *flags, *offences, "To do", "Gap stated"]


PAGES = ["", "narrative/", "lock/", "draft/", "submit/", "amend/", "return/", "approve/", "paper/"]
OTHERS = ["/desk/", "/incidents/", "/incidents/{n}/", "/incidents/{n}/exhibits/"]


@pytest.mark.parametrize("state", ["none", "draft"])
def test_no_page_names_a_duty_before_the_author_has_locked(desk: Any, state: str) -> None:
    offence = next(
        o.id
        for o in evaluate_incident(Incident.objects.get().id).directive.offences
        if "attery" in o.title
    )
    classify_allegation(
        actor=desk.people.ellis, number=desk.number, allegation="A1", track="criminal",
        offence=offence, felony=False,
    )  # fmt: skip
    client = desk.signed_in("avery")
    if state == "draft":
        drafted(desk)
    forbidden = words_of_the_directive(desk)
    addresses = [desk.url(rest) for rest in PAGES]
    addresses += [desk.url(f"duties/{duty}/") for duty in ("summon-ems", "sign", "nothing")]
    addresses += [address.format(n=desk.number) for address in OTHERS]
    for address in addresses:
        for answer in (client.get(address, follow=True), client.post(address, follow=True)):
            page = answer.content.decode()
            assert [word for word in forbidden if word in page] == [], address


def test_the_duties_of_an_unlocked_report_are_refused_and_it_is_recorded(desk: Any) -> None:
    before = refusals()
    assert desk.signed_in("avery").get(desk.url("duties/summon-ems/")).status_code == 403
    assert refusals() == before + 1


def test_a_draft_says_when_it_was_saved_and_from_which_draft_to_go_on(desk: Any) -> None:
    client = desk.signed_in("avery")
    first = client.post(desk.url("draft/"), {"narrative": "A van.", "after": "0"}).json()
    second = client.post(
        desk.url("draft/"), {"narrative": "A van.\r\nA door.", "after": str(first["after"])}
    ).json()
    assert second["after"] > first["after"]
    assert ReportDraft.objects.latest("id").text == "A van.\nA door."
    page = client.get(desk.url("narrative/")).content.decode()
    assert f'name="after" value="{second["after"]}"' in page
    assert f"Draft saved {second['saved']}" in page


def test_two_windows_show_both_texts_and_lose_neither(desk: Any) -> None:
    client = desk.signed_in("avery")
    client.post(desk.url("draft/"), {"narrative": "From window one.", "after": "0"})
    stale = client.post(desk.url("draft/"), {"narrative": "From window two.", "after": "0"})
    assert stale.status_code == 409
    assert stale.json() == {"compare_url": desk.url("narrative/")}
    both = client.post(stale.json()["compare_url"], {"narrative": "From window two.", "after": "0"})
    assert both.status_code == 409
    page = both.content.decode()
    assert "From window one." in page
    assert "From window two." in page
    stored = ReportDraft.objects.latest("id")
    assert stored.text == "From window one."
    kept = client.post(
        desk.url("narrative/"),
        {"narrative": "From one and two.", "after": str(stored.pk), "save": "1"},
    )
    assert kept.status_code == 302
    assert ReportDraft.objects.latest("id").text == "From one and two."


def test_nobody_else_saves_or_reads_a_draft(desk: Any) -> None:
    drafted(desk, "Known to me alone.")
    before = refusals()
    for username in ("blake", "ellis"):
        other = desk.signed_in(username)
        assert other.post(desk.url("draft/"), {"narrative": "x"}).status_code == 403
        assert other.get(desk.url("narrative/")).status_code == 403
        assert "Known to me alone." not in other.get(desk.url(), follow=True).content.decode()
    assert refusals() == before + 4


def test_a_draft_of_a_locked_report_is_refused_in_words(desk: Any) -> None:
    desk.lock()
    before = refusals()
    answer = desk.signed_in("avery").post(desk.url("draft/"), {"narrative": "x", "after": "0"})
    assert answer.status_code == 403
    assert "The narrative is locked" in answer.json()["error"]
    assert refusals() == before + 1


def test_going_on_without_a_word_is_said_at_the_field(desk: Any) -> None:
    answer = desk.signed_in("avery").post(desk.url("narrative/"), {"narrative": " ", "lock": "1"})
    assert answer.status_code == 422
    assert "enter what you saw, or state why not." in answer.content.decode()
    assert desk.signed_in("avery").get(desk.url("lock/"))["Location"] == desk.url("narrative/")


def test_locking_shows_the_text_and_what_it_does_then_the_duties_open(desk: Any) -> None:
    client = drafted(desk)
    page = client.get(desk.url("lock/")).content.decode()
    assert NARRATIVE in page
    assert "Lock as version 1" in page
    assert "This cannot be undone" in page
    answer = client.post(desk.url("lock/"), lock_form())
    assert answer["Location"].startswith(desk.url("?recorded="))
    version = ReportVersion.objects.get()
    assert version.narrative == NARRATIVE
    assert [prompt["id"] for prompt in version.prompts][:2] == ["who", "what"]
    duties = client.get(answer["Location"]).content.decode()
    assert "If anyone changes or removes it" in duties
    assert "Summon EMS" in duties
    assert "Unchecked: nobody named has read the official text" in duties


def test_a_text_that_another_window_changed_is_not_locked(desk: Any) -> None:
    client = drafted(desk)
    form = lock_form()
    client.post(desk.url("narrative/"), {"narrative": "Changed.", "after": form["draft"]})
    answer = client.post(desk.url("lock/"), form)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Changed." in page
    assert NARRATIVE in page
    assert not ReportVersion.objects.exists()


def test_words_on_status_are_kept_apart_before_the_lock(desk: Any) -> None:
    text = "He showed a green card.\nThen the door closed."
    client = drafted(desk, text)
    answer = client.post(desk.url("lock/"), lock_form(text.replace("\n", "\r\n")))
    assert answer.status_code == 422
    assert "Some words need a choice first" in answer.content.decode()
    assert not ReportVersion.objects.exists()
    start = text.index("green")
    choice = {f"passage.narrative.{start}-{start + 10}.keep": "quotation"}
    assert client.post(desk.url("lock/"), lock_form(text, **choice)).status_code == 302
    version = ReportVersion.objects.get()
    assert version.narrative == "He showed a [passage kept apart].\nThen the door closed."


def test_going_back_to_the_words_leads_to_the_narrative(desk: Any) -> None:
    text = "He showed a green card."
    client = drafted(desk, text)
    answer = client.post(desk.url("lock/"), lock_form(text, **{"passage-change": "1"}))
    assert answer["Location"] == desk.url("narrative/")


def test_a_post_twice_locks_once(desk: Any) -> None:
    client = drafted(desk)
    form = lock_form(once="abc")
    first = client.post(desk.url("lock/"), form)
    again = client.post(desk.url("lock/"), form)
    assert again["Location"] in {first["Location"], desk.url()}
    assert ReportVersion.objects.count() == 1


def test_an_incident_that_does_not_exist_is_not_found(desk: Any) -> None:
    client = desk.signed_in("avery")
    for rest in ("", "narrative/", "lock/", "submit/", "amend/", "duties/sign/", "paper/"):
        assert client.get(f"/incidents/2026-9999/report/{rest}").status_code == 404, rest
