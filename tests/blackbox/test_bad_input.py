"""Invalid requests: each request returns a 4xx in the requested format, nothing is stored, and the server
keeps running.

The rows are in bad_fields.py, bad_bodies.py and bad_http.py; test_slow_senders.py tests slow requests.
"""

import bad_bodies
import bad_fields
import bad_http
import pytest
from raw_http import ConnectionEnded, request_bytes
from wire import ACTIVATION, JSON, XML, applicant, assert_error, basic, json_body, read_object

CASES = [*bad_fields.cases(), *bad_bodies.cases(), *bad_http.well_formed_cases()]
RAW_CASES = list(bad_http.raw_cases())


def test_there_are_at_least_250_rows():
    assert len(CASES) + len(RAW_CASES) >= 250
    assert len({case.name for case in CASES}) == len(CASES), "two rows have the same name"


class Watch:
    """Checks after each row that nothing was stored and that the server still responds."""

    def __init__(self, server, application):
        self.server = server
        self.application = application
        self._connection = server.connect()
        self._rows = 0

    def begin(self):
        """Records the number of rows, which assert_unharmed() compares."""
        self._rows = self.server.stored_rows()

    def send(self, verb, target, headers, body):
        """Sends on the persistent connection, or on a new connection if the server has closed the persistent
        connection."""
        for attempt in range(2):
            try:
                self._connection.send(request_bytes(verb, target, headers, body))
                answer = self._connection.read()
                if answer.header("connection") == "close":
                    self._reconnect()
                return answer
            except ConnectionEnded:
                if attempt == 1:
                    raise
                self._reconnect()
        raise AssertionError("unreachable")

    def assert_unharmed(self):
        assert self.server.is_running(), f"the server ended:\n{self.server.log()}"
        answer = self.send("POST", ACTIVATION, [("Authorization", self.application.authorization),
                                                ("Content-Type", JSON)],
                           json_body(applicant(IpAddress="127.0.0.1")))
        assert answer.status == 200 and read_object(answer)["Id"] == -1
        assert self.server.stored_rows() == self._rows, "something was stored"

    def _reconnect(self):
        self._connection.close()
        self._connection = self.server.connect()


@pytest.fixture(scope="module")
def watch(server, application):
    activations_before = server.activations()
    yield Watch(server, application)
    assert server.activations() == activations_before


def authorization_of(case, application):
    """Returns the row's Authorization header; None if the row has no such header."""
    value = case.authorization
    if value == "good":
        return application.authorization
    if value is None or value.startswith(("Basic", "Bearer")) or ":" not in value:
        return value
    pair = value.replace("good-id", application.client_id)
    return basic(*pair.replace("good-secret", application.client_secret).split(":", 1))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_bad_request(watch, application, case):
    authorization = authorization_of(case, application)
    watch.begin()
    for body in case.bodies:
        for accept in (JSON, XML):
            headers = [("Content-Type", body.content_type), ("Accept", accept)]
            if authorization is not None:
                headers.append(("Authorization", authorization))
            answer = watch.send(case.verb, case.target, headers, body.data)
            assert answer.status in case.statuses, \
                f"{answer.status} for {body.content_type}: {answer.body[:300]!r}"
            description = assert_error(answer, answer.status, accept)
            missing = [name for name in body.names if name not in description]
            assert not missing, f"{missing} not named in {description!r}"
            assert application.client_secret not in answer.text()
            if answer.status == 401:
                assert answer.header("www-authenticate").startswith("Basic")
            if answer.status == 405:
                assert "POST" in answer.header("allow")
    watch.assert_unharmed()


@pytest.mark.parametrize("case", RAW_CASES, ids=str)
def test_bad_bytes(watch, server, application, case):
    watch.begin()
    with server.connect() as connection:
        connection.send(case.data.replace(b"AUTHORIZATION", application.authorization.encode()))
        if case.end:
            connection.end_sending()
        try:
            answer = connection.read()
        except ConnectionEnded:
            assert case.end, "closed without an answer"
            answer = None
        if answer is not None:
            assert answer.status in case.statuses, f"{answer.status}: {answer.body[:300]!r}"
            assert_error(answer, answer.status, case.accept)
            if answer.header("connection") == "close":
                assert connection.is_closed_by_peer()
    watch.assert_unharmed()
