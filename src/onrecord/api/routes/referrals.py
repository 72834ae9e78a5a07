"""Referrals: prepared, approved by another person, sealed by the worker."""

from onrecord.api.route import Rows
from onrecord.authority import Actor, Permission
from onrecord.referrals import actions, queries
from onrecord.referrals.waiting import SealingView, ask_to_seal, sealing

rows = Rows("referrals")
INCIDENT = "incidents/{number}"
REFERRAL = "referrals/{number}"


def seal(*, actor: Actor, number: str) -> SealingView | None:
    """Have the worker seal a packet, or finish a sealing that was broken off; return how it stands.

    Asked again while the worker is at it, nothing happens.
    """
    ask_to_seal(actor=actor, number=number)
    return sealing(actor=actor, number=number)


ROUTES = (
    rows.query("referrals", queries.referral_list, Permission.REFERRAL_READ),
    rows.query("incidents/to-refer", queries.incidents_to_refer, Permission.REFERRAL_PREPARE),
    rows.query(f"{INCIDENT}/referrals", queries.referrals_of, Permission.REFERRAL_READ),
    rows.act(f"{INCIDENT}/referrals", actions.prepare_referral),
    rows.query(f"{INCIDENT}/referable", queries.referable, Permission.INCIDENT_READ),
    rows.query(f"{INCIDENT}/destinations", queries.destinations, Permission.INCIDENT_READ),
    rows.query(REFERRAL, queries.referral, Permission.REFERRAL_READ),
    rows.query(f"{REFERRAL}/findings", queries.findings, Permission.REFERRAL_READ),
    rows.act(f"{REFERRAL}/approvals", actions.approve_referral),
    rows.query(f"{REFERRAL}/seal", sealing, Permission.REFERRAL_READ),
    rows.act(f"{REFERRAL}/seal", seal, permission=Permission.REFERRAL_SEAL, covers=(ask_to_seal,)),
)
