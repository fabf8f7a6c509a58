"""An application that uses one account's resources: calls with a token over a persistent connection, and
checks of JSON and XML answers."""

import json
import urllib.parse

from lxml import etree
from oauth import CONSOLE, Client, open_account
from raw_http import request_bytes

STATISTICS = "/API/v1.1/Rest/MailStatisticsService.svc/"
UPLOAD = 8 * 1024 * 1024
ABSENT = object()
# A PNG of one pixel.
PNG = ("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
       "gg==")


class Resources:
    """One account with one application and one connection."""

    def __init__(self, server, application, sink, **changes):
        self.server = server
        self.fields, self.user, self.password = open_account(server, application, sink, **changes)
        self.client = Client(server, application, self.fields, self.user, self.password)
        self.token = self.client.sign_in()["access_token"]
        self.connection = server.connect()

    def close(self):
        self.connection.close()

    def call(self, verb, path, body=ABSENT, *, base=CONSOLE, accept="application/json",
             content_type="application/json", query=None, token=None, raw=None):
        """Sends a request and returns the answer; `body` is encoded as JSON, `raw` is sent unchanged."""
        target = base + path
        if query:
            target += "?" + urllib.parse.urlencode(query)
        headers = [("Authorization", f"Bearer {token or self.token}"), ("Content-Type", content_type)]
        if accept:
            headers.append(("Accept", accept))
        sent = raw if raw is not None else b"" if body is ABSENT else json.dumps(body).encode()
        self.connection.send(request_bytes(verb, target, headers, sent))
        return self.connection.read()

    def json(self, verb, path, body=ABSENT, **options):
        """Returns the value of a response that must be 200; None if the response is empty."""
        answer = self.call(verb, path, body, **options)
        assert answer.status == 200, (verb, path, answer.status, answer.text())
        return json.loads(answer.text()) if answer.text() else None

    def get(self, path, **query):
        return self.json("GET", path, query=query)

    def statistic(self, path, **query):
        return self.json("GET", path, base=STATISTICS, query=query)

    def xml(self, verb, path, raw=b"", **options):
        answer = self.call(verb, path, raw=raw, accept="application/xml",
                           content_type="application/xml", **options)
        assert answer.status == 200, (verb, path, answer.status, answer.text())
        return etree.fromstring(answer.text().encode())

    def refused(self, status, verb, path, body=ABSENT, **options):
        """Checks an error with its four members (docs/contract/provisioning.md, A.4); returns its description."""
        answer = self.call(verb, path, body, **options)
        assert answer.status == status, (verb, path, answer.status, answer.text())
        error = json.loads(answer.text())
        assert list(error) == ["ErrorCode", "ErrorDescription", "ErrorName", "ErrorStack"]
        assert error["ErrorCode"] == str(status)
        return error["ErrorDescription"]


def all_items(envelope):
    """Returns the items of a page that must contain all items."""
    assert list(envelope) == ["IsPaginated", "Items", "PageNumber", "PageSize", "Skipped",
                              "TotalElementsCount"]
    assert envelope["TotalElementsCount"] == len(envelope["Items"])
    return envelope["Items"]
