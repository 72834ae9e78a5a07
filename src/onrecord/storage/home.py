"""The home: one folder that holds a city's database, keys, log, blobs and packets.

`home.toml` is written once, by setup, and says what the home is: its mode (`demo` or `trial`), its
log's permanent origin, and the directive it carries out.
"""

import os
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

DEMO = "demo"
TRIAL = "trial"
TEST_ORIGIN_PREFIX = "demo.invalid/"
DEMO_PASSWORD = "fictional city"  # noqa: S105 - printed for everybody; it opens fiction only


class HomeError(Exception):
    """The home cannot be used; the text says why, where and what to do."""


@dataclass(frozen=True)
class HomeRecord:
    """What `home.toml` says."""

    mode: str
    origin: str
    directive: str
    created: str
    city: str = ""

    @property
    def notice(self) -> str:
        """The words that every page of this home bears."""
        if self.mode == DEMO:
            return "Fictional: demo city. No real people, agencies or incidents."
        return "Trial: no real data"

    @property
    def publication_seconds(self) -> int:
        """Seconds from one checkpoint's publication to the next: a day outside the demo."""
        return 10 if self.mode == DEMO else 86_400


@dataclass(frozen=True)
class Home:
    """The paths of a home, whether or not it has been set up."""

    root: Path

    @property
    def record_file(self) -> Path:
        """The file that says what the home is."""
        return self.root / "home.toml"

    @property
    def database(self) -> Path:
        """The default database."""
        return self.root / "onrecord.sqlite3"

    @property
    def keys(self) -> Path:
        """The folder of private keys, mode 0700."""
        return self.root / "keys"

    @property
    def log_key(self) -> Path:
        """The log's private key, a C2SP note key text, mode 0600."""
        return self.keys / "log.key"

    @property
    def checkpoint_store(self) -> Path:
        """The compare-and-swap store of the latest checkpoint, apart from the database."""
        return self.root / "checkpoints.sqlite3"

    @property
    def contacts(self) -> Path:
        """The contact data of reporting persons, apart from the database, mode 0600."""
        return self.root / "contacts.sqlite3"

    @property
    def witness_policy(self) -> Path:
        """Whom the log asks for cosignatures: a C2SP tlog-policy without log lines; may lack."""
        return self.root / "witnesses.policy"

    @property
    def witness_memory(self) -> Path:
        """What each witness last cosigned: a working file, lost without harm."""
        return self.root / "witnesses.json"

    @property
    def log(self) -> Path:
        """The published log: `checkpoint`, `tile/...`, `log.vkey`. Everything in it is public."""
        return self.root / "log"

    @property
    def staging(self) -> Path:
        """Bytes that are not yet kept: blobs and tiles on their way."""
        return self.root / "staging"

    @property
    def blobs(self) -> Path:
        """Write-once blobs, one an exhibit, under random names."""
        return self.root / "blobs"

    @property
    def packets(self) -> Path:
        """Sealed packets."""
        return self.root / "packets"

    @property
    def secret(self) -> Path:
        """The web server's signing secret, mode 0600."""
        return self.keys / "web.secret"

    @property
    def is_set_up(self) -> bool:
        """Whether set-up has been completed here."""
        return self.record_file.exists()

    def record(self) -> HomeRecord:
        """Read `home.toml`, or raise HomeError."""
        try:
            table = tomllib.loads(self.record_file.read_text("utf-8"))
            return HomeRecord(
                mode=str(table["mode"]),
                origin=str(table["origin"]),
                directive=str(table["directive"]),
                created=str(table["created"]),
                city=str(table.get("city", "")),
            )
        except FileNotFoundError:
            raise HomeError(
                f"{self.root} is not set up. Run `onrecord setup` or `onrecord demo` first."
            ) from None
        except (tomllib.TOMLDecodeError, KeyError, UnicodeDecodeError) as error:
            raise HomeError(
                f"{self.record_file} cannot be read ({error}). Restore it from a backup."
            ) from error


def home_from_environment(environment: Mapping[str, str] = os.environ) -> Home:
    """Return the home that `ONRECORD_HOME` names; by default one in the user's data directory."""
    named = environment.get("ONRECORD_HOME")
    if named:
        return Home(Path(named).expanduser().absolute())
    if sys.platform == "darwin":
        return Home(Path.home() / "Library" / "Application Support" / "OnRecord")
    data = environment.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Home(Path(data) / "onrecord")


def current_home() -> Home:
    """Return the home that this process was started on."""
    from django.conf import settings  # noqa: PLC0415 - settings import this module

    home = settings.HOME
    if not isinstance(home, Home):
        raise HomeError("settings.HOME is not a Home; see onrecord.config.settings.")
    return home
