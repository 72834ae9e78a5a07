"""One HTTP exchange: what a stranger's server may do to it, each shown on a real connection."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from onrecord_proof import http
from onrecord_proof.errors import ProofError
from pure.proof.loopback import saying, serving, target, whole


@contextmanager
def held() -> Iterator[threading.Event]:
    """Yield what a server waits for, so that it ends with the test."""
    done = threading.Event()
    try:
        yield done
    finally:
        done.set()


def test_an_answer_comes_whole() -> None:
    asked: list[bytes] = []

    def answer(request: bytes, connection: socket.socket) -> None:
        asked.append(request)
        connection.sendall(whole(b"the body", "200 OK", "X-Mark: yes"))

    with serving(answer) as url:
        got = http.request(f"{url}/a/b?c=d", headers={"X-Sent": "1"})
    assert (got.status, got.headers["x-mark"], got.body) == (200, "yes", b"the body")
    assert target(asked[0]) == "/a/b?c=d"
    assert b"X-Sent: 1\r\n" in asked[0]


def test_data_is_posted() -> None:
    asked: list[bytes] = []

    def answer(request: bytes, connection: socket.socket) -> None:
        asked.append(request)
        connection.sendall(whole(b""))

    with serving(answer) as url:
        http.request(url, data=b"12345", content_type="application/x-test")
    assert asked[0].startswith(b"POST / HTTP/1.1\r\n")
    assert b"Content-Length: 5\r\n" in asked[0]
    assert b"Content-Type: application/x-test\r\n" in asked[0]


@pytest.mark.parametrize(
    "status", ["404 Not Found", "409 Conflict", "500 Broken", "204 No Content"]
)
def test_any_status_is_an_answer(status: str) -> None:
    with serving(saying(whole(b"", status))) as url:
        assert http.request(url).status == int(status[:3])


def test_a_redirect_is_not_followed() -> None:
    asked: list[str] = []

    def answer(request: bytes, connection: socket.socket) -> None:
        asked.append(target(request))
        connection.sendall(whole(b"", "302 Found", "Location: /elsewhere"))

    with serving(answer) as url:
        assert http.request(f"{url}/here").status == 302
    assert asked == ["/here"]


def test_a_proxy_of_the_environment_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with serving(saying(whole(b"direct"))) as url:
        assert http.request(url).body == b"direct"


def test_the_largest_answer_is_read_and_one_byte_more_is_refused() -> None:
    with serving(saying(whole(b"x" * 100))) as url:
        assert len(http.request(url, limit=100).body) == 100
        with pytest.raises(http.HttpError, match="more than 99 bytes"):
            http.request(url, limit=99)


def test_an_answer_without_end_is_cut_off() -> None:
    def answer(_request: bytes, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:  # until the reader hangs up
            connection.sendall(b"x" * 65_536)

    with serving(answer) as url, pytest.raises(http.HttpError, match="more than 1000 bytes"):
        http.request(url, limit=1000)


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"\r\n",
        b"hello\r\n\r\n",
        b"HTTP/1.1 two hundred\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot hexadecimal\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nshort",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n",
        b"\x16\x03\x01\x00\x00" * 20,
    ],
    ids=[
        "nothing",
        "empty-line",
        "no-http",
        "status-in-words",
        "shorter-than-it-says",
        "chunk-without-length",
        "chunk-cut-off",
        "too-many-headers",
        "header-too-long",
        "binary",
    ],
)
def test_what_is_no_whole_answer_is_refused(garbage: bytes) -> None:
    with serving(saying(garbage)) as url, pytest.raises(http.HttpError, match="does not answer"):
        http.request(url)


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_the_timeout() -> None:
    with held() as done, serving(lambda *_: done.wait() and None) as url:
        with pytest.raises(http.HttpError, match="timed out"):
            http.request(url, timeout=0.05)
        done.set()


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_trickle_ends(head: bytes) -> None:
    """Each byte comes in time; the whole never would."""
    with held() as done:

        def answer(_request: bytes, connection: socket.socket) -> None:
            connection.sendall(head)
            while not done.wait(0.01):
                connection.sendall(b"x")

        with serving(answer) as url:
            with pytest.raises(http.HttpError, match="takes too long"):
                http.request(url, timeout=0.05)
            done.set()


def test_nobody_there() -> None:
    with serving(saying(b"")) as url:
        pass
    with pytest.raises(http.HttpError, match="does not answer"):
        http.request(url)


def test_no_tls_where_it_was_asked_for() -> None:
    # The stand-in reads on until it has a blank line: it hangs up with the client.
    with (
        serving(saying(whole(b"plain"))) as url,
        pytest.raises(http.HttpError, match="does not answer"),
    ):
        http.request(url.replace("http://", "https://"), timeout=0.2)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.invalid/log",
        "ftp://example.invalid/",
        "file:///etc/hosts",
        "http://",
        "http:///log",
        "http://user@example.invalid/",
        "http://user:word@example.invalid/",
        "http://example.invalid:0/",
        "http://example.invalid:70000/",
        "http://example.invalid:port/",
        "http://[::1/",
        "http://example.invalid/a b",
        "http://example.invalid/\r\nX: y",
        "http://exämple.invalid/",
    ],
)
def test_a_wrong_url_is_refused(url: str) -> None:
    with pytest.raises(ProofError) as refused:
        http.check_url(url)
    assert refused.value.code == "url"
    with pytest.raises(http.HttpError, match="is no http or https URL"):
        http.request(url)


@pytest.mark.parametrize(
    "url", ["http://example.invalid", "https://example.invalid:8443/log/", "http://[::1]:80/a?b=c"]
)
def test_a_right_url_is_taken(url: str) -> None:
    http.check_url(url)
