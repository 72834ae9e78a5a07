"""Naming the witnesses that the log asks, and the quorum without which nothing is published."""

from django.db import transaction

from onrecord.authority import Actor, Permission
from onrecord.ledger import witness_policy
from onrecord.ledger.act import Act, act
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import WitnessesRefused
from onrecord.ledger.kinds import declare
from onrecord.ledger.queries import WITNESSES_CHAIN
from onrecord.storage.home import Home, current_home

WITNESSES_SET = declare(
    "log.witnesses_set",
    1,
    ("policy",),
    "The witnesses that the log asks for cosignatures, and their quorum, were set.",
)


@act(Permission.LOG_CONFIGURE)
def set_witnesses(act: Act, *, actor: Actor, policy: str) -> str:
    """Name the witnesses by a C2SP tlog-policy without log lines; return it as it was kept.

    Every witness needs its URL. The file that the sequencer reads is written once the entry is
    committed, and holds from the next checkpoint on; doing it again mends what a crash left in
    between. Raises WitnessesRefused.
    """
    witness_policy.parse(policy.encode("utf-8", "surrogatepass"))
    act.note(WITNESSES_SET, subject=WITNESSES_CHAIN, chain=WITNESSES_CHAIN, policy=policy)
    home = current_home()
    transaction.on_commit(lambda: _keep(home, policy))
    return policy


def _keep(home: Home, policy: str) -> None:
    try:
        Disk().replace(home.witness_policy, policy.encode("ascii"))
    except OSError as error:
        raise WitnessesRefused(
            f"The entry is recorded, but {home.witness_policy} cannot be written "
            f"({error.strerror}). Mend that, and set the witnesses again."
        ) from error
