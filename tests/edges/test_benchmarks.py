"""The benchmark of the ledger runs and prints each of its rows; what it measures is not judged."""

import subprocess
import sys
from pathlib import Path

import pytest

from speed import measuring

REPOSITORY = Path(__file__).parents[2]
ROWS = (
    "leaves to their root",
    "10 small exhibits",
    "A batch of 1 sequenced",
    "A batch of 16 sequenced",
    "A batch of 256 sequenced",
    "Tessera's POSIX log, batch of 256",
    "SQLite, one writer: an act of one entry",
    "SQLite, 4 writers at once: aid recorded",
    "SQLite: statements to the database",
    "PostgreSQL",
    "Full audit of",
    "Its memory",
    "Cost of an entry",
    "Inclusion proof from tiles",
    "tiles dropped",
    "offline proof",
    "Append of 16 after",
)


def test_every_row_is_measured_and_put_into_the_page(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Before.\n\n{measuring.BEGIN}\nwas here before\n{measuring.END}\n\nAfter.\n")
    ran = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "benchmarks/ledger.py", "--quick", "--write", str(page)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    rows = [line for line in ran.stdout.splitlines() if line.startswith("| ")]
    for words in ROWS:
        assert any(words in row for row in rows), words
    assert all(row.count(" | ") == 6 for row in rows), "a row has another number of columns"
    assert ran.stdout.strip() in page.read_text()
    assert page.read_text().startswith("Before.\n")
    assert page.read_text().endswith("After.\n")
    assert "was here before" not in page.read_text()


def test_a_page_without_marks_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("No marks here.\n")
    with pytest.raises(SystemExit, match="lacks the marks"):
        measuring.write_into(page, "anything")
    assert page.read_text() == "No marks here.\n"
