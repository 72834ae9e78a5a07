"""Components: what is absent says so, what is typed is escaped, fields and errors are tied."""

import html
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.template import Context, Engine
from django.utils import timezone

from onrecord.web import moments, pieces

WEB = Path(pieces.__file__).parent
CHICAGO = ZoneInfo("America/Chicago")
WHEN = datetime(2026, 3, 4, 3, 14, 9, tzinfo=UTC)
ENGINE = Engine(
    dirs=[WEB / "templates"],
    libraries={
        "static": "django.templatetags.static",
        "i18n": "django.templatetags.i18n",
        "l10n": "django.templatetags.l10n",
        "onrecord_ui": "onrecord.web.templatetags.onrecord_ui",
    },
)


@pytest.fixture(autouse=True)
def _city_zone() -> object:
    with timezone.override(CHICAGO):
        yield


def show(source: str, **context: object) -> str:
    return ENGINE.from_string("{% load onrecord_ui %}" + source).render(Context(context))


def words(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", markup)).split())


def test_staff_public_and_evidence_write_the_same_moment_each_in_its_way() -> None:
    assert moments.staff(WHEN, CHICAGO) == "3 Mar 2026, 21:14:09 CST"
    assert moments.universal(WHEN) == "4 Mar 2026, 03:14:09 UTC"
    assert moments.public(WHEN, CHICAGO) == "9:14 PM CST, Mar 3, 2026"


@pytest.mark.parametrize(
    ("hour", "expected"), [(0, "12:05 AM"), (11, "11:05 AM"), (12, "12:05 PM"), (13, "1:05 PM")]
)
def test_midnight_and_noon_are_twelve(hour: int, expected: str) -> None:
    moment = datetime(2026, 3, 3, hour, 5, tzinfo=CHICAGO)
    assert moments.public(moment, CHICAGO).startswith(expected)


def test_a_zone_without_letters_is_named_by_its_distance() -> None:
    assert moments.clock(WHEN, ZoneInfo("America/Sao_Paulo")) == "00:14:09 UTC-03:00"


def test_a_moment_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        moments.staff(datetime(2026, 3, 3, 21, 14), CHICAGO)  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize("value", [None, "", (), []])
def test_absent_reads_not_recorded(value: object) -> None:
    assert words(show("{{ value|recorded }}", value=value)) == "Not recorded"


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (False, "No"), (True, "Yes"), ("x", "x")])
def test_zero_and_no_are_recorded(value: object, shown: str) -> None:
    assert words(show("{{ value|recorded }}", value=value)) == shown


@pytest.mark.parametrize(
    "source",
    [
        "{{ value|recorded }}",
        "{% tag value %}",
        "{% digest value %}",
        "{% icon 'flag' value %}",
        "{% facts rows %}",
        "{% data_table value columns rows %}",
        "{% equal_cards card card %}",
        "{% duty_row duty %}",
        "{% queue value items value %}",
        "{% incident_strip strip %}",
    ],
)
def test_what_people_typed_is_escaped_everywhere(source: str) -> None:
    value = "<script>alert(1)</script>"
    shown = show(
        source,
        value=value,
        rows=[[value, value]],
        columns=[value, value],
        card={"title": value, "text": value, "meta": value},
        duty={"title": value, "state": "todo", "fact": value, "source": value, "clock": value},
        items=[{"what": value, "why": value, "url": value, "act": value}],
        strip={"number": value, "district": value, "state": value, "hold": value},
    )
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_every_allegation_bears_no_finding_and_a_silent_agency_keeps_its_place() -> None:
    shown = words(
        show(
            "{% equal_cards a r %}",
            a={"title": "Allegation A1", "text": "It is alleged that ..."},
            r={"title": "Reply of the agency", "meta": "Asked 5 Mar, no reply by 4 Apr."},
        )
    )
    assert "No finding" in shown
    assert "Asked 5 Mar, no reply by 4 Apr." in shown


def test_only_work_gets_a_tag() -> None:
    tagged = {
        state: "or-tag" in show("{% duty_row d %}", d={"title": "t", "state": state})
        for state in ("todo", "met", "gap", "excused", "not-applicable")
    }
    assert tagged == {
        "todo": True, "met": False, "gap": False, "excused": False, "not-applicable": False,
    }  # fmt: skip


def test_an_unknown_duty_state_or_tag_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="duty state 'done'"):
        show("{% duty_row d %}", d={"title": "t", "state": "done"})
    with pytest.raises(ValueError, match="tag kind 'red'"):
        pieces.tag("Refused", "red")


def test_an_unchecked_source_shows_as_such() -> None:
    duty = {"title": "t", "state": "met", "source": "Order, section 3", "unchecked": True}
    assert "Unchecked" in words(show("{% duty_row d %}", d=duty))


def test_a_receipt_says_entry_time_and_what_a_check_shows() -> None:
    given = {"entry_index": 1204, "at": WHEN, "next_checkpoint": WHEN, "stage": 1}
    shown = words(show("{% receipt r %}", r=given))
    assert shown.startswith("Recorded as entry 1,204 at 21:14:09 CST")
    assert "If anyone changes or removes it, a check will show it." in shown


def test_entry_zero_is_a_number_and_an_unnumbered_receipt_asks_again() -> None:
    first = show("{% receipt r %}", r={"entry_index": 0, "at": WHEN, "poll_url": "/receipt/"})
    assert "Recorded as entry 0" in words(first)
    assert "hx-get" not in first
    waiting = show("{% receipt r %}", r={"entry_index": None, "at": WHEN, "poll_url": "/receipt/"})
    assert 'hx-get="/receipt/"' in waiting
    assert "Its entry number follows" in words(waiting)


class Attempt(forms.Form):
    """A form with a field of each kind that ties differ for."""

    asked = forms.ChoiceField(
        label="Did you ask?",
        widget=forms.RadioSelect,
        choices=[("", "---"), ("asked", "Yes, asked"), ("not-safe", "No, not safe")],
        error_messages={"required": "Choose one answer."},
    )
    at = forms.DateTimeField(label="When", help_text="With seconds.")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea)
    hurt = forms.BooleanField(label="Anyone hurt", required=False)
    token = forms.CharField(widget=forms.HiddenInput)


def test_nothing_is_preselected_and_the_empty_choice_is_no_tile() -> None:
    shown = show("{% field f.asked %}", f=Attempt())
    assert shown.count('type="radio"') == 2
    assert "checked" not in shown


def test_what_was_sent_stays_chosen() -> None:
    shown = show("{% field f.asked %}{% field f.hurt %}", f=Attempt({"asked": "not-safe",
                                                                     "hurt": "on"}))  # fmt: skip
    assert re.findall(r'value="([^"]*)" checked', shown) == ["not-safe"]
    assert re.search(r'type="checkbox" id="id_hurt" name="hurt" checked', shown)


def test_hint_and_error_are_tied_to_their_field() -> None:
    shown = show("{% field f.at %}", f=Attempt({}))
    assert 'aria-describedby="id_at-hint id_at-error"' in shown
    assert 'id="id_at-hint"' in shown
    assert 'id="id_at-error"' in shown
    assert 'aria-invalid="true"' in shown


def test_a_date_time_is_shown_in_the_zone_of_the_city() -> None:
    shown = show("{% field f.at %}", f=Attempt(initial={"at": WHEN}))
    assert 'value="2026-03-03T21:14:09"' in shown


def test_optional_is_said_and_required_is_not_coloured() -> None:
    assert "(optional)" in show("{% field f.note %}", f=Attempt())
    assert "(optional)" not in show("{% field f.at %}", f=Attempt())


def test_each_link_of_the_error_summary_leads_to_a_control() -> None:
    form = Attempt({})
    summary = show("{% error_summary f 'Draft saved.' %}", f=form)
    fields = show("{% for b in f.visible_fields %}{% field b %}{% endfor %}", f=form)
    links = re.findall(r'href="#([^"]+)"', summary)
    assert links == ["id_asked_1", "id_at"]
    assert all(f'id="{link}"' in fields for link in links)
    assert "Did you ask? Choose one answer." in words(summary)
    assert "Draft saved." in words(summary)
    assert 'role="alert"' in summary
    assert "3 things to mend" in words(summary)


def test_no_error_no_summary() -> None:
    assert show("{% error_summary f %}", f=Attempt()).strip() == ""


@pytest.mark.parametrize("notice", ["Fictional: demo city. No real people, agencies or incidents.",
                                    "Trial: no real data"])  # fmt: skip
@pytest.mark.parametrize("base", ["staff", "public", "refusal", "interruption", "error"])
def test_the_notice_of_the_home_stands_on_every_page(notice: str, base: str) -> None:
    page = ENGINE.get_template(f"onrecord/{base}.html").render(
        Context({"home": {"notice": notice}})
    )
    assert notice in words(page)


def test_no_template_holds_a_script_a_style_or_a_handler_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)")
    templates = list((WEB / "templates").rglob("*.html"))
    assert len(templates) > 15
    found = {
        path.name: hit.group()
        for path in templates
        if (hit := inline.search(path.read_text("utf-8")))
    }
    assert found == {}


def test_every_icon_that_a_template_names_is_in_the_sprite() -> None:
    sprite = (WEB / "static/onrecord/img/icons.svg").read_text("utf-8")
    there = set(re.findall(r'<symbol[^>]* id="([a-z_]+)"', sprite))
    named = {
        name
        for path in (WEB / "templates").rglob("*.html")
        for name in re.findall(r'\{% icon "([a-z_]+)"', path.read_text("utf-8"))
    }
    assert named
    assert named <= there


def test_every_file_that_the_style_names_is_vendored() -> None:
    root = WEB / "static/onrecord"
    style = (root / "onrecord.css").read_text("utf-8")
    named = {name for name in re.findall(r'url\("?([^")]*)', style) if name}
    assert named
    assert [name for name in sorted(named) if not (root / name).is_file()] == []
