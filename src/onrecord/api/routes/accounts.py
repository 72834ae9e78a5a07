"""People, as an administrator keeps them; credentials are made on the pages alone."""

from onrecord.accounts import actions, queries
from onrecord.api.route import Rows
from onrecord.authority import Permission

rows = Rows("accounts")

ROUTES = (
    rows.query("people", queries.people, Permission.ACCOUNT_LIST),
    rows.act("people", actions.create_account),
    rows.act("people/second-factor-resets", actions.reset_factors),
    rows.query("accounts/{account}", queries.account, Permission.ACCOUNT_LIST),
    rows.act("people/roles", actions.give_role),
    rows.act("assignments/{assignment}/endings", actions.end_role),
    rows.act("people/disablings", actions.disable_account),
    rows.act("people/restorings", actions.restore_account),
    rows.act("agencies/revocations", actions.revoke_agency),
    rows.query("officers", queries.officers, Permission.INCIDENT_LIST),
    rows.act("operating-accounts", actions.map_account),
)
