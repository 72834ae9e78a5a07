"""G11: confirmed is identity, corroborated an event, verified cryptographic only.

One unauthenticated source corroborates nothing: `record/incidents/test_incident.py`.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from onrecord.incidents.queries.words import BASIS_WORDS, NO_FINDING
from onrecord.monitor.alarms import SHOWS
from onrecord_proof import report, verify_txt

REPOSITORY = Path(__file__).parents[2]
SOURCE = REPOSITORY / "src" / "onrecord"
# Of whom or what a word may be said, in the same line.
MAY_STAND = {
    # Bytes, proofs, logs, packets; or that a legal source was not looked at.
    r"verified": r"packet|proof|log\b|copy|bag|seal|anywhere|rule verified|unverified|recipient|"
    r"exhibit|alone|bytes|offline|key|program|every file",
    # Who somebody is, by an agency or dispatch; a holder's answer on a recording (G3); a flag (G5).
    r"confirmed|confirms?": r"identity|agency|dispatch|with whom|with_whom|holder|"
    r"key (?:is )?not confirmed|key_not_confirmed|successor claimed|ground|flag|"
    r"confirm_event|confirm_url|confirmed_|ConfirmEvent|may_confirm|event-confirm",
    # Events alone.
    r"corroborated": r"event|source|closes|corroborated[\"']?[:,)]|two different|count",
}
NEVER = (
    "guilty", "guilt ", "perpetrator", "offender", "culprit", "criminals", "committed a crime",
    "was found to have", "proven allegation", "verified allegation", "verified incident",
    "confirmed incident", "confirmed allegation", "confirmed event", "substantiated",
)  # fmt: skip


def shown(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a file may show a person: every line of a template, each text of a module."""
    if path.suffix != ".py":
        yield from enumerate(path.read_text("utf-8").splitlines(), start=1)
        return
    tree = ast.parse(path.read_text("utf-8"))
    quiet = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in quiet:
            yield node.lineno, node.value


FILES = [
    path
    for folder in (SOURCE, REPOSITORY / "proof" / "src", REPOSITORY / "docs")
    for path in sorted(folder.rglob("*"))
    if path.suffix in {".html", ".py", ".typ", ".txt", ".md"}
    and "migrations" not in path.parts
    and path.name not in {"LICENSE-htmx.txt", "LICENSE-uswds.txt", "status_text.py"}
]


def test_the_words_of_proof_stand_where_they_belong() -> None:
    wrong = [
        f"{path.relative_to(REPOSITORY)}:{number}: {line.strip()[:90]}"
        for path in FILES
        if path.suffix != ".md"
        for number, line in shown(path)
        for word, where in MAY_STAND.items()
        if len(line.split()) > 2  # a name or a label is no sentence
        and re.search(rf"\b(?:{word})\b", line, re.IGNORECASE)
        and not re.search(where, " ".join(line.split()), re.IGNORECASE)
    ]
    assert wrong == []


def test_no_allegation_is_ever_worded_as_a_finding() -> None:
    wrong = [
        f"{path.relative_to(REPOSITORY)}:{number}: {word}"
        for path in FILES
        for number, line in shown(path)
        for word in NEVER
        if word in line.casefold()
    ]
    assert wrong == []
    assert NO_FINDING == "Alleged. No finding has been made."
    assert not any("verified" in words or "confirmed" in words for words in BASIS_WORDS.values())


def test_the_words_would_be_seen() -> None:
    assert len(FILES) > 200
    line = "The allegation was verified."
    (where,) = [found for word, found in MAY_STAND.items() if re.search(rf"\b{word}\b", line)]
    assert not re.search(where, line)


NOT_TRUE = re.compile(
    r"not(?: show| proof)? that (?:what (?:was recorded|it shows) is|it is|they are|a count is|"
    r"an allegation is)[\w, ]* ?(?:true|right)",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "path",
    [
        "referrals/templates/packet/index.html",
        "referrals/typst/account.typ",
        "web/evidence/proof.py",
        "web/receipts/views.py",
        "web/templates/onrecord/public/data.html",
        "web/templates/onrecord/public/log.html",
        "web/templates/onrecord/public.html",
        "web/templates/onrecord/components/receipt.html",
        "web/templates/onrecord/reports/paper.html",
        "reports/queries/reading.py",
    ],
)
def test_what_shows_a_proof_says_what_it_does_not_show(path: str) -> None:
    text = " ".join((SOURCE / path).read_text("utf-8").split())
    assert NOT_TRUE.search(text.replace('" "', "")), path


def test_every_public_page_bears_the_footer_that_says_it() -> None:
    pages = list((SOURCE / "web/templates/onrecord/public").glob("*.html"))
    assert len(pages) >= 5
    for page in pages:
        text = page.read_text("utf-8")
        assert '{% extends "onrecord/public.html" %}' in text or "{% block" not in text, page.name


def test_every_verifier_says_it_too() -> None:
    for module in (report, verify_txt):
        text = " ".join(Path(str(module.__file__)).read_text("utf-8").split())
        assert NOT_TRUE.search(text.replace('" "', "")), module.__name__


def test_every_monitor_says_it_too() -> None:
    """Its messages, its rounds and its how-to; each bears these words or is tested to."""
    assert NOT_TRUE.search(SHOWS)
    page = (REPOSITORY / "docs/howto/watch-a-log.md").read_text("utf-8")
    assert NOT_TRUE.search(" ".join(page.split()))
