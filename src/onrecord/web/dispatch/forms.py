"""Forms of dispatch events: the file of an import, and the incident that an event is."""

from django import forms

from onrecord.incidents.dispatch_file import FileForm
from onrecord.web.acting import ActForm
from onrecord.web.incidents.forms.parts import line, long_text


class ImportForm(ActForm):
    """The file to import."""

    file = forms.FileField(
        label="File",
        help_text="CSV or JSON, at most 5,000 events. Its name is not kept.",
        widget=forms.FileInput,
        error_messages={
            "required": "choose the file that the dispatch system wrote.",
            "empty": "the file is empty. Check what the dispatch system exported.",
        },
    )

    def clean_file(self) -> object:
        """Ask for a name that says which form the file has."""
        file = self.cleaned_data["file"]
        if form_of(str(file.name)) is None:
            raise forms.ValidationError("neither .csv nor .json. Name the file so.")
        return file


def form_of(name: str) -> FileForm | None:
    """Return the form that a file's name says, or None."""
    ending = name.rpartition(".")[2].lower()
    return FileForm(ending) if ending in {*FileForm} else None


class MatchForm(ActForm):
    """The incident in which an event is recorded, and why it is that event."""

    number = line("Incident", 12, missing="Enter its number, such as 2026-0123.")
    reason = long_text(
        "Why is it that event?", rows=2, missing="Enter why; it stays with the event."
    )


class ReasonForm(ActForm):
    """Why an event has no incident, or why a second person agrees."""

    reason = long_text("Reason", rows=3, missing="Enter why; both reasons stay with the event.")
