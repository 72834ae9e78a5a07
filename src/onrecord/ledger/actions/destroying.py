"""The steps of a destruction that two persons decided: each an act, each taken again after a crash.

`carry_out` takes them in order; `ledger.destroying` says which and why.
"""

import base64
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from onrecord.authority import SYSTEM, Actor, Facts, Permission
from onrecord.ledger import following
from onrecord.ledger.act import Act, act, demand
from onrecord.ledger.actions.destruction import APPROVED
from onrecord.ledger.destroying import registry
from onrecord.ledger.destroying.asking import emptied_value, named
from onrecord.ledger.destroying.compaction import compact, overwrite_freed
from onrecord.ledger.destroying.scope import Scope, chunks, scope_of
from onrecord.ledger.destroying.states import DestructionAction, DestructionState, after
from onrecord.ledger.destroying.working import forget
from onrecord.ledger.errors import DestructionHeld
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.models import Destruction, Disclosure, Entry, Tombstone
from onrecord.ledger.times import now
from onrecord.storage.directives import load_directive

BEGUN = declare_for(
    Destruction,
    "destruction.begun",
    1,
    "Fields got their tombstones: of these leaves, and where `names` is not null of these names.",
    "leaves",
    "names",
)
EMPTIED = declare_for(
    Destruction, "destruction.emptied", 1, "Disclosures, rows and files of a destruction are gone."
)
CARRIED_OUT = declare_for(
    Destruction,
    "destruction.carried_out",
    1,
    "A destruction is complete; the database was written anew without what was freed.",
)
Telling = Callable[[str], None]
_LEAVES_AT_ONCE = 1_000  # 47 bytes each: a field holds 64 KiB


def carry_out(*, actor: Actor, number: str, progress: Telling = lambda _: None) -> Entry:
    """Carry an approved destruction out, or go on where it broke off; return its last entry.

    Raises DestructionHeld where something came up that holds it, DestructionUnfinished where the
    database cannot be written anew yet, and Refused.
    """
    demand(actor, Permission.DESTRUCTION_CARRY_OUT, Facts())
    row = named(number)
    if row.state == DestructionState.CARRIED_OUT:
        return _last_entry(row)
    while row.state != DestructionState.EMPTIED:
        scope = scope_of(row.target, row.field)
        if row.state != DestructionState.BEGUN or scope.standing():
            progress("Writing tombstones")
            begin(actor=SYSTEM.WORKER, number=number)
        progress("Destroying files")
        counts = registry.destroy_files(scope) if scope.is_whole else {}
        overwrite_freed()
        progress("Destroying disclosures and rows")
        empty(actor=SYSTEM.WORKER, number=number, files=counts)
        row = named(number)
    progress("Writing the database anew")
    compact()
    return close(actor=SYSTEM.WORKER, number=number)


def _about(*, number: str, **_rest: object) -> Facts:
    return Facts(about=named(number).subject)


@act(Permission.DESTRUCTION_CARRY_OUT, facts=_about)
def begin(act: Act, *, actor: Actor, number: str) -> Entry:
    """Write the tombstones of whatever has none yet; ask the holds a last time before the first."""
    row = _locked(number)
    scope = scope_of(row.target, row.field)
    if row.state == DestructionState.APPROVED:
        held = registry.holds(scope, of_court=row.of_court)
        if held:
            raise DestructionHeld(f"Held: {' '.join(held)} Nothing was destroyed.")
        row.begun_at = now()
        row.recipients = registry.recipients(scope)
    return _write_tombstones(act, row, scope)


@act(Permission.DESTRUCTION_CARRY_OUT, facts=_about)
def empty(act: Act, *, actor: Actor, number: str, files: dict[str, int]) -> Entry:
    """Delete disclosures, rows and working rows; where more came in meanwhile, write tombstones.

    `files` counts what the keepers destroyed. The state says whether it is done.
    """
    row = _locked(number)
    scope = scope_of(row.target, row.field)
    if scope.standing():
        return _write_tombstones(act, row, scope)
    entries = list(scope.entries().values_list("id", flat=True))
    destroyed = _delete_disclosures(entries)
    rows = 0
    if scope.is_whole:
        forget(scope)
        for model, ids in scope.records():
            for some in chunks(ids):
                rows += model._base_manager.filter(pk__in=some)._raw_delete(using="default")  # noqa: SLF001 - a plain DELETE: the scope holds all that points here
    else:
        _empty_field(scope)
    following.refresh(scope)
    row.state = after(row.state, DestructionAction.EMPTY).value
    row.emptied_at = now()
    row.counts = {"entries": len(entries), "fields": destroyed, "rows": rows, **files}
    return act.save(EMPTIED, row)


@act(Permission.DESTRUCTION_CARRY_OUT, facts=_about)
def close(act: Act, *, actor: Actor, number: str) -> Entry:
    """Record that a destruction is complete, and until when backups may still hold it."""
    row = _locked(number)
    row.state = after(row.state, DestructionAction.CLOSE).value
    row.carried_out_at = now()
    rule = load_directive(row.directive).destruction
    if rule is not None:
        day = timezone.localdate(row.carried_out_at)
        row.backups_until = day + timedelta(days=rule.backups_hold_days)
    return act.save(CARRIED_OUT, row)


def _write_tombstones(act: Act, row: Destruction, scope: Scope) -> Entry:
    row.state = after(row.state, DestructionAction.BEGIN).value
    standing = scope.standing()
    decided = Entry.objects.filter(subject=row.subject, kind=APPROVED.id).latest("id")
    Tombstone.objects.bulk_create(
        (
            Tombstone(
                entry_id=entry,
                name=name,
                authority=f"{row.authority_title}: {row.document_number}",
                decided_in=decided,
            )
            for entry, names in standing.items()
            for name in names
        ),
        batch_size=500,
    )
    leaves = [base64.b64encode(bytes(leaf)).decode() for leaf in _leaf_hashes(standing)]
    names = [row.field] if row.field else None
    pieces = [
        leaves[start : start + _LEAVES_AT_ONCE] for start in range(0, len(leaves), _LEAVES_AT_ONCE)
    ]
    for piece in pieces or [[]]:
        entry = act.save(BEGUN, row, leaves=piece, names=names)
    return entry


def _locked(number: str) -> Destruction:
    return Destruction.objects.select_for_update().get(id=named(number).id)


def _last_entry(row: Destruction) -> Entry:
    return Entry.objects.filter(subject=row.subject).latest("id")


def _leaf_hashes(entries: dict[int, list[str]]) -> list[bytes]:
    return [
        bytes(leaf)
        for some in chunks(sorted(entries))
        for leaf in Entry.objects.filter(id__in=some)
        .order_by("id")
        .values_list("leaf_hash", flat=True)
    ]


def _delete_disclosures(entries: list[int]) -> int:
    """Delete every disclosure of these entries that has its tombstone; return how many."""
    count = 0
    for some in chunks(entries):
        names: dict[str, list[int]] = {}
        for entry, name in Tombstone.objects.filter(entry_id__in=some).values_list(
            "entry_id", "name"
        ):
            names.setdefault(name, []).append(entry)
        for name, of in names.items():
            count += Disclosure.objects.filter(entry_id__in=of, name=name).delete()[0]
    return count


def _empty_field(scope: Scope) -> None:
    for model, _ids in scope.records():
        for row in scope.of(model):
            value = emptied_value(row, scope.field)
            model._base_manager.filter(pk=row.pk).update(**{scope.field: value})  # noqa: SLF001 - Django's documented plain manager
