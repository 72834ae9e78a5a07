"""The errors of accounts.

AccountError
├── UnknownPerson     no such user name, or no assignment at this time
├── SignInRefused     wrong user name or password, or too many tries
├── InvalidFactor     a second factor cannot be made or removed so
├── ContactsUnfit     the store of contact data, or its key, cannot be used
└── InvalidAccount    a field of a new account cannot stand
"""


class AccountError(Exception):
    """Accounts refuse; `code` is stable."""

    code = "account"


class UnknownPerson(AccountError):  # noqa: N818 - named for what happened
    """Nobody of that name acts here."""

    code = "unknown-person"


class SignInRefused(AccountError):  # noqa: N818 - named for what happened
    """The credentials do not open a session."""

    code = "sign-in-refused"


class InvalidFactor(AccountError):  # noqa: N818 - named for what happened
    """A second factor cannot be made, or removed, so; `field` names what to mend, or is empty."""

    code = "invalid-second-factor"

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


class ContactsUnfit(AccountError):  # noqa: N818 - named for what happened
    """The contact store, or its key, cannot be used; nothing was kept or given."""

    code = "contacts-unfit"


class InvalidAccount(AccountError):  # noqa: N818 - named for what happened
    """A new account's field cannot stand; `field` names it, or is empty."""

    code = "invalid-account"

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field
