"""After the lock: duties, gaps, signing; review by somebody else, return, approval, paper."""
# ruff: noqa: ANN401 - what conftest gives is known by its attributes

from typing import Any

import pytest

from onrecord.evidence.actions import add_exhibit, open_viewing
from onrecord.incidents.actions import open_incident
from onrecord.ledger.models import Entry
from onrecord.reports.actions import amend_report, lock_narrative, submit_report
from onrecord.reports.models import GapStatement, ReportDecision, ReportVersion
from onrecord.storage.local import blob_store


def refusals() -> int:
    return Entry.objects.filter(kind="act.refused/1").count()


def page_of(desk: Any, username: str, rest: str = "") -> str:
    answer = desk.signed_in(username).get(desk.url(rest), follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_task_list_says_status_fact_source_and_clock(desk: Any) -> None:
    desk.lock()
    page = page_of(desk, "avery")
    assert " to do, 0 gaps stated." in page
    assert "Owed by the supervisor." in page
    assert "Asked, refused" in page
    assert "Source: press" in page
    assert "Check and submit" in page
    assert "had viewed no footage of this incident here before version 1 was locked" in page


def test_a_gap_is_stated_and_the_list_says_so(desk: Any) -> None:
    desk.lock()
    client = desk.signed_in("avery")
    form = client.get(desk.url("duties/summon-ems/")).content.decode()
    assert "Or state the gap" in form
    assert f'href="/incidents/{desk.number}/aid/new/"' in form
    answer = client.post(desk.url("duties/summon-ems/"), {"reason": "The van left at once."})
    assert answer["Location"].startswith(desk.url("?recorded="))
    assert GapStatement.objects.get().reason == "The van left at once."
    page = client.get(desk.url()).content.decode()
    assert "1 gap stated" in page
    assert "Gap: The van left at once." in page


def test_a_gap_without_words_is_said_at_the_field(desk: Any) -> None:
    desk.lock()
    answer = desk.signed_in("avery").post(desk.url("duties/summon-ems/"), {"reason": " "})
    assert answer.status_code == 422
    assert "Enter why the duty stays unmet." in answer.content.decode()
    assert not GapStatement.objects.exists()


def test_a_met_duty_has_no_gap_to_state(desk: Any) -> None:
    desk.lock()
    client = desk.signed_in("avery")
    assert "Or state the gap" not in client.get(desk.url("duties/ask-supervisor/")).content.decode()
    answer = client.post(desk.url("duties/ask-supervisor/"), {"reason": "None."})
    assert answer.status_code == 422
    assert not GapStatement.objects.exists()


def test_a_duty_that_the_directive_lacks_is_not_found(desk: Any) -> None:
    desk.lock()
    assert desk.signed_in("avery").get(desk.url("duties/nothing/")).status_code == 404


def test_submitting_asks_for_the_name_and_stops_for_no_gap(desk: Any) -> None:
    desk.lock()
    client = desk.signed_in("avery")
    page = client.get(desk.url("submit/")).content.decode()
    assert "Still to do" in page
    assert "Summon EMS" in page
    assert "had viewed no footage" in page
    wrong = client.post(desk.url("submit/"), {"signature_name": "Somebody Else"})
    assert wrong.status_code == 422
    assert "enter your name as the record has it, Avery Example" in wrong.content.decode()
    answer = client.post(desk.url("submit/"), {"signature_name": "avery  example"})
    assert answer["Location"].startswith(desk.url("?recorded="))
    assert ReportVersion.objects.get().signature_name == "Avery Example"
    assert "Submitted; waits for a supervisor" in client.get(desk.url()).content.decode()
    assert client.get(desk.url("submit/"))["Location"] == desk.url()


@pytest.fixture
def submitted(desk: Any) -> Any:
    desk.lock()
    desk.submit()
    return desk


def test_the_reviewer_sees_the_report_as_it_will_stand(submitted: Any) -> None:
    page = page_of(submitted, "blake")
    assert "I saw a van stop." in page
    assert "It is alleged that person 1 pushed a bystander." in page
    assert "No finding" in page
    assert "This is the first version" in page
    assert page.count("Add a reason here") == 8
    assert 'name="note-aid"' in page
    assert "Return with reasons</button>" in page
    assert ">Approve</a>" in page


def test_returning_needs_a_reason_at_a_field(submitted: Any) -> None:
    answer = submitted.signed_in("blake").post(submitted.url("return/"), {"note-aid": " "})
    assert answer.status_code == 422
    assert "enter at least one, at the field that it concerns" in answer.content.decode()
    assert not ReportDecision.objects.exists()


def test_reasons_head_the_author_s_tasks(submitted: Any) -> None:
    client = submitted.signed_in("blake")
    answer = client.post(
        submitted.url("return/"),
        {"note-identification": "State the time before arrival.", "note-aid": "Who was hurt?"},
    )
    assert answer["Location"].startswith(submitted.url("?recorded="))
    assert ReportDecision.objects.get().decided == "returned"
    page = page_of(submitted, "avery")
    assert "Returned with 2 reasons" in page
    assert page.index("State the time before arrival.") < page.index("<textarea")
    assert "I saw a van stop." in page


def test_words_on_status_in_the_second_reason_ask_for_their_choice(submitted: Any) -> None:
    client = submitted.signed_in("blake")
    notes = {"note-narrative": "Say when.", "note-aid": "You write of a green card."}
    asked = client.post(submitted.url("return/"), notes)
    assert asked.status_code == 422
    assert "Reason at aid" in asked.content.decode()
    choice = {"passage.reasons.1.15-25.keep": "remove"}
    assert client.post(submitted.url("return/"), notes | choice).status_code == 302
    words = [reason["words"] for reason in ReportDecision.objects.get().reasons]
    assert words == ["Say when.", "You write of a ."]


def test_approving_says_what_it_does_not_show(submitted: Any) -> None:
    client = submitted.signed_in("blake")
    page = client.get(submitted.url("approve/")).content.decode()
    assert "Approved does not show that an allegation is true." in page
    answer = client.post(submitted.url("approve/"))
    assert answer["Location"].startswith(submitted.url("?recorded="))
    assert ReportDecision.objects.get().decided == "approved"
    assert "that does not show that an allegation is true" in page_of(submitted, "avery")


def test_a_second_approval_is_refused_in_words(submitted: Any) -> None:
    client = submitted.signed_in("blake")
    client.post(submitted.url("approve/"), {"once": "1"})
    before = refusals()
    assert client.post(submitted.url("approve/"), {"once": "2"}).status_code == 403
    assert refusals() == before + 1


def test_on_one_s_own_report_the_rule_replaces_the_buttons(people: Any, desk: Any) -> None:
    own = open_incident(
        actor=people.blake, origin="seen", district="District 3", summary="A van stopped."
    ).reference
    lock_narrative(actor=people.blake, number=own, text="I saw it.", prompts_shown=[])
    submit_report(actor=people.blake, number=own, signature_name="Blake Example")
    client = desk.signed_in("blake")
    url = f"/incidents/{own}/report/"
    page = client.get(url).content.decode()
    assert "You wrote this report; another supervisor must decide on it." in page
    assert "Approve</a>" not in page
    assert "Return with" not in page
    before = refusals()
    assert client.post(f"{url}approve/").status_code == 403
    assert client.post(f"{url}return/", {"note-aid": "x"}).status_code == 403
    assert refusals() == before + 2


@pytest.mark.parametrize("username", ["drew", "avery", "ellis", "hollis"])
def test_nobody_else_decides(submitted: Any, username: str) -> None:
    client = submitted.signed_in(username)
    assert client.post(submitted.url("approve/")).status_code == 403
    assert client.post(submitted.url("return/"), {"note-aid": "x"}).status_code == 403
    assert not ReportDecision.objects.exists()


def test_changes_since_version_one_are_marked(submitted: Any) -> None:
    submitted.give_back()
    avery = submitted.people.avery
    amend_report(actor=avery, number=submitted.number, reason="A time came back to me.")
    submitted.lock("I saw a van stop at 21:14. Two persons stepped out of it.")
    submitted.submit()
    page = page_of(submitted, "blake")
    assert "Changes since version 1" in page
    assert "<ins>" in page
    assert "<del>" in page
    assert "A time came back to me." in page


def test_amending_opens_the_account_again_and_keeps_the_duties_open(submitted: Any) -> None:
    submitted.signed_in("blake").post(submitted.url("approve/"))
    client = submitted.signed_in("avery")
    assert client.post(submitted.url("amend/"), {"reason": ""}).status_code == 422
    answer = client.post(submitted.url("amend/"), {"reason": "A name came later."})
    assert answer["Location"] == submitted.url("narrative/")
    assert "I saw a van stop." in client.get(submitted.url("narrative/")).content.decode()
    assert client.get(submitted.url("duties/summon-ems/")).status_code == 200


def test_viewed_before_writing_stands_in_the_report_by_itself(desk: Any) -> None:
    add_exhibit(
        actor=desk.people.casey, number=desk.number, kind="fixed-camera-video", title="Corner",
        source="Transit", staged=blob_store().stage([b"\0\0\0\x18ftypmp42" + bytes(64)]),
    )  # fmt: skip
    desk.lock()
    open_viewing(
        actor=desk.people.blake, number=desk.number, exhibit_number="E-1", purpose="Review"
    )
    desk.submit()
    desk.signed_in("blake").post(desk.url("approve/"))
    page = page_of(desk, "ellis")
    assert "Avery Example had viewed no footage" in page
    assert "Blake Example had viewed footage before deciding on version 1: E-1" in page


def test_an_investigator_reads_the_report_without_the_duties(submitted: Any) -> None:
    page = page_of(submitted, "ellis")
    assert "I saw a van stop." in page
    assert "Summon EMS" not in page
    assert "Duties and gaps" not in page


def test_paper_holds_every_version_and_no_evaluation(submitted: Any) -> None:
    page = page_of(submitted, "blake", "paper/")
    assert "Narrative, version 1" in page
    assert "No finding" in page
    assert "Summon EMS" not in page
    assert "It does not show that an allegation is true." in page


def test_a_report_that_nobody_began_says_so(desk: Any) -> None:
    assert "No report on this incident has been begun" in page_of(desk, "ellis")


def test_reasons_are_ticked_off_on_a_page_each_and_head_the_list_of_duties(submitted: Any) -> None:
    submitted.give_back()
    client = submitted.signed_in("avery")
    page = client.get(submitted.url("narrative/")).content.decode()
    address = submitted.url("reasons/reason-1/")
    assert f'href="{address}"' in page
    assert "State the time before arrival." in client.get(address).content.decode()
    assert client.post(address, {"words": " "}).status_code == 422
    asked = client.post(address, {"words": "He showed a green card at 21:12."})
    assert "Keep them as a quotation" in asked.content.decode()
    done = client.post(address, {"words": "It was 21:12."})
    assert done["Location"].startswith(submitted.url("?recorded="))
    assert client.get(submitted.url("reasons/reason-7/")).status_code == 404
    amend_report(actor=submitted.people.avery, number=submitted.number, reason="Times added.")
    submitted.lock("I saw a van stop at 21:12.")
    listed = client.get(submitted.url()).content.decode()
    assert listed.index("It was 21:12.") < listed.index("Summon EMS")
    assert "It was 21:12." in client.get(submitted.url("submit/")).content.decode()
    submitted.submit()
    assert "It was 21:12." in page_of(submitted, "blake")


def test_any_two_versions_are_compared_and_marked_without_colour(submitted: Any) -> None:
    alone = page_of(submitted, "blake", "changes/")
    assert "There are no two versions to compare" in alone
    submitted.give_back()
    amend_report(actor=submitted.people.avery, number=submitted.number, reason="Times added.")
    submitted.lock("I saw a van stop at 21:12.")
    page = page_of(submitted, "ellis", "changes/")
    assert '<del><span class="usa-sr-only">removed: </span>stop.' in page
    assert '<ins><span class="usa-sr-only">added: </span>stop' in page
    for odd in ("?from=2&to=1", "?from=x&to=99"):
        assert "There are no two versions" in page_of(submitted, "ellis", f"changes/{odd}")


def test_every_page_of_a_report_records_an_attempt_to_steer_in_one_click(desk: Any) -> None:
    def offers(username: str, *rests: str) -> None:
        for rest in rests:
            page = page_of(desk, username, rest)
            assert f'action="/incidents/{desk.number}/steering/"' in page, rest

    offers("avery", "narrative/")
    desk.lock()
    offers("avery", "", "submit/", "duties/summon-ems/", "amend/", "paper/", "changes/")
    desk.submit()
    offers("blake", "", "approve/", "paper/")
    offers("ellis", "")
    desk.give_back()
    offers("avery", "reasons/reason-1/")


def test_a_report_is_exported_as_text_pdf_and_json(submitted: Any) -> None:
    page = page_of(submitted, "ellis", "export/")
    assert "Copy the text" in page
    assert "I saw a van stop." in page
    client = submitted.signed_in("ellis")
    for ending, starts in (("txt", b"Fictional"), ("pdf", b"%PDF"), ("json", b"{")):
        answer = client.get(submitted.url(f"export/report.{ending}?version=1"))
        assert answer.content.startswith(starts)
        assert f'-version-1.{ending}"' in answer["Content-Disposition"]
        assert client.get(submitted.url(f"export/report.{ending}?version=9")).status_code == 404
    assert submitted.signed_in("drew").get(submitted.url("export/")).status_code == 403


def test_without_a_locked_version_there_is_nothing_to_export(desk: Any) -> None:
    client = desk.signed_in("ellis")
    assert client.get(desk.url("export/"))["Location"] == desk.url()
    assert client.get(desk.url("export/report.txt")).status_code == 404
