"""Every page of the demo city, by who opens it: the walk of the page tests.

An address without a leading slash lies below the incident named before it. A page that only a
post leads to (the player, the question about a status) is opened by a test of its own.
"""

RICH = "2026-0003"
"""The incident with everything: exhibits, a reply, an approved report, a sealed packet."""
DRAFT, LOCKED, SUBMITTED, RETURNED, CLOSED, REFERRED = (
    "2026-0010", "2026-0009", "2026-0005", "2026-0006", "2026-0007", "2026-0008",
)  # fmt: skip
NOBODY = ""

AFTER_A_POST = (
    "destruction", "destruction-approve", "destruction-refuse",
    "closure-draw", "closure-review", "dispatch-explanation", "link-undo",
    "exhibit-player", "event-confirm",
    "matter", "matter-readers", "reporter", "reporter-forget",
    "destruction", "destruction-approve", "destruction-refuse", "dispatch-event",
    "dispatch-match", "exhibit-player", "event-confirm",
    "report-duty", "receipt", "referral-seal", "set-up", "sign-in-second", "factor-remove",
    "account-person", "role-give", "role-end", "account-disable", "account-restore",
    "account-factor-reset", "locked", "locked-held",
)  # fmt: skip
"""Pages that other tests open, by name: a post or an empty home leads to them."""
NO_PAGES = (
    "audit-progress", "referral-sealing",  # parts of a page, for its script
    "audit-run", "incident-steering", "report-draft", "report-return", "report-export-text",
    "report-export-pdf", "report-export-json", "exhibit-close", "sign-out",
    "locked-now", "locked-stay", "locked-passkey",
    "sign-in-passkey", "sign-in-passkey-options", "factor-passkey-options", "factor-codes",
    "scene-key", "scene-manifest", "scene-session", "scene-stamps", "scene-worker",
    "data-csv", "data-json", "exhibit-bytes", "exhibit-custody-csv", "exhibit-custody-json",
    "data-dispatch",
    "exhibit-proof", "log-file", "receipt-save", "verify-policy",
)  # fmt: skip
"""Addresses that answer with a file, with a part of a page, or to a post alone."""

Walk = dict[str, tuple[str, ...]]


def of(number: str, *rests: str) -> tuple[str, ...]:
    """Return addresses below an incident."""
    return tuple(f"/incidents/{number}/{rest}" for rest in rests)


WALK: Walk = {
    NOBODY: ("/", "/order/", "/data/", "/log/", "/verify/", "/sign-in/", "/scene/shell/"),
    "avery": (
        "/desk/",
        "/incidents/",
        "/incidents/?state=closed",
        "/incidents/new/",
        "/steering/",
        "/account/",
        "/account/second-factor/",
        "/account/second-factor/app/",
        "/account/second-factor/passkey/",
        "/scene/",
        *of(
            RICH,
            "",
            "correct/",
            "people/new/",
            "people/1/identity/",
            "people/1/age/",
            "allegations/A1/basis/",
            "allegations/new/",
            "identification/new/",
            "aid/new/",
            "acts/new/",
            "scene/",
            "contacts/",
            "matter/",
            "matter/new/",
            "reporting/new/",
            "legal-authority/",
            "exhibits/",
            "exhibits/new/",
            "exhibits/point/",
            "exhibits/E-4/",
            "exhibits/E-4/play/",
            "exhibits/E-4/download/",
            "report/",
            "report/paper/",
            "report/changes/",
            "report/export/",
            "report/amend/",
        ),
        *of(DRAFT, "", "report/narrative/", "report/lock/"),
    ),
    "morgan": (
        "/desk/",
        *of(RETURNED, "report/narrative/", "report/reasons/reason-1/"),
        *of(LOCKED, "", "report/", "report/submit/"),
    ),
    "blake": (
        "/desk/",
        *of(SUBMITTED, "", "report/?for=review", "report/approve/"),
        "/referrals/P-2026-002/",
        "/referrals/P-2026-002/approve/",
    ),
    "casey": (
        "/desk/",
        *of(RICH, "exhibits/E-1/", "exhibits/E-1/download/", "exhibits/E-2/play/"),
        *of(RICH, "preservation/", "preservation/new/", "preservation/1/"),
        *of(RICH, "preservation/1/request/", "preservation/2/confirm/", "preservation/5/end/"),
    ),
    "ellis": (
        "/desk/",
        "/dispatch/LK-26-131-0977/",
        "/incidents/2026-0012/links/new/",
        "/dispatch/LK-26-131-0977/match/",
        *of(RICH, "", "allegations/A1/classify/", "replies/new/", "event/", "referral/new/"),
        *of(
            RICH,
            "",
            "allegations/A1/classify/",
            "allegations/A1/decisions/",
            "replies/new/",
            "event/",
            "referral/new/",
        ),
        *of("2026-0001", "referral/new/"),
        "/incidents/2026-0012/replies/1/",
        "/referrals/",
        "/referrals/P-2026-001/",
    ),
    "frankie": (
        "/desk/",
        "/dispatch/",
        "/dispatch/import/",
        "/dispatch/LK-26-118-0402/explain/",
        *of(RICH, "reporting/"),
        "/destructions/",
        "/destructions/new/",
    ),
    "gray": ("/desk/", "/audit/", "/destructions/"),
    "indigo": (
        "/accounts/",
        "/accounts/new/",
        "/accounts/new/?role=officer",
        "/accounts/revoke-agency/",
    ),
    "hollis": (
        "/desk/",
        "/closures/",
        "/closures/new/",
        "/dispatch/",
        "/audit/",
        *of(CLOSED, "", "reopen/", "report/"),
    ),
    "jordan": ("/data/", "/incidents/"),
}
