"""Every write of accounts, split by noun."""

from onrecord.accounts.actions.account import (
    PERSON_ADDED,
    TOKEN_TERM,
    actor_with_token,
    create_account,
    create_first_administrator,
    issue_token,
    map_account,
)
from onrecord.accounts.actions.factor import (
    NewFactor,
    PasskeyAsked,
    accept_code,
    accept_passkey,
    ask_for_passkey,
    begin_app,
    begin_passkey,
    enrol_app,
    enrol_passkey,
    remove_factor,
    renew_recovery_codes,
    reset_factors,
)
from onrecord.accounts.actions.role import (
    disable_account,
    end_role,
    give_role,
    restore_account,
    revoke_agency,
)
from onrecord.accounts.actions.session import (
    check_password,
    open_session,
    unlock_session,
    user_named,
)

__all__ = [
    "PERSON_ADDED",
    "TOKEN_TERM",
    "NewFactor",
    "PasskeyAsked",
    "accept_code",
    "accept_passkey",
    "actor_with_token",
    "ask_for_passkey",
    "begin_app",
    "begin_passkey",
    "check_password",
    "create_account",
    "create_first_administrator",
    "disable_account",
    "end_role",
    "enrol_app",
    "enrol_passkey",
    "give_role",
    "issue_token",
    "map_account",
    "open_session",
    "remove_factor",
    "renew_recovery_codes",
    "reset_factors",
    "restore_account",
    "revoke_agency",
    "unlock_session",
    "user_named",
]
