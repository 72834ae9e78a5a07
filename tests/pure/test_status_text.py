"""Words that seem to state immigration status are found, and settled as their author chooses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.incidents.errors import ChoiceDoesNotFit, StatusTextFound
from onrecord.incidents.states import KeepAs
from onrecord.incidents.status_text import MARKER, Passage, PassageChoice, find, keep_all, settle

STATES_STATUS = [
    ("He said he is undocumented.", "undocumented"),
    ("The agent called him an illegal alien.", "illegal alien"),
    ("She is a U.S. citizen, she said.", "U.S. citizen"),
    ("She is not a citizen", "not a citizen"),
    ("they were non-citizens", "non-citizens"),
    ("he has a GREEN\u00a0CARD", "GREEN\u00a0CARD"),
    ("overstayed his visa", "overstayed his visa"),
    ("he was deported in spring", "was deported"),
    ("an order of removal was mentioned", "order of removal"),
    ("showed an I-205", "I-205"),
    ("showed an administrative warrant, folded", "administrative warrant"),
    ("asked about her immigration status", "immigration status"),
    ("im\u00adm; un\u00addocumented worker", "un\u00addocumented worker"),
    ("un-\ndocumented", "un-\ndocumented"),
    ("alien number A 123 456 789", "alien"),
    ("file A123456789", "A123456789"),
    ("a refugee from abroad", "refugee"),
    ("la mujer es indocumentada", "indocumentada"),
    ("está sin papeles", "sin papeles"),
    ("a lawful permanent resident", "lawful permanent resident"),
    ("entered the country illegally", "entered the country illegally"),
    ("he has no papers", "no papers"),
]
STATES_NONE = [
    "Agents of U.S. Immigration and Customs Enforcement stood there.",
    "A letter of U.S. Citizenship and Immigration Services lay there.",
    "A citizen called 911; a concerned citizen filmed.",
    "A senior citizen was pushed.",
    "Immigration enforcement activity was reported.",
    "The immigration agents left at 21:20.",
    "He paid with a visa card.",
    "The van's plate was read by the LPR.",
    "A resident of the block asked for help.",
    "The judge signed a search warrant.",
    "He was asked to show papers for the van.",
    "They felt alienated.",
    "Citizens of the city were passing by.",
    "La conducta documentada por el agente.",
    "",
]


@pytest.mark.parametrize(("text", "words"), STATES_STATUS)
def test_status_is_found_word_for_word(text: str, words: str) -> None:
    spans = find(text)
    assert [span.words for span in spans][:1] == [words]
    assert text[spans[0].start : spans[0].end] == words


@pytest.mark.parametrize("text", STATES_NONE)
def test_agencies_and_neighbours_are_no_status(text: str) -> None:
    assert find(text) == []


def test_unsettled_text_is_refused_and_says_where() -> None:
    with pytest.raises(StatusTextFound) as caught:
        settle("He is undocumented.", [], field="narrative")
    assert caught.value.field == "narrative"
    assert [span.words for span in caught.value.spans] == ["undocumented"]
    assert "Nothing is lost" in str(caught.value)


def test_each_choice_does_what_it_says() -> None:
    text = 'Agent: "illegal alien". He is undocumented. Shown: I-205.'
    one, two, three = find(text)
    settled = settle(
        text,
        [
            PassageChoice(two.start, two.end, KeepAs.REMOVE),
            PassageChoice(one.start, one.end, KeepAs.QUOTATION),
            PassageChoice(three.start, three.end, KeepAs.LEGAL_AUTHORITY, "form", "I-205/7"),
        ],
    )
    assert settled.clean == f'Agent: "{MARKER}". He is . Shown: {MARKER}.'
    assert settled.passages == (
        Passage("illegal alien", KeepAs.QUOTATION),
        Passage("I-205", KeepAs.LEGAL_AUTHORITY, "form", "I-205/7"),
    )


def test_blanks_have_one_length_whatever_stood_there() -> None:
    short, long = "A refugee.", "A previously deported."
    lengths = {len(settle(t, keep_all(t)).clean) for t in (short, long)}
    assert lengths == {len(f"A {MARKER}.")}


@pytest.mark.parametrize(
    "choice",
    [
        PassageChoice(0, 99, KeepAs.REMOVE),
        PassageChoice(-1, 4, KeepAs.REMOVE),
        PassageChoice(3, 3, KeepAs.REMOVE),
        PassageChoice(0, 2, KeepAs.REMOVE),
        PassageChoice(6, 18, KeepAs.LEGAL_AUTHORITY),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(choice: PassageChoice) -> None:
    assert find("He is undocumented.")[0].start == 6
    with pytest.raises(ChoiceDoesNotFit):
        settle("He is undocumented.", [choice])


def test_overlapping_choices_are_refused() -> None:
    text = "He is undocumented."
    choices = [PassageChoice(6, 18, KeepAs.REMOVE), PassageChoice(8, 18, KeepAs.QUOTATION)]
    with pytest.raises(ChoiceDoesNotFit):
        settle(text, choices)


def test_removing_a_passage_never_joins_another() -> None:
    text = "green refugee card"
    (span,) = find(text)
    with pytest.raises(ChoiceDoesNotFit, match="longer passage"):
        settle(text, [PassageChoice(span.start, span.end, KeepAs.REMOVE)])


WORDS = st.sampled_from(
    ["he", "is", "undocumented", "a", "citizen", "of", "green", "card", "no", "visa", "\n", "-"]
)


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_whatever_is_kept_apart_leaves_nothing_behind(text: str) -> None:
    settled = settle(text, keep_all(text))
    assert find(settled.clean) == []
    assert settled.clean.count(MARKER) == len(settled.passages) == len(find(text))


@given(st.text(max_size=200))
def test_text_without_status_is_never_changed(text: str) -> None:
    if not find(text):
        assert settle(text, []).clean == text
