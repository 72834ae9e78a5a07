"""The proof of an exhibit's intake, as a file to keep beside a copy of its bytes."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from onrecord.authority import Permission
from onrecord.evidence import queries
from onrecord.ledger.errors import NotPublished
from onrecord.ledger.queries import opened_entries, prove, vkey
from onrecord.web import moments
from onrecord.web.evidence.finding import or_404
from onrecord.web.rule import StaffRequest, needs


@needs(Permission.EXHIBIT_READ)
@require_safe
@or_404()
def proof_file(request: StaffRequest, number: str, exhibit_number: str) -> HttpResponse:
    """Hand out what shows that this digest was recorded at intake: entry, disclosures, proof."""
    view = queries.exhibit(actor=request.actor, number=number, exhibit_number=exhibit_number)
    intake = queries.custody(actor=request.actor, number=number, exhibit_number=exhibit_number)[0]
    (opened,) = opened_entries([intake.entry], names=("sha256", "size"))
    try:
        proof = prove(intake.index).decode() if intake.index is not None else ""
    except NotPublished:
        proof = ""
    lines = [
        f"OnRecord: proof of intake of {view.row.number}, incident {view.incident_number}",
        "",
        f"SHA-256 of its bytes: {view.row.sha256}",
        f"Size: {view.row.size} bytes",
        f"Taken in: {moments.universal(intake.at)}",
        f"Entry: {intake.index if intake.index is not None else 'not yet numbered'}",
        "",
        "1. Compute SHA-256 of your copy (sha256sum FILE); it must be the digest above.",
        "2. Each disclosure below, hashed with SHA-256, is a digest in the statement.",
        "3. The leaf is 0x01 and SHA-256 of the statement; its hash: SHA-256 of 0x00 and the leaf.",
        "4. The proof shows the leaf in the log's signed checkpoint.",
        "It shows what was recorded, when, and unaltered since; not that what it shows is true.",
        "",
        f"Key of the log: {vkey()}",
        f"Leaf hash (hexadecimal): {opened.leaf_hash.hex()}",
        "",
        "Disclosures:",
        *opened.disclosures.values(),
        "",
        "Statement:",
        opened.statement.decode(),
        "",
        *(
            ["Proof of inclusion (C2SP tlog-proof):", "", proof]
            if proof
            else ["The entry is in no signed checkpoint yet; ask for this file again later.", ""]
        ),
    ]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    name = f"{view.incident_number}_{view.row.number}_proof.txt"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
