"""Stamps of a scene: once each, both clocks kept, other rows made by the acts that make them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from conftest import People
from onrecord.authority import Refused
from onrecord.directive import ActKind, Answer, Origin
from onrecord.incidents.actions import Scene, StampReceipt, open_incident, record_stamp
from onrecord.incidents.errors import InvalidIncident, StampConflict, StatusTextFound
from onrecord.incidents.models import (
    AidRecord,
    IdentificationAttempt,
    Incident,
    SceneAct,
    SceneStamp,
    WalledPassage,
)
from onrecord.incidents.queries import own_scene, stamps, timeline
from onrecord.incidents.stamping import Moment, Stamp, StampKind, clock_moved, clock_words
from onrecord.ledger.models import Entry
from onrecord.ledger.times import now
from onrecord.storage.home import Home

pytestmark = pytest.mark.django_db
PAGE = uuid4()
AHEAD = timedelta(hours=3)


def moment(at: datetime | None = None, monotonic_ms: int = 5_000) -> Moment:
    return Moment(at=at or now(), monotonic_ms=monotonic_ms, started=PAGE)


def made(what: StampKind, answer: str = "", **more: object) -> Stamp:
    given = {"id": uuid4(), "position": 1, "moment": moment(), "zone_minutes": -360, **more}
    return Stamp(what=what, answer=answer, **given)  # type: ignore[arg-type] # as each test has it


@pytest.fixture
def scene(home: Home) -> Scene:  # noqa: ARG001 - a home to write in
    return Scene(id=uuid4(), origin="seen")


def test_the_first_stamp_opens_the_incident_and_aid_may_come_first(
    people: People, scene: Scene
) -> None:
    sent = moment(monotonic_ms=9_000)
    first = made(StampKind.EMS_ASKED, moment=moment(sent.at - timedelta(seconds=4)))
    receipt = record_stamp(actor=people.avery, scene=scene, stamp=first, sent=sent)
    incident = Incident.objects.get()
    assert (receipt.reference, incident.origin) == (incident.number, Origin.SEEN.value)
    assert AidRecord.objects.get().ems_asked_at == first.moment.at
    row = SceneStamp.objects.get()
    assert (row.device_time, row.became, row.stamped_by_id) == (
        first.moment.at, "aid 1", people.avery.id,
    )  # fmt: skip
    assert Entry.objects.filter(act=Entry.objects.get(pk=receipt.entry_id).act).count() == 1
    # All of it stands or falls together: the stamp, what it recorded, and the incident.
    assert Entry.objects.filter(kind="scene.stamped/1").count() == 1


def test_each_button_records_what_it_says(people: People, scene: Scene) -> None:
    for what, answer, more in (
        (StampKind.HURT, "yes", {}),
        (StampKind.AID_REFUSED, "", {}),
        (StampKind.CAMERA, "on", {}),
        (StampKind.SUPERVISOR, "", {}),
        (StampKind.ASKED, "refused", {}),
        (StampKind.ASKED, "not-feasible", {}),
        (StampKind.ASKED, "name-and-badge", {"name_given": "A. Name", "badge_given": "7"}),
        (StampKind.PLACE, "gps", {"words": "41.88320, -87.63240, within 12 m"}),
        (StampKind.DISPATCH, "", {"words": "D-26-1"}),
        (StampKind.NOTE, "", {"words": "It was the second van."}),
    ):
        record_stamp(
            actor=people.avery, scene=scene, stamp=made(what, answer, **more), sent=moment()
        )
    incident = Incident.objects.get()
    assert (incident.injured, incident.dispatch_number) == (Answer.YES.value, "D-26-1")
    assert incident.place.startswith("41.88320")
    assert AidRecord.objects.get().aid_refused_at is not None
    assert list(SceneAct.objects.values_list("act_kind", flat=True)) == [
        ActKind.CAMERA_ON.value, ActKind.SUPERVISOR_NOTIFIED.value,
    ]  # fmt: skip
    attempts = IdentificationAttempt.objects.values_list("asked", "outcome", "badge_given")
    assert list(attempts) == [
        ("asked", "refused", ""),
        ("not-feasible", "", ""),
        ("asked", "name-and-badge", "7"),
    ]
    told = [row.words for row in timeline(actor=people.avery, number=incident.number)]
    assert "Note: It was the second van." in told
    assert "Anyone hurt: yes" in told


def test_not_now_is_an_answer_and_records_nothing_as_no(people: People, scene: Scene) -> None:
    for what in (StampKind.HURT, StampKind.CAMERA, StampKind.ASKED, StampKind.PLACE):
        record_stamp(actor=people.avery, scene=scene, stamp=made(what, "not-now"), sent=moment())
    incident = Incident.objects.get()
    assert (incident.injured, incident.camera_on, incident.place) == ("unknown", "unknown", "")
    assert not SceneAct.objects.exists()
    assert not IdentificationAttempt.objects.exists()
    assert SceneStamp.objects.count() == 4


def test_a_stamp_sent_again_is_answered_with_the_entry_that_it_has(
    people: People, scene: Scene
) -> None:
    stamp = made(StampKind.EMS_ASKED)
    first = record_stamp(actor=people.avery, scene=scene, stamp=stamp, sent=moment())
    entries = Entry.objects.count()
    again = record_stamp(actor=people.avery, scene=scene, stamp=stamp, sent=moment())
    assert again == first
    assert Entry.objects.count() == entries
    assert (SceneStamp.objects.count(), AidRecord.objects.count()) == (1, 1)


def test_another_stamp_under_the_same_id_and_another_persons_are_refused(
    people: People, scene: Scene
) -> None:
    stamp = made(StampKind.HURT, "yes")
    record_stamp(actor=people.avery, scene=scene, stamp=stamp, sent=moment())
    changed = made(StampKind.HURT, "no", id=stamp.id)
    for actor, sent in ((people.avery, changed), (people.blake, stamp)):
        with pytest.raises(StampConflict):
            record_stamp(actor=actor, scene=scene, stamp=sent, sent=moment())
    with pytest.raises(StampConflict):  # a scene of one person takes nobody else's stamps
        record_stamp(
            actor=people.blake, scene=scene, stamp=made(StampKind.HURT, "no"), sent=moment()
        )
    assert SceneStamp.objects.count() == 1
    assert Incident.objects.get().injured == Answer.YES.value


@pytest.mark.parametrize("off", [AHEAD, -AHEAD])
def test_a_wrong_clock_is_kept_and_never_overwritten(
    people: People, scene: Scene, off: timedelta
) -> None:
    true = now() - timedelta(minutes=2)
    stamp = made(StampKind.EMS_ASKED, moment=moment(true + off))
    receipt = record_stamp(actor=people.avery, scene=scene, stamp=stamp, sent=moment(now() + off))
    row = SceneStamp.objects.get()
    assert row.device_time == true + off
    assert abs(row.happened_at - true) < timedelta(seconds=5)
    assert abs(timedelta(milliseconds=receipt.skew_ms) - off) < timedelta(seconds=5)
    assert abs(AidRecord.objects.get().ems_asked_at - true) < timedelta(seconds=5)
    (view,) = stamps(actor=people.avery, number=receipt.reference)
    assert view.clock == ("3 h 0 min ahead" if off > timedelta(0) else "3 h 0 min behind")


def test_bad_and_old_stamps_are_refused_with_a_reason_and_leave_nothing(
    people: People, scene: Scene
) -> None:
    old = moment(now() - timedelta(days=31))
    nowhere = Scene(id=uuid4())
    for given, stamp, match in (
        (scene, made(StampKind.HURT, "maybe"), "no answer"),
        (scene, made(StampKind.HURT, "yes", words="a word"), "takes none"),
        (scene, made(StampKind.NOTE), "what the stamp shall say"),
        (scene, made(StampKind.CAMERA, "on", position=-1), "out of bounds"),
        (scene, made(StampKind.CAMERA, "on", moment=old), "older than 30 days"),
        (nowhere, made(StampKind.CAMERA, "on"), "seen or reported"),
        (scene, made(StampKind.ASKED, "name-and-badge"), "enter both"),
    ):
        with pytest.raises(InvalidIncident, match=match):
            record_stamp(actor=people.avery, scene=given, stamp=stamp, sent=moment())
    assert not Incident.objects.exists()
    assert not SceneStamp.objects.exists()


def test_stamps_go_to_an_incident_that_is_open_already_where_one_took_part(
    people: People,
    home: Home,  # noqa: ARG001 - a home to write in
) -> None:
    number = open_incident(
        actor=people.drew, origin=Origin.REPORTED, district="District 1", summary="A call."
    ).reference
    scene = Scene(id=uuid4(), number=number)
    with pytest.raises(Refused) as caught:
        record_stamp(
            actor=people.avery, scene=scene, stamp=made(StampKind.CAMERA, "on"), sent=moment()
        )
    assert caught.value.code == "not-your-incident"
    receipt = record_stamp(
        actor=people.drew, scene=scene, stamp=made(StampKind.CAMERA, "on"), sent=moment()
    )
    assert receipt.reference == number
    assert Incident.objects.count() == 1


def test_words_on_status_are_settled_on_the_phone(people: People, scene: Scene) -> None:
    told: list[StampReceipt] = []
    for keep, walled in (("", 0), ("remove", 0), ("quotation", 1)):
        note = made(StampKind.NOTE, words=" He is undocumented, she said. ", keep=keep)
        if not keep:
            with pytest.raises(StatusTextFound):
                record_stamp(actor=people.avery, scene=scene, stamp=note, sent=moment())
        else:
            told.append(record_stamp(actor=people.avery, scene=scene, stamp=note, sent=moment()))
        assert WalledPassage.objects.count() == walled
    assert not any("undocumented" in row.words for row in SceneStamp.objects.all())


def test_only_its_own_person_lists_a_scene(people: People, scene: Scene) -> None:
    record_stamp(actor=people.avery, scene=scene, stamp=made(StampKind.HURT, "no"), sent=moment())
    (view,) = own_scene(actor=people.avery, scene=scene.id)
    assert (view.label, view.stage) == ("Anyone hurt: no", "Recorded")
    assert own_scene(actor=people.blake, scene=scene.id) == ()
    with pytest.raises(Refused):
        own_scene(actor=people.casey, scene=scene.id)


def test_a_clock_set_back_shows_and_a_phone_that_slept_does_not() -> None:
    at = datetime(2026, 3, 3, 21, 14, tzinfo=UTC)
    stamp = made(StampKind.CAMERA, "on", moment=Moment(at=at, monotonic_ms=0, started=PAGE))
    set_back = Moment(at=at - timedelta(minutes=9), monotonic_ms=60_000, started=PAGE)
    slept = Moment(at=at + timedelta(hours=1), monotonic_ms=60_000, started=PAGE)
    elsewhere = Moment(at=at - timedelta(hours=1), monotonic_ms=0, started=UUID(int=1))
    assert clock_moved(stamp, set_back) == timedelta(minutes=-10)
    assert clock_moved(stamp, slept) == timedelta(0)
    assert clock_moved(stamp, elsewhere) == timedelta(0)
    assert clock_words(timedelta(seconds=4)) == ""
    assert clock_words(timedelta(seconds=-70)) == "0 h 1 min behind"
