"""The dispatch centre's file of a quarter; all but one of its events have their incident."""

import json
from io import BytesIO

from onrecord.cli.city.playing import Story
from onrecord.incidents.actions import explain_dispatch, import_dispatch
from onrecord.incidents.dispatch_file import FileForm

KNOWN = (
    ("LK-26-105-1340", "FX-21", "District 2", "2026-04-15T17:52:10-05:00"),
    ("LK-26-112-0871", "FX-21", "District 4", "2026-04-22T17:36:20-05:00"),
    ("LK-26-119-0216", "FX-21", "District 7", "2026-04-29T07:02:45-05:00"),
    ("LK-26-139-0098", "FX-22", "District 4", "2026-05-19T04:41:05-05:00"),
)
WITHOUT = (
    ("LK-26-118-0402", "FX-21", "District 4", "2026-04-28T11:20:31-05:00"),
    ("LK-26-131-0977", "FX-22", "District 7", "2026-05-11T15:08:54-05:00"),
    ("LK-26-131-1004", "TR-01", "District 7", "2026-05-11T15:40:00-05:00"),
)


def file_of_the_quarter() -> Story:
    """Play an import by the records officer, and a reason that waits for a second person."""
    frankie = yield "06-30 09:10", "frankie"
    events = [
        {"number": number, "code": code, "district": district, "received_at": received}
        for number, code, district, received in (*KNOWN, *WITHOUT)
    ]
    import_dispatch(actor=frankie, file=BytesIO(json.dumps(events).encode()), form=FileForm.JSON)
    frankie = yield "06-30 10:25", "frankie"
    explain_dispatch(
        actor=frankie,
        event="LK-26-131-0977",
        reason="The unit's note says that a tow truck stood there, and nobody else.",
    )
