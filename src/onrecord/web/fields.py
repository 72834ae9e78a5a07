"""What a field of a plain form looks like: its kind, its identifiers, its attributes."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.safestring import SafeString

FEW = 6
"""Up to this many short choices stand in pairs; more, or longer, stand one below the other."""
SHORT = 26


@dataclass(frozen=True, slots=True)
class Choice:
    """One tile: its identifier, value, label and whether the form's data chose it."""

    id: str
    value: str
    label: str
    hint: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """Everything the field's template needs.

    kind: input, textarea, select, date, datetime, file, checkbox, radio or checkboxes.
    described_by: the identifiers of hint and error, in this order, or empty.
    """

    kind: str
    id: str
    name: str
    label: str
    hint: str
    errors: tuple[str, ...]
    required: bool
    described_by: str
    value: str
    control: SafeString | str
    choices: tuple[Choice, ...]
    pairs: bool
    checked: bool
    multiple: bool

    @property
    def grouped(self) -> bool:
        """True where a fieldset and a legend name the field, not a label."""
        return self.kind in {"radio", "checkboxes"}


def kind_of(widget: forms.Widget) -> str:
    """Return the kind by which a widget is drawn; the more special classes are asked first."""
    by_class: tuple[tuple[type[forms.Widget], str], ...] = (
        (forms.CheckboxSelectMultiple, "checkboxes"),
        (forms.RadioSelect, "radio"),
        (forms.CheckboxInput, "checkbox"),
        (forms.Select, "select"),
        (forms.Textarea, "textarea"),
        (forms.FileInput, "file"),
        (forms.DateTimeInput, "datetime"),
        (forms.DateInput, "date"),
    )
    return next((kind for cls, kind in by_class if isinstance(widget, cls)), "input")


def first_id(field: BoundField) -> str:
    """Return the identifier that a link to this field must name: of a group, its first tile."""
    if kind_of(field.field.widget) in {"radio", "checkboxes"}:
        return next((choice.id for choice in _choices(field, {})), "")
    return field.auto_id or field.html_name


def fault(field: BoundField, error: str) -> str:
    """Return "Narrative: enter what you saw"; a label that asks keeps its question mark."""
    label = str(field.label)
    return f"{label} {error}" if label.endswith("?") else f"{label}: {error}"


def _moment_value(field: BoundField, kind: str) -> str:
    """Return what a native date or date-time input takes: ISO 8601 in the current zone."""
    value = field.value()
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        text = local.strftime("%Y-%m-%dT%H:%M:%S")
        return text if kind == "datetime" else text[:10]
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _choices(field: BoundField, hints: dict[str, str]) -> tuple[Choice, ...]:
    """Tiles of a group; an empty choice is left out, for nothing is preselected."""
    return tuple(
        Choice(
            id=str(sub.data["attrs"].get("id", "")),
            value=str(sub.data["value"]),
            label=str(sub.data["label"]),
            hint=hints.get(str(sub.data["value"]), ""),
            chosen=bool(sub.data["selected"]),
        )
        for sub in field.subwidgets
        if str(sub.data["value"]) != ""
    )


def view_of(field: BoundField, choice_hints: dict[str, str] | None = None) -> FieldView:
    """Describe a bound field; choice_hints gives a line below single tiles, by their value."""
    widget = field.field.widget
    kind = kind_of(widget)
    identifier = field.auto_id or field.html_name
    errors = tuple(str(error) for error in field.errors)
    hint = str(field.help_text or "")
    described_by = " ".join(
        f"{identifier}-{part}" for part, there in (("hint", hint), ("error", errors)) if there
    )
    choices = _choices(field, choice_hints or {}) if kind in {"radio", "checkboxes"} else ()
    control: SafeString | str = ""
    if kind in {"input", "textarea", "select"}:
        classes = {"input": "usa-input", "textarea": "usa-textarea", "select": "usa-select"}[kind]
        attrs: dict[str, str | bool] = {
            "class": f"{classes} {widget.attrs.get('class', '')}".strip(),
            "aria-describedby": described_by or False,
            "aria-invalid": "true" if errors else False,
        }
        control = field.as_widget(attrs=attrs)
    pairs = 0 < len(choices) <= FEW and all(
        len(choice.label) <= SHORT and not choice.hint for choice in choices
    )
    return FieldView(
        kind=kind,
        id=identifier,
        name=field.html_name,
        label=str(field.label),
        hint=hint,
        errors=errors,
        required=bool(field.field.required),
        described_by=described_by,
        value=_moment_value(field, kind) if kind in {"date", "datetime"} else "",
        control=control,
        choices=choices,
        pairs=pairs,
        checked=kind == "checkbox" and bool(field.value()),
        multiple=bool(getattr(widget, "allow_multiple_selected", False)),
    )
