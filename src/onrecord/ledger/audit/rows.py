"""Step 2: each current row of the record equals its latest entry, and each entry's row exists."""

import json
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.apps import apps
from django.db import transaction
from django.db.models import Max

from onrecord.ledger import turn
from onrecord.ledger.audit.findings import AuditResult, Finding, Progress
from onrecord.ledger.kinds import Kind, declared
from onrecord.ledger.models import Entry, Json, Record
from onrecord.ledger.queries import OpenedEntry, opened_entries

_AT_ONCE = 200
_STEP = "Rows of the record"


def audit_rows(result: AuditResult) -> Iterator[Progress]:
    """Compare every row of every record model with its latest entry."""
    for model in apps.get_models():
        if issubclass(model, Record):
            kinds = {kind.id: kind for kind in declared() if kind.row == model.SUBJECT}
            yield from _audit_model(model, kinds, result)


def _audit_model(
    model: type[Record], kinds: Mapping[str, Kind], result: AuditResult
) -> Iterator[Progress]:
    rows = model._base_manager.order_by("pk")  # noqa: SLF001 - Django's documented plain manager
    step, total, done = f"{_STEP}: {model._meta.db_table}", rows.count(), 0  # noqa: SLF001 - Django's documented way to a table's name
    piece = list(rows[:_AT_ONCE])
    while piece:
        for key in dict.fromkeys(finding.row for finding in _compare(model, piece, kinds)):
            result.add(*_ask_again(model, key, kinds))
        result.rows += len(piece)
        done += len(piece)
        yield Progress(step, done, total)
        piece = list(rows.filter(pk__gt=piece[-1].pk)[:_AT_ONCE])
    for finding in _missing(model, kinds):
        result.add(finding)


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
            current, stated = row.values(), entry.values()
        except (TypeError, ValueError) as error:  # a value or a disclosure is malformed
            yield Finding(table, str(row.pk), "", str(error))
            continue
        for name in kinds[entry.kind].fields:
            opened = name in current and name in stated  # no extra of the kind, not destroyed
            if opened and _text(stated[name]) != _text(current[name]):
                words = f"differs from entry {entry.id} ({entry.kind}), its latest"
                yield Finding(table, str(row.pk), name, words)


def _latest_entries(subjects: Iterable[str], kinds: Mapping[str, Kind]) -> dict[str, OpenedEntry]:
    about = Entry.objects.filter(subject__in=list(subjects), kind__in=kinds)
    ids = dict(about.values_list("subject").annotate(latest=Max("id")))
    opened = {entry.id: entry for entry in opened_entries(ids.values())}
    return {subject: opened[id_] for subject, id_ in ids.items()}


def _missing(model: type[Record], kinds: Mapping[str, Kind]) -> Iterator[Finding]:
    """Find the subjects of entries that have no row."""
    about = Entry.objects.filter(kind__in=kinds).order_by("subject")
    subjects = about.values_list("subject", flat=True).distinct()
    piece = list(subjects[:_AT_ONCE])
    while piece:
        keys = [_key(subject.removeprefix(f"{model.SUBJECT}/")) for subject in piece]
        rows = model._base_manager.filter(pk__in=filter(None, keys))  # noqa: SLF001 - as above
        standing = set(rows.values_list("pk", flat=True))
        for subject, key in zip(piece, keys, strict=True):
            if key not in standing:
                yield Finding(model._meta.db_table, subject, "", "has entries but no row")  # noqa: SLF001 - as above
        piece = list(subjects.filter(subject__gt=piece[-1])[:_AT_ONCE])


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _text(value: Json) -> str:
    """Return one text for one JSON value, in which 1 is not true and members have no order."""
    return json.dumps(value, sort_keys=True)
