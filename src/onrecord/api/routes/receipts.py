"""One's own receipts, and the proofs of their entries."""

from django.http import HttpResponse

from onrecord.api.errors import NothingHere
from onrecord.api.route import Rows
from onrecord.authority import Actor, Facts, Permission
from onrecord.ledger.act import demand
from onrecord.ledger.errors import NotPublished
from onrecord.ledger.queries import ReceiptView, opened_entries, prove, receipt

rows = Rows("receipts")


def read_receipt(*, actor: Actor, entry: int) -> ReceiptView:
    """Return the receipt of an act of one's own, by its entry's id."""
    _own(actor, entry)
    return receipt(entry)


def read_proof(*, actor: Actor, entry: int) -> HttpResponse:
    """Return the proof of one's own entry, as a file (C2SP tlog-proof); 404 before it is published.

    It shows what was recorded, when, and that it is unaltered; not that it is true.
    """
    _own(actor, entry)
    index = receipt(entry).index
    if index is None:
        raise NotPublished("The entry has no place in the log yet. Ask again in a moment.")
    return HttpResponse(prove(index), content_type="text/plain; charset=utf-8")


def _own(actor: Actor, entry: int) -> None:
    """Raise NothingHere for what is no entry of an act of the actor's."""
    demand(actor, Permission.TOKEN_ISSUE, Facts())
    by = [opened.values().get("actor") for opened in opened_entries([entry], ("actor",))]
    if by != [str(actor.id)]:
        raise NothingHere(f"Entry {entry}: no act of yours left it.")


ROUTES = (
    rows.query("receipts/{entry}", read_receipt, Permission.TOKEN_ISSUE),
    rows.query("receipts/{entry}/proof", read_proof, Permission.TOKEN_ISSUE, gives_bytes=True),
)
