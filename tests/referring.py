"""Building a referral by its actions, for every test that needs one."""

from conftest import People
from onrecord.directive import Answer, Asked, Directive, Origin, Outcome, SubjectKind, Track
from onrecord.evidence.actions import add_exhibit
from onrecord.incidents.actions import (
    Description,
    add_allegation,
    add_party,
    classify_allegation,
    open_incident,
    record_identification,
)
from onrecord.incidents.states import ForceUsed
from onrecord.referrals.actions import prepare_referral
from onrecord.reports.actions import (
    approve_report,
    lock_narrative,
    state_gap,
    submit_report,
)
from onrecord.reports.queries import evaluation
from onrecord.storage.local import blob_store

CONTACTS = "None known to the undersigned, who asked the author and the author's supervisor."


def recorded(people: People) -> str:
    """Record one incident, up to an allegation that an investigator classified."""
    number = open_incident(
        actor=people.avery,
        origin=Origin.SEEN,
        district="District 4",
        summary="A man was held to the ground beside a van.",
        force_used=ForceUsed.FORCE,
        answers={"injured": Answer.YES, "death": Answer.NO},
    ).reference
    add_party(
        actor=people.avery,
        number=number,
        kind=SubjectKind.FEDERAL,
        described=Description(agency_given="Federal Example Agency", markings="POLICE vest"),
        is_scene_supervisor=True,
    )
    record_identification(
        actor=people.avery, number=number, asked=Asked.ASKED, outcome=Outcome.REFUSED, party=1
    )
    add_allegation(
        actor=people.avery, number=number, party=1, conduct="Alleged to have knelt on his neck."
    )
    offences = [
        o.id
        for o in directive_of(people, number).offences
        if o.felony == "yes" and "battery" in o.title.lower()
    ]
    classify_allegation(
        actor=people.ellis,
        number=number,
        allegation="A1",
        track=Track.CRIMINAL,
        offence=offences[0],
    )
    return number


def directive_of(people: People, number: str) -> Directive:
    """Return the directive that an incident is evaluated by."""
    return evaluation(actor=people.hollis, number=number).directive


def reported(people: People, number: str) -> None:
    """Lock, sign and approve the report."""
    lock_narrative(
        actor=people.avery,
        number=number,
        text="I saw a man on the ground beside a van. I asked who was in charge.",
        prompts_shown=[],
    )
    for outcome in evaluation(actor=people.avery, number=number).to_do:
        if outcome.duty.group not in {"Account", "Sign"}:
            state_gap(
                actor=people.avery, number=number, duty=outcome.duty.id, reason="No camera ran."
            )
    submit_report(actor=people.avery, number=number, signature_name=people.avery.name)
    approve_report(actor=people.blake, number=number)


def with_exhibit(people: People, number: str, data: bytes) -> None:
    """Take a document in."""
    add_exhibit(
        actor=people.casey,
        number=number,
        staged=blob_store().stage([data]),
        kind="document",
        title="A note handed over",
        source="A bystander",
    )


def prepared(people: People, number: str, contacts: str = CONTACTS) -> str:
    """Prepare a referral of A1 as the investigator; return its number."""
    return prepare_referral(
        actor=people.ellis,
        number=number,
        office=office_of(people, number),
        allegations=["A1"],
        summary="Force on a man who lay on the ground; see E-1.",
        contacts_known=contacts,
        evidence_not_held="Cameras of the agency; asked for, no answer.",
    ).reference


def office_of(people: People, number: str) -> str:
    """Return the prosecutor's office of the directive, by its id."""
    directive = directive_of(people, number)
    return next(d.id for d in directive.destinations if "attorney" in d.title.lower())
