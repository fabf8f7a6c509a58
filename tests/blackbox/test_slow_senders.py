"""Clients that send too slowly receive 408 in the requested format, and do not delay other clients.

All clients run concurrently, so the tests take little longer than the time limit of one request."""

import threading
import time

import pytest
from harness import Usher
from raw_http import ConnectionEnded, NoAnswer
from wire import ACTIVATION, JSON, XML, applicant, assert_error, json_body

REQUEST_SECONDS = 2  # the limit of the head, and the limit of the body
MARGIN_SECONDS = 5
DRIP_SECONDS = 0.1

HEAD = (f"POST {ACTIVATION} HTTP/1.1\r\nHost: localhost\r\nAuthorization: AUTHORIZATION\r\n"
        f"Content-Type: {JSON}\r\n").encode()
BODY = json_body(applicant())
WITH_BODY = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY)
WITH_BODY_XML = HEAD + b"Accept: %s\r\nContent-Length: %d\r\n\r\n" % (XML.encode(), len(BODY))
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"

# {name: (bytes that are sent together, bytes that follow one by one, format of the response)}
SENDERS = {
    "one-byte": (b"P", b"", JSON),
    "half-a-head": (HEAD, b"", JSON),
    "dripping-head": (b"POST /", b"a" * 200, JSON),
    "dripping-headers": (HEAD, b"X-A: b\r\n" * 50, JSON),
    "no-body": (WITH_BODY, b"", JSON),
    "no-body-xml": (WITH_BODY_XML, b"", XML),
    "half-a-body": (WITH_BODY + BODY[:99], b"", JSON),
    "dripping-body": (WITH_BODY, BODY, JSON),
    "no-chunk": (CHUNKED, b"", JSON),
    "half-a-chunk": (CHUNKED + b"ff\r\nabc", b"", JSON),
    "dripping-chunks": (CHUNKED, b"1\r\n{\r\n" * 40, JSON),
}


class Sender(threading.Thread):
    """A slow client; `answer` is the response, `seconds` is the time until the response."""

    def __init__(self, connection, at_once, dripped):
        super().__init__(daemon=True)
        self._connection = connection
        self._at_once = at_once
        self._dripped = dripped
        self.answer = None
        self.seconds = None

    def run(self):
        started_at = time.monotonic()
        dripper = threading.Thread(target=self._drip, daemon=True)
        with self._connection:
            self._connection.send(self._at_once)
            dripper.start()
            try:
                self.answer = self._connection.read(timeout=REQUEST_SECONDS + MARGIN_SECONDS)
            except (ConnectionEnded, NoAnswer) as failure:
                self.answer = failure
            self.seconds = time.monotonic() - started_at
            dripper.join()

    def _drip(self):
        for i in range(len(self._dripped)):
            if self.seconds is not None:
                return
            self._connection.send(self._dripped[i:i + 1])
            time.sleep(DRIP_SECONDS)


@pytest.fixture(scope="module")
def server():
    with Usher({"server": {"request_seconds": REQUEST_SECONDS}}) as usher:
        yield usher


@pytest.fixture(scope="module")
def senders(server, application):
    started = {}
    for name, (at_once, dripped, _) in SENDERS.items():
        data = at_once.replace(b"AUTHORIZATION", application.authorization.encode())
        started[name] = Sender(server.connect(), data, dripped)
        started[name].start()
    return started


def test_other_clients_are_served_meanwhile(server, senders):
    assert any(sender.is_alive() for sender in senders.values())
    started_at = time.monotonic()
    assert server.get("/healthz").status == 200
    assert time.monotonic() - started_at < 1


@pytest.mark.parametrize("name", SENDERS)
def test_slow_sender(senders, name):
    _, _, accept = SENDERS[name]
    sender = senders[name]
    sender.join(REQUEST_SECONDS + 2 * MARGIN_SECONDS)
    assert not isinstance(sender.answer, Exception), sender.answer
    assert_error(sender.answer, 408, accept)
    assert sender.seconds > REQUEST_SECONDS / 2, "the answer came before the time limit"


def test_nothing_was_stored(server):
    assert server.activations() == []
