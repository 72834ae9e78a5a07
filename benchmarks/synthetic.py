"""A throw-away home whose log has as many entries as asked for, made in minutes, not by acts.

Entries go straight into the tables, statements and disclosures as `ledger.append` writes them:
`session.opened` and `act.refused` in turn, 11 and 13 fields, so 12 on average; chains of fifty.
Salts and nonces come from a seed, so a home is the same each time it is made.

    ONRECORD_HOME=EMPTY_FOLDER python benchmarks/synthetic.py ENTRIES
"""

import base64
import os
import random
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

ORIGIN = "demo.invalid/synthetic"
AUDITOR = "gray"
CHAIN_LENGTH = 50
_BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
_AT_ONCE = 5_000
_WHO = "a benchmark's synthetic entries"

Progress = Callable[[int], None]
_Row = tuple[object, ...]


def found() -> None:
    """Make the home that ONRECORD_HOME names, an empty folder; Django is set up already."""
    from onrecord.cli.founding import founding  # noqa: PLC0415 - needs Django set up
    from onrecord.storage.home import current_home  # noqa: PLC0415 - likewise

    with founding(current_home(), mode="demo", origin=ORIGIN, directive="chicago-2026-01"):
        pass


def fill(count: int, *, seed: int = 0, on_progress: Progress | None = None) -> None:
    """Append `count` entries with their indices to an empty ledger, in pieces of 5,000.

    Then two more, by an act: the account of AUDITOR, who may audit.
    """
    from django.db import connection, transaction  # noqa: PLC0415 - needs Django set up

    from onrecord.accounts.actions import create_account  # noqa: PLC0415 - likewise
    from onrecord.authority import SYSTEM, Role  # noqa: PLC0415 - likewise
    from onrecord.ledger import guard, triggers  # noqa: PLC0415 - likewise
    from onrecord.ledger.models import Disclosure, Entry  # noqa: PLC0415 - likewise

    if Entry.objects.exists():
        raise SystemExit("This home has entries already. Name an empty folder.")
    made = _entries(count, random.Random(seed))  # noqa: S311 - reproducible, and protects nothing
    done = 0
    while piece := list(islice(made, _AT_ONCE)):
        with transaction.atomic(), guard.permitted(_WHO), connection.cursor() as cursor:
            cursor.executemany(_insert(Entry), [entry for entry, _ in piece])
            cursor.executemany(_insert(Disclosure), [row for _, rows in piece for row in rows])
        done += len(piece)
        if on_progress is not None:
            on_progress(done)
    with transaction.atomic(), guard.permitted(_WHO), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_chain (key, head_id) "
            "SELECT chain, max(id) FROM ledger_entry GROUP BY chain"
        )
        if connection.vendor == "postgresql":
            for table in ("ledger_entry", "ledger_disclosure"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) "  # noqa: S608 - our own name
                    f"FROM {table}"
                )
            cursor.execute("ANALYZE")
    create_account(
        actor=SYSTEM.SETUP,
        username=AUDITOR,
        password=None,
        name="Gray Example",
        agency="Example City Police",
        roles=[Role.AUDITOR],
    )
    triggers.check()


def publish() -> None:
    """Grow the tree over all entries, sign its checkpoint and publish it."""
    from onrecord.ledger.sequencing import Sequencer  # noqa: PLC0415 - needs Django set up
    from onrecord.storage.home import current_home  # noqa: PLC0415 - likewise

    sequencer = Sequencer.open(current_home())
    sequencer.assign()
    sequencer.publish()


def _insert(model: type) -> str:
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    columns = [field.column for field in model._meta.concrete_fields]  # noqa: SLF001 - Django's documented fields
    named = ", ".join(connection.ops.quote_name(column) for column in columns)
    return (
        f"INSERT INTO {model._meta.db_table} ({named}) "  # noqa: S608, SLF001 - our own names
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )


def _entries(count: int, chance: random.Random) -> Iterator[tuple[_Row, list[_Row]]]:
    """Yield the rows of each entry: its own, and its disclosures'; columns as in the models."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    from onrecord.ledger.act import REFUSED  # noqa: PLC0415 - likewise
    from onrecord.ledger.kinds import declared  # noqa: PLC0415 - likewise
    from onrecord.ledger.models import Entry  # noqa: PLC0415 - likewise
    from onrecord.ledger.times import utc_text  # noqa: PLC0415 - likewise
    from onrecord_proof import disclosure, merkle, statement  # noqa: PLC0415 - likewise

    opened = next(kind for kind in declared() if kind.id == "session.opened/1")
    columns = [field.attname for field in Entry._meta.concrete_fields]  # noqa: SLF001 - Django's documented fields
    prepared = {field.attname: field for field in Entry._meta.concrete_fields}  # noqa: SLF001 - likewise
    subject, leaf_hash, disclosed = "", b"", 0
    for number in range(count):
        version = number % CHAIN_LENGTH + 1
        if version == 1:
            subject = f"session/{uuid.UUID(int=chance.getrandbits(128), version=4)}"
        kind = REFUSED if number % 2 else opened
        moment = _BEGAN + timedelta(milliseconds=137 * number, microseconds=number)
        values: dict[str, object] = {
            "subject": subject,
            "subject_version": version,
            "actor": "avery",
            "role": "officer",
            "channel": "web",
            "time": utc_text(moment),
            "prev": base64.b64encode(leaf_hash).decode() if version > 1 else None,
            "username": f"officer-{number % 997}",
            "permission": "exhibit:view",
            "about": f"exhibit/{number}",
            "code": "role",
        }
        texts = [disclosure.encode(chance.randbytes(16), values.get(n)) for n in kind.names]
        stated = statement.encode(
            kind.id, chance.randbytes(16), kind.names, [disclosure.digest(text) for text in texts]
        )
        leaf_hash = merkle.leaf_hash(statement.leaf(stated))
        row = {
            "id": number + 1,
            "act": uuid.UUID(int=chance.getrandbits(128), version=4),
            "kind": kind.id,
            "subject": subject,
            "subject_version": version,
            "chain": f"{subject}/ordinary",
            "previous_id": number if version > 1 else None,
            "statement": stated,
            "leaf_hash": leaf_hash,
            "recorded_at": moment,
            "index": number,
        }
        entry = tuple(prepared[name].get_db_prep_save(row[name], connection) for name in columns)
        fields = [
            (disclosed + place, place - 1, name, text, number + 1)
            for place, (name, text) in enumerate(zip(kind.names, texts, strict=True), start=1)
        ]
        disclosed += len(texts)
        yield entry, _as_columns(fields)


def _as_columns(fields: list[tuple[int, int, str, str, int]]) -> list[_Row]:
    from onrecord.ledger.models import Disclosure  # noqa: PLC0415 - needs Django set up

    names = ("id", "position", "name", "text", "entry_id")
    order = [names.index(f.attname) for f in Disclosure._meta.concrete_fields]  # noqa: SLF001 - Django's documented fields
    return [tuple(field[place] for place in order) for field in fields]


def _main() -> None:
    import django  # noqa: PLC0415 - set up only where this runs as a script

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "onrecord.config.settings")
    django.setup()
    found()
    fill(int(sys.argv[1]), on_progress=lambda done: print(f"\r{done:,} entries", end=""))
    print("\nGrowing the tree")
    publish()


if __name__ == "__main__":
    _main()
