"""The form of a new referral."""

from collections.abc import Sequence

from django import forms
from django.http import QueryDict

from onrecord.directive import Destination
from onrecord.incidents.queries import AllegationView
from onrecord.web.acting import ActForm

NONE_KNOWN = (
    "None known to the undersigned, who asked the author of the report and the author's supervisor."
)


class ReferralForm(ActForm):
    """What goes to the prosecutor, to which office, and what its preparer knows of contacts."""

    allegations = forms.MultipleChoiceField(
        label="Felony allegations to refer",
        widget=forms.CheckboxSelectMultiple,
        help_text="Only what the offence table calls a felony. No finding: each stays alleged.",
        error_messages={"required": "choose at least one."},
    )
    office = forms.ChoiceField(
        label="Receiving office",
        widget=forms.RadioSelect,
        help_text="Where the directive sends these allegations.",
        error_messages={"required": "choose one."},
    )
    summary = forms.CharField(
        label="In brief",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What the receiving prosecutor must know first: what is alleged, and where in "
        "which exhibit it can be seen. Alleged, never found.",
        error_messages={"required": "enter what the receiving prosecutor must know first."},
    )
    contacts_known = forms.CharField(
        label="Contacts with elected offices",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Every contact about this incident with an elected office, its staff or the law "
        "department, as far as you know. If there was none, write it and say whom you asked, as: "
        f"{NONE_KNOWN}",
        error_messages={
            "required": "list them, or state that none is known to you and whom you asked."
        },
    )
    evidence_not_held = forms.CharField(
        label="Evidence known to exist and not held",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Whose it is, what was asked of its holder, and what came of it.",
    )

    def __init__(
        self,
        data: QueryDict | None,
        allegations: Sequence[AllegationView],
        offices: Sequence[Destination],
    ) -> None:
        super().__init__(data)
        for name, choices in (
            ("allegations", [(a.number, f"{a.number}: {a.conduct}") for a in allegations]),
            ("office", [(office.id, office.title) for office in offices]),
        ):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
