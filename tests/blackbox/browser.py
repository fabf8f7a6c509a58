"""A browser for tests: stores cookies, parses pages, submits forms. It shares no code with the server."""

import urllib.parse

from lxml import html

FORM = "application/x-www-form-urlencoded"


class Browser:
    """The cookies of one server and the last page that the server returned."""

    def __init__(self, server, language="en", agent=None, address=None):
        """Prepares a browser without cookies. `address`: the client's address, as a trusted proxy reports it."""
        self.server, self.language, self.agent = server, language, agent
        self.address = address
        self.cookies = {}
        self.page = None

    def call(self, method, target, fields=None):
        headers = [("Accept-Language", self.language)]
        if self.agent:
            headers.append(("User-Agent", self.agent))
        if self.address:
            headers.append(("X-Forwarded-For", self.address))
        if self.cookies:
            headers.append(("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items())))
        body = b""
        if fields is not None:
            headers.append(("Content-Type", FORM))
            body = urllib.parse.urlencode(fields).encode()
        answer = self.server.request(method, target, headers, body)
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                cookie, value = value.split(";")[0].split("=", 1)
                self.cookies[cookie] = value
        if answer.status in (200, 400, 429) and answer.body and method != "HEAD":
            self.page = html.fromstring(answer.body)
        return answer
