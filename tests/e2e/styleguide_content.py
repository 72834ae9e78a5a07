"""The content of the style guide: invented people, agencies and incidents, named as such."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from onrecord.web import pieces
from onrecord.web.timeline_chart import Lane, Row

CITY_ZONE = ZoneInfo("America/Chicago")


def at(day: int, hour: int, minute: int, second: int = 0, month: int = 3) -> datetime:
    """Return a moment of 2026 in the demo city's zone."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=CITY_ZONE)


class AttemptForm(forms.Form):
    """Fields of every kind; the data given leave two faults."""

    asked = forms.ChoiceField(
        label="Did you ask the on-scene supervisor?",
        help_text="Each answer meets the duty once a reason stands beside it.",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one answer; each is as good as another."},
        choices=[
            ("asked", "Yes, asked"),
            ("not-safe", "No, not safe"),
            ("not-feasible", "No, not feasible"),
            ("could-not-tell", "Could not tell who"),
        ],
    )
    outcome = forms.ChoiceField(
        label="What came of it?",
        widget=forms.RadioSelect,
        required=False,
        choices=[
            ("name-and-badge", "Name and badge"),
            ("refused", "Refused"),
            ("credential-seen", "Credential seen"),
            ("left", "Left"),
        ],
    )
    at = forms.DateTimeField(label="When", help_text="Local time of the city, with seconds.")
    agency = forms.ChoiceField(
        label="Agency as given", required=False, choices=[("", "Not recorded"), ("f", "Federal")]
    )
    badge = forms.CharField(label="Badge as given", required=False)
    words = forms.CharField(
        label="What was said",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Verbatim where you can.",
        error_messages={"required": "Enter what was said, or state that you did not hear it."},
    )
    seen_on = forms.DateField(label="Seen on", required=False)
    signs = forms.MultipleChoiceField(
        label="Markings seen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("vest", "Vest"), ("patch", "Patch"), ("none", "None seen")],
    )
    believed_minor = forms.BooleanField(label="Known or believed under 18", required=False)
    file = forms.FileField(
        label="Recording", required=False, help_text="Several gigabytes are possible."
    )


def shared() -> dict[str, Any]:
    """Return what base templates need."""
    return {
        "csrf_token": "x" * 64,
        "home": {
            "notice": "Fictional: demo city. No real people, agencies or incidents.",
            "city": "City of Lakeport",
            "staff_url": "/desk/",
            "start_url": "/desk/",
            "as_of_entry": 1204,
        },
        "navigation": [
            ("Desk", "#desk", False),
            ("Incidents", "#incidents", True),
            ("Evidence", "#evidence", False),
            ("Referrals", "#referrals", False),
            ("Audit", "#audit", False),
        ],
        "phone_navigation": [
            ("Desk", "#desk", False),
            ("Incidents", "#incidents", True),
            ("New incident", "#new", False),
        ],
        "public_navigation": [
            ("Order", "#order", False),
            ("Data", "#data", True),
            ("Log", "#log", False),
            ("Check a file", "#check", False),
        ],
        "signed_in": {
            "name": "Officer A. Example",
            "role": "Officer, District 8",
            "sign_out_url": "/sign-out/",
        },
        "allegation": {
            "title": "Allegation A2",
            "text": "It is alleged that person 3 held person 1 against a vehicle for four "
            "minutes after person 1 had stopped moving.",
            "meta": "Alleged by a reporting person, 3 Mar 2026. Subject: person 3.",
        },
        "no_reply": {
            "title": "Reply of the agency",
            "meta": "Asked 5 Mar by e-mail, no reply by 4 Apr.",
        },
    }


def guide() -> dict[str, Any]:
    """Return what the staff guide shows."""
    form = AttemptForm(data={"at": "2026-03-03T21:16:31", "outcome": "refused", "agency": "f"})
    return {
        "incident": {
            "number": "2026-0123",
            "district": "District 8",
            "state": "Open, report in draft",
            "hold": "Hold since 4 Mar 2026",
            "next_clock": {
                "words": "Ask for a flag on E-4",
                "left": "87 days",
                "ends": at(1, 23, 59, 59, month=6),
            },
        },
        "timeline_rows": [
            Row(Lane.HAPPENED, at(3, 21, 12, 4), "A van stops at the corner", "Van stops"),
            Row(
                Lane.CAMERAS,
                at(3, 21, 12, 30),
                "Officer A's camera runs",
                "Camera A",
                until=at(3, 21, 17, 2),
            ),
            Row(Lane.AID, at(3, 21, 14, 5), "Medical service asked for", "EMS asked"),
            Row(
                Lane.IDENTITY,
                at(3, 21, 16, 31),
                "On-scene supervisor asked for name and badge: refused",
                "Asked: refused",
                url="#attempt",
            ),
            Row(
                Lane.CAMERAS,
                at(3, 21, 17, 2),
                "No camera known to run",
                "No camera",
                until=at(3, 21, 20),
                absent=True,
            ),
            Row(
                Lane.CAMERAS,
                at(3, 21, 20),
                "Sergeant B's camera runs",
                "Camera B",
                until=at(3, 21, 29, 40),
            ),
            Row(
                Lane.IDENTITY,
                at(3, 21, 22, 10),
                "Credential seen by Sergeant B",
                "Credential seen",
            ),
            Row(Lane.AID, at(3, 21, 23, 48), "Medical service arrives", "EMS here"),
            Row(Lane.HAPPENED, at(3, 21, 27), "The van leaves northward", "Van leaves"),
            Row(
                Lane.CUSTODY,
                at(4, 8, 30),
                "Intake of E-4 by the custodian",
                "Intake E-4",
                url="#e4",
            ),
            Row(Lane.HAPPENED, at(5, 10, 2), "Agency asked to reply by e-mail", "Reply asked"),
            Row(
                Lane.CLOCKS,
                at(4, 8, 30),
                "Term of E-4 at its holder, then destruction",
                "E-4: 90 days",
                until=at(1, 23, 59, 59, month=6),
            ),
            Row(
                Lane.IDENTITY,
                at(20, 9, 15),
                "Agency confirms the identity",
                "Confirmed by agency",
            ),
            Row(
                Lane.CUSTODY,
                at(22, 9, 0, month=4),
                "Fixity check of E-4: unchanged",
                "Fixity E-4",
            ),
        ],
        "duty_groups": [
            (
                "Aid",
                [
                    {
                        "title": "Summon medical service",
                        "state": "met",
                        "fact": "Asked 21:14:05, arrived 21:23:48",
                        "source": "Order, section 4(b)",
                        "unchecked": True,
                    },
                ],
            ),
            (
                "Identification",
                [
                    {
                        "title": "Ask the on-scene supervisor for name and badge",
                        "state": "met",
                        "fact": "Duty met: attempt and refusal recorded",
                        "source": "Order, section 3(a)",
                        "unchecked": True,
                    },
                    {
                        "title": "State the federal purpose as given",
                        "state": "todo",
                        "url": "#purpose",
                    },
                ],
            ),
            (
                "Evidence",
                [
                    {
                        "title": "Ask for a flag on body-camera video E-4",
                        "state": "todo",
                        "clock": "87 days left, until 1 Jun 2026, 23:59:59 CDT",
                        "url": "#flag",
                    },
                    {
                        "title": "Preserve fixed city cameras",
                        "state": "gap",
                        "fact": "None within two blocks; asked the holder 4 Mar",
                    },
                    {
                        "title": "Notify dispatch",
                        "state": "excused",
                        "fact": "Dispatch opened the incident",
                    },
                    {
                        "title": "Notify the parent of a minor",
                        "state": "not-applicable",
                        "fact": "Nobody known or believed under 18",
                    },
                ],
            ),
        ],
        "reply": {
            "title": "Reply of the agency",
            "text": "The agency states that the hold lasted under one minute and that its "
            "agents announced themselves.",
            "meta": "Received 9 Mar 2026 by e-mail; proof of origin: unauthenticated.",
        },
        "queue_items": [
            {
                "what": "Report on 2026-0123, version 2",
                "why": "Your officer submitted it",
                "due": at(6, 21, 14),
                "left": "23 hours",
                "soon": True,
                "url": "#r1",
                "act": "Review",
                "first": True,
            },
            {
                "what": "Report on 2026-0119, version 1",
                "why": "Drew is on leave",
                "due": at(9, 12, 0),
                "left": "3 days",
                "url": "#r2",
                "act": "Review",
            },
        ],
        "no_items": [],
        "exhibit_columns": [
            "Exhibit",
            "Title",
            "Source",
            ("Recorded", "time"),
            ("Size", "number"),
        ],
        "exhibit_rows": [
            ["E-4", "Body-camera video", "Officer A", at(3, 21, 12, 30), "1.2 GB"],
            ["E-5", "Photo of the van", "Sergeant B", at(3, 21, 26, 2), "4.1 MB"],
            ["E-6", "Statement of person 2", None, None, "84 KB"],
        ],
        "receipt_numbered": {
            "entry_index": 1204,
            "at": at(5, 21, 14, 9),
            "next_checkpoint": at(5, 23, 0),
            "stage": 2,
            "witnesses": "2 of 3",
            "save_url": "#receipt.json",
        },
        "receipt_waiting": {"entry_index": None, "at": at(5, 21, 14, 9), "stage": 1},
        "step_names": ["Asked", "What came of it", "Second on video"],
        "faulty_form": form,
        "tile_hints": {},
        "fact_rows": [
            ("Recorded", at(3, 21, 16, 31)),
            ("Name as given", ""),
            ("Refused when asked", True, "Identification attempt 1, entry 1,188"),
            ("Persons hurt", 0),
            ("Asked", pieces.moment(at(3, 21, 16, 31), utc=True)),
            ("Digest", pieces.digest("9f2c11ab" * 8)),
        ],
        "aside_rows": [
            ("Origin", "Seen by an officer"),
            ("Place", "Restricted", "Staff only"),
            ("Dispatch number", None),
            ("Camera", "On at 21:12:30"),
        ],
        "icon_names": ["flag", "lock", "schedule", "history", "verified", "folder"],
    }


def public() -> dict[str, Any]:
    """Return what the public guide shows."""
    number = "number"
    return {
        "as_of": at(5, 21, 14),
        "figure_columns": [
            "Area",
            ("Received", number),
            ("Corroborated", number),
            ("Referred", number),
            ("Declined", number),
            ("Replied", number),
        ],
        "figure_rows": [
            ["Whole city", "11", "S", "S", "0", "S"],
            ["District 8", "S", "S", "C", "0", "S"],
        ],
    }


class ReasonForm(forms.Form):
    """The reason for an act that nothing undoes."""

    reason = forms.CharField(
        label="Your reason, in your own words", widget=forms.Textarea(attrs={"rows": 3})
    )
