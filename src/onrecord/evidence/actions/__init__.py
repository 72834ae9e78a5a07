"""Every write of evidence."""

from onrecord.evidence.actions.exhibits import (
    Copy,
    add_exhibit,
    download_exhibit,
    record_probe,
)
from onrecord.evidence.actions.pointers import point_to_recording
from onrecord.evidence.actions.preserving import record_copy_held
from onrecord.evidence.actions.uploads import Upload, held_upload, hold_upload, sweep_staging
from onrecord.evidence.actions.viewings import (
    ViewingTicket,
    close_viewing,
    close_viewing_if_over,
    open_viewing,
    serve_viewing,
)

__all__ = [
    "Copy",
    "Upload",
    "ViewingTicket",
    "add_exhibit",
    "close_viewing",
    "close_viewing_if_over",
    "download_exhibit",
    "held_upload",
    "hold_upload",
    "open_viewing",
    "point_to_recording",
    "record_copy_held",
    "record_probe",
    "serve_viewing",
    "sweep_staging",
]
