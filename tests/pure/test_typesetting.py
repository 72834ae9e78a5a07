"""What the vendored fonts draw, and what stands for the rest; the same values, the same bytes."""

import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest

from onrecord.typesetting import NotSet, drawable, set_pdf
from onrecord.typesetting.coverage import FONTS, characters, covered

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
SPOKEN = (
    "He said stop", "no pasarán; señora", "не надо", "σταμάτα", "توقف هناك", "עצור כאן",
    "रुको", "থামো", "ਰੁਕੋ", "થોભો", "நில்", "ఆగండి", "ನಿಲ್ಲಿ", "നിൽക്കൂ", "නවතින්න",
    "หยุดตรงนี้", "ຢຸດ", "ឈប់", "ရပ်ပါ", "አቁም", "\u056f\u0561\u0576\u0563", "გაჩერდი", "ܩܘܡ",
    "请停下", "繁體字", "止まれ", "とまれ", "멈추세요", "dừng lại",
)  # fmt: skip
TEMPLATE = """
#import "setting.typ": *
#let account = json(bytes(sys.inputs.account))
#show: setting.with(title: "A test", notice: "Fictional", name: "T", foot: "No finding")
= Words
#framed(said(account.words))
"""


@pytest.mark.parametrize("words", SPOKEN)
def test_what_people_say_is_drawn_as_it_is(words: str) -> None:
    assert drawable(words) == words


def test_what_no_font_draws_is_its_code_point() -> None:
    assert drawable("a \U00013000\U0001f600 b") == "a [U+13000][U+1F600] b"
    assert drawable("bell \a, lines\n\tstay") == "bell [U+0007], lines\n\tstay"


def test_joiners_stay_and_what_turns_the_order_is_written_out() -> None:
    assert drawable("क्\u200dष a\ufe0f") == "क्\u200dष a\ufe0f"
    assert drawable("paid \u202e001\u202c") == "paid [U+202E]001[U+202C]"
    assert drawable("\u2066x\u2069") == "[U+2066]x[U+2069]"


def test_a_glyph_of_number_nought_draws_nothing(tmp_path: Path) -> None:
    """A format 12 group that begins with the missing glyph does not count its first character."""
    groups = struct.pack(">HHIII", 12, 0, 28, 0, 1) + struct.pack(">III", 65, 67, 0)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + groups
    font = struct.pack(">IHHHH", 0x10000, 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, 28, 0)
    (tmp_path / "made.ttf").write_bytes(font + cmap)
    assert sorted(characters(tmp_path / "made.ttf")) == [66, 67]
    assert len(covered()) > 40_000


def test_every_font_has_its_licence_beside_it() -> None:
    told = (FONTS / "VENDORED.md").read_text("utf-8")
    names = {font.name for font in FONTS.glob("*.ttf")}
    assert {n for n in names if not n.startswith("NotoSans")} <= {
        w for w in told.split() if w in names
    }
    assert {f.name for f in FONTS.glob("LICENSE-*")} == {
        "LICENSE-noto.txt", "LICENSE-droid.txt", "LICENSE-nanum.txt",
    }  # fmt: skip


@pytest.fixture
def template(tmp_path: Path) -> Path:
    made = tmp_path / "t.typ"
    made.write_text(TEMPLATE, "utf-8")
    return made


def test_a_document_in_all_these_scripts_is_set_for_archives_and_twice_the_same(
    template: Path,
) -> None:
    values = {"words": "\n".join((*SPOKEN, "\U00013000", "\ud7fb", "a\u202eb"))}
    first = set_pdf(template, values, AT)
    assert first == set_pdf(template, values, AT)
    assert first.startswith(b"%PDF")
    assert b"pdfaid" in first or b"pdfuaid" in first
    assert first != set_pdf(template, {"words": "other"}, AT)


def test_a_template_that_fails_is_said(template: Path) -> None:
    with pytest.raises(NotSet, match="could not be set"):
        set_pdf(template, {"other": "x"}, AT)
