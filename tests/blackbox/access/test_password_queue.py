"""The queue of passwords that wait for a core: who leaves is not worked for, and a stop does not wait for
it."""

import os
import pathlib
import signal
import urllib.parse

import pytest
from harness import Usher
from oauth import FORM, TOKEN
from raw_http import request_bytes

CROWD = 150  # fewer than may wait at once, and than an application may try in a burst


def try_password(server, application, number):
    """Asks for tokens with a password that is nobody's; the connection, on which nothing is read."""
    body = urllib.parse.urlencode({"grant_type": "password", "username": f"m{number}",
                                   "password": "a password of nobody"}).encode()
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


def test_who_has_hung_up_is_not_worked_for(server):
    application = server.register()
    before = cpu_seconds(server)
    for number in range(8):
        with try_password(server, application, number) as connection:
            assert connection.read().status == 400
    of_one = (cpu_seconds(server) - before) / 8
    before = cpu_seconds(server)
    for connection in [try_password(server, application, number) for number in range(CROWD)]:
        connection.close()
    with try_password(server, application, CROWD) as honest:  # last in the queue
        assert honest.read().status == 400
    spent = cpu_seconds(server) - before
    assert spent < CROWD * of_one / 2, f"{spent} s, {of_one} s for one"


def test_a_half_closed_connection_is_answered(server):
    application = server.register()
    with try_password(server, application, 1) as connection:
        connection.end_sending()
        assert connection.read().status == 400


def test_a_stop_does_not_wait_for_the_queue(server):
    application = server.register()
    connections = [try_password(server, application, number) for number in range(CROWD)]
    assert connections[0].read().status == 400
    server.signal(signal.SIGTERM)
    answers = [connection.read() for connection in connections[1:]]
    assert server.wait() == 0
    put_off = [answer for answer in answers if answer.status == 429]
    assert len(put_off) > CROWD / 2, "asked to try again"
    assert all(answer.header("retry-after") for answer in put_off)
    assert {answer.status for answer in answers} <= {400, 429}
