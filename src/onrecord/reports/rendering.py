"""An exported report as plain text, as JSON and as PDF; the same report gives the same bytes."""

import json
import textwrap
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from onrecord.ledger.models import Json
from onrecord.reports.queries.exporting import NOT_RECORDED, Block, Exported
from onrecord.typesetting import set_pdf

TEMPLATE = Path(__file__).parent / "typst" / "report.typ"
INDENT = "  "


def as_text(exported: Exported) -> str:
    """Return plain text, wrapped, to be pasted into a records system."""
    return "\n".join(_lines(exported)) + "\n"


def _lines(exported: Exported) -> Iterator[str]:
    width = exported.width
    for line in filter(None, (exported.notice, exported.title, exported.standing)):
        yield from textwrap.wrap(line, width)
    for section in exported.sections:
        yield ""
        yield section.heading.upper()
        if not section.blocks:
            yield NOT_RECORDED
        for place, block in enumerate(section.blocks):
            if place:
                yield ""
            yield from _block(block, width)
    yield ""
    for line in filter(None, (exported.caveat, exported.layout_note)):
        yield from textwrap.wrap(line, width)


def _block(block: Block, width: int) -> Iterator[str]:
    for line in block.text.split("\n") if block.text else ():
        yield from textwrap.wrap(line, width) or [""]
    for name, text in block.rows:
        first, *rest = text.split("\n")
        yield from textwrap.wrap(f"{name}: {first}", width, subsequent_indent=INDENT)
        for line in rest:
            yield from textwrap.wrap(
                line, width, initial_indent=INDENT, subsequent_indent=INDENT
            ) or [""]


def as_json(exported: Exported) -> bytes:
    """Return JSON: the sections with their rows, times in the text as the report shows them."""
    return json.dumps(_plain(exported), ensure_ascii=False, indent=1).encode() + b"\n"


def as_pdf(exported: Exported) -> bytes:
    """Return a PDF in any script, dated as the version is; raise typesetting.NotSet."""
    return set_pdf(TEMPLATE, _plain(exported), exported.at)


def _plain(exported: Exported) -> dict[str, Json]:
    return asdict(exported) | {"at": exported.at.isoformat()}
