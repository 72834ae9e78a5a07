"""An incident with an unmistakable string in every text of it, and a search for them everywhere."""

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, connection, models, transaction
from django_tasks_db.models import DBTaskResult

from conftest import People
from onrecord.authority import SYSTEM, Actor, Permission
from onrecord.directive import ActKind
from onrecord.evidence.actions import (
    close_viewing,
    hold_upload,
    open_viewing,
    point_to_recording,
)
from onrecord.evidence.actions.exhibits import add_exhibit
from onrecord.incidents.actions import (
    Scene,
    confirm_identity,
    note_access,
    record_aid,
    record_contact,
    record_legal_authority,
    record_reply,
    record_scene_act,
    record_stamp,
    request_reply,
    state_event,
)
from onrecord.incidents.models import Incident
from onrecord.incidents.stamping import Moment, Stamp, StampKind
from onrecord.incidents.states import ConfirmationResult, EventSource, EventStatus, ReplyState
from onrecord.ledger.act import Act, act
from onrecord.ledger.destroying.scope import Scope, scope_of
from onrecord.ledger.kinds import declared
from onrecord.ledger.models import Entry, Record
from onrecord.ledger.times import now
from onrecord.referrals.actions import approve_referral
from onrecord.referrals.sealing import seal_referral
from onrecord.reports.actions import amend_report, save_draft
from onrecord.storage.home import Home
from onrecord.storage.local import blob_store
from referring import prepared, recorded, reported

FIXED = frozenset(
    {
        "number",
        "handling_class",
        "blob",
        "sha256",
        "media_type",
        "directive",
        "directive_version",
        "directive_digest",
        "packet_digest",
        "drafts_digest",
        "state",
    }
)
"""Fields that name, measure or steer: no text of a person."""


def marker() -> str:
    """Return a string that stands nowhere else."""
    return f"plant{uuid4().hex}"


def document(people: People, number: str, mark: str, **said: str) -> str:
    """Take in a document whose bytes hold a string many times over."""
    return add_exhibit(
        actor=people.casey,
        number=number,
        staged=blob_store().stage([f"{mark} {mark}\n".encode() * 20_000]),
        kind="document",
        title="A note handed over",
        source="A bystander",
        original_name=f"{mark}.txt",
        **said,
    ).reference


def packet_of(people: People, number: str) -> Path:
    """Seal a packet of an incident that has a report; return its folder."""
    wanted = prepared(people, number)
    approve_referral(actor=people.blake, number=wanted)
    return seal_referral(actor=people.casey, number=wanted).folder


def planted(people: People) -> tuple[str, list[str]]:
    """Record an incident of every noun; return its number, and the strings planted in it."""
    marks = [marker() for _ in range(5)]
    number = recorded(people)
    document(people, number, marks[0])
    document(people, number, marks[1], derived_from="E-1")
    point_to_recording(
        actor=people.avery, number=number, evidence_source="private-video", holder="A shop"
    )
    record_aid(
        actor=people.avery,
        number=number,
        person_described="a man",
        note="A bruise.",
        injury_seen_at=now(),
    )
    record_scene_act(actor=people.avery, number=number, act_kind=ActKind.SCENE_SECURED, words="By")
    _stamp(people.avery, number)
    record_contact(actor=people.ellis, number=number, office="An office", words="They asked.")
    record_legal_authority(
        actor=people.avery, number=number, authority_kind="warrant", authority_number="W-1"
    )
    confirm_identity(
        actor=people.ellis,
        number=number,
        with_whom="An agency",
        result=ConfirmationResult.CONFIRMED,
        party=1,
        name_stated="A name",
    )
    request_reply(
        actor=people.ellis,
        number=number,
        agency="Federal Example Agency",
        asked_by_way="letter",
        no_objection_on=now().date(),
    )
    record_reply(
        actor=people.ellis, number=number, reply=1, state=ReplyState.REPLIED, words="We disagree."
    )
    state_event(
        actor=people.ellis,
        number=number,
        stated=EventStatus.CORROBORATED,
        sources=[EventSource("One", authenticated=True), EventSource("Other")],
        reason="Two saw it.",
    )
    note_access(actor=people.ellis, number=number, purpose="a purpose")
    reported(people, number)
    packet_of(people, number)
    ticket = open_viewing(actor=people.ellis, number=number, exhibit_number="E-1", purpose="see")
    close_viewing(actor=people.ellis, token=ticket.token)
    amend_report(actor=people.avery, number=number, reason="More to say.")
    save_draft(actor=people.avery, number=number, text=f"{marks[2]} " * 300)
    staged = blob_store().stage([f"{marks[3]}\n".encode() * 9_000])
    hold_upload(actor=people.avery, staged=staged, original_name=f"{marks[3]}.mov")
    session = SessionStore()
    session["kept"] = {number: marks[4]}
    session.create()
    DBTaskResult.objects.create(
        status="FAILED", args_kwargs={"args": [number], "kwargs": {}}, traceback=marks[4]
    )
    incident = Incident.objects.get(number=number)
    marks += plant(actor=SYSTEM.WORKER, scope=scope_of(incident.subject))
    return number, marks


def _stamp(actor: Actor, number: str) -> None:
    """Record a note that was stamped on a phone."""
    moment = Moment(at=now(), monotonic_ms=1, started=uuid4())
    note = Stamp(
        id=uuid4(), position=1, what=StampKind.NOTE, words="A van.", moment=moment, zone_minutes=0
    )
    record_stamp(actor=actor, scene=Scene(id=uuid4(), number=number), stamp=note, sent=moment)


@act(Permission.EXHIBIT_PROBE)
def plant(act: Act, *, actor: Actor, scope: Scope) -> list[str]:  # noqa: ARG001 - act reads it
    """Write a fresh string into every text of every row, by acts with entries; return them."""
    kinds = {kind.id: kind for kind in declared()}
    marks = []
    for model, _ in scope.records():
        for row in scope.of(model):
            last = Entry.objects.filter(subject=row.subject, kind__in=kinds).latest("id")
            kind = kinds[last.kind]
            taken = [field.name for field in model._meta.concrete_fields if _takes(row, field)]
            marks += [str(getattr(row, name)).strip("[]'") for name in taken]
            extra = {name: marker() for name in set(kind.fields) - set(model.fields())}
            marks += extra.values()
            act.save(kind, row, **extra)
    return marks


def _takes(row: Record, field: models.Field) -> bool:  # type: ignore[type-arg] # of any type
    """Put a fresh string into one field, where it is a text of a person and may hold it."""
    named_by_directive = (row.SUBJECT, field.name) == ("referral", "office")
    if field.name in FIXED or field.choices or field.unique or named_by_directive:
        return False
    if not isinstance(field, models.CharField | models.TextField | models.JSONField):
        return False
    mark = marker()
    value: object = [mark] if isinstance(field, models.JSONField) else mark[: field.max_length]
    former = getattr(row, field.name)
    try:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**{field.name: value})
    except DatabaseError:
        setattr(row, field.name, former)
        return False
    setattr(row, field.name, value)
    return True


def found(marks: Sequence[str], home: Home) -> dict[str, str]:
    """Return which strings stand anywhere, and where last: a table, the database's file, a file."""
    needles = {needle: mark for mark in marks for needle in _spellings(mark)}
    return {
        mark: place
        for place, data in _everything(home)
        for needle, mark in needles.items()
        if needle in data
    }


def _spellings(mark: str) -> Iterator[bytes]:
    """Yield how a string stands in bytes: plain, hexadecimal, base64 from each place in it."""
    raw = mark.encode()
    yield raw
    yield raw.hex().encode()
    for shift in range(3):
        inner = base64.b64encode(b"\0" * shift + raw)
        yield inner[4 if shift else 0 : -4]


def _everything(home: Home) -> Iterator[tuple[str, bytes]]:
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            for row in cursor.fetchall():
                yield table, b"\n".join(_bytes(value) for value in row)
    for folder in (home.root, *_database_folder()):
        for path in sorted(folder.rglob("*")):
            yield "a name", str(path).encode()
            if path.is_file():
                yield str(path), path.read_bytes()


def _database_folder() -> Iterator[Path]:
    if connection.vendor == "sqlite":
        yield Path(connection.settings_dict["NAME"]).parent


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
