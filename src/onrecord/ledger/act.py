"""`act`: the one way in which the record is written.

What the decorator enforces, in this order:

1. The outermost act is a durable transaction that waits for its turn, an inner act a savepoint.
   Where the log has stalled (`ledger.stalled`) nothing is written.
2. Authority decides before anything is written.
3. The body locks, asks the states, writes rows through `Act.save`, each with its entry.
4. Tasks are enqueued as rows of the same transaction.
5. Before release the database is asked whether an entry bears the act's id.
6. A refusal leaves the transaction, is appended in one of its own, and is raised.

No act reads a request body, hashes a file, signs, or calls a network.
"""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import transaction

from onrecord.authority import Actor, Decision, Facts, Permission, Refused, Role, barred, decide
from onrecord.ledger import following, guard, turn
from onrecord.ledger.append import Context, append, has_entry
from onrecord.ledger.errors import ActWithoutEntry, UnfitField
from onrecord.ledger.kinds import Kind, declare
from onrecord.ledger.models import Entry, Json, Record, json_value
from onrecord.ledger.stalled import refuse_if_stalled
from onrecord_proof.strict import has_surrogate

P = ParamSpec("P")
T = TypeVar("T")
FactsOf = Callable[..., Facts]

REFUSED = declare(
    "act.refused",
    1,
    ("permission", "about", "code"),
    "An act or a reading was refused; the words are in the reference of codes.",
)


@dataclass(frozen=True)
class Act:
    """The act under way: who acts, by which role, and the writing of rows with their entries."""

    id: uuid.UUID
    actor: Actor
    role: Role | None
    facts: Facts

    @property
    def context(self) -> Context:
        """Who appends, within which act."""
        return Context(act=self.id, actor=self.actor, role=self.role)

    def save(self, kind: Kind, row: Record, **extra: object) -> Entry:
        """Insert or update a row, and append the entry that holds it whole."""
        _check_fit(row)
        row.save()
        month, area = row.month_and_area()
        fields: dict[str, Json] = row.values()
        fields.update({name: json_value(value) for name, value in extra.items()})
        following.tell(row)
        return append(
            self.context,
            kind,
            subject=row.subject,
            chain=f"{row.chain_root()}/{row.handling_class}",
            month=month,
            area=area,
            fields=fields,
        )

    def note(self, kind: Kind, *, subject: str, chain: str, **fields: object) -> Entry:
        """Append an entry that stands for no row."""
        values = {name: json_value(value) for name, value in fields.items()}
        return append(
            self.context, kind, subject=subject, chain=chain, month=None, area=None, fields=values
        )


def _check_fit(row: Record) -> None:
    """Raise UnfitField for a value that the database, or an entry, cannot hold."""
    # The database refuses a row that names one which is not there: its own constraint.
    related = [
        field.name
        for field in row._meta.concrete_fields  # noqa: SLF001 - Django's documented fields
        if field.is_relation and getattr(row, field.attname) is not None
    ]
    try:
        row.full_clean(exclude=related, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        name, words = next(iter(error.message_dict.items()))
        raise UnfitField(f"{name}: {' '.join(words)}", field=name) from error
    for name, value in row.values().items():
        if _is_unfit(value):
            raise UnfitField(
                f"{name}: holds a character that is no text (NUL, or half of a pair). Leave it "
                "out.",
                field=name,
            )


def _is_unfit(value: Json) -> bool:
    """Say whether a text in a value holds NUL, which PostgreSQL refuses, or a lone surrogate."""
    if isinstance(value, str):
        return "\0" in value or has_surrogate(value)
    if isinstance(value, dict):
        return any(_is_unfit(item) for pair in value.items() for item in pair)
    return isinstance(value, list) and any(_is_unfit(item) for item in value)


_running: ContextVar[Act | None] = ContextVar("running", default=None)


def act(
    permission: Permission, facts: FactsOf | None = None
) -> Callable[[Callable[Concatenate[Act, P], T]], Callable[P, T]]:
    """Make a function an act.

    The function takes the running `Act` first, then keywords only, `actor` the first of them.
    `facts`, called with those keywords inside the transaction, gathers what authority must know.
    """

    def decorate(function: Callable[Concatenate[Act, P], T]) -> Callable[P, T]:
        @wraps(function)
        def perform(*args: P.args, **keywords: P.kwargs) -> T:
            if args:
                raise TypeError(f"{function.__name__} takes keywords only, the actor first.")
            return _perform(permission, facts, cast("Callable[..., T]", function), keywords)

        perform.permission = permission  # type: ignore[attr-defined] # read by the census of acts
        return cast("Callable[P, T]", perform)

    return decorate


def _perform(
    permission: Permission,
    facts: FactsOf | None,
    function: Callable[..., T],
    keywords: dict[str, Any],
) -> T:
    actor: Actor = keywords["actor"]
    outermost = _running.get() is None
    try:
        with transaction.atomic(durable=outermost), guard.permitted("act"):
            turn.take()
            if outermost:
                refuse_if_stalled(actor, permission)
            with telling_nothing(actor, permission):
                known = facts(**keywords) if facts else Facts()
            decision = demand(actor, permission, known)
            running = Act(id=uuid.uuid4(), actor=actor, role=decision.role, facts=known)
            token = _running.set(running)
            try:
                result = function(running, **keywords)
            finally:
                _running.reset(token)
            if not has_entry(running.id):
                raise ActWithoutEntry(f"{function.__name__} appended no entry; nothing was kept.")
            return result
    except Refused as refusal:
        if outermost:
            record_refusal(actor, permission, refusal)
        raise


def demand(actor: Actor, permission: Permission, facts: Facts) -> Decision:
    """Return the decision that allows, or raise Refused. Queries use this too."""
    decision = decide(actor, permission, facts)
    if not decision.allowed:
        raise _refused(decision, permission, facts.about)
    return decision


def demand_first(actor: Actor, permission: Permission) -> None:
    """Raise Refused, recorded as an act's is, before what an act needs is prepared."""
    try:
        demand(actor, permission, Facts())
    except Refused as refusal:
        record_refusal(actor, permission, refusal)
        raise


@contextmanager
def telling_nothing(actor: Actor, permission: Permission) -> Iterator[None]:
    """Refuse, where facts cannot be found, those whom no facts would let in.

    So they learn nothing of what exists and what does not (G15). Queries use this too.
    """
    try:
        yield
    except Exception:
        never = barred(actor, permission)
        if never is not None:
            raise _refused(never, permission, "") from None
        raise


def _refused(decision: Decision, permission: Permission, about: str) -> Refused:
    return Refused(decision.code, decision.reason, permission=permission.value, about=about)


def record_refusal(actor: Actor, permission: Permission, refusal: Refused) -> None:
    """Append a refusal in a transaction of its own; edges call it for refused readings."""
    subject = f"refusal/{uuid.uuid4()}"
    with transaction.atomic(durable=True), guard.permitted("refusal"):
        turn.take()
        refuse_if_stalled(actor, permission)
        append(
            Context(act=uuid.uuid4(), actor=actor, role=None),
            REFUSED,
            subject=subject,
            chain=subject,
            month=None,
            area=None,
            fields={
                "permission": refusal.permission or permission.value,
                "about": refusal.about or None,
                "code": refusal.code,
            },
        )
    refusal.recorded = True
