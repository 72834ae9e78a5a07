"""What the shipped packs, and the pack of a third city, say and never say."""

from __future__ import annotations

import re

import pytest

from onrecord.directive import (
    AllegationFact,
    Answer,
    Circumstance,
    Directive,
    FactRef,
    Notice,
    NoticeField,
    Severity,
    SourceKind,
    SubjectKind,
    Track,
    check,
    parse,
    routing,
    unchecked_items,
)
from onrecord.directive.facts import IncidentFacts
from onrecord.directive.references import items
from pure.directive.loaded import CHICAGO, RIVERMOUTH, SEATTLE, SHIPPED, files

PACKS = pytest.mark.parametrize("directive", [CHICAGO, SEATTLE], ids=lambda pack: pack.id)


@PACKS
def test_nothing_ships_as_checked(directive: Directive) -> None:
    everything = list(items(directive))
    assert len(everything) > 60
    assert [path for path, item in everything if item.checked is not None] == []
    assert len(list(unchecked_items(directive))) == len(everything)


@PACKS
def test_no_duty_mentions_an_arrest_or_immigration_status(directive: Directive) -> None:
    for duty in directive.duties:
        assert not re.search(r"arrest|handcuff|custody of|citizen|status of", duty.text.lower())
    assert [finding for finding in check(directive) if finding.severity is Severity.ERROR] == []


@PACKS
def test_every_press_item_names_an_address_and_memory_stays_marked(directive: Directive) -> None:
    kinds = {item.kind for _, item in items(directive)}
    assert kinds == set(SourceKind)
    for path, item in items(directive):
        if item.kind in (SourceKind.PRESS, SourceKind.OFFICIAL_TEXT):
            assert item.source, path
            assert all(source.address.startswith("http") for source in item.source), path


@PACKS
def test_every_likely_source_has_a_holder_and_a_term_or_unknown(directive: Directive) -> None:
    sources = {source.id: source.term for source in directive.evidence}
    assert set(sources) == {
        "body-worn-video",
        "in-car-video",
        "fixed-camera-video",
        "dispatch-audio",
        "transit-video",
        "private-video",
        "social-link",
        "federal-recording",
    }
    assert [name for name, term in sources.items() if term is not None] == ["body-worn-video"]


@PACKS
def test_release_rules_are_no_looser_than_the_defaults(directive: Directive) -> None:
    rules = directive.release
    assert rules.minimum_cell == 10
    assert rules.lag_days == 7
    assert [(step.period, step.area) for step in rules.steps][-1] == ("quarter", "city")


def test_triggers_differ_as_the_orders_do() -> None:
    assert [str(c) for t in CHICAGO.triggers for c in t.when] == [
        "violation-alleged: federal",
        "violation-alleged: any",
    ]
    assert [str(c) for t in SEATTLE.triggers for c in t.when] == ["activity-reported"]


def test_what_an_elected_office_may_receive() -> None:
    chicago = {(r.what, r.fields) for r in CHICAGO.office("mayor").receives}
    assert chicago == {
        (Notice.PUBLISHED_DATA, ()),
        (Notice.QUARTERLY_LIST, (NoticeField.DISPATCH_NOTICE,)),
    }
    seattle = {(r.what, r.fields) for r in SEATTLE.office("mayor").receives}
    notice = (NoticeField.NUMBER, NoticeField.DAY, NoticeField.DISTRICT, NoticeField.STATUS)
    assert seattle == {(Notice.PUBLISHED_DATA, ()), (Notice.INCIDENT_NOTICE, notice)}


def test_seattle_has_no_viewing_rule_and_chicago_the_four_circumstances() -> None:
    assert SEATTLE.viewing is None
    assert CHICAGO.viewing is not None
    assert set(CHICAGO.viewing.barred_when) == {
        Circumstance.SHOOTING,
        Circumstance.DEADLY_FORCE,
        Circumstance.GREAT_BODILY_HARM,
        Circumstance.MISCONDUCT_INVESTIGATION,
    }


def test_every_circumstance_is_an_answer_of_the_incident() -> None:
    answers = IncidentFacts.__dataclass_fields__
    assert all(word.replace("-", "_") in answers for word in Circumstance)


def test_offences_bear_statute_class_and_caution() -> None:
    battery = CHICAGO.offence("il-720-5-12-3")
    assert (battery.statute, battery.grade, battery.felony) == (
        "720 ILCS 5/12-3",
        "Class A misdemeanor",
        "no",
    )
    assert battery.nibrs is not None
    assert battery.nibrs.code == "13B"
    assert "doubtful" in CHICAGO.offence("il-720-5-33-3").warnings[0]
    assert "know" in SEATTLE.offence("wa-rcw-9a.40.040").warnings[0]
    with pytest.raises(KeyError):
        CHICAGO.offence("wa-rcw-9a.40.040")


def test_tracks_never_share_a_list() -> None:
    for directive in (CHICAGO, SEATTLE):
        titles = [rule.id for rule in (*directive.civil_rules, *directive.local_rules)]
        assert set(titles).isdisjoint(offence.id for offence in directive.offences)
        assert any(
            "no crime" in warning for rule in directive.civil_rules for warning in rule.warnings
        )


def _allegation(subject: SubjectKind, track: Track, felony: Answer) -> AllegationFact:
    return AllegationFact(FactRef("allegation", "1", "A1"), subject, track, felony)


@pytest.mark.parametrize(
    ("directive", "subject", "track", "felony", "to"),
    [
        (CHICAGO, "federal", "criminal", "yes", ["ccsao"]),
        (CHICAGO, "unknown", "criminal", "yes", ["ccsao"]),
        (CHICAGO, "civilian", "criminal", "yes", ["ccsao"]),
        (CHICAGO, "local", "criminal", "yes", ["ccsao", "copa"]),
        (CHICAGO, "local", "local-duty", "no", ["bia", "oig"]),
        (CHICAGO, "federal", "civil", "no", []),
        (SEATTLE, "federal", "criminal", "yes", ["kcpao"]),
        (SEATTLE, "civilian", "criminal", "no", ["city-attorney"]),
        (SEATTLE, "local", "criminal", "no", ["city-attorney", "opa"]),
        (SEATTLE, "federal", "criminal", "unknown", ["kcpao", "city-attorney"]),
        (SEATTLE, "federal", "local-duty", "no", []),
    ],
)
def test_routes(directive: Directive, subject: str, track: str, felony: str, to: list[str]) -> None:
    found = routing(directive, _allegation(SubjectKind(subject), Track(track), Answer(felony)))
    assert [destination.id for destination in found.destinations] == to
    assert found.settled is (felony != "unknown" and bool(found.routes))
    assert found.because


def test_a_third_city_is_data_alone() -> None:
    assert RIVERMOUTH.head.fictional
    assert RIVERMOUTH.provisions[0].checked is not None
    assert RIVERMOUTH.provisions[0].checked.by == "R. Example"
    found = {finding.check for finding in check(RIVERMOUTH)}
    assert found == {"small_cells", "viewing_rule_missing", "unchecked_items"}


def test_the_digest_names_the_bytes() -> None:
    shipped = files(SHIPPED, "chicago-2026-01.toml")
    assert parse(shipped).digest == CHICAGO.digest
    changed = shipped | {"chicago-2026-01.toml": shipped["chicago-2026-01.toml"] + b"\n"}
    assert parse(changed).digest != CHICAGO.digest
