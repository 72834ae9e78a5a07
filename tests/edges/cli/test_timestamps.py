"""The authorities' and tokens' commands, and docs/howto/timestamps.md followed line by line."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from edges.cli.commands_for_tests import Run
from onrecord.authority import SYSTEM
from onrecord.cli.exits import Exit
from onrecord.config.reference import REPOSITORY
from onrecord.ledger.publication import publish_now
from onrecord.ledger.timestamps import Pace, Stamper
from onrecord.ledger.tokens import is_kept
from onrecord.storage.home import Home
from record.ledger.test_timestamps import until
from record.ledger.tsa import answering

HOWTO = (REPOSITORY / "docs/howto/timestamps.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(.*?)^```", HOWTO, re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.usefixtures("committed", "people")


def test_the_howto_is_followed_line_by_line(home: Home, run: Run, tmp_path: Path) -> None:
    configuration, setting, listing, verifying, showing = BLOCKS
    with answering(tmp_path / "authority", "city-library") as authority:
        shutil.copy(authority.root, tmp_path / "city-library.pem")
        file = tmp_path / "authorities.toml"
        file.write_text(configuration.replace("http://time.example.org/tsr", authority.url))
        line = setting.replace("authorities.toml", str(file)).split()
        assert line.pop(0) == "onrecord"
        done = run(*line)
        assert done.code == Exit.DONE, done.err
        assert authority.url in done.out
        shown = run("log", "authorities", "--as", "indigo", "--json").json
        assert [(a["name"], a["policy"]) for a in shown] == [("city-library", "any")]
        size = publish_now(actor=SYSTEM.SETUP).size
        stamper = Stamper(home, Pace(look=0.01))
        stamper.start()
        try:
            until(lambda: is_kept(home, size, "city-library"))
        finally:
            stamper.stop()
        listed = run(*listing.split()[1:])
        assert listed.code == Exit.DONE
        assert "words: verified" in listed.out
        assert run("log", "timestamps", str(size), "--json").json[0]["holds"] is True
        assert run("log", "timestamps", "7777").out == "none\n"
        folder = home.log / "timestamp" / str(size)
        shutil.copy(authority.root, folder / "root.pem")
        for words, expected in ((verifying, "Verification: OK"), (showing, "Time stamp:")):
            said = subprocess.run(  # noqa: S603 - the howto's own line
                words.split(), cwd=folder, capture_output=True, text=True, check=False
            )
            assert expected in said.stdout + said.stderr
        (folder / "city-library.tsr").write_bytes(b"damaged")
        broken = run("log", "timestamps")
        assert broken.code == Exit.DOES_NOT_HOLD
        assert "does not hold: its answer is no timestamp response" in broken.out


def test_a_faulty_file_and_a_person_who_may_not(run: Run, home: Home, tmp_path: Path) -> None:
    file = tmp_path / "authorities.toml"
    file.write_text("[[authority]]\nname = 'a'\n")
    refused = run("log", "authorities", str(file), "--as", "indigo")
    assert refused.code == Exit.BAD_INPUT
    assert "lacks certificate, url" in refused.err
    assert run("log", "authorities", str(tmp_path / "none"), "--as", "indigo").code == 3
    file.write_text("")
    assert run("log", "authorities", str(file), "--as", "avery").code == Exit.REFUSED
    assert not (home.root / "timestamps.toml").exists()
    assert run("log", "authorities", str(file), "--as", "indigo").out == "none\n"
