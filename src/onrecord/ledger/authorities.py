"""The timestamp authorities (RFC 3161) that a home asks, and the certificates they are trusted by.

    [[authority]]
    name = "city-library"                       # a to z, digits and hyphens: it names files
    url = "https://time.example.org/tsr"
    certificate = "city-library.pem"            # its trust roots, beside this file
    policy = "1.3.6.1.4.1.99999.1"              # optional: the only policy whose tokens are kept

The trust roots come from the authority itself, by another way than its answers.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography import x509

from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import AuthoritiesRefused
from onrecord.ledger.times import now
from onrecord.storage.home import Home
from onrecord_proof.errors import ProofError
from onrecord_proof.http import check_url

FILE = "timestamps.toml"
_ROOTS = "timestamp-roots"
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
_POLICY = re.compile(r"[0-2](?:\.(?:0|[1-9][0-9]*))+")
_NEEDED = frozenset({"name", "url", "certificate"})
_LARGEST = 64 * 1024  # bytes of a file of configuration or of certificates


@dataclass(frozen=True)
class Authority:
    """A timestamp authority: its name here, where it answers, and its trust roots as PEM.

    `policy` is the object identifier of the only policy accepted, or empty for any.
    """

    name: str
    url: str
    certificate: bytes
    policy: str = ""

    @property
    def roots(self) -> list[x509.Certificate]:
        """The trust roots."""
        return x509.load_pem_x509_certificates(self.certificate)

    @property
    def digest(self) -> str:
        """SHA-256 of the trust roots' PEM, in hex."""
        return sha256(self.certificate).hexdigest()


def read_authorities(path: Path) -> tuple[Authority, ...]:
    """Read a file of authorities and the certificates beside it, all of them checked.

    Raises AuthoritiesRefused, which names the authority, what is wrong, and what to do.
    """
    read = _read(path)
    for authority in read:
        for root in authority.roots:
            if root.not_valid_after_utc <= now():
                raise AuthoritiesRefused(
                    f"{path}: authority {authority.name}: a certificate ran out on "
                    f"{root.not_valid_after_utc:%Y-%m-%d}. Take the authority's present one."
                )
    return read


def authorities(home: Home) -> tuple[Authority, ...]:
    """Return the authorities that a home asks; none where none were set.

    A root that has run out since still checks the tokens of its time.
    """
    path = home.root / FILE
    return _read(path) if path.exists() else ()


def _read(path: Path) -> tuple[Authority, ...]:
    try:
        table = tomllib.loads(_bytes(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AuthoritiesRefused(f"{path} is no TOML: {error}.") from error
    listed = table.get("authority", [])
    if set(table) - {"authority"} or not isinstance(listed, list):
        raise AuthoritiesRefused(f"{path} holds [[authority]] tables and nothing else.")
    read = tuple(_authority(path, number, entry) for number, entry in enumerate(listed, start=1))
    names = [authority.name for authority in read]
    for name in names:
        if names.count(name) > 1:
            raise AuthoritiesRefused(f"{path}: two authorities are called {name}. Rename one.")
    return read


def keep_authorities(home: Home, given: tuple[Authority, ...]) -> None:
    """Put these in the place of the home's authorities, at once; certificates come first."""
    disk = Disk()
    lines = ["# Written by `onrecord log authorities`; the entry in the log says by whom.\n"]
    for authority in given:
        path = f"{_ROOTS}/{authority.name}-{authority.digest[:16]}.pem"
        (home.root / _ROOTS).mkdir(mode=0o700, exist_ok=True)
        disk.replace(home.root / path, authority.certificate)
        fields = {"name": authority.name, "url": authority.url, "certificate": path}
        if authority.policy:
            fields["policy"] = authority.policy
        # What stands here is printable ASCII, for which JSON's strings are TOML's.
        pairs = "".join(f"{name} = {json.dumps(value)}\n" for name, value in fields.items())
        lines.append(f"\n[[authority]]\n{pairs}")
    disk.replace(home.root / FILE, "".join(lines).encode("ascii"))


def _authority(path: Path, number: int, entry: object) -> Authority:
    where = f"{path}: authority {number}"
    if not isinstance(entry, Mapping):
        raise AuthoritiesRefused(f"{where} is no [[authority]] table.")
    _check_fields(where, entry)
    name, url, policy = str(entry["name"]), str(entry["url"]), str(entry.get("policy", ""))
    if not _NAME.fullmatch(name):
        raise AuthoritiesRefused(
            f"{where}: the name {name!r} is not written with a to z, 0 to 9 and hyphens, 40 at most"
        )
    where = f"{path}: authority {name}"
    try:
        check_url(url)
    except ProofError as error:
        raise AuthoritiesRefused(f"{where}: {error.message}.") from None
    if policy and not _POLICY.fullmatch(policy):
        raise AuthoritiesRefused(f"{where}: the policy {policy!r} is no object identifier.")
    certificate = _bytes(path.parent / str(entry["certificate"]), where)
    _check_certificate(where, str(entry["certificate"]), certificate)
    return Authority(name, url, certificate, policy)


def _check_fields(where: str, entry: Mapping[str, Any]) -> None:
    missing, unknown = _NEEDED - set(entry), set(entry) - _NEEDED - {"policy"}
    if missing:
        raise AuthoritiesRefused(f"{where} lacks {', '.join(sorted(missing))}.")
    if unknown:
        raise AuthoritiesRefused(f"{where} has unknown fields: {', '.join(sorted(unknown))}.")
    for name, value in entry.items():
        if not isinstance(value, str) or not value:
            raise AuthoritiesRefused(f"{where}: {name} is no text.")


def _check_certificate(where: str, name: str, pem: bytes) -> None:
    try:
        x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise AuthoritiesRefused(
            f"{where}: {name} holds no PEM certificate. Convert it with `openssl x509`."
        ) from error


def _bytes(path: Path, where: str = "") -> bytes:
    before = f"{where}: " if where else ""
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise AuthoritiesRefused(f"{before}{path} cannot be read ({error.strerror}).") from error
    if len(data) > _LARGEST:
        raise AuthoritiesRefused(f"{before}{path} is larger than 64 KiB. It is another file.")
    return data
