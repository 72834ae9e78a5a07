"""Keeping, using and deleting the contact data of reporting persons (G20).

The order of writing, so that no line is one at which power may not fail:

1. Kept: the row is saved, then the data are put in the contact store, durable; then the act
   commits. What fails before leaves nothing, or data without a row, which `sweep_contacts` deletes.
2. Used: the use is an entry that has committed before anything is read.
3. Deleted: the row says so and commits; then the data go. What fails between, the sweep finishes.
"""

from datetime import timedelta

from onrecord.accounts.contact_store import contact_store, new_reference
from onrecord.authority import Actor, Facts, HandlingClass, Permission
from onrecord.incidents.actions.within import (
    NO_CHOICES,
    Choices,
    Receipt,
    facts_within,
    keep_apart,
    locked,
    next_number,
    person_id,
    receipt,
    required,
    settled,
)
from onrecord.incidents.errors import InvalidIncident
from onrecord.incidents.models import ContactUse, ReportingPerson
from onrecord.incidents.queries.facts import find
from onrecord.incidents.queries.reporting import reporter_of, reporting_facts
from onrecord.incidents.states import IncidentAction
from onrecord.ledger.act import Act, act
from onrecord.ledger.kinds import declare_for
from onrecord.ledger.times import now

ORPHAN_AFTER = timedelta(minutes=10)
"""Data without a row are of an act under way until then; no act lasts as long."""

REPORTER_ADDED = declare_for(
    ReportingPerson,
    "reporting_person.added",
    1,
    "Somebody told us of an incident; a random reference stands for them.",
)
CONTACT_USED = declare_for(
    ContactUse, "reporting_person.contact_used", 1, "Contact data were read, for a purpose."
)
CONTACT_DELETED = declare_for(
    ReportingPerson,
    "reporting_person.contact_deleted",
    1,
    "Contact data were deleted on request; the reference stays.",
)


def _facts(*, actor: Actor, number: str, **_arguments: object) -> Facts:
    return reporting_facts(find(number), actor)


@act(Permission.REPORTER_ADD, facts=facts_within)
def add_reporter(
    act: Act,
    *,
    actor: Actor,
    number: str,
    name: str = "",
    telephone: str = "",
    email: str = "",
    address: str = "",
    note: str = "",
    way: str = "",
    choices: Choices = NO_CHOICES,
) -> Receipt:
    """Keep the contact data of somebody who told us; at least one of them must be given.

    Raises InvalidIncident, StatusTextFound, ContactsUnfit.
    """
    incident = locked(number, IncidentAction.RECORD_CONTACT)
    given = {
        "name": name,
        "telephone": telephone,
        "email": email,
        "address": address,
        "note": note,
    }
    if not any(text.strip() for text in given.values()):
        raise InvalidIncident("name", "name: enter at least one way to reach this person.")
    contact, apart = settled(given, choices)
    clean, passages = settled({"way": way}, choices)
    if apart:  # nothing typed is lost, and nothing of it enters an entry
        contact["kept_apart"] = "; ".join(passage.words for _, passage in apart)
    row = ReportingPerson(
        incident=incident,
        handling_class=HandlingClass.OVERSIGHT.value,
        number=next_number(ReportingPerson.objects.filter(incident=incident)),
        reference=new_reference(),
        recorded_by_id=person_id(actor),
        recorded_at=now(),
        **clean,
    )
    entry = act.save(REPORTER_ADDED, row)
    keep_apart(act, incident.id, "reporting_person", passages, HandlingClass.OVERSIGHT)
    contact_store().put(row.reference, {k: v for k, v in contact.items() if v})
    return receipt(entry, row)


def use_contact(*, actor: Actor, number: str, reporter: int, purpose: str) -> dict[str, str]:
    """Return a reporting person's contact data, once the use is an entry; empty if deleted."""
    reference = _note_use(actor=actor, number=number, reporter=reporter, purpose=purpose)
    return contact_store().get(reference) or {}


@act(Permission.REPORTER_CONTACT, facts=_facts)
def _note_use(act: Act, *, actor: Actor, number: str, reporter: int, purpose: str) -> str:
    row = reporter_of(find(number), reporter)
    stated = {"purpose": required("purpose", purpose, "why you reach this person")}
    clean, _ = settled(stated, NO_CHOICES)
    use = ContactUse(
        incident_id=row.incident_id,
        handling_class=row.handling_class,
        reporting_person=row,
        used_by_id=person_id(actor),
        used_at=now(),
        **clean,
    )
    act.save(CONTACT_USED, use)
    return row.reference


def forget_reporter(*, actor: Actor, number: str, reporter: int) -> Receipt:
    """Delete a reporting person's contact data on request; the reference and the uses stay."""
    made, reference = _forget(actor=actor, number=number, reporter=reporter)
    contact_store().delete(reference)
    return made


@act(Permission.REPORTER_FORGET, facts=_facts)
def _forget(act: Act, *, actor: Actor, number: str, reporter: int) -> tuple[Receipt, str]:
    row = reporter_of(find(number, None), reporter)
    if row.contact_deleted_at is not None:
        raise InvalidIncident("reporter", "reporter: these contact data were deleted already.")
    row.contact_deleted_at = now()
    return receipt(act.save(CONTACT_DELETED, row), row), row.reference


def sweep_contacts(*, older_than: timedelta = ORPHAN_AFTER) -> int:
    """Delete contact data without a row, or whose row says that they were deleted."""
    store = contact_store()
    held = store.references(before=now() - older_than)
    kept = ReportingPerson.objects.filter(contact_deleted_at=None)
    orphans = held - frozenset(kept.values_list("reference", flat=True))
    return sum(store.delete(reference) for reference in orphans)
