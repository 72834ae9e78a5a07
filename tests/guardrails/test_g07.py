"""G7: immigration status is never a field, and where a text states it, its author chooses.

No field: `record/incidents/test_no_dossier.py`. What is found and what each choice does:
`pure/test_status_text.py`. Narrative and drafts: `record/reports/test_narrative.py`.
"""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest

from guardrails.census import ACTS, OTHERS
from guardrails.conftest import VIDEO, World
from onrecord.authority import HandlingClass
from onrecord.directive import ActKind, Answer, Asked, EvidentialBasis, Origin, Outcome, SubjectKind
from onrecord.evidence.actions import (
    add_exhibit,
    download_exhibit,
    open_viewing,
    point_to_recording,
)
from onrecord.incidents.actions import (
    Description,
    Scene,
    add_allegation,
    add_matter,
    add_party,
    add_reporter,
    ask_holder,
    assert_age,
    assert_basis,
    confirm_dispatch,
    confirm_event,
    confirm_identity,
    confirm_preservation,
    correct_incident,
    draw_closures,
    end_preservation,
    explain_dispatch,
    import_dispatch,
    link_incidents,
    match_dispatch,
    note_access,
    open_incident,
    open_matter,
    open_preservation,
    record_aid,
    record_contact,
    record_decision,
    record_holder_answer,
    record_identification,
    record_legal_authority,
    record_reply,
    record_scene_act,
    record_stamp,
    record_steering,
    reopen_incident,
    request_reply,
    review_closure,
    state_event,
    unlink_incidents,
    use_contact,
)
from onrecord.incidents.dispatch_file import FileForm
from onrecord.incidents.errors import StatusTextFound
from onrecord.incidents.findings import DecisionStep, Result
from onrecord.incidents.models.incident import ACCOUNTS
from onrecord.incidents.queries import (
    closure_draws,
    explanations,
    incident_links,
    incidents_matching,
)
from onrecord.incidents.stamping import Moment, Stamp, StampKind
from onrecord.incidents.states import (
    ConfirmationResult,
    EventSource,
    MatterForm,
    PreservationStep,
    Relation,
    ReplyState,
    ReviewResult,
)
from onrecord.incidents.status_text import find, keep_all
from onrecord.ledger.actions.destruction import request_destruction
from onrecord.ledger.actions.keys import retire_key, rotate_key
from onrecord.ledger.errors import UnfitDestruction, UnfitField
from onrecord.ledger.keys import load_keys
from onrecord.ledger.models import Disclosure, Entry
from onrecord.ledger.publication import publish_now
from onrecord.ledger.times import now, pretend
from onrecord.ledger.words import fault
from onrecord.referrals.models import Referral
from onrecord.reports.actions import (
    ReasonAt,
    amend_report,
    answer_reason,
    lock_narrative,
    return_report,
    state_gap,
    submit_report,
)
from onrecord.storage.directives import current_directive
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store
from onrecord_proof import disclosure

pytestmark = pytest.mark.django_db

PLANTED = "he is undocumented"
FILE = "the_undocumented_man.mp4"

Case = Callable[[World, str], object]


def _as(who: str, act: Callable[..., object], **given: Any) -> Case:  # noqa: ANN401 - an act's own
    """Return a call of an act on the world's incident; "*" marks where the text is planted."""

    def put(value: Any, text: str) -> Any:  # noqa: ANN401 - as given
        if value == "*":
            return text
        if isinstance(value, dict):
            return {key: put(item, text) for key, item in value.items()}
        return value(text) if callable(value) and not isinstance(value, type) else value

    def call(world: World, text: str) -> object:
        named = {} if act is open_incident else {"number": world.number}
        return act(actor=getattr(world.people, who), **named, **put(given, text))

    return call


def _exhibit(**given: str) -> Case:
    """Return the taking in of an exhibit with a text planted."""

    def call(world: World, text: str) -> object:
        said = {"title": "A video", "source": "Example City", **given}
        return add_exhibit(
            actor=world.people.casey,
            number=world.number,
            staged=blob_store().stage([VIDEO]),
            kind="other",
            **{name: text if value == "*" else value for name, value in said.items()},
        )

    return call


def _refer(field: str) -> Case:
    return lambda world, text: world.refer(**{field: text})


def _matter(field: str) -> Case:
    given = {"title": "A note", "words": "It rained.", "came_from": "a neighbour"}
    return lambda world, text: add_matter(
        actor=world.people.avery,
        number=world.number,
        handling_class=HandlingClass.ORDINARY,
        form=MatterForm.NOTE,
        **{**given, field: text},
    )


def _reporter(field: str) -> Case:
    return lambda world, text: add_reporter(
        actor=world.people.avery, number=world.number, **{"name": "Somebody", field: text}
    )


def _used(world: World, text: str) -> object:
    add_reporter(actor=world.people.avery, number=world.number, name="Somebody")
    return use_contact(actor=world.people.frankie, number=world.number, reporter=1, purpose=text)


def _opened_matter(world: World, text: str) -> object:
    made = _matter("title")(world, "A note").reference  # type: ignore[attr-defined] # a receipt
    return open_matter(actor=world.people.avery, number=world.number, matter=made, purpose=text)


def _submitted(world: World) -> None:
    world.lock()
    submit_report(actor=world.people.avery, number=world.number, signature_name="Avery Example")


def _return(field: str) -> Case:
    def call(world: World, text: str) -> object:
        _submitted(world)
        return return_report(
            actor=world.people.blake, number=world.number, reasons=[ReasonAt(field, text)]
        )

    return call


def _amend(world: World, text: str) -> object:
    world.lock()
    return amend_report(actor=world.people.avery, number=world.number, reason=text)


def _answer(field: str) -> Case:
    def call(world: World, text: str) -> object:
        _submitted(world)
        number = world.number
        return_report(actor=world.people.blake, number=number, reasons=[ReasonAt(field, "When?")])
        name = "duty-1" if field == "duties" else "reason-1"
        return answer_reason(actor=world.people.avery, number=number, reason=name, words=text)

    return call


def _gap(world: World, text: str) -> object:
    world.lock()
    return state_gap(
        actor=world.people.avery, number=world.number, duty="ask-every-source", reason=text
    )


def _replied(field: str) -> Case:
    def call(world: World, text: str) -> object:
        asked = {"actor": world.people.ellis, "number": world.number}
        request_reply(
            **asked, agency="Example Agency", asked_by_way="letter", no_objection_on=now().date()
        )
        said = {"words": "We deny it.", field: text}
        return record_reply(**asked, reply=1, state=ReplyState.REPLIED, **said)

    return call


def _closing(world: World) -> str:
    return state_event(
        actor=world.people.blake, number=world.number, stated="unfounded", reason="nobody there"
    ).reference


def _countersign(world: World, text: str) -> object:
    return confirm_event(
        actor=world.people.ellis, number=world.number, statement=_closing(world), reason=text
    )


def _stamp(what: StampKind, field: str) -> Case:
    def call(world: World, text: str) -> object:
        moment = Moment(at=now(), monotonic_ms=1, started=uuid4())
        stamp = Stamp(
            id=uuid4(),
            position=1,
            what=what,
            answer="part" if what is StampKind.ASKED else "",
            moment=moment,
            zone_minutes=0,
            **{field: text},
        )
        scene = Scene(id=uuid4(), number=world.number)
        return record_stamp(actor=world.people.avery, scene=scene, stamp=stamp, sent=moment)

    return call


def _reopen(world: World, text: str) -> object:
    confirm_event(
        actor=world.people.ellis, number=world.number, statement=_closing(world), reason="so"
    )
    return reopen_incident(actor=world.people.hollis, number=world.number, reason=text)


def _match(world: World, text: str) -> object:
    import_dispatch(actor=world.people.frankie, file=BytesIO(EVENTS), form=FileForm.JSON)
    return match_dispatch(
        actor=world.people.ellis, number=world.number, event="26-000001", reason=text
    )


def _explain(world: World, text: str) -> object:
    import_dispatch(actor=world.people.frankie, file=BytesIO(EVENTS), form=FileForm.JSON)
    return explain_dispatch(actor=world.people.frankie, event="26-000001", reason=text)


def _agree(world: World, text: str) -> object:
    _explain(world, "A delivery van.")
    (stated,) = explanations(actor=world.people.ellis, number="26-000001")
    return confirm_dispatch(
        actor=world.people.ellis, event="26-000001", explanation=stated.reference, reason=text
    )


def _link(world: World, text: str) -> object:
    other = open_incident(
        actor=world.people.avery, origin=Origin.SEEN, district="District 4", summary="A van."
    ).reference
    return link_incidents(
        actor=world.people.ellis,
        number=world.number,
        other=other,
        relation=Relation.SERIES,
        reason=text,
    )


def _unlink(world: World, text: str) -> object:
    _link(world, "The same van.")
    (link,) = incident_links(actor=world.people.ellis, number=world.number)
    return unlink_incidents(
        actor=world.people.ellis, number=world.number, link=link.reference, reason=text
    )


def _review(world: World, text: str) -> object:
    with pretend(now() - timedelta(days=3)):
        stated = state_event(
            actor=world.people.avery, number=world.number, stated="unfounded", reason="nobody there"
        )
        confirm_event(
            actor=world.people.ellis,
            number=world.number,
            statement=stated.reference,
            reason="so",
        )
    today = now().date()
    draw_closures(
        actor=world.people.hollis,
        first=today - timedelta(days=9),
        last=today - timedelta(days=2),
        size=1,
    )
    (drawn,) = closure_draws(actor=world.people.hollis)[0].closures
    return review_closure(
        actor=world.people.hollis,
        draw="C-1",
        closure=drawn.closure,
        result=ReviewResult.STANDS,
        reason=text,
    )


EVENTS = (
    b'[{"number": "26-000001", "code": "FX-21", "district": "District 4", '
    b'"received_at": "2026-03-03T21:12:40-06:00"}]'
)
OPEN = {"origin": Origin.SEEN, "district": "District 1", "summary": "A van stopped."}
AID = {"person_described": "a man", "injury_seen_at": now()}
IDENTITY = {"party": 1, "with_whom": "dispatch", "result": ConfirmationResult.CONFIRMED}
POINTER = {"evidence_source": "body-worn-video", "holder": "Example City Police"}
REPLY = {"agency": "Agency", "asked_by_way": "letter", "no_objection_on": now().date()}
DECIDED = {
    "allegation": "A1",
    "step": DecisionStep.FINAL,
    "body": "Board",
    "result": Result.SUSTAINED,
    "decided_on": date(2026, 3, 3),
}
ASKED_HOLDER = {"task": 1, "with_whom": "unit", "way": "letter"}
CONFIRMED_BY_HOLDER = {
    "task": 1,
    "holder_evidence_number": "B-1",
    "new_expiry_on": date(2036, 1, 1),
    "with_whom": "unit",
}
ENDED = {"task": 1, "ended": PreservationStep.LOST, "words": "Told so."}

# For each act, each of its texts that people write freely.
CASES: dict[str, dict[str, Case]] = {
    "open_incident": {
        **{
            name: _as("avery", open_incident, **{**OPEN, name: "*"})
            for name in ("district", "place", "dispatch_number", "summary")
        },
        **{n: _as("avery", open_incident, **OPEN, accounts={n: "*"}) for n in ACCOUNTS},
    },
    "correct_incident": {
        "changes": _as("avery", correct_incident, changes={"place": "*"}, reason="so"),
        "reason": _as("avery", correct_incident, changes={"place": "corner"}, reason="*"),
    },
    "reopen_incident": {"reason": _reopen},
    "_record_stamp": {
        "words": _stamp(StampKind.NOTE, "words"),
        "name_given": _stamp(StampKind.ASKED, "name_given"),
        "badge_given": _stamp(StampKind.ASKED, "badge_given"),
    },
    "add_party": {
        name: _as(
            "avery",
            add_party,
            kind=SubjectKind.UNKNOWN,
            described=lambda text, name=name: Description(**{name: text}),
        )
        for name in Description.__dataclass_fields__
    },
    "add_allegation": {"conduct": _as("avery", add_allegation, party=1, conduct="*")},
    "record_identification": {
        name: _as(
            "avery",
            record_identification,
            asked=Asked.ASKED,
            outcome=Outcome.REFUSED,
            **{name: "*"},
        )
        for name in ("agency_given", "name_given", "badge_given", "reason", "exhibit_number")
    },
    "confirm_identity": {
        name: _as("ellis", confirm_identity, **{**IDENTITY, name: "*"})
        for name in ("with_whom", "agency_stated", "name_stated", "badge_stated", "note")
    },
    "record_aid": {
        name: _as("avery", record_aid, **{**AID, name: "*"})
        for name in ("person_described", "aid_given_by", "note")
    },
    "record_scene_act": {
        "words": _as("avery", record_scene_act, act_kind=ActKind.CAMERA_ON, words="*")
    },
    "state_event": {
        "reason": _as("avery", state_event, stated="on-scene", reason="*"),
        "sources": _as(
            "avery", state_event, stated="on-scene", sources=lambda text: [EventSource(text)]
        ),
    },
    "confirm_event": {"reason": _countersign},
    "request_reply": {
        name: _as("ellis", request_reply, **{**REPLY, name: "*"})
        for name in ("agency", "asked_by_way")
    },
    "record_reply": {
        "words": _replied("words"),
        "authenticated_how": _replied("authenticated_how"),
    },
    "record_contact": {
        name: _as("avery", record_contact, **{"office": "Office", "words": "asked", name: "*"})
        for name in ("office", "person_named", "way", "words")
    },
    "record_steering": {
        name: _as("avery", record_steering, **{name: "*"}) for name in ("office", "words")
    },
    "confirm_dispatch": {"reason": _agree},
    "link_incidents": {"reason": _link},
    "unlink_incidents": {"reason": _unlink},
    "review_closure": {"reason": _review},
    "explain_dispatch": {"reason": _explain},
    "match_dispatch": {"reason": _match},
    "assert_basis": {
        "source": _as(
            "ellis",
            assert_basis,
            allegation="A1",
            basis=EvidentialBasis.VIDEO_SHOWN,
            source="*",
        )
    },
    "assert_age": {"source": _as("ellis", assert_age, party=1, under_18=Answer.NO, source="*")},
    "record_decision": {
        name: _as("ellis", record_decision, **{**DECIDED, name: "*"})
        for name in ("body", "decided_by", "words")
    },
    "open_preservation": {
        "holder": _as("ellis", open_preservation, evidence_source="private-video", holder="*")
    },
    "ask_holder": {
        name: _as("ellis", ask_holder, **{**ASKED_HOLDER, name: "*"})
        for name in ("with_whom", "way", "words")
    },
    "record_holder_answer": {
        name: _as("ellis", record_holder_answer, **{"task": 1, "words": "No.", name: "*"})
        for name in ("words", "with_whom", "way")
    },
    "confirm_preservation": {
        name: _as("ellis", confirm_preservation, **{**CONFIRMED_BY_HOLDER, name: "*"})
        for name in ("holder_evidence_number", "with_whom", "words")
    },
    "end_preservation": {
        name: _as("ellis", end_preservation, **{**ENDED, name: "*"})
        for name in ("words", "with_whom")
    },
    "_note_access": {"purpose": _as("ellis", note_access, purpose="*")},
    "_take_in": {
        name: _exhibit(**{name: "*"})
        for name in ("title", "source", "original_name", "holder_evidence_number")
    },
    "_record_copy": {"purpose": _as("ellis", download_exhibit, exhibit_number="E-1", purpose="*")},
    "open_viewing": {"purpose": _as("ellis", open_viewing, exhibit_number="E-1", purpose="*")},
    "point_to_recording": {
        name: _as("avery", point_to_recording, **{**POINTER, name: "*"})
        for name in ("holder", "holder_evidence_number", "shows")
    },
    "lock_narrative": {"text": _as("avery", lock_narrative, text="*", prompts_shown=())},
    "amend_report": {"reason": _amend},
    "state_gap": {"reason": _gap},
    "answer_reason": {"words": _answer("aid"), "words on duties": _answer("duties")},
    "return_report": {"reasons": _return("aid"), "reasons of duties": _return("duties")},
    "add_matter": {name: _matter(name) for name in ("title", "words", "came_from")},
    "add_reporter": {
        name: _reporter(name) for name in ("name", "telephone", "email", "address", "note", "way")
    },
    "_note_use": {"purpose": _used},
    "open_matter": {"purpose": _opened_matter},
    "prepare_referral": {
        name: _refer(name) for name in ("summary", "contacts_known", "evidence_not_held")
    },
}
# Why the other acts have no such text.
REFUSED_WHOLE = "words of the ledger itself: refused, see below"
NO_FREE_TEXT = {
    "_forget": "a number",
    "admit_reader": "a user name",
    "end_reader": "a user name",
    "make_grant": "an office of the directive",
    "approve_referral": "a number",
    "approve_report": "a number",
    "begin_account": "a number",
    "begin_report": "a number",
    "begin_sealing": "a number",
    "classify_allegation": "words of the directive's tables",
    "create_account": "members of the department, by their administrator",
    "_import_events": "refused with its line, see record/incidents/test_dispatch.py",
    "disable_account": REFUSED_WHOLE,
    "end_role": REFUSED_WHOLE,
    "restore_account": REFUSED_WHOLE,
    "revoke_agency": REFUSED_WHOLE,
    "give_role": "a role and names",
    "enrol_app": "a code",
    "enrol_passkey": "a label of one's own key, in no entry",
    "remove_factor": "a number",
    "renew_recovery_codes": "nothing",
    "reset_factors": "a user name",
    "unlock_session": "nothing",
    "_record_lock": "nothing",
    "issue_token": "a label of one's own token",
    "lock_account": "a number",
    "record_copy_held": "an exhibit's number",
    "map_account": "names of accounts",
    "record_legal_authority": "is kept apart whole",
    "record_probe": "what the media process read",
    "record_seal": "a digest",
    "request": "why a checkpoint is asked for: a packet's number",
    "draw_closures": "days and a number",
    "snapshot_dispatch": "nothing",
    "snapshot_figures": "nothing",
    "submit_report": "must equal the signer's own name",
    "_close": "an id",
    "_record_session": "nothing",
    "_take_in_body_worn": "writes as _take_in does",
    "ask_for_audit": "nothing",
    "completed": "counts",
    "set_authorities": "names and addresses of authorities",
    "set_witnesses": "a policy's lines",
    "record_skew": "a reference and a number",
    "beat": "a size",
    "begin": "a number",
    "empty": "a number",
    "close": "a number",
    "_record": "a backup's time, size and root, and what showed the newest checkpoint",
    "request_destruction": REFUSED_WHOLE,
    "approve_destruction": REFUSED_WHOLE,
    "refuse_destruction": REFUSED_WHOLE,
    "_add": REFUSED_WHOLE,
    "retire_key": REFUSED_WHOLE,
    "_succeed": REFUSED_WHOLE,
    "_adopt": REFUSED_WHOLE,
}


def test_every_act_is_here_with_its_texts_or_with_the_reason_why_it_has_none() -> None:
    names = {c.function.__name__ for c in ACTS}
    assert names - CASES.keys() - NO_FREE_TEXT.keys() == set()
    assert CASES.keys() <= names


def test_the_ledgers_own_words_are_refused_where_they_state_status(
    world: World, home: Home
) -> None:
    keeper, former = world.people.indigo, load_keys(home).public.key_id.hex()
    with pytest.raises(UnfitField, match="never recorded"):
        rotate_key(actor=keeper, reason=PLANTED)
    rotate_key(actor=keeper, reason="Two years have passed.")
    publish_now(actor=world.people.casey)
    with pytest.raises(UnfitField, match="never recorded"):
        retire_key(actor=keeper, key_id=former, reason=PLANTED)
    for words in ({"reason": PLANTED}, {"document_number": PLANTED}):
        given = {"document_number": "2026-17", "reason": "The term has passed.", **words}
        with pytest.raises(UnfitDestruction, match="never recorded"):
            request_destruction(
                actor=world.people.frankie,
                scope="incident",
                reference=world.number,
                authority=current_directive().destruction_authorities[0].id,
                **given,
            )
    assert "never recorded" in fault(PLANTED)  # which those ask too that need a loss or a second
    assert planted_anywhere() == []


def planted_anywhere() -> list[str]:
    """Return the disclosures that hold the planted word outside the walled and oversight chains."""
    rows = Disclosure.objects.exclude(entry__kind="passage.walled/1").filter(
        entry__kind__isnull=False
    )
    opened = (disclosure.open(text)[1] for text in rows.values_list("text", flat=True))
    return [str(value) for value in opened if "undocumented" in str(value)]


@pytest.mark.parametrize(
    ("act", "field"), [(act, field) for act, fields in CASES.items() for field in fields]
)
def test_words_on_status_are_asked_about_in_every_text_of_every_act(
    world: World, caplog: pytest.LogCaptureFixture, act: str, field: str
) -> None:
    text = FILE if field == "original_name" else PLANTED
    with pytest.raises(StatusTextFound) as caught:
        CASES[act][field](world, text)
    assert [span.words.strip("_") for span in caught.value.spans] == ["undocumented"]
    assert planted_anywhere() == []
    assert "undocumented" not in caplog.text


def test_legal_authority_claimed_is_kept_apart_whole(world: World) -> None:
    record_legal_authority(
        actor=world.people.avery,
        number=world.number,
        authority_kind="warrant of removal, undocumented",
        words=PLANTED,
    )
    assert planted_anywhere() == []
    assert Entry.objects.filter(kind="passage.walled/1").count() == 1


def test_what_a_check_finds_repeats_only_what_was_settled(world: World) -> None:
    """A packet's checks repeat what its preparer wrote of contacts and of what is not held."""
    told = dict.fromkeys(("contacts_known", "evidence_not_held"), f"Asked; told that {PLANTED}.")
    world.refer(**told, choices={name: keep_all(text) for name, text in told.items()})
    row = Referral.objects.get()
    assert not find(str(row.values()))
    assert planted_anywhere() == []
    assert Entry.objects.filter(kind="passage.walled/1").count() == 2


def test_words_that_state_status_find_nothing(world: World) -> None:
    """Beside a word that does find the incident, too."""
    assert incidents_matching(actor=world.people.avery, words_wanted=world.number).rows
    assert not incidents_matching(
        actor=world.people.avery, words_wanted=f"{world.number} undocumented"
    ).rows


def test_nothing_but_incidents_is_searched_by_words() -> None:
    """No other query takes words to look for: filters are closed words and numbers."""
    taken = {name for c in OTHERS if ".queries" in c.name for name in c.keywords}
    assert taken <= {
        "matter",
        "actor", "number", "exhibit_number", "state", "district", "limit", "permission",
        "referrals", "allegations", "contacts_known", "evidence_not_held", "office", "scene",
        "older", "newer", "version", "after", "states", "account",
        "words_wanted",  # of incidents alone; the test above
    }  # fmt: skip
