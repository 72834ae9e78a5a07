"""Reading who told us: references and uses, never contact data; and who may not even see those."""

from dataclasses import dataclass, replace
from datetime import datetime

from onrecord.accounts.queries import chains_at, named_or_badged, names_of
from onrecord.authority import Actor, Facts, Permission
from onrecord.directive import SubjectKind
from onrecord.incidents.errors import UnknownPart
from onrecord.incidents.models import (
    IdentityConfirmation,
    Incident,
    InvolvedParty,
    ReportingPerson,
)
from onrecord.incidents.queries.facts import facts_of, find, readable
from onrecord.ledger.act import demand, telling_nothing
from onrecord.ledger.times import now


@dataclass(frozen=True)
class ReporterRow:
    """A line of the register of reporting persons."""

    number: int
    way: str
    recorded_at: datetime
    recorded_by: str
    contact_deleted_at: datetime | None
    uses: tuple[str, ...]


def reporters(
    *, actor: Actor, number: str, permission: Permission = Permission.REPORTER_LIST
) -> tuple[ReporterRow, ...]:
    """Return an incident's reporting persons, by number alone, and what their contact served.

    permission: what a page's form will ask for; it is demanded at once.
    """
    with telling_nothing(actor, permission):
        row = find(number)
    demand(actor, permission, reporting_facts(row, actor))
    found = list(ReportingPerson.objects.filter(incident=row).prefetch_related("uses"))
    names = names_of(
        person
        for one in found
        for person in (one.recorded_by_id, *(use.used_by_id for use in one.uses.all()))
    )
    return tuple(
        ReporterRow(
            number=one.number,
            way=one.way,
            recorded_at=one.recorded_at,
            recorded_by=names[one.recorded_by_id],
            contact_deleted_at=one.contact_deleted_at,
            uses=tuple(
                f"{use.used_at:%Y-%m-%d}, {names[use.used_by_id]}: {use.purpose}"
                for use in one.uses.all()
            ),
        )
        for one in found
    )


def may_add_reporter(*, actor: Actor, number: str) -> None:
    """Raise Refused, or UnknownIncident, before a form is shown that would be filled in in vain."""
    readable(number, actor, Permission.REPORTER_ADD)


def reporting_facts(row: Incident, actor: Actor) -> Facts:
    """Return the facts with everybody who may not see who reported; for this app alone.

    A local officer who is a party is known here by the badge number or the name that was given,
    then or later; that person and whoever is above them stand in the party's chain.
    """
    local = InvolvedParty.objects.filter(incident=row, kind=SubjectKind.LOCAL)
    given = {word for pair in local.values_list("badge_given", "name_given") for word in pair}
    later = IdentityConfirmation.objects.filter(party__in=local)
    given |= {word for pair in later.values_list("badge_stated", "name_stated") for word in pair}
    parties = named_or_badged(given)
    above = chains_at(parties, now())
    return replace(
        facts_of(row, actor, asks_for_footage=False),
        party_chain=frozenset(parties).union(*above.values()),
    )


def reporter_of(row: Incident, reporter: int) -> ReportingPerson:
    """Return a reporting person by number, or raise UnknownPart; for this app alone."""
    found = ReportingPerson.objects.filter(incident=row, number=reporter).first()
    if found is None:
        raise UnknownPart(f"Reporting person {reporter}: incident {row.number} has none such.")
    return found
