"""Step 2: each current row of the record equals its latest entry, and each entry's row exists."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Max

from onrecord.ledger import turn
from onrecord.ledger.audit.destroyed import standing_still
from onrecord.ledger.audit.findings import AuditResult, Cursor, Finding, Progress, Steps
from onrecord.ledger.audit.job import Job
from onrecord.ledger.kinds import Kind, declared
from onrecord.ledger.models import Disclosure, Entry, Json, Record
from onrecord.ledger.queries import OpenedEntry, opened_entries
from onrecord_proof import disclosure
from onrecord_proof.statement import ENVELOPE

_AT_ONCE = 200
_SUBJECTS_AT_ONCE = 900  # SQLite bounds the values of one statement
_STEP = "Rows of the record"
_VALUE_AT = 26  # where a disclosure's value begins: after bracket, quoted salt and comma


def audit_rows(job: Job, cursor: Cursor) -> Steps:
    """Compare rows with their latest entry: every one, or those that newer entries are about."""
    begun = str(cursor.get("table", ""))
    for table, model in sorted(_models().items()):
        if table < begun:
            continue
        rest = cursor if table == begun else {}
        pieces = _audit_model if job.since is None else _audit_newer
        for progress, at in pieces(model, _kinds(model), job, rest):
            yield progress, {"table": table, **at}


def audit_subjects(job: Job, cursor: Cursor) -> Steps:
    """Find the subjects of entries that have no row; in an incremental audit `audit_rows` does."""
    if job.since is not None:
        return
    models = {model.SUBJECT: model for model in _models().values()}
    subjects = Entry.objects.order_by("subject").values_list("subject", flat=True).distinct()
    after, done = str(cursor.get("after", "")), int(str(cursor.get("done", 0)))
    while piece := list(subjects.filter(subject__gt=after)[:_SUBJECTS_AT_ONCE]):
        by_noun: dict[str, list[str]] = {}
        for subject in piece:
            by_noun.setdefault(subject.partition("/")[0], []).append(subject)
        for noun, named in by_noun.items():
            if noun in models:
                job.result.add(*_without_row(models[noun], named))
        after, done = piece[-1], done + len(piece)
        yield Progress("Subjects of entries", done, 0), {"after": after, "done": done}


def _without_row(model: type[Record], subjects: list[str]) -> Iterator[Finding]:
    keys = {subject: _key_of(model, subject) for subject in subjects}
    rows = model._base_manager.filter(pk__in=[key for key in keys.values() if key])  # noqa: SLF001 - as above
    standing = set(rows.values_list("pk", flat=True))
    for subject, key in keys.items():
        if key in standing or _is_destroyed(subject):
            continue
        # What is only noted about a subject needs no row.
        if Entry.objects.filter(subject=subject, kind__in=_kinds(model)).exists():
            yield _no_row(model, subject)


def _models() -> dict[str, type[Record]]:
    """Return the models of the record by their tables."""
    models = (model for model in apps.get_models() if issubclass(model, Record))
    return {model._meta.db_table: model for model in models}  # noqa: SLF001 - Django's documented way to a table's name


def _kinds(model: type[Record]) -> dict[str, Kind]:
    return {kind.id: kind for kind in declared() if kind.row == model.SUBJECT}


def _audit_model(model: type[Record], kinds: Mapping[str, Kind], job: Job, cursor: Cursor) -> Steps:
    rows = model._base_manager.order_by("pk")  # noqa: SLF001 - Django's documented plain manager
    table = model._meta.db_table  # noqa: SLF001 - as above
    total, done, after = rows.count(), int(str(cursor.get("done", 0))), cursor.get("after")
    while True:
        newer = rows.filter(pk__gt=UUID(str(after))) if after else rows
        try:
            keys = list(newer.values_list("pk", flat=True)[:_AT_ONCE])
        except ValueError as error:
            job.result.add(Finding(table, "", "id", f"one is none any more: {error}"))
            return
        if not keys:
            return
        _audit_piece(model, _read(model, keys, job.result), kinds, job.result)
        after, done = str(keys[-1]), done + len(keys)
        yield Progress(f"{_STEP}: {table}", done, total), {"after": after, "done": done}


def _read(model: type[Record], keys: list[UUID], result: AuditResult) -> list[Record]:
    """Return rows by their keys; one with a value of another type than its column is a finding."""
    rows = model._base_manager.order_by("pk")  # noqa: SLF001 - as above
    try:
        return list(rows.filter(pk__in=keys))
    except (TypeError, ValueError) as error:
        if len(keys) == 1:
            words = f"holds a value of another type: {error}"
            result.add(Finding(model._meta.db_table, str(keys[0]), "", words))  # noqa: SLF001 - as above
            return []
        return [row for key in keys for row in _read(model, [key], result)]


def _audit_newer(model: type[Record], kinds: Mapping[str, Kind], job: Job, cursor: Cursor) -> Steps:
    """Compare the rows that entries after the audited checkpoint are about."""
    about = Entry.objects.filter(id__gte=job.first_new, kind__in=kinds).order_by("subject")
    subjects = about.values_list("subject", flat=True).distinct()
    step, total = f"{_STEP}: {model._meta.db_table}", subjects.count()  # noqa: SLF001 - as above
    after, done = str(cursor.get("after", "")), int(str(cursor.get("done", 0)))
    while piece := list(subjects.filter(subject__gt=after)[:_AT_ONCE]):
        keys = [key for subject in piece if (key := _key_of(model, subject)) is not None]
        rows = {row.pk: row for row in model._base_manager.filter(pk__in=keys)}  # noqa: SLF001 - as above
        _audit_piece(model, [*rows.values()], kinds, job.result)
        for subject in piece:
            if _key_of(model, subject) not in rows and not _is_destroyed(subject):
                job.result.add(_no_row(model, subject))
        after, done = piece[-1], done + len(piece)
        yield Progress(step, done, total), {"after": after, "done": done}


def _audit_piece(
    model: type[Record], piece: list[Record], kinds: Mapping[str, Kind], result: AuditResult
) -> None:
    for key in dict.fromkeys(finding.row for finding in _compare(model, piece, kinds)):
        result.add(*_ask_again(model, key, kinds))
    result.rows += len(piece)


def _ask_again(model: type[Record], key: str, kinds: Mapping[str, Kind]) -> list[Finding]:
    """Compare one row while no act is under way: one in between made it look different."""
    with transaction.atomic():
        turn.take()
        rows = model._base_manager.filter(pk=UUID(key))  # noqa: SLF001 - as above
        return list(_compare(model, list(rows), kinds))


def _compare(
    model: type[Record], rows: list[Record], kinds: Mapping[str, Kind]
) -> Iterator[Finding]:
    table = model._meta.db_table  # noqa: SLF001 - as above
    latest = _latest_entries((row.subject for row in rows), kinds)
    for row in rows:
        entry = latest.get(row.subject)
        if entry is None:
            yield Finding(table, str(row.pk), "", "no entry holds this row")
            continue
        try:
            current = {name: _text(value) for name, value in row.values().items()}
            fields = kinds[entry.kind].fields
            for name in standing_still(current, entry.disclosures, fields):
                yield Finding(table, str(row.pk), name, "stands though it was destroyed")
            for name in fields:
                text = entry.disclosures.get(name)  # None: it was lawfully destroyed
                if name not in current or text is None or _says(text, current[name]):
                    continue
                if _text(disclosure.open(text)[1]) != current[name]:
                    words = f"differs from entry {entry.id} ({entry.kind}), its latest"
                    yield Finding(table, str(row.pk), name, words)
        except (TypeError, ValueError) as error:  # a value or a disclosure is malformed
            yield Finding(table, str(row.pk), "", str(error))


def _says(text: str, current: str) -> bool:
    """Say at once whether a disclosure holds this value; False also where it is not so simple."""
    try:
        return base64.urlsafe_b64decode(f"{text}==")[_VALUE_AT:-1] == current.encode()
    except ValueError:
        return False


def _latest_entries(subjects: Iterable[str], kinds: Mapping[str, Kind]) -> dict[str, OpenedEntry]:
    about = Entry.objects.filter(subject__in=list(subjects), kind__in=kinds)
    ids = dict(about.values_list("subject").annotate(latest=Max("id")))
    opened = {entry.id: entry for entry in opened_entries(ids.values())}
    return {subject: opened[id_] for subject, id_ in ids.items()}


def _no_row(model: type[Record], subject: str) -> Finding:
    return Finding(model._meta.db_table, subject, "", "has entries but no row")  # noqa: SLF001 - as above


def _is_destroyed(subject: str) -> bool:
    """Say whether of all entries about a subject only envelopes are left: its row went lawfully.

    That each field that has gone has a tombstone is checked with the entries.
    """
    said = Disclosure.objects.filter(entry__subject=subject)
    return not said.exclude(name__in=ENVELOPE).exists()


def _key_of(model: type[Record], subject: str) -> UUID | None:
    return _key(subject.removeprefix(f"{model.SUBJECT}/"))


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _text(value: Json) -> str:
    """Return one text for one JSON value, in which 1 is not true and members have no order."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
