"""Dispatch events reconciled, incidents linked, closures drawn and reviewed (G13)."""

from onrecord.api.route import Rows
from onrecord.authority import Permission
from onrecord.incidents import actions, queries

rows = Rows("oversight")
NUMBER = "incidents/{number}"

ROUTES = (
    rows.query("reconciliation", queries.reconciliation, Permission.DISPATCH_LIST),
    rows.query("dispatch-explanations/{number}", queries.explanations, Permission.DISPATCH_LIST),
    rows.act("dispatch-events/{event}/explanations", actions.explain_dispatch),
    rows.act(
        "dispatch-events/{event}/explanations/{explanation}/confirmations",
        actions.confirm_dispatch,
    ),
    rows.query(f"{NUMBER}/links", queries.incident_links, Permission.INCIDENT_READ),
    rows.act(f"{NUMBER}/links", actions.link_incidents),
    rows.act(f"{NUMBER}/links/{{link}}/undoings", actions.unlink_incidents),
    rows.query("closures-undrawn", queries.closures_undrawn, Permission.CLOSURE_READ),
    rows.query("draws", queries.closure_draws, Permission.CLOSURE_READ),
    rows.act("draws", actions.draw_closures),
    rows.query("draws/{number}", queries.closure_draw, Permission.CLOSURE_READ),
    rows.act("draws/{draw}/closures/{closure}/reviews", actions.review_closure),
)
