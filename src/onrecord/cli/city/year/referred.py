"""Shapes that go on to the prosecutor: prepared, approved, and sealed."""

from collections.abc import Generator

from onrecord.authority import Actor
from onrecord.cli.city.playing import Story, Turn
from onrecord.cli.city.year.case import Case, Cast
from onrecord.cli.city.year.claimed import injury
from onrecord.incidents.actions import note_access
from onrecord.referrals.actions import approve_referral, prepare_referral
from onrecord.referrals.sealing import seal_referral


def prepared(case: Case, cast: Cast) -> Story:
    """Play a referral that waits for a supervisor."""
    yield from _prepared(case, cast)


def approved_for_sealing(case: Case, cast: Cast) -> Story:
    """Play a referral that waits for the custodian."""
    packet = yield from _prepared(case, cast)
    supervisor = yield case.later(9, "08:47"), cast.supervisor(case.officer)
    approve_referral(actor=supervisor, number=packet)


def sealed(case: Case, cast: Cast) -> Story:
    """Play a packet that is sealed."""
    packet = yield from _prepared(case, cast)
    supervisor = yield case.later(9, "08:47"), cast.supervisor(case.officer)
    approve_referral(actor=supervisor, number=packet)
    casey = yield case.later(10, "13:16"), cast.custodian
    seal_referral(actor=casey, number=packet)


def _prepared(case: Case, cast: Cast) -> Generator[Turn, Actor, str]:
    number = yield from injury(case, cast)
    ellis = yield case.later(7, "10:02"), cast.investigator
    note_access(actor=ellis, number=number, purpose="prepare a referral")
    yield "+240", cast.investigator
    return prepare_referral(
        actor=ellis,
        number=number,
        office=cast.prosecutor,
        allegations=["A1"],
        summary=case.summary,
        contacts_known="None known to the undersigned, who asked the officer and the supervisor.",
        evidence_not_held="Recordings of the agency: asked for by letter, not received.",
    ).reference
