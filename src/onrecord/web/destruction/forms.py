"""Forms of a destruction: what goes and by which authority; and the reason of a decision."""

from django import forms

from onrecord.ledger.destructions import AuthorityView
from onrecord.web.acting import ActForm

STAYS = "It stays in the record for ever. Name nobody, and repeat nothing of what is destroyed."


class RequestForm(ActForm):
    """A request; `authorities` are those that the directive names."""

    scope = forms.ChoiceField(
        label="What is to be destroyed",
        choices=[
            ("incident", "An incident, with everything that belongs to it"),
            ("exhibit", "One exhibit, with its derivatives and viewings"),
            ("field", "One field of one row"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "choose one."},
    )
    reference = forms.CharField(
        label="Number",
        max_length=120,
        help_text="2026-0123 for an incident, 2026-0123 E-1 for an exhibit, 2026-0123 party 1 "
        "for the row of a field.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": "enter the number that stands in the order."},
    )
    field = forms.CharField(
        label="Field",
        max_length=80,
        required=False,
        help_text="For one field only: its name, such as markings.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    authority = forms.ChoiceField(
        label="Authority",
        widget=forms.RadioSelect,
        error_messages={"required": "choose who ordered it."},
    )
    document_number = forms.CharField(
        label="Number of the certificate or order",
        max_length=120,
        help_text=STAYS,
        error_messages={"required": "enter the number of the document."},
    )
    reason = forms.CharField(
        label="Reason",
        help_text=STAYS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "enter why."},
    )

    def __init__(
        self, *args: object, authorities: tuple[AuthorityView, ...], **options: object
    ) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # handed on as they came
        authority = self.fields["authority"]
        if isinstance(authority, forms.ChoiceField):
            authority.choices = [(item.id, item.title) for item in authorities]


class ReasonForm(ActForm):
    """The reason of a decision."""

    reason = forms.CharField(
        label="Reason",
        help_text=STAYS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "enter why."},
    )
