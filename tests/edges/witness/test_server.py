"""The witness's server: what it answers beside the vectors, and to many at once."""

import hashlib
import io
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from onrecord.witness import store as store_module
from onrecord.witness.decide import REQUEST_LIMIT, SIZE
from onrecord.witness.errors import LogRefused
from onrecord.witness.rate import KEYS_KEPT, Limit, address_key
from onrecord.witness.server import Limits, Witness
from onrecord.witness.store import WitnessStore, origin_hash
from onrecord_proof import checkpoint, cosignature, note
from pure.witness.asking import Answered, ask, key_of, plenty
from pure.witness.logs import ShownLog

LOG = ShownLog()
KEY = key_of("witness.invalid/paper", b"w" * 32)
ADDRESS = f"/{hashlib.sha256(LOG.origin.encode()).hexdigest()}/checkpoint"


class Clock:
    """A clock that goes as it is told."""

    def __init__(self) -> None:
        self.now = 1_770_000_000.5

    def __call__(self) -> float:
        """Return POSIX seconds."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> WitnessStore:
    made = WitnessStore.create(tmp_path / "witness.sqlite3")
    made.add_log(LOG.key.vkey())
    return made


@pytest.fixture
def app(store: WitnessStore, clock: Clock) -> Witness:
    return Witness(KEY, store, plenty(), clock=clock)


def cosigned_at(answered: Answered, log: ShownLog, size: int) -> int:
    """Return the verified time of a cosignature."""
    assert answered.status == 200, answered
    text = note.parse(log.note(size)).text
    (one,) = note.parse(f"{text}\n".encode() + answered.body).signatures
    assert (one.name, one.key_id) == (KEY.public.name, KEY.public.key_id)
    return cosignature.verify(KEY.public.public, text, one.signature)


# -- the address of the latest --


def test_the_latest_bears_the_logs_line_and_the_witness_s(app: Witness) -> None:
    assert ask(app, ADDRESS).status == 404
    answered = ask(app, data=LOG.request(0, 5) + LOG.fork.note(9).rpartition(b"\n\n")[2])
    assert answered.status == 403  # a false line by a known key
    stranger = ShownLog(origin="demo.invalid/x", seed=b"x" * 32)
    foreign = stranger.note(5).rpartition(b"\n\n")[2]
    answered = ask(app, data=LOG.request(0, 5) + foreign)
    latest = ask(app, ADDRESS)
    assert latest.status == 200
    assert latest.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert latest.body == LOG.note(5) + answered.body
    assert note.verify(note.parse(latest.body), [LOG.key]) == [LOG.key]
    head = ask(app, ADDRESS, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(latest.body))


def test_the_latest_follows(app: Witness) -> None:
    ask(app, data=LOG.request(0, 5))
    second = ask(app, data=LOG.request(5, 9))
    assert ask(app, ADDRESS).body == LOG.note(9) + second.body


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/add-checkpoint/",
        "/x/add-checkpoint",
        ADDRESS.upper(),
        ADDRESS[:-1],
        f"{ADDRESS}/",
        f"/{'0' * 63}/checkpoint",
        "/../witness.key",
        "/sign-subtree",
    ],
)
def test_other_addresses_are_not_there(app: Witness, path: str) -> None:
    ask(app, data=LOG.request(0, 5))
    assert ask(app, path).status == 404
    assert ask(app, path, data=LOG.request(5, 9)).status == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_named(app: Witness, method: str) -> None:
    answered = ask(app, "/add-checkpoint", method=method)
    assert (answered.status, answered.headers["Allow"]) == (405, "POST")
    if method not in {"GET", "HEAD"}:
        answered = ask(app, ADDRESS, method=method)
        assert (answered.status, answered.headers["Allow"]) == (405, "GET, HEAD")


def test_too_large_a_request_is_not_read(app: Witness) -> None:
    class Unread(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError(f"{size} bytes were read")

    limit = str(REQUEST_LIMIT + 1)
    given = {"wsgi.input": Unread(), "CONTENT_LENGTH": limit}
    assert ask(app, method="POST", **given).status == 413  # type: ignore[arg-type] # no text
    assert ask(app, data=b"x" * (REQUEST_LIMIT + 1), CONTENT_LENGTH="").status == 413
    assert ask(app, data=b"x" * REQUEST_LIMIT).status == 400


def test_a_conflict_names_the_size_and_nothing_else(app: Witness) -> None:
    ask(app, data=LOG.request(0, 5))
    answered = ask(app, data=LOG.request(0, 9))
    assert (answered.status, answered.body) == (409, b"5\n")
    assert answered.headers["Content-Type"] == SIZE


# -- time --


def test_a_clock_set_back_makes_no_later_word_look_earlier(app: Witness, clock: Clock) -> None:
    assert cosigned_at(ask(app, data=LOG.request(0, 5)), LOG, 5) == 1_770_000_000
    clock.now = 5.0
    assert cosigned_at(ask(app, data=LOG.request(5, 9)), LOG, 9) == 1_770_000_000
    clock.now = 1_770_000_060.0
    assert cosigned_at(ask(app, data=LOG.request(9, 9)), LOG, 9) == 1_770_000_060


def test_a_time_of_zero_is_never_signed(app: Witness, clock: Clock) -> None:
    clock.now = 0.0
    assert cosigned_at(ask(app, data=LOG.request(0, 5)), LOG, 5) == 1


# -- logs and their keys --


def test_a_log_added_while_serving_is_known_at_once(app: Witness, store: WitnessStore) -> None:
    other = ShownLog(origin="demo.invalid/other", seed=b"o" * 32)
    assert ask(app, data=other.request(0, 3)).status == 404
    assert store.add_log(other.key.vkey())
    assert not store.add_log(other.key.vkey())
    assert ask(app, data=other.request(0, 3)).status == 200
    assert [(log.origin, log.size) for log in store.logs()] == [(other.origin, 3), (LOG.origin, 0)]


def test_an_origin_that_is_not_the_key_s_name(app: Witness, store: WitnessStore) -> None:
    named = ShownLog(origin="demo.invalid/named", seed=b"n" * 32)
    origin = "a tree of words"
    store.add_log(named.key.vkey(), origin)
    text = checkpoint.Checkpoint(origin, 4, named.root(4)).body()
    signed = note.sign(text, [(named.key, note.sign_ed25519(named.seed))])
    assert ask(app, data=b"old 0\n\n" + signed).status == 200
    assert ask(app, data=named.request(0, 4)).status == 404
    assert ask(app, f"/{origin_hash(origin)}/checkpoint").status == 200
    with pytest.raises(LogRefused, match="a tree of words already"):
        store.add_log(named.key.vkey())


@pytest.mark.parametrize(
    ("vkey", "words"),
    [
        ("", "no log's key"),
        ("demo.invalid/x+00000000+AAAA", "no log's key"),
        (KEY.public.vkey(), "the key of a witness"),
        (LOG.key.vkey().replace("+", "+0", 1), "no log's key"),
    ],
)
def test_what_is_no_log_s_key_is_refused(store: WitnessStore, vkey: str, words: str) -> None:
    with pytest.raises(LogRefused, match=words):
        store.add_log(vkey)
    assert len(store.logs()) == 1
    with pytest.raises(LogRefused, match="is no origin"):
        store.add_log(LOG.fork.key.vkey(), "two\nlines")


def test_a_key_that_is_dropped_cosigns_nothing_and_the_log_never_begins_anew(
    app: Witness, store: WitnessStore
) -> None:
    ask(app, data=LOG.request(0, 5))
    assert store.drop_key(LOG.key.vkey()) == LOG.origin
    assert ask(app, data=LOG.request(5, 9)).status == 404
    assert ask(app, ADDRESS).status == 200
    assert store.logs() == ()
    with pytest.raises(LogRefused, match="not trusted here"):
        store.drop_key(LOG.key.vkey())
    fresh = ShownLog(seed=b"the next key".ljust(32))
    store.add_log(fresh.key.vkey())
    assert ask(app, data=fresh.fork.request(0, 3)).body == b"5\n"
    assert ask(app, data=fresh.request(5, 9)).status == 200


# -- forks --


def test_a_fork_is_refused_and_both_notes_are_kept(
    app: Witness, store: WitnessStore, caplog: pytest.LogCaptureFixture
) -> None:
    ask(app, data=LOG.request(0, 5))
    for _ in range(2):
        assert ask(app, data=LOG.fork.request(5, 5)).status == 422
    (log,) = store.logs()
    assert (log.size, log.root, log.forks) == (5, LOG.root(5), (LOG.fork.note(5),))
    assert "FORK: the log demo.invalid/shown has signed two trees of 5 entries" in caplog.text
    assert ask(app, data=LOG.request(5, 9)).status == 200


def test_a_false_signature_is_no_fork(app: Witness, store: WitnessStore) -> None:
    ask(app, data=LOG.request(0, 5))
    text, line = note.parse(LOG.fork.note(5)).text, LOG.note(5).rpartition(b"\n\n")[2]
    forged = f"old 5\n\n{text}\n".encode() + line
    assert ask(app, data=forged).status == 403
    assert store.logs()[0].forks == ()


# -- limits of rate --


def limited(store: WitnessStore, **limits: Limit) -> Witness:
    given = {"address": Limit(1000), "growth": Limit(1000), "repeat": Limit(1000), **limits}
    return Witness(KEY, store, Limits(**given))


def test_an_address_that_asks_too_often_is_told_when_to_ask_again(store: WitnessStore) -> None:
    moment = Clock()
    app = limited(store, address=Limit(2, moment))
    assert [ask(app, ADDRESS).status for _ in range(3)] == [404, 404, 429]
    answered = ask(app, data=LOG.request(0, 5))
    assert (answered.status, answered.headers["Retry-After"]) == (429, "30")
    assert ask(app, data=LOG.request(0, 5), REMOTE_ADDR="192.0.2.2").status == 200
    moment.now += 30
    assert ask(app, data=LOG.request(5, 6)).status == 200
    assert ask(app, data=LOG.request(6, 7)).status == 429
    assert store.logs()[0].size == 6


def test_a_log_that_grows_too_often_is_not_cosigned(store: WitnessStore) -> None:
    app = limited(store, growth=Limit(2))
    assert ask(app, data=LOG.request(0, 5)).status == 200
    assert ask(app, data=LOG.request(5, 6)).status == 200
    answered = ask(app, data=LOG.request(6, 7))
    assert answered.status == 429
    assert int(answered.headers["Retry-After"]) in range(1, 31)
    assert store.logs()[0].size == 6


def test_strangers_cannot_use_up_a_log_s_growth(store: WitnessStore) -> None:
    app = limited(store, growth=Limit(2), repeat=Limit(1))
    ask(app, data=LOG.request(0, 5))
    again = [ask(app, data=LOG.request(5, 5), REMOTE_ADDR=f"192.0.2.{n}") for n in range(9)]
    assert sorted(one.status for one in again) == [200] + [429] * 8
    assert [ask(app, data=LOG.request(0, 5)).status for _ in range(9)] == [409] * 9
    assert ask(app, data=LOG.request(5, 9)).status == 200


def test_a_proxy_names_the_client_where_it_is_trusted(store: WitnessStore) -> None:
    direct = limited(store, address=Limit(1))
    behind = Witness(KEY, store, Limits(Limit(1), Limit(9), Limit(9)), is_behind_proxy=True)
    clients = [{"HTTP_X_FORWARDED_FOR": f"203.0.113.9, 192.0.2.{n}"} for n in range(3)]
    assert [ask(direct, ADDRESS, **one).status for one in clients] == [404, 429, 429]
    assert [ask(behind, ADDRESS, **one).status for one in clients] == [404, 404, 404]
    assert ask(behind, ADDRESS, **clients[0]).status == 429


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_what_counts_as_one_client(address: str, key: str) -> None:
    assert address_key(address) == key


def test_the_memory_of_a_limit_is_bounded() -> None:
    limit = Limit(1)
    assert limit.take("first") == 0
    for number in range(KEYS_KEPT):
        limit.take(f"client {number}")
    assert len(limit._buckets) == KEYS_KEPT
    assert limit.take("first") == 0  # forgotten, so it begins anew


# -- at once, and when the disk fails --


@pytest.fixture
def racing(app: Witness, monkeypatch: pytest.MonkeyPatch) -> list[Answered]:
    """Ask with forks and with growth at once; return what was answered.

    Whoever has read what is held sleeps on it: what is not one transaction would be overtaken.
    """
    read = store_module._head

    def slow(database: sqlite3.Connection, origin: str) -> tuple[int, bytes, int]:
        found = read(database, origin)
        time.sleep(0.02)
        return found

    monkeypatch.setattr(store_module, "_head", slow)
    requests = [
        log.request(0, size) for size in range(1, 9) for log in (LOG, LOG.fork) for _ in range(2)
    ]
    answers: list[Answered] = []
    start = threading.Barrier(len(requests))

    def work(data: bytes) -> None:
        start.wait()
        answers.append(ask(app, data=data))

    threads = [threading.Thread(target=work, args=(data,)) for data in requests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_many_forks_at_once_one_is_cosigned(racing: list[Answered], store: WitnessStore) -> None:
    statuses = sorted(answered.status for answered in racing)
    assert statuses == [200] + [409] * 31
    size = str(store.logs()[0].size)
    assert {one.body for one in racing if one.status == 409} == {f"{size}\n".encode()}


def test_a_store_that_fails_cosigns_nothing(
    app: Witness, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ask(app, data=LOG.request(0, 5))
    path = tmp_path / "witness.sqlite3"
    whole = path.read_bytes()
    path.write_bytes(b"no database at all" * 100)
    answered = ask(app, data=LOG.request(5, 9))
    assert answered.status == 503
    assert b"nothing was cosigned" in answered.body
    assert "cannot be read or written" in caplog.text
    path.unlink()
    assert ask(app, data=LOG.request(5, 9)).status == 503
    assert not path.exists()  # an empty store would cosign anything
    path.write_bytes(whole)
    assert ask(app, data=LOG.request(5, 9)).status == 200
