"""What the worker does for referrals; a sealing that a crash broke off is run again whole."""

from django_tasks import task

from onrecord.accounts.errors import AccountError
from onrecord.accounts.queries import actor_named
from onrecord.authority import Channel, Refused
from onrecord.ledger.errors import LedgerError
from onrecord.referrals.errors import ReferralError
from onrecord.referrals.models import SealingProgress
from onrecord.referrals.sealing import seal_referral
from onrecord.storage.blobs import StorageError

# What a person can mend; anything else is a fault of ours, which the worker logs.
EXPECTED = (Refused, ReferralError, LedgerError, StorageError, AccountError, OSError)


@task()
def seal(number: str, username: str) -> None:
    """Seal a referral's packet as the person who asked for it, and keep a note of each step."""
    progress = SealingProgress.objects.filter(referral__number=number)

    def note(words: str) -> None:
        progress.update(step=words[:200])

    try:
        seal_referral(
            actor=actor_named(username, channel=Channel.WEB), number=number, progress=note
        )
    except EXPECTED as error:
        progress.update(fault=str(error))
        raise
    progress.update(step="Sealed and verified")
