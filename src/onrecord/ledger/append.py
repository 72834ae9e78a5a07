"""Appending one entry: statement, disclosures and chain, in the act's transaction."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from onrecord.authority import Actor, Role
from onrecord.ledger.errors import FieldTooLarge, UnfitField
from onrecord.ledger.kinds import Kind
from onrecord.ledger.models import Entry, Json
from onrecord.ledger.times import now, salt, utc_text
from onrecord_proof import disclosure, merkle, statement
from onrecord_proof.errors import ProofError

# The same few statements for every act, under the turn: written out, they take a third of the time
# that is spent where they are composed anew each time.
_FIELDS = {field.attname: field for field in Entry._meta.concrete_fields}  # noqa: SLF001 - Django's documented fields
_COLUMNS = [name for name in _FIELDS if name not in {"id", "index"}]
_INSERT_ENTRY = (
    f"INSERT INTO ledger_entry ({', '.join(_COLUMNS)}) "  # noqa: S608 - names of our own columns
    f"VALUES ({', '.join(['%s'] * len(_COLUMNS))}) RETURNING id"
)
_INSERT_DISCLOSURES = "INSERT INTO ledger_disclosure (entry_id, position, name, text) VALUES"
_MOVE_HEAD = (
    "INSERT INTO ledger_chain (key, head_id) VALUES (%s, %s) "
    "ON CONFLICT (key) DO UPDATE SET head_id = excluded.head_id"
)
_ENDS = (
    "SELECT e.id, e.leaf_hash, "
    "(SELECT max(subject_version) FROM ledger_entry WHERE chain = %s AND subject = %s) "
    "FROM ledger_chain c JOIN ledger_entry e ON e.id = c.head_id WHERE c.key = %s"
)


@dataclass(frozen=True)
class Context:
    """Who appends, within which act."""

    act: UUID
    actor: Actor
    role: Role | None


def append(
    context: Context,
    kind: Kind,
    *,
    subject: str,
    chain: str,
    month: str | None,
    area: str | None,
    fields: Mapping[str, Json],
) -> Entry:
    """Append one entry and move its chain's head; the transaction holds the turn."""
    kind.check(fields)
    head, head_hash, last = _ends(chain, subject)
    version = last + 1
    moment = now()
    actor = context.actor
    values: dict[str, Json] = {
        "subject": subject,
        "subject_version": version,
        "actor": str(actor.id) if actor.id else actor.username,
        "role": context.role.value if context.role else None,
        "grant": None,
        "channel": actor.channel.value
        if actor.operating_account is None
        else f"{actor.channel.value}:{actor.operating_account}",
        "time": utc_text(moment),
        "prev": base64.b64encode(head_hash).decode() if head_hash else None,
        "month": month,
        "area": area,
        **fields,
    }
    texts = {name: _disclose(kind, name, values[name]) for name in kind.names}
    stated = statement.encode(
        kind.id, salt(), kind.names, [disclosure.digest(text) for text in texts.values()]
    )
    entry = Entry(
        act=context.act,
        kind=kind.id,
        subject=subject,
        subject_version=version,
        chain=chain,
        previous_id=head,
        statement=stated,
        leaf_hash=merkle.leaf_hash(statement.leaf(stated)),
        recorded_at=moment,
    )
    _write(entry, texts)
    return entry


def has_entry(act: UUID) -> bool:
    """Say whether an entry bears the act's id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_entry WHERE act = %s LIMIT 1", [_prepared("act", act)])
        return cursor.fetchone() is not None


def _ends(chain: str, subject: str) -> tuple[int | None, bytes, int]:
    """Return a chain's head, that entry's leaf hash, and the subject's latest version in it."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, [chain, subject, chain])
        row = cursor.fetchone()
    return (None, b"", 0) if row is None else (row[0], bytes(row[1]), row[2] or 0)


def _write(entry: Entry, texts: Mapping[str, str]) -> None:
    """Insert the entry and its disclosures, and move the chain's head, in three statements."""
    columns = [_prepared(name, getattr(entry, name)) for name in _COLUMNS]
    rows = [
        value
        for position, (name, text) in enumerate(texts.items())
        for value in (position, name, text)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_ENTRY, columns)
        entry.pk = cursor.fetchone()[0]
        entry._state.adding = False  # noqa: SLF001 - Django's documented state of an instance
        entry._state.db = connection.alias  # noqa: SLF001 - likewise
        places = ", ".join([f"({entry.pk:d}, %s, %s, %s)"] * len(texts))
        cursor.execute(f"{_INSERT_DISCLOSURES} {places}", rows)
        cursor.execute(_MOVE_HEAD, [entry.chain, entry.pk])


def _prepared(name: str, value: object) -> Any:  # noqa: ANN401 - whatever the database takes
    """Return a column's value as this database takes it."""
    return _FIELDS[name].get_db_prep_save(value, connection)


def _disclose(kind: Kind, name: str, value: Json) -> str:
    try:
        return disclosure.encode(salt(), value)
    except ProofError as error:
        if error.code == "disclosure-size":
            raise FieldTooLarge(
                f"{name}: over 64 KiB, more than a field holds. Shorten it, or take the rest in "
                "as an exhibit.",
                field=name,
            ) from error
        raise UnfitField(f"{name}: {error.message} ({kind.id}).", field=name) from error
