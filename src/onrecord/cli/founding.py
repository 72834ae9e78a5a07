"""Founding a home: the folder, its keys, database, triggers, log and packs.

1. The folder is made, or taken when it is empty; the mark `.being-founded` goes in first.
2. Everything else follows; `home.toml` is written last, and makes it a home.
3. The mark goes when the first contents (the demo city, where there is one) stand. A folder that
   still bears the mark is the remains of a crash: nobody has worked in it, and it is begun anew.
"""

import fcntl
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management import call_command

from onrecord.accounts.queries import is_empty
from onrecord.ledger import setup, triggers
from onrecord.ledger.disk import Disk
from onrecord.ledger.times import now, utc_text
from onrecord.storage.directives import copy_packs, read_directive
from onrecord.storage.home import TEST_ORIGIN_PREFIX, Home, HomeError

MARK = ".being-founded"
RESTORING = ".being-restored"
REPOSITORY_PACKS = Path(__file__).parents[3] / "directives"


@contextmanager
def founding(
    home: Home, *, mode: str, origin: str, directive: str, city: str = ""
) -> Iterator[None]:
    """Found a home; the body fills it, and when it ends the home stands.

    Raises HomeError where the origin is a real one, the folder cannot be used or holds something
    else, or somebody else is founding it at this moment.
    """
    if not origin.startswith(TEST_ORIGIN_PREFIX):
        raise HomeError(
            f"Origin {origin!r}: a real origin is refused until TLS, key custody and the clock "
            f"are checked at start (G28). Give one that begins with {TEST_ORIGIN_PREFIX}."
        )
    read_directive(REPOSITORY_PACKS, directive)
    with own_folder(home, MARK):
        os.umask(0o077)
        for folder in (home.keys, home.log, home.staging, home.blobs, home.packets):
            folder.mkdir()
        copy_packs(REPOSITORY_PACKS, home)
        disk = Disk()
        disk.write(home.secret, f"{secrets.token_urlsafe(48)}\n".encode("ascii"), mode=0o600)
        prepare_database()
        if not is_empty():
            raise HomeError(
                "The database that ONRECORD_DATABASE_URL names holds another home's record. "
                "Name an empty one."
            )
        setup.create_log(home, origin)
        values = {
            "mode": mode,
            "origin": origin,
            "directive": directive,
            "created": utc_text(now()),
            "city": city,
        }
        lines = [f"{key} = {json.dumps(value)}\n" for key, value in values.items()]
        disk.replace(home.record_file, "".join(lines).encode(), mode=0o600)
        yield


def prepare_database() -> None:
    """Migrate the database to this version of OnRecord, and reinstall and check its triggers."""
    call_command("migrate", interactive=False, verbosity=0)
    triggers.install()
    triggers.check()


def needs_founding(home: Home) -> bool:
    """Say whether a home is still to be founded, or is the remains of work cut short."""
    return not home.is_set_up or any((home.root / mark).exists() for mark in (MARK, RESTORING))


@contextmanager
def own_folder(home: Home, name: str) -> Iterator[None]:
    """Make and hold the folder: nobody else founds here meanwhile; remains are cleared.

    `name` is the mark of what is being done: MARK, or RESTORING. The other's remains are refused.
    """
    mark = home.root / name
    try:
        home.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        if name != RESTORING and (home.root / RESTORING).exists():
            raise HomeError(
                f"{home.root} holds a restore that was broken off. Run `onrecord restore` again, "
                "or empty the folder."
            )
        if not mark.exists() and any(home.root.iterdir()):
            raise HomeError(
                f"{home.root} holds files that are not OnRecord's. Name an empty folder in "
                "ONRECORD_HOME."
            )
        home.root.chmod(0o700)
        held = os.open(mark, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise HomeError(
            f"{home.root} cannot be used ({error.strerror}). Name a folder that you may write in "
            "ONRECORD_HOME."
        ) from error
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise HomeError(f"{home.root} is being set up by another process.") from error
        if not mark.exists() or os.fstat(held).st_ino != mark.stat().st_ino:
            raise HomeError(f"{home.root} was set up by another process just now. Run this again.")
        for path in home.root.iterdir():
            if path == mark:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        yield
        mark.unlink()
    finally:
        os.close(held)
