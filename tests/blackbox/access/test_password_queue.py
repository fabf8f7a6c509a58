"""The queue of passwords that wait for a core: requests of closed connections are skipped, and a stop does not
wait for the queue."""

import os
import pathlib
import signal
import urllib.parse

import pytest
from harness import Usher
from oauth import FORM, TOKEN
from raw_http import request_bytes

QUEUE_LENGTH = 150  # below the limits of the queue and of one application's burst


def try_password(server, application, number):
    """Requests tokens with a wrong password; returns the connection with the unread response."""
    body = urllib.parse.urlencode({"grant_type": "password", "username": f"m{number}",
                                   "password": "a wrong password"}).encode()
    headers = [("Content-Type", FORM), ("Authorization", application.authorization)]
    connection = server.connect()
    connection.send(request_bytes("POST", TOKEN, headers, body))
    return connection


def cpu_seconds(server):
    fields = pathlib.Path(f"/proc/{server.pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.fixture
def server():
    with Usher() as usher:
        yield usher


def test_requests_of_closed_connections_are_skipped(server):
    application = server.register()
    before = cpu_seconds(server)
    for number in range(8):
        with try_password(server, application, number) as connection:
            assert connection.read().status == 400
    seconds_per_password = (cpu_seconds(server) - before) / 8
    before = cpu_seconds(server)
    for connection in [try_password(server, application, number) for number in range(QUEUE_LENGTH)]:
        connection.close()
    with try_password(server, application, QUEUE_LENGTH) as last:
        assert last.read().status == 400
    spent = cpu_seconds(server) - before
    assert spent < QUEUE_LENGTH * seconds_per_password / 2, f"{spent} s, {seconds_per_password} s for one"


def test_a_half_closed_connection_is_answered(server):
    application = server.register()
    with try_password(server, application, 1) as connection:
        connection.end_sending()
        assert connection.read().status == 400


def test_a_stop_does_not_wait_for_the_queue(server):
    application = server.register()
    connections = [try_password(server, application, number) for number in range(QUEUE_LENGTH)]
    assert connections[0].read().status == 400
    server.signal(signal.SIGTERM)
    answers = [connection.read() for connection in connections[1:]]
    assert server.wait() == 0
    deferred = [answer for answer in answers if answer.status == 429]
    assert len(deferred) > QUEUE_LENGTH / 2, "most requests are deferred"
    assert all(answer.header("retry-after") for answer in deferred)
    assert {answer.status for answer in answers} <= {400, 429}
