"""From a typst template and JSON values to a PDF: the same values give the same bytes."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst

from onrecord.typesetting.coverage import FONTS, drawable

HERE = Path(__file__).parent
STANDARDS: list[Any] = ["a-2a", "ua-1"]  # for archives, and for readers of the screen


class NotSet(Exception):  # noqa: N818 - named for what happened
    """A document could not be set; the words say why."""


def set_pdf(template: Path, values: Mapping[str, Any], at: datetime) -> bytes:
    """Set a template with JSON values, which it reads as the input `account`; dated `at`.

    The template imports `setting.typ`, which names the fonts. Raises NotSet.
    """
    files: Any = {  # typst takes files by their names; its stub does not say so
        "main.typ": template.read_bytes(),
        "setting.typ": (HERE / "setting.typ").read_bytes(),
    }
    told = json.dumps(_drawable(values), ensure_ascii=False)
    try:
        data = typst.Compiler(files, font_paths=_fonts()).compile(
            format="pdf",
            sys_inputs={"account": told},
            timestamp=int(at.timestamp()),
            pdf_standards=STANDARDS,
        )
    except (typst.TypstError, RuntimeError) as error:
        raise NotSet(f"The document could not be set as PDF: {error}") from error
    if not isinstance(data, bytes):
        raise NotSet("The document came as something else than one file.")
    return data


@cache
def _fonts() -> typst.Fonts:
    """Return the vendored fonts and those in typst, never the machine's: all set the same."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(FONTS)]
    )


def _drawable(value: Any) -> Any:  # noqa: ANN401 - JSON values
    """Return values whose every text the fonts can draw."""
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, Mapping):
        return {key: _drawable(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [_drawable(item) for item in value]
    return value
