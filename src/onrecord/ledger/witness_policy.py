"""Whom the log asks for cosignatures: `HOME/witnesses.policy`, a C2SP tlog-policy of ours.

It has no log lines, as the log's keys come from the home; every witness has the URL of its
submission prefix. A home without the file asks nobody, and its quorum is `none`.
"""

from onrecord.ledger.errors import WitnessesRefused
from onrecord.storage.home import Home
from onrecord_proof import http, policy
from onrecord_proof.errors import ProofError
from onrecord_proof.policy import Policy

NOBODY = f"quorum {policy.NO_QUORUM}\n"


def parse(data: bytes) -> Policy:
    """Read a policy for this log's witnesses; raise WitnessesRefused with what is wrong, where."""
    try:
        read = policy.parse(data)
        for name, trusted in read.witnesses.items():
            if trusted.url is None:
                raise WitnessesRefused(
                    f"The witness {name} has no URL: write its submission prefix behind its key, "
                    f"as in `witness {name} {trusted.key.vkey()} https://witness.example/`."
                )
            http.check_url(trusted.url)
    except ProofError as error:
        raise WitnessesRefused(f"The witnesses' policy cannot stand: {error}") from error
    if not data.isascii():
        raise WitnessesRefused("The witnesses' policy has a letter beyond ASCII: leave it out.")
    if read.logs:
        raise WitnessesRefused(
            "The witnesses' policy has a log line: leave it out, the log's keys are known here."
        )
    return read


def present_text(home: Home) -> str:
    """Return the policy of a home, its comments included; `quorum none` where it has none."""
    try:
        return home.witness_policy.read_text("ascii")
    except FileNotFoundError:
        return NOBODY
    except UnicodeDecodeError as error:
        raise _damaged(home, str(error)) from error


def present(home: Home) -> Policy:
    """Return the parsed policy of a home; raise WitnessesRefused where its file is damaged."""
    try:
        return parse(present_text(home).encode("ascii"))
    except WitnessesRefused as error:
        raise _damaged(home, str(error)) from error


def published_text(home: Home) -> str:
    """Return the policy as it is published: its lines without comments and blanks."""
    lines = (" ".join(line.split()) for line in present_text(home).splitlines())
    return "".join(f"{line}\n" for line in lines if line and not line.startswith("#"))


def _damaged(home: Home, reason: str) -> WitnessesRefused:
    return WitnessesRefused(
        f"{home.witness_policy} is damaged. Set it again with `onrecord log witnesses FILE`. "
        f"{reason}"
    )
