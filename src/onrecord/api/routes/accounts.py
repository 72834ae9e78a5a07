"""People, as an administrator keeps them; credentials are made on the pages alone."""

from onrecord.accounts import actions, queries
from onrecord.api.route import Rows
from onrecord.authority import Permission

rows = Rows("accounts")

ROUTES = (
    rows.query("people", queries.people, Permission.ACCOUNT_LIST),
    rows.act("people", actions.create_account),
    rows.query("officers", queries.officers, Permission.INCIDENT_LIST),
    rows.act("operating-accounts", actions.map_account),
)
