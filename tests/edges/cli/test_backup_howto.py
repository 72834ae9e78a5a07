"""docs/howto/back-up-and-restore.md, followed line by line."""

import os
import re
import subprocess
import sys
from pathlib import Path

HOWTO = Path(__file__).parents[3] / "docs" / "howto" / "back-up-and-restore.md"
ENDS_WITH = re.compile(r"# ends with (\d+)$")
PREPARE = """
import django; django.setup()
from pathlib import Path
from onrecord.authority import SYSTEM, Role
from onrecord.accounts.actions import create_account
from onrecord.ledger.export import export_log
from onrecord.ledger.publication import publish_now
create_account(actor=SYSTEM.SETUP, username="avery", password=None, name="Avery Example",
               agency="Example City Police", roles=[Role.OFFICER])
publish_now(actor=SYSTEM.SETUP)
export_log(Path(r"{}"))
"""


def lines() -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", HOWTO.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def test_each_line_does_what_the_page_says(tmp_path: Path) -> None:
    home = tmp_path / "home"
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("ONRECORD_")},
        "DJANGO_SETTINGS_MODULE": "onrecord.config.settings",
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "ONRECORD_HOME": str(home),
        "BACKUPS": str(tmp_path / "backups"),
        "MIRROR": str(tmp_path / "mirror"),
        "NEW_HOME": str(tmp_path / "new home"),
        "KEYS": str(home / "keys"),
    }
    prepare = PREPARE.format(tmp_path / "mirror")
    for command in (["onrecord", "setup"], [sys.executable, "-c", prepare]):
        subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 - our own
    told = lines()
    assert len(told) > 6
    # One shell, as at a terminal: each line's exit code follows it.
    script = "\n".join(f"{line}\necho exit=$?" for line in told)
    ran = subprocess.run(  # noqa: S603 - the page's own lines
        ["bash", "-c", script],  # noqa: S607 - found on the path
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    codes = [int(line.removeprefix("exit=")) for line in ran.stdout.splitlines() if "exit=" in line]
    wanted = [int(ends[1]) if (ends := ENDS_WITH.search(line)) else 0 for line in told]
    assert dict(zip(told, codes, strict=True)) == dict(zip(told, wanted, strict=True)), ran.stderr
    assert "Traceback" not in ran.stderr
    assert "newest-checkpoint" in ran.stdout
    assert not (tmp_path / "new home" / "restored.toml").exists()
