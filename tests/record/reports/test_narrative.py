"""The account comes first and in its author's words: drafts, prompts, versions (G6)."""

import hashlib
import json
from dataclasses import replace

import pytest

from onrecord.authority import Refused
from onrecord.directive import Answer, Directive
from onrecord.directive.terms import Drafts
from onrecord.incidents.actions import correct_incident
from onrecord.incidents.errors import StatusTextFound
from onrecord.incidents.models import Incident, WalledPassage
from onrecord.incidents.queries import incident
from onrecord.incidents.states import KeepAs
from onrecord.incidents.status_text import MARKER, PassageChoice
from onrecord.ledger.models import Entry
from onrecord.ledger.queries import opened_entries
from onrecord.reports.actions import (
    amend_report,
    lock_narrative,
    narrative,
    save_draft,
    state_gap,
)
from onrecord.reports.errors import InvalidReport, StaleDraft
from onrecord.reports.models import KeptDrafts, Report, ReportDraft, ReportVersion
from onrecord.reports.queries import evaluation, own_reports, report, writing
from onrecord.storage.directives import load_directive
from record.reports.conftest import NARRATIVE, Desk

pytestmark = pytest.mark.django_db


def test_a_draft_is_a_working_row_that_its_author_alone_reads(desk: Desk) -> None:
    avery, number = desk.people.avery, desk.number
    entries = Entry.objects.count()
    first = save_draft(actor=avery, number=number, text="I saw")
    assert Entry.objects.count() == entries + 2  # the report begun, the incident's author noted
    second = save_draft(actor=avery, number=number, text="I saw a van", after=first.id)
    assert save_draft(actor=avery, number=number, text="I saw a van", after=second.id) == second
    assert Entry.objects.count() == entries + 2
    assert writing(actor=avery, number=number).draft_text == "I saw a van"
    for other in (desk.people.blake, desk.people.ellis, desk.people.hollis, desk.people.drew):
        with pytest.raises(Refused):
            writing(actor=other, number=number)
        with pytest.raises(Refused):
            save_draft(actor=other, number=number, text="other words")


def test_a_second_window_loses_nothing(desk: Desk) -> None:
    avery, number = desk.people.avery, desk.number
    first = save_draft(actor=avery, number=number, text="one")
    save_draft(actor=avery, number=number, text="one, from the left window", after=first.id)
    with pytest.raises(StaleDraft) as caught:
        save_draft(actor=avery, number=number, text="one, from the right", after=first.id)
    assert (caught.value.stored, caught.value.yours) == (
        "one, from the left window",
        "one, from the right",
    )


def test_a_refused_draft_is_recorded_as_a_refusal(desk: Desk) -> None:
    with pytest.raises(Refused):
        save_draft(actor=desk.people.jordan, number=desk.number, text="Nothing happened.")
    assert Entry.objects.latest("id").kind == "act.refused/1"
    assert not ReportDraft.objects.exists()


def test_duties_are_refused_until_the_authors_own_narrative_is_locked(desk: Desk) -> None:
    avery, number = desk.people.avery, desk.number
    for _ in range(2):
        with pytest.raises(Refused) as caught:
            evaluation(actor=avery, number=number)
        assert caught.value.code == "narrative-first"
        assert not incident(actor=avery, number=number).duties_shown
        save_draft(actor=avery, number=number, text="I saw")
    with pytest.raises(Refused) as caught:
        state_gap(actor=avery, number=number, duty="keep-body-camera", reason="none worn")
    assert caught.value.code == "narrative-first"
    assert evaluation(actor=desk.people.blake, number=number).duties
    desk.lock()
    assert evaluation(actor=avery, number=number).of("document-activity").status == "met"
    assert incident(actor=avery, number=number).duties_shown


def test_the_first_version_holds_every_prompt_that_was_shown(desk: Desk) -> None:
    desk.lock(prompts=["what", "said"])
    version = ReportVersion.objects.get()
    texts = {p.id: p.text for p in load_directive("chicago-2026-01").narrative.prompts}
    assert version.prompts == [
        {"id": "what", "text": texts["what"]},
        {"id": "said", "text": texts["said"]},
    ]
    assert (version.number, version.narrative, version.drafts) == (1, NARRATIVE, "none")
    entry = Entry.objects.get(subject=version.subject)
    assert dict(opened_entries([entry.pk])[0].values())["prompts"] == version.prompts


@pytest.mark.parametrize(
    ("text", "prompts", "field"),
    [
        ("  ", ["who"], "narrative"),
        ("I saw", ["was-it-assault"], "prompts_shown"),
        ("x" * 60_001, ["who"], "narrative"),
    ],
)
def test_a_narrative_that_cannot_be_locked_names_its_field(
    desk: Desk, text: str, prompts: list[str], field: str
) -> None:
    with pytest.raises(InvalidReport) as caught:
        desk.lock(text, prompts)
    assert caught.value.field == field
    assert not ReportVersion.objects.exists()


def test_the_longest_narrative_fits_its_entry(desk: Desk) -> None:
    desk.lock("é" * 30_000)
    assert len(ReportVersion.objects.get().narrative) == 30_000


def test_drafts_go_into_the_record_with_their_digest_and_leave_the_working_table(
    desk: Desk,
) -> None:
    for text in ("I saw", "I saw a man; he is undocumented", "I saw a man" + "." * 40_000):
        save_draft(actor=desk.people.avery, number=desk.number, text=text)
    desk.lock()
    assert not ReportDraft.objects.exists()
    version = ReportVersion.objects.get()
    parts = KeptDrafts.objects.filter(version=version)
    kept = "".join(part.text for part in parts)
    assert [part.part for part in parts] == [1, 2]
    assert hashlib.sha256(kept.encode()).hexdigest() == version.drafts_digest
    texts = [draft["text"] for draft in json.loads(kept)]
    assert texts[:2] == ["I saw", f"I saw a man; he is {MARKER}"]
    passage = WalledPassage.objects.get()
    assert (passage.words, passage.found_in) == ("undocumented", "report.drafts")


def ruled(directive: Directive, autosaved: Drafts, in_death: Drafts) -> Directive:
    rule = replace(directive.drafts, autosaved=autosaved, in_death=in_death)
    return replace(directive, drafts=rule)


@pytest.mark.parametrize(
    ("death", "injured", "fate"),
    [
        (Answer.NO, Answer.YES, "purged"),
        (Answer.UNKNOWN, Answer.NO, "purged"),
        (Answer.UNKNOWN, Answer.UNKNOWN, "kept"),
        (Answer.UNKNOWN, Answer.YES, "kept"),
        (Answer.YES, Answer.YES, "kept"),
    ],
)
def test_where_the_rule_purges_drafts_a_death_keeps_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, death: Answer, injured: Answer, fate: str
) -> None:
    pack = ruled(load_directive("chicago-2026-01"), Drafts.PURGED, Drafts.KEPT)
    monkeypatch.setattr(narrative, "load_directive", lambda _id: pack)
    correct_incident(
        actor=desk.people.avery,
        number=desk.number,
        changes={"death": death.value, "injured": injured.value},
        reason="asked again",
    )
    save_draft(actor=desk.people.avery, number=desk.number, text="I saw")
    desk.lock()
    assert ReportVersion.objects.get().drafts == fate
    assert KeptDrafts.objects.exists() == (fate == "kept")
    assert not ReportDraft.objects.exists()


def test_status_in_a_narrative_is_settled_by_its_author_and_the_draft_is_kept(desk: Desk) -> None:
    text = "The agent said: he is an illegal alien."
    save_draft(actor=desk.people.avery, number=desk.number, text=text)
    with pytest.raises(StatusTextFound) as caught:
        desk.lock(text)
    assert (caught.value.field, ReportDraft.objects.count()) == ("report.narrative", 1)
    (span,) = caught.value.spans
    lock_narrative(
        actor=desk.people.avery,
        number=desk.number,
        text=text,
        prompts_shown=["who"],
        choices={"narrative": [PassageChoice(span.start, span.end, KeepAs.QUOTATION)]},
    )
    assert ReportVersion.objects.get().narrative == f"The agent said: he is an {MARKER}."
    assert set(WalledPassage.objects.values_list("words", flat=True)) == {"illegal alien"}


def test_an_amendment_is_a_new_version_and_the_first_stands(desk: Desk) -> None:
    avery, number = desk.people.avery, desk.number
    desk.lock()
    locked_at = Incident.objects.get().account_locked_at
    with pytest.raises(Refused, match="amend"):
        save_draft(actor=avery, number=number, text="More words")
    with pytest.raises(InvalidReport):
        amend_report(actor=avery, number=number, reason="  ")
    amend_report(actor=avery, number=number, reason="a second van")
    desk.lock("I saw two vans.")
    first, second = report(actor=desk.people.blake, number=number).versions
    assert (first.narrative, second.narrative) == (NARRATIVE, "I saw two vans.")
    assert (first.reason, second.reason) == ("", "a second van")
    assert Incident.objects.get().account_locked_at == locked_at


def test_nobody_else_takes_the_account_over(desk: Desk) -> None:
    save_draft(actor=desk.people.avery, number=desk.number, text="I saw")
    for other in (desk.people.blake, desk.people.drew, desk.people.ellis):
        with pytest.raises(Refused):
            lock_narrative(actor=other, number=desk.number, text="I", prompts_shown=[])
    assert Report.objects.get().author.username == "avery"


def test_a_report_waits_on_its_authors_own_desk(desk: Desk) -> None:
    assert own_reports(actor=desk.people.avery) == ()
    desk.lock()
    (row,) = own_reports(actor=desk.people.avery)
    assert (row.number, row.state) == (desk.number, "locked")
    assert own_reports(actor=desk.people.blake) == ()
