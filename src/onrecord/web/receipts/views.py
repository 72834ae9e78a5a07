"""One receipt: as a fragment that follows its entry, as a page, as a file to keep."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from onrecord.ledger.errors import NotPublished
from onrecord.ledger.queries import opened_entries, prove, vkey
from onrecord.web import moments
from onrecord.web.receipts.given import ReceiptShown, one
from onrecord.web.rule import StaffRequest, signed_in


@signed_in
@require_safe
def receipt_page(request: StaffRequest, entry: int) -> HttpResponse:
    """Show a receipt; asked by a page that waits for the entry's number, its fragment alone."""
    given = _own(request, entry)
    fragment = bool(request.headers.get("HX-Request"))
    template = "onrecord/receipts/fragment.html" if fragment else "onrecord/receipts/page.html"
    response = render(request, template, {"given": given})
    response["Cache-Control"] = "no-store"
    return response


@signed_in
@require_safe
def save_receipt(request: StaffRequest, entry: int) -> HttpResponse:
    """Hand out a receipt as text, with the proof once its entry stands in a checkpoint."""
    given = _own(request, entry)
    (opened,) = opened_entries([entry], names=())
    zone = timezone.get_current_timezone()
    lines = [
        "OnRecord receipt",
        "",
        f"Recorded: {given.reference}",
        f"Entry: {given.entry_index if given.entry_index is not None else 'not yet numbered'}",
        f"At: {moments.staff(given.at, zone)} ({moments.universal(given.at)})",
        f"Leaf hash (SHA-256, hexadecimal): {opened.leaf_hash.hex()}",
        f"Key of the log: {vkey()}",
        "",
        "It shows what was recorded, when, and, by the proof below, that it is unaltered since.",
        "It does not show that what was recorded is true.",
        "",
    ]
    try:
        proof = prove(given.entry_index) if given.entry_index is not None else b""
    except NotPublished:
        proof = b""
    if proof:
        lines += ["Proof of inclusion (C2SP tlog-proof):", "", proof.decode()]
    else:
        lines += ["The entry is in no signed checkpoint yet; save the receipt again later."]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    name = given.entry_index if given.entry_index is not None else "unnumbered"
    response["Content-Disposition"] = f'attachment; filename="onrecord-receipt-{name}.txt"'
    response["Cache-Control"] = "no-store"
    return response


def _own(request: StaffRequest, entry: int) -> ReceiptShown:
    given = one(request, entry)
    if given is None:
        raise Http404
    return given
