"""The errors of referrals.

ReferralError
├── UnknownReferral    no referral of that number
├── NothingToRefer     no felony allegation stands to be referred
├── SealingStopped     a check stops sealing; the text lists each
└── PacketFault        the packet could not be written or does not verify
"""


class ReferralError(Exception):
    """Referrals refuse; `code` is stable."""

    code = "referral"


class UnknownReferral(ReferralError):  # noqa: N818 - named for what happened
    """No referral of that number."""

    code = "unknown-referral"


class NothingToRefer(ReferralError):  # noqa: N818 - named for what happened
    """No felony allegation stands to be referred."""

    code = "nothing-to-refer"


class SealingStopped(ReferralError):  # noqa: N818 - named for what happened
    """A check stops sealing."""

    code = "sealing-stopped"


class PacketFault(ReferralError):  # noqa: N818 - named for what happened
    """The packet could not be written, or does not verify."""

    code = "packet-fault"
