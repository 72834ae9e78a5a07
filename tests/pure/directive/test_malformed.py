"""A malformed pack is refused with its file, key path and reason; never in part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.directive import DirectiveError, cited_files, parse
from pure.directive.loaded import THIRD_CITY, files

MAIN = "third-city.toml"
TABLE = "offences/nowhere.toml"
PACK = files(THIRD_CITY, MAIN)

# (what is replaced, by what, file, key path, words of the reason)
FAULTS = [
    ('actor = "custodian"', 'actor = "mayor"', MAIN, "duties[1].actor",
     'unknown actor "mayor"; use one of officer, supervisor'),
    ('group = "Account"', 'group = "Courage"', MAIN, "duties[2].group", 'unknown group "Courage"'),
    ('provision = "one"', 'provision = "two"', MAIN, "duties[0].provision",
     'there is no provision "two"; there are: one'),
    ('clock = "answer"', 'clock = "reply"', MAIN, "duties[2].clock", 'there is no clock "reply"'),
    ('id = "answer"\ngroup', 'id = "ask"\ngroup', MAIN, "duties[2].id", '"ask" is there twice'),
    ('id = "answer"\ngroup', 'id = "An answer"\ngroup', MAIN, "duties[2].id", "is no id"),
    ('title = "Ask"', 'title = "  "', MAIN, "duties[0].title", "must not be blank"),
    ('title = "Ask"', "title = 5", MAIN, "duties[0].title", "must be a text"),
    ('title = "Ask"', 'titel = "Ask"', MAIN, "duties[0].titel", "unknown key; use one of id"),
    ('title = "Ask"\n', "", MAIN, "duties[0].title", "is missing"),
    ('"attempt: any"', '"attempt: maybe"', MAIN, "duties[0].met_by[2]",
     '"attempt" takes no "maybe"; use one of any, asked'),
    ('"attempt: any"', '"attempt"', MAIN, "duties[0].met_by[2]", "needs an argument"),
    ('"attempt: any"', '"always: yes"', MAIN, "duties[0].met_by[2]", "takes no argument"),
    ('"attempt: any"', '"guessed"', MAIN, "duties[0].met_by[2]", 'unknown condition "guessed"'),
    ('"attempt: any"', "7", MAIN, "duties[0].met_by[2]", "must be a condition"),
    ('met_by = ["recordings-kept: door-camera"]', "met_by = []", MAIN, "duties[1].met_by",
     "no fact could ever meet"),
    ('["recordings-kept: door-camera"]', '["recordings-kept: roof-camera"]', MAIN,
     "duties[1].met_by[0]", 'there is no evidence source "roof-camera"'),
    ('when = ["incident: death"]', "when = []", MAIN, "triggers[1].when", "is empty"),
    ("needs_trigger = false", 'needs_trigger = "no"', MAIN, "duties[2].needs_trigger",
     "must be true or false"),
    ("length = 72", "length = true", MAIN, "clocks[0].length", "must be a whole number"),
    ("length = 72", "length = -72", MAIN, "clocks[0].length", "must not be negative"),
    ("length = 72", "length = 0", MAIN, "clocks[0].length", "must be at least 1"),
    ('unit = "hours"', 'unit = "moons"', MAIN, "clocks[0].unit", 'unknown unit "moons"'),
    ('of = "door-camera"\n', "", MAIN, "clocks[0].of", "is missing"),
    ('of = "door-camera"', 'of = "roof-camera"', MAIN, "clocks[0].of", "there is no evidence"),
    ("length = 3\n", "length = 3\non = 2026-01-01\n", MAIN, "clocks[1].on", "has no use"),
    ("on = 2026-05-28\n", "", MAIN, "clocks[2].on", "is missing"),
    ("on = 2026-05-28\n", "on = 2026-05-28T10:00:00Z\n", MAIN, "clocks[2].on", "must be a date"),
    ("term = 3", 'term = "short"', MAIN, "evidence[0].term", "must be a whole number"),
    ('what = "published-data"', 'what = "everything"', MAIN, "offices[0].receives[0].what",
     'unknown what "everything"; use one of published-data'),
    ('to = ["prosecutor"]', 'to = ["newspaper"]', MAIN, "routes[0].to[0]",
     'there is no destination "newspaper"'),
    ('under = "council"', 'under = "king"', MAIN, "destinations[0].under", 'no office "king"'),
    ("lag_days = 10", "lag_days = 6", MAIN, "release.lag_days", "must be at least 7"),
    ("publish_after_days = 20", "publish_after_days = 9", MAIN, "release.publish_after_days",
     "must not be shorter"),
    ("minimum_cell = 5", "minimum_cell = 0", MAIN, "release.minimum_cell", "must be at least 1"),
    ('steps = [{ period = "quarter", area = "city" }]', "steps = []", MAIN, "release.steps",
     "is empty"),
    ("America/Denver", "America/Gotham", MAIN, "directive.timezone", "unknown time zone"),
    ("America/Denver", "../../etc/passwd", MAIN, "directive.timezone", "unknown time zone"),
    ('source = ["resolution"]', 'source = ["rumour"]', MAIN, "provisions[0].source[0]",
     'unknown source "rumour"; sources of this file: resolution, gazette'),
    ('source = ["resolution"]', 'source = ["gazette"]', MAIN, "provisions[0].source[0]",
     "is not the official text"),
    ('source = ["resolution"]\n', "", MAIN, "provisions[0].source", "needs at least one source"),
    ('kind = "official text"\neffective = 2026-06-01\nchecked',
     'kind = "press"\neffective = 2026-06-01\nchecked', MAIN, "provisions[0].checked",
     'only an item of kind "official text" can be checked'),
    ('by = "R. Example", ', "", MAIN, "provisions[0].checked.by", "is missing"),
    ('id = "gazette"', 'id = "resolution"', MAIN, "sources[1].id", "is there twice"),
    ("[drafts]", "[draughts]", MAIN, "draughts", "unknown key; use one of certificates"),
    ("effective = 2026-06-01\n\n[narrative]", "\n[narrative]", MAIN, "drafts.effective",
     "is missing"),
    ("[[offices]]", "[offices]", MAIN, "offices", "must be a list of tables"),
    ('["offences/nowhere.toml"]', '["offences/nowhere.toml", "offences/elsewhere.toml"]', MAIN,
     "directive.offence_tables[1]", 'the file "offences/elsewhere.toml" is not there'),
    ('["offences/nowhere.toml"]', "[]", TABLE, "", "does not cite this file"),
    ('code = "13B", ', "", TABLE, "offences[0].nibrs.code", "is missing"),
    ('felony = "no"', "felony = false", TABLE, "offences[0].felony", "unknown felony False"),
    ('source = ["code"]', 'source = ["gazette"]', TABLE, "offences[0].source[0]",
     'unknown source "gazette"'),
    ('jurisdiction = "Nowhere"\n\n[[off', "\n[[off", TABLE, "table.jurisdiction", "is missing"),
    ("[[offences]]", "[[duties]]", TABLE, "duties", "unknown key"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "file", "path", "reason"), FAULTS)
def test_each_fault_is_refused_with_its_place(
    old: str, new: str, file: str, path: str, reason: str
) -> None:
    edited = TABLE if file == TABLE and old.encode() in PACK[TABLE] else MAIN
    broken = PACK | {edited: PACK[edited].replace(old.encode(), new.encode(), 1)}
    assert broken != PACK
    with pytest.raises(DirectiveError) as refusal:
        parse(broken)
    assert (refusal.value.file, refusal.value.path) == (file, path)
    assert reason in refusal.value.reason
    assert str(refusal.value).startswith(file)


def test_a_syntax_error_names_file_and_line() -> None:
    with pytest.raises(DirectiveError, match=r"third-city\.toml: .*line 3"):
        parse({MAIN: b"a = 1\n\nb = = 2\n"})


def test_bytes_that_are_no_text_name_their_line() -> None:
    with pytest.raises(DirectiveError, match=r"third-city\.toml: line 2 is not UTF-8"):
        parse({MAIN: b"a = 1\nb = '\xff'\n"})


def test_exactly_one_file_is_the_directive() -> None:
    with pytest.raises(DirectiveError, match=r"one file must have a .* table; found: none"):
        parse({TABLE: PACK[TABLE]})
    with pytest.raises(DirectiveError, match=r"found: third-city\.toml, twice\.toml"):
        parse(PACK | {"twice.toml": PACK[MAIN]})


def test_cited_files_are_named_before_they_are_read() -> None:
    assert cited_files(MAIN, PACK[MAIN]) == (TABLE,)
    with pytest.raises(DirectiveError, match="must be a table"):
        cited_files(TABLE, PACK[TABLE])


def test_unknown_reads_as_none_only_where_something_must_be_said() -> None:
    said = PACK[MAIN].replace(b"term = 3", b'term = "unknown"\nnote = "unknown"')
    (source,) = parse(PACK | {MAIN: said}).evidence
    assert (source.term, source.note) == (None, "unknown")


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(DirectiveError, match="is no TOML"):
        parse({MAIN: b"a = " + b"9" * 5000})


@given(at=st.integers(0, len(PACK[MAIN]) - 1), byte=st.integers(0, 255))
def test_a_changed_byte_parses_or_is_refused(at: int, byte: int) -> None:
    data = bytearray(PACK[MAIN])
    data[at] = byte
    try:
        assert parse(PACK | {MAIN: bytes(data)}).duties
    except DirectiveError as refusal:
        assert refusal.reason  # noqa: PT017 - a refusal is one of the two outcomes allowed
