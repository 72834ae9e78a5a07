"""Find words that seem to state a person's immigration status, and settle what becomes of them.

Status is never asked, never a field, never searched, counted or published (G7). Free text may
still state it. Refusing such text would lose exculpatory facts, so its author chooses for each
passage: remove it, keep it as a quotation, or keep it as the legal authority claimed. What is kept
is kept apart; the text bears a marker of one fixed length, whatever stood there.

Pure: text in, spans and text out. The names of agencies and offices are no statement of status.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from onrecord.incidents.errors import ChoiceDoesNotFit, Span, StatusTextFound
from onrecord.incidents.states import KeepAs

MARKER = "[passage kept apart]"
"""Stands for every passage kept apart, in one length, so that blanks tell nothing (G29)."""

# Between the words of a phrase: blanks, line breaks, hyphens, underscores, invisible joiners.
_GAP = "[\\s_\\u00a0\\u200b-\\u200d\\u2060\\u00ad-]+"
_OPTIONAL_GAP = _GAP[:-1] + "*"


def _pattern(*phrases: str) -> re.Pattern[str]:
    """Compile phrases in which a blank is any gap and `~` an optional one."""
    texts = (p.replace(" ", _GAP).replace("~", _OPTIONAL_GAP) for p in phrases)
    return re.compile(
        "|".join(rf"(?<![^\W_])(?:{text})(?![^\W_])" for text in texts), re.IGNORECASE
    )


_AGENCIES = _pattern(
    r"(?:U\.?S\.? )?citizenship (?:and|&) immigration services",
    r"(?:U\.?S\.? )?immigration (?:and|&) customs enforcement",
    r"citizens? police academy",
)
_STATUS = _pattern(
    r"(?:immigration|citizenship|legal|migratory|residency) status",
    r"(?:il)?legal (?:im)?migrants?",
    r"illegals",
    r"(?:criminal |illegal |undocumented |removable |deportable )?aliens?",
    r"alien registration(?: (?:number|card))?(?: A?~\d[\d -]{6,}\d)?",
    r"un~documented(?: (?:immigrants?|migrants?|workers?|persons?|people|aliens?|individuals?))?",
    r"un~authorized (?:immigrants?|migrants?|workers?)",
    r"(?:here|(?:in|entered) (?:the|this) (?:country|U\.?S\.?A?\.?|United States)) (?:il)?legally",
    r"(?:il)?legally (?:here|present|in the (?:country|U\.?S\.?A?|United States))",
    r"(?:entered|crossed) (?:the )?(?:country |border )?(?:illegally|unlawfully)",
    r"crossed the border",
    r"(?:not (?:a |an )?|non~|U\.?S\.? |U\.?S\.?A\.? |american |united states |naturali[sz]ed )"
    r"citizens?",
    r"(?:is|was|are|were|am|be|being|became|become) (?:a |an )?citizens?",
    r"citizenship",
    r"naturali[sz](?:ed|ation)",
    r"(?:lawful |legal )?permanent residen(?:ts?|ce|cy)",
    r"(?:lawful|legal) residents?",
    r"green~cards?",
    r"(?:over~stay(?:ed|ing|s)?|expired|valid|student|work|tourist|visitor|[UTHJFL]~\d?[AB]?) "
    r"(?:\w+ )?visas?",
    r"visa (?:over~stay(?:s|ers?)?|holders?|status)",
    r"(?:no|without|lacks?|lacked|has|had|false|proper|legal) (?:immigration |legal )?papers",
    r"(?:work|employment) (?:permits?|authori[sz]ation)",
    r"asylum(?:~seek(?:ers?|ing))?",
    r"asylees?",
    r"refugees?",
    r"(?:temporary|humanitarian) (?:protected status|parole)",
    r"DACA(?: recipients?)?",
    r"TPS(?: holders?)?",
    r"(?:previously |been |was |were |being |be )?deported",
    r"(?:deportation|removal) (?:orders?|proceedings?|case)",
    r"(?:final )?orders? of (?:removal|deportation)",
    r"deportable",
    r"(?:administrative|immigration|ICE|deportation|removal) warrants?(?: I~20[05])?",
    r"warrants? of (?:removal|deportation)",
    r"(?:immigration|ICE) detainers?",
    r"(?:form )?I~(?:200|205|247[A-Z]?|213|862)",
    r"A~(?:number|#|no\.?) ?:? ?A?~\d{8,9}",
    r"A\d{8,9}",
    r"foreign~(?:born|nationals?)",
    r"(?:Mexican|Venezuelan|Guatemalan|Honduran|Salvadoran|Ecuadorian|Colombian|Haitian|Cuban|"
    r"Nicaraguan|Ukrainian|Chinese|Indian|Polish|foreign) nationals?",
    r"(?:est[aá]tus|estado) migratorio",
    r"(?:in|no )documentad[oa]s?",
    r"sin papeles",
    r"ciudadan(?:[oa]s?|[ií]a)",
    r"residentes? (?:permanentes?|legal(?:es)?)",
    r"tarjeta verde",
    r"deportad[oa]s?",
    r"ilegal(?:es)?",
    r"refugiad[oa]s?",
    r"asilo",
)


@dataclass(frozen=True)
class PassageChoice:
    """What becomes of characters `start` to `end` of the text that was sent.

    A legal authority names its kind (such as "warrant signed by an agency's officer") and, where
    one was shown, its number.
    """

    start: int
    end: int
    keep_as: KeepAs
    authority_kind: str = ""
    authority_number: str = ""


@dataclass(frozen=True)
class Passage:
    """Words taken out of a text and kept apart."""

    words: str
    keep_as: KeepAs
    authority_kind: str = ""
    authority_number: str = ""


class Settled(NamedTuple):
    """The text that remains, and the passages kept apart."""

    clean: str
    passages: tuple[Passage, ...]


def find(text: str) -> list[Span]:
    """Return the passages that seem to state status, in order, none overlapping another."""
    agencies = [match.span() for match in _AGENCIES.finditer(text)]
    found: list[Span] = []
    for match in _STATUS.finditer(text):
        start, end = match.span()
        if not any(first <= start and end <= last for first, last in agencies):
            found.append(Span(start, end, text[start:end]))
    return found


def settle(text: str, choices: Sequence[PassageChoice], *, field: str = "text") -> Settled:
    """Carry out the choices for a text.

    Raises StatusTextFound where a passage has no choice, ChoiceDoesNotFit where a choice lies
    outside the text, overlaps another, touches no passage, or names no kind of authority.
    """
    spans = find(text)
    ordered = sorted(choices, key=lambda choice: choice.start)
    _check(text, spans, ordered)
    open_spans = [
        span
        for span in spans
        if not any(c.start <= span.start and span.end <= c.end for c in ordered)
    ]
    if open_spans:
        raise StatusTextFound(field, open_spans)
    pieces: list[str] = []
    passages: list[Passage] = []
    position = 0
    for choice in ordered:
        pieces.append(text[position : choice.start])
        position = choice.end
        if choice.keep_as is KeepAs.REMOVE:
            continue
        pieces.append(MARKER)
        passages.append(
            Passage(
                words=text[choice.start : choice.end],
                keep_as=choice.keep_as,
                authority_kind=choice.authority_kind.strip(),
                authority_number=choice.authority_number.strip(),
            )
        )
    pieces.append(text[position:])
    clean = re.sub(r"  +", " ", "".join(pieces)).strip() if ordered else text
    joined = find(clean)
    if joined:  # what stood on both sides of a removed passage may state it together
        raise ChoiceDoesNotFit(
            f'After your choices the text reads "{joined[0].words}". Choose a longer passage.'
        )
    return Settled(clean, tuple(passages))


def keep_all(text: str) -> tuple[PassageChoice, ...]:
    """Return the choices that keep every passage as a quotation; nothing typed is lost."""
    return tuple(PassageChoice(s.start, s.end, KeepAs.QUOTATION) for s in find(text))


def _check(text: str, spans: Sequence[Span], ordered: Sequence[PassageChoice]) -> None:
    last = 0
    for choice in ordered:
        if not last <= choice.start < choice.end <= len(text):
            raise ChoiceDoesNotFit(
                f"Characters {choice.start} to {choice.end}: they lie outside the text or overlap "
                "another choice. Mark the passages again."
            )
        if not any(span.start < choice.end and choice.start < span.end for span in spans):
            raise ChoiceDoesNotFit(
                "A choice marks words that state no immigration status; the text may have changed "
                "since. Mark the passages again."
            )
        if choice.keep_as is KeepAs.LEGAL_AUTHORITY and not choice.authority_kind.strip():
            raise ChoiceDoesNotFit(
                "Legal authority claimed: enter its kind, and its number where one was shown."
            )
        last = choice.end
