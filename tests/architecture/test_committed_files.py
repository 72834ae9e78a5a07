"""What is committed stands by itself: nothing names the place where it was made."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]

# Written in halves, so that this file does not name them either.
ELSEWHERE = tuple(
    first + second
    for first, second in (
        ("/work", "/main"),
        ("/work", "/shared"),
        ("/root", "/"),
        ("/home", "/user"),
        ("shared", "/design"),
        ("/t" + "mp", "/brief"),
        ("guardrails", ".md"),
        ("pages", ".md"),
        ("formats", ".md"),
        ("orders", ".md"),
        ("peers", ".md"),
        ("dependencies", ".md"),
        ("py", "pi.org"),
        ("files.python", "hosted.org"),
        ("registry.npm", "js.org"),
    )
)


@cache
def committed() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - whichever git the reader has
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("this is no git checkout: what is committed is not known")
    return tuple(REPOSITORY / name for name in listed.stdout.decode().split("\0") if name)


def test_no_committed_file_names_another_place() -> None:
    named = [
        f"{path.relative_to(REPOSITORY)}: {place}"
        for path in committed()
        if path.is_file() and path.name != "package-lock.json"
        for place in ELSEWHERE
        if re.search(rb"(?<![\w-])" + re.escape(place.encode()), path.read_bytes())
    ]
    assert not named


def test_scripts_can_be_run() -> None:
    for path in committed():
        if path.parent.name in {"script", ".ci"} and path.is_file():
            assert path.stat().st_mode & 0o100, path.name


def test_no_secret_is_committed() -> None:
    for path in committed():
        if path.is_file() and "vectors" not in path.parts:
            data = path.read_bytes()
            key = rb"PRIVATE\+KEY\+[^+\s]+\+[0-9a-f]{8}\+[\w+/=]{40}"
            assert not re.search(key, data), path.name
            assert b"-----BEGIN" + b" PRIVATE KEY" not in data, path.name
