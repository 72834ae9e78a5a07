"""The documents of a packet: its index, the account as PDF, and the same facts as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone

from onrecord.ledger.models import Json
from onrecord.referrals.account import NO_FINDING, Account, plain
from onrecord.referrals.errors import PacketFault
from onrecord.typesetting import NotSet, set_pdf
from onrecord_proof.contents import Contents

TEMPLATE = Path(__file__).parent / "typst" / "account.typ"


@dataclass(frozen=True)
class Rendered:
    """One document of the packet's payload, ready to be written."""

    file: str
    title: str
    data: bytes


def render_documents(account: Account) -> tuple[Rendered, ...]:
    """Render every document but the index; the same account gives the same bytes."""
    documents = [
        Rendered("data/account.pdf", "The account, for reading and printing", _pdf(account)),
        _json("data/incident.json", "The incident as recorded", plain(account.incident)),
        _json("data/report.json", "The officer's report in all versions", plain(account.report)),
        _json(
            "data/custody.json",
            "Custody of every exhibit, all events",
            [plain(exhibit) for exhibit in account.exhibits],
        ),
        _json("data/referral.json", "Checks, contacts, what is not held", _referral(account)),
    ]
    if account.kept_apart:
        kept = [dict(passage) for passage in account.kept_apart]
        title = "Words kept apart from the report, for the prosecutor alone"
        documents.append(_json("data/kept-apart.json", title, list(kept)))
    return tuple(documents)


def _json(file: str, title: str, value: Json | Sequence[Json]) -> Rendered:
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
    return Rendered(file, title, text.encode() + b"\n")


def _referral(account: Account) -> Json:
    view = account.referral
    return {
        "number": view.row.number,
        "notice": account.notice,
        "no_finding": NO_FINDING,
        "to": view.row.office_title,
        "allegations": list(view.row.allegations),
        "basis": view.basis,
        "summary": view.summary,
        "checks": [dict(check) for check in view.checks],
        "contacts": account.contacts,
        "evidence_not_held": view.evidence_not_held,
        "prepared_by": view.prepared_by_name,
        "approved_by": view.approved_by_name,
    }


def render_index(account: Account, contents: Contents) -> str:
    """Render index.html: one file without script, which opens from a folder, offline."""
    files = {exhibit.number: exhibit for exhibit in contents.exhibits}
    return render_to_string(
        "packet/index.html",
        {
            "account": account,
            "no_finding": NO_FINDING,
            "documents": contents.documents,
            "allegations": [
                (allegation, account.offences.get(allegation.offence))
                for allegation in account.allegations
            ],
            "exhibits": [
                (item, files[item.view.row.number], _player(item.view.row.media_type))
                for item in account.exhibits
            ],
            "gaps": [check for check in account.referral.checks if check["state"] != "Holds"],
        },
    )


def _player(media_type: str) -> str:
    """Name the element that may play a type; what a browser cannot play is offered as a link."""
    family, _, kind = media_type.partition("/")
    if family == "video" and kind in {"mp4", "webm", "ogg", "quicktime"}:
        return "video"
    if family == "audio" and kind in {"mpeg", "mp4", "ogg", "wav", "webm"}:
        return "audio"
    if family == "image" and kind in {"jpeg", "png", "gif", "webp"}:
        return "image"
    return ""


def _pdf(account: Account) -> bytes:
    """Set the account as PDF; its date is that of the approval, so that it repeats."""
    approved = account.referral.approved_at or account.incident.opened_at
    try:
        return set_pdf(TEMPLATE, _for_print(account), approved)
    except NotSet as error:
        raise PacketFault(f"The account: {error}") from error


def _time(moment: datetime | None) -> str:
    if moment is None:
        return "Not recorded"
    return f"{timezone.localtime(moment):%d %b %Y %H:%M:%S %Z}"


def _for_print(account: Account) -> dict[str, Json]:
    view, referral = account.incident, account.referral
    return {
        "notice": account.notice,
        "no_finding": NO_FINDING,
        "number": referral.row.number,
        "incident": view.number,
        "to": referral.row.office_title,
        "summary": referral.summary,
        "basis": referral.basis,
        "facts": [
            ["Occurred", _time(view.occurred_at)],
            ["Recorded", _time(view.opened_at)],
            ["District", view.district],
            ["Place", view.place or "Not recorded"],
            ["Dispatch number", view.dispatch_number or "Not recorded"],
            ["Origin", view.origin],
            ["Force recorded", view.force_used],
            ["Anyone hurt", view.answers.get("injured", "unknown")],
        ],
        "justification": [
            [name.replace("_", " ").capitalize(), words or "Not recorded"]
            for name, words in view.accounts.items()
        ],
        "people": [
            [
                party.label,
                f"{party.kind}; {party.capacity or 'capacity not recorded'}",
                "; ".join(
                    filter(
                        None,
                        (
                            party.agency_given,
                            party.unit_given,
                            party.rank_given,
                            party.name_given,
                            party.badge_given,
                            party.markings,
                            party.clothing,
                            party.vehicle,
                        ),
                    )
                )
                or "Nothing further recorded",
            ]
            for party in view.parties
        ],
        "allegations": [
            {
                "number": allegation.number,
                "party": allegation.party_label,
                "conduct": allegation.conduct,
                "basis": allegation.basis_words,
                "offence": _offence(account, allegation.offence),
                "no_finding": allegation.no_finding,
                "replies": [[reply.line, reply.words] for reply in allegation.replies],
            }
            for allegation in account.allegations
        ],
        "attempts": [
            [
                _time(attempt.at),
                attempt.asked_by,
                attempt.asked,
                attempt.outcome or "not asked",
                attempt.video,
            ]
            for attempt in view.attempts
        ],
        "aid": [
            [
                aid.person or "Not recorded",
                _time(aid.injury_seen_at),
                _time(aid.ems_asked_at),
                _time(aid.ems_arrived_at),
                _time(aid.aid_given_at),
            ]
            for aid in view.aid
        ],
        "versions": [
            {
                "number": version.number,
                "narrative": version.narrative,
                "locked": _time(version.locked_at),
                "signed": version.signature_name or "Not signed",
                "viewed": " ".join(
                    viewed.words for viewed in (version.viewed, version.viewed_since) if viewed
                ),
                "decision": _decided(version.decision),
            }
            for version in account.report.versions
        ],
        "author": account.report.author,
        "exhibits": [
            {
                "number": item.view.row.number,
                "title": item.view.row.title,
                "kind": item.view.row.kind,
                "sha256": item.view.row.sha256,
                "size": f"{item.view.row.size:,}",
                "custody": [
                    [
                        _time(row.at),
                        row.who,
                        f"{row.event}: {row.words} {row.purpose}".strip(),
                        str(row.entry) if row.index is None else f"{row.index:,}",
                    ]
                    for row in item.custody
                ],
            }
            for item in account.exhibits
        ],
        "checks": [[c["check"], c["state"], c["words"]] for c in referral.checks],
        "contacts": account.contacts,
        "not_held": referral.evidence_not_held or "None known to the person who prepared this.",
        "prepared_by": referral.prepared_by_name,
        "prepared_at": _time(referral.row.prepared_at),
        "approved_by": referral.approved_by_name,
        "approved_at": _time(referral.approved_at),
        "kept_apart": len(account.kept_apart),
    }


def _offence(account: Account, offence_id: str) -> str:
    offence = account.offences.get(offence_id)
    if offence is None:
        return "No offence suggested"
    warnings = f" Applicability: {' '.join(offence.warnings)}" if offence.warnings else ""
    checked = "" if offence.checked else " (unchecked against the official text)"
    return f"Suggested: {offence.title}, {offence.statute}, {offence.grade}{checked}.{warnings}"


def _decided(decision: object) -> str:
    if decision is None:
        return "Not decided"
    at = getattr(decision, "at", None)
    return f"{getattr(decision, 'decided', '')} by {getattr(decision, 'by', '')}, {_time(at)}"
