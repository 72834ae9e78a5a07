"""RFC 3161 timestamp tokens on checkpoints: asked for, checked on arrival, kept, and listed.

What is stamped is the checkpoint's text (origin, size, root), so that a token outlives every change
of signature lines. A token is kept only if all of these hold:

1. The answer grants it (RFC 3161 2.4.2).
2. It stamps this text: SHA-256, 32 bytes.
3. It bears the nonce of this request.
4. Its signature, and the signer's certificate at that time, lead to a configured root; that
   certificate is for time stamping.
5. Its policy is the one configured, where one is.

Kept is the whole answer in DER, under `timestamp/<size>/<authority>.tsr`, beside the text in
`checkpoint.txt`: `openssl ts -verify -data checkpoint.txt -in X.tsr -CAfile root.pem` checks it.
"""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.verify import SHA256_OID

from onrecord.ledger.authorities import Authority, authorities
from onrecord.ledger.disk import Disk
from onrecord.ledger.errors import LedgerError, TokenRefused
from onrecord.ledger.log_files import TEXT_FILE, TIMESTAMPS, TOKEN_SUFFIX
from onrecord.ledger.tiles import LogFolder
from onrecord.storage.home import Home, current_home
from onrecord_proof import checkpoint, http, tile
from onrecord_proof.errors import ProofError

QUERY_TYPE = "application/timestamp-query"
REPLY_TYPE = "application/timestamp-reply"
LARGEST = 64 * 1024  # bytes of an answer: a token with its certificates has a few thousand
_OK = 200
_STAGING = "timestamps"
_keeping = threading.Lock()  # authorities answer in threads of their own


@dataclass(frozen=True)
class Token:
    """A checked answer: its bytes, and the time that the authority states."""

    reply: bytes
    at: datetime


@dataclass(frozen=True)
class TokenView:
    """A kept token. `holds` is None where its authority is not configured here: not checked."""

    size: int
    authority: str
    at: datetime | None
    holds: bool | None
    words: str


def ask(authority: Authority, text: bytes, timeout: float) -> Token:
    """Have an authority stamp a text, and return what it gave once all checks hold.

    `timeout` is in seconds, for each wait. Raises OSError where no answer comes, and TokenRefused
    where it does not hold.
    """
    builder = TimestampRequestBuilder(hash_algorithm=HashAlgorithm.SHA256)
    request = builder.data(text).nonce(nonce=True).cert_request(cert_request=True).build()
    answer = http.request(
        authority.url,
        data=request.as_bytes(),
        content_type=QUERY_TYPE,
        timeout=timeout,
        limit=LARGEST,
    )
    if answer.status != _OK:
        raise TokenRefused(f"it answers with HTTP status {answer.status}")
    return check(answer.body, text, authority, nonce=request.nonce)


def check(reply: bytes, text: bytes, authority: Authority, nonce: int | None = None) -> Token:
    """Check an answer (see the top of this module), or raise TokenRefused.

    Without a nonce the third check is left out: it is the asker's alone.
    """
    response = _decoded(reply)
    info = response.tst_info
    if info.message_imprint.hash_algorithm.dotted_string != SHA256_OID:
        raise TokenRefused("its token stamps a digest of another kind than SHA-256")
    if info.message_imprint.message != sha256(text).digest():
        raise TokenRefused("its token stamps another text")
    if nonce is not None and info.nonce != nonce:
        raise TokenRefused("its token bears another nonce than the request: it may be an old one")
    try:
        VerifierBuilder(roots=authority.roots).build().verify_message(response, text)
    except Exception as error:  # the parser's and OpenSSL's errors are of many types
        raise TokenRefused(f"its token does not lead to the configured root ({error})") from error
    if authority.policy and info.policy.dotted_string != authority.policy:
        raise TokenRefused(
            f"its token is of the policy {info.policy.dotted_string}, not {authority.policy}"
        )
    return Token(reply, info.gen_time)


def keep(home: Home, size: int, text: bytes, authority: str, token: Token) -> None:
    """Keep a token beside its text, durably; a name that exists keeps what it holds."""
    folder = home.log / TIMESTAMPS / str(size)
    with _keeping:
        _write_once(home, folder / TEXT_FILE, text)
        if (folder / TEXT_FILE).read_bytes() != text:
            raise TokenRefused(
                f"its token is for another text than {folder / TEXT_FILE} holds; that file never "
                "changes: restore it from a backup"
            )
        _write_once(home, folder / f"{authority}{TOKEN_SUFFIX}", token.reply)


def sweep(home: Home) -> None:
    """Remove what a crash left half-written."""
    staging = home.staging / _STAGING
    with _keeping:
        if staging.is_dir():
            Disk().remove(staging)


def is_kept(home: Home, size: int, authority: str) -> bool:
    """Say whether an authority's token on the checkpoint of that size is kept."""
    return (home.log / TIMESTAMPS / str(size) / f"{authority}{TOKEN_SUFFIX}").exists()


def timestamps(size: int | None = None) -> tuple[TokenView, ...]:
    """Return the kept tokens, by size and authority, each checked anew; public like the log.

    Besides the token, the stamped text must be that of this log's tree at that size.
    """
    home = current_home()
    known = {authority.name: authority for authority in authorities(home)}
    return tuple(_view(home, path, known) for path in _files(home, size))


def _files(home: Home, size: int | None) -> Iterator[Path]:
    folder = home.log / TIMESTAMPS
    sizes = [p for p in folder.glob("*" if size is None else str(size)) if p.name.isdecimal()]
    for path in sorted(sizes, key=lambda path: int(path.name)):
        yield from sorted(path.glob(f"*{TOKEN_SUFFIX}"))


def _view(home: Home, path: Path, known: dict[str, Authority]) -> TokenView:
    size, name = int(path.parent.name), path.stem
    authority = known.get(name)
    at: datetime | None = None
    try:
        text = (path.parent / TEXT_FILE).read_bytes()
        reply = path.read_bytes()
        at = _decoded(reply).tst_info.gen_time
        _check_text(home, size, text)
        if authority is None:
            return TokenView(size, name, at, None, "not checked: no such authority is configured")
        check(reply, text, authority)
    except (LedgerError, ProofError, OSError) as error:
        return TokenView(size, name, at, False, f"does not hold: {error}")
    return TokenView(size, name, at, True, "verified")


def _check_text(home: Home, size: int, text: bytes) -> None:
    """Refuse a stamped text that is no checkpoint of this log."""
    try:
        head = checkpoint.parse(text.decode("utf-8"))
    except UnicodeDecodeError:
        raise TokenRefused("the stamped text is no checkpoint") from None
    root = tile.root_from_tiles(LogFolder(home.log).tile, size)
    if (head.origin, head.size, head.root) != (home.record().origin, size, root):
        raise TokenRefused("the stamped text is no checkpoint of this log")


def _decoded(reply: bytes) -> TimeStampResponse:
    """Return the answer with its token; raise TokenRefused where it has none."""
    try:
        response = decode_timestamp_response(reply)
        response.tst_info  # noqa: B018 - an answer without a token fails here
    except Exception as error:  # the parser's errors are of many types
        status, words = _status(reply)
        raise TokenRefused(
            f"it refuses (status {status}{words})"
            if status
            else f"its answer is no timestamp response ({error})"
        ) from error
    if response.status != 0:
        raise TokenRefused(f"it does not grant the token (status {response.status})")
    return response


def _status(reply: bytes) -> tuple[int, str]:
    try:
        response = decode_timestamp_response(reply)
        return response.status, "".join(f": {one}" for one in response.status_string)
    except Exception:  # noqa: BLE001 - it is no response at all, which the caller says
        return 0, ""


def _write_once(home: Home, path: Path, data: bytes) -> None:
    if path.exists():
        return
    disk = Disk()
    staged = home.staging / _STAGING / f"{path.parent.name}-{path.name}"
    staged.unlink(missing_ok=True)
    disk.write(staged, data)
    made = disk.make_folder(path.parent)
    with suppress(FileExistsError):
        disk.link(staged, path)
    disk.sync(path.parent, *made)
    staged.unlink()
