"""The part of a partner's program, which requests activations and their status in JSON."""

from harness import eventually
from raw_http import request_bytes
from wire import ACTIVATION, JSON, STATUS, json_body, read_object

FINAL_CODES = (2, 3, 6)


class Partner:
    """A client of one server with one application's credentials."""

    def __init__(self, server, application):
        self.server = server
        self.application = application

    def headers(self, content_type=JSON, accept=None):
        headers = [("Authorization", self.application.authorization)]
        if content_type is not None:
            headers.append(("Content-Type", content_type))
        if accept is not None:
            headers.append(("Accept", accept))
        return headers

    def request(self, target, body, content_type=JSON, accept=None, extra=()):
        """Returns the bytes of a POST."""
        return request_bytes("POST", target, [*self.headers(content_type, accept), *extra], body)

    def post(self, target, body, content_type=JSON, accept=None, extra=()):
        """Sends a POST on a new connection and returns the response."""
        with self.server.connect() as connection:
            connection.send(self.request(target, body, content_type, accept, extra))
            return connection.read()

    def submit(self, fields):
        return self.post(ACTIVATION, json_body(fields))

    def activate(self, fields):
        """Submits a request that must be accepted; returns {Id, Hash}."""
        answer = self.submit(fields)
        assert answer.status == 200, f"{answer.status}: {answer.text()}"
        activation = read_object(answer)
        assert sorted(activation) == ["Hash", "Id"]
        return activation

    def status(self, activation):
        """Returns {Code, Description} of an activation that must exist."""
        return self._status_in(self.post(STATUS, json_body(activation)))

    @staticmethod
    def _status_in(answer):
        assert answer.status == 200, f"{answer.status}: {answer.text()}"
        status = read_object(answer)
        assert sorted(status) == ["Code", "Description"]
        return status

    def wait_for_code(self, activation, code, seconds=15.0):
        """Polls the status until it has this Code. Raises an error at another final Code."""
        def reached():
            answer = self.post(STATUS, json_body(activation))
            if answer.status == 429:  # some tests set a rate limit
                return False
            current = self._status_in(answer)["Code"]
            assert current == code or current not in FINAL_CODES, f"Code {current} instead of {code}"
            return current == code
        eventually(reached, seconds, f"Code {code}")
