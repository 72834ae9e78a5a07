"""Pointing to recordings, what a directive hears of evidence, and the audit of the bytes."""

from itertools import product

import pytest

from onrecord.authority import Refused
from onrecord.evidence.actions import point_to_recording
from onrecord.evidence.errors import InvalidExhibit
from onrecord.evidence.fixity import check_exhibits
from onrecord.evidence.queries import exhibit_files, pointers, recordings
from onrecord.evidence.states import VIEWING, ViewingState, ViewingStep, viewing_after
from onrecord.ledger import audit
from onrecord.ledger.models import Entry
from onrecord.storage.home import Home
from record.evidence.scene_for_tests import VIDEO, Scene


def test_the_recording_officer_points_to_the_recording(scene: Scene) -> None:
    avery = scene.people.avery
    receipt = point_to_recording(
        actor=avery,
        number=scene.number,
        evidence_source="body-worn-video",
        holder="Example City Police, video unit",
        holder_evidence_number="BWC-7731",
        position_ms=271_000,
        shows="The question for name and badge",
    )
    assert receipt.reference == "Example City Police, video unit BWC-7731"
    (row,) = pointers(actor=avery, number=scene.number)
    assert (row.holder_evidence_number, row.position_ms) == ("BWC-7731", 271_000)
    assert Entry.objects.get(id=receipt.entry_id).kind == "recording.pointed_to/1"
    with pytest.raises(Refused):
        pointers(actor=scene.people.jordan, number=scene.number)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"holder": " "}, "holder"),
        ({"evidence_source": "crystal-ball"}, "evidence_source"),
        ({"position_ms": -1}, "position_ms"),
    ],
)
def test_a_pointer_that_leads_nowhere_is_refused(
    scene: Scene, said: dict[str, object], field: str
) -> None:
    given = {"evidence_source": "body-worn-video", "holder": "Example City Police", **said}
    with pytest.raises(InvalidExhibit) as error:
        point_to_recording(actor=scene.people.avery, number=scene.number, **given)
    assert error.value.field == field


def test_a_directive_hears_what_is_held_and_that_a_pointer_is_no_copy(scene: Scene) -> None:
    people = scene.people
    scene.take_in(people.casey, kind="body-worn-video", recorded_by="avery")
    scene.take_in(people.casey, b"A statement.", kind="document")
    point_to_recording(
        actor=people.ellis,
        number=scene.number,
        evidence_source="transit-video",
        holder="Example City Transit",
    )
    held, pointed = recordings(scene.row("E-1").incident_id)
    assert (held.source, held.held) == ("body-worn-video", held.ref)
    assert (pointed.source, pointed.held, pointed.confirmed) == ("transit-video", None, None)
    assert pointed.ref.label == "recording with Example City Transit, not held here"


def test_a_packet_finds_every_blob_and_its_intake(scene: Scene) -> None:
    scene.take_in(scene.people.casey)
    scene.take_in(scene.people.ellis, b"A statement.", kind="document")
    files = exhibit_files(actor=scene.people.casey, number=scene.number)
    assert [file.file_name for file in files] == [
        f"{scene.number}_E-1.mp4",
        f"{scene.number}_E-2.txt",
    ]
    for file in files:
        assert scene.store.size(file.blob) == file.size
        assert Entry.objects.get(id=file.entry).kind == "exhibit.taken_in/1"
    for other in (scene.people.avery, scene.people.ellis):
        with pytest.raises(Refused):
            exhibit_files(actor=other, number=scene.number)


def test_the_audit_names_the_exhibit_whose_bytes_changed(scene: Scene, home: Home) -> None:
    for data in (VIDEO, b"shorter", b"gone", b"whole"):
        scene.take_in(scene.people.casey, data)
    assert [finding for _, finding in check_exhibits() if finding] == []
    flipped, shortened, gone = (scene.store.path(scene.row(f"E-{n}").blob) for n in (1, 2, 3))
    flipped.chmod(0o600)
    flipped.write_bytes(VIDEO[:-1] + b"?")
    shortened.chmod(0o600)
    shortened.write_bytes(b"short")
    gone.unlink()
    result = audit.run(actor=scene.people.gray)
    found = {f.row: f.words for f in result.findings if f.place == "exhibits"}
    assert result.blobs == 4
    assert {*found} == {f"{scene.number} E-{n}" for n in (1, 2, 3)}
    assert found[f"{scene.number} E-1"].startswith("SHA-256 ")
    assert found[f"{scene.number} E-2"] == "5 bytes, taken in with 7"
    assert "Restore it from a backup" in found[f"{scene.number} E-3"]
    assert home.blobs.exists()


@pytest.mark.parametrize(("state", "step"), [*product(ViewingState, ViewingStep)])
def test_every_step_of_a_viewing_is_allowed_or_refused(
    state: ViewingState, step: ViewingStep
) -> None:
    if state is ViewingState.CLOSED:
        with pytest.raises(Refused, match="closed"):
            viewing_after(state, step)
    else:
        assert viewing_after(state, step) is VIEWING[state, step]
