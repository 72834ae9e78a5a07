"""Small pieces of HTML that templates and views both use: cells of a table, values of a fact.

Every function returns a SafeString whose texts are escaped. The template library `onrecord_ui`
offers the same names as tags and filters.
"""

from datetime import datetime

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from onrecord.web import moments

NOT_RECORDED = mark_safe('<span class="or-absent">Not recorded</span>')
TAG_KINDS = frozenset({"neutral", "work", "due", "holds", "broken"})
DIGEST_SHOWN = 8


def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon of the sprite; without a label it is decoration and hidden from readers."""
    place = f"{static('onrecord/img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="or-icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label, place,
        )  # fmt: skip
    return format_html(
        '<svg class="or-icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>',
        place,
    )


def tag(text: str, kind: str = "neutral", icon_name: str = "") -> SafeString:
    """Draw a tag: neutral (each allegation and outcome), work, due, holds or broken."""
    if kind not in TAG_KINDS:
        raise ValueError(f"tag kind {kind!r}: use one of {', '.join(sorted(TAG_KINDS))}")
    extra = "" if kind == "neutral" else f" or-tag--{kind}"
    drawn = icon(icon_name) if icon_name else ""
    return format_html('<span class="or-tag{}">{}{}</span>', extra, drawn, text)


def link(url: str, text: str) -> SafeString:
    """Draw a link, for a cell."""
    return format_html('<a href="{}">{}</a>', url, text)


def digest(value: str | None) -> SafeString:
    """Show eight characters and a Copy button; the whole without script and on paper."""
    if not value:
        return NOT_RECORDED
    return format_html(
        '<span class="or-digest" title="{0}"><code class="or-digest__short">{1}</code>'
        '<code class="or-digest__whole">{0}</code><button class="or-digest__copy" type="button" '
        'data-copy="{0}" aria-label="Copy digest {1}">Copy</button></span>',
        value, value[:DIGEST_SHOWN],
    )  # fmt: skip


def moment(value: datetime | None, *, utc: bool = False) -> SafeString:
    """Write a moment for staff: 24 hours, seconds, zone; `utc=True` adds the line of evidence."""
    if value is None:
        return NOT_RECORDED
    line = format_html(
        '<time class="or-time" datetime="{}">{}</time>',
        value.isoformat(), moments.staff(value, timezone.get_current_timezone()),
    )  # fmt: skip
    if not utc:
        return line
    return format_html('{}<span class="or-time__utc">{}</span>', line, moments.universal(value))


def public_moment(value: datetime | None) -> SafeString:
    """Write a moment for the public: "9:14 PM CST, Mar 3, 2026"."""
    if value is None:
        return NOT_RECORDED
    return format_html(
        '<time datetime="{}">{}</time>',
        value.isoformat(), moments.public(value, timezone.get_current_timezone()),
    )  # fmt: skip


def recorded(value: object) -> object:
    """Return the value, or "Not recorded" where it is None or empty; zero stays, True is Yes."""
    if value is None or value in ("", (), []):
        return NOT_RECORDED
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return moment(value) if isinstance(value, datetime) else value


def entry_number(value: int | None) -> str:
    """Write an entry's number as "1,204"."""
    return "not yet numbered" if value is None else f"{value:,}"
