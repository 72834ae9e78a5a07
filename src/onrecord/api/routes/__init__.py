"""Every row of the interface, noun by noun; a new action or query needs one row here."""

from onrecord.api.routes import (
    accounts,
    evidence,
    incidents,
    oversight,
    receipts,
    referrals,
    reports,
)

ROUTES = (
    *incidents.ROUTES,
    *oversight.ROUTES,
    *evidence.ROUTES,
    *reports.ROUTES,
    *referrals.ROUTES,
    *accounts.ROUTES,
    *receipts.ROUTES,
)
