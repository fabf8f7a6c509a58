"""OAuth as an application and its user's browser speak it: token requests, calls with a token, the
sign-in page, and what every answer must be."""

import json
import re
import urllib.parse

from lxml import html
from partner import Partner
from raw_http import request_bytes
from wire import applicant

TOKEN = "/Authorization/OAuth/Token"
LOG_ON = "/Authorization/OAuth/LogOn"
CONSOLE = "/API/v1.1/Rest/ConsoleService.svc/Console/"
FORM = "application/x-www-form-urlencoded"
UNRESERVED = re.compile(r"^[A-Za-z0-9]+$")
BACK = "https://shop.example.com/back?from=usher"


def open_account(server, application, sink, **changes):
    """An applicant whose credentials have arrived: (fields, user name, password)."""
    fields = applicant(**changes)
    partner = Partner(server, application)
    given = partner.activate(fields)
    user, password = sink.mail_to(fields["Email"]).credentials()
    partner.wait_for_code(given, 2)
    return fields, user, password


class Client:
    """An application that reaches one account."""

    def __init__(self, server, application, fields, user, password):
        self.server, self.application, self.fields = server, application, fields
        self.user, self.password = user, password

    def call(self, method, target, headers=(), body=b""):
        with self.server.connect() as connection:
            connection.send(request_bytes(method, target, headers, body))
            return connection.read()

    def form(self, target, fields, *, secret_in="body", by=None, headers=()):
        by = by or self.application
        fields = dict(fields)
        headers = [("Content-Type", FORM), *headers]
        if secret_in in ("body", "both"):
            fields |= {"client_id": by.client_id, "client_secret": by.client_secret}
        if secret_in in ("basic", "both"):
            headers.append(("Authorization", by.authorization))
        return self.call("POST", target, headers, urllib.parse.urlencode(fields).encode())

    def credentials(self):
        return {"grant_type": "password", "username": self.user, "password": self.password}

    def sign_in(self):
        return tokens_of(self.form(TOKEN, self.credentials()))

    def refresh(self, token):
        return self.form(TOKEN, {"grant_type": "refresh_token", "refresh_token": token})

    def get(self, path, token, accept=None):
        headers = [("Authorization", f"Bearer {token}")]
        if accept:
            headers.append(("Accept", accept))
        return self.call("GET", CONSOLE + path, headers)

    def introspect(self, token, by=None):
        answer = self.form("/oauth/introspect", {"token": token}, by=by)
        assert answer.status == 200, answer.text()
        return json.loads(answer.text())


class Browser(Client):
    """One applicant with a browser that keeps cookies, and the application that waits."""

    cookie = None
    language = "en"

    def ask(self, language="en", **changes):
        """The query of a request that is right, but for the changes."""
        fields = {"client_id": self.application.client_id, "response_type": "code",
                  "redirect_uri": BACK, "state": "x&y=z é"} | changes
        self.query = urllib.parse.urlencode({k: v for k, v in fields.items() if v is not None})
        self.language = language
        return self.open(self.query)

    def open(self, query):
        answer = self.call("GET", f"{LOG_ON}?{query}", [("Accept-Language", self.language)])
        if set_cookie := answer.header("set-cookie"):
            self.cookie = set_cookie.split(";")[0]
        if answer.status == 200:
            self.page = html.fromstring(answer.body)
            self.form_key = self.page.xpath("//input[@name='form']/@value")[0]
        return answer

    def press(self, answer="allow", query=None, **changes):
        fields = {"form": self.form_key, "username": self.user, "password": self.password,
                  "answer": answer} | changes
        headers = [("Content-Type", FORM), ("Accept-Language", self.language)]
        if self.cookie:
            headers.append(("Cookie", f"other=1; {self.cookie}"))
        return self.call("POST", f"{LOG_ON}?{query or self.query}", headers,
                         urllib.parse.urlencode(fields).encode())

    def code(self, **changes):
        assert self.ask(**changes).status == 200
        return sent_back(self.press())["code"]

    def exchange(self, code, **changes):
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK} | changes
        return self.form(TOKEN, {k: v for k, v in fields.items() if v is not None})

    def allow(self, url):
        """Signs in and agrees on the page that an application's library opens. Where it sends the
        browser."""
        opened = urllib.parse.urlsplit(url)
        assert url.startswith(self.server.url) and opened.path == LOG_ON, url
        assert self.open(opened.query).status == 200
        answer = self.press(query=opened.query)
        assert answer.status == 302, f"{answer.status}: {answer.text()}"
        return answer.header("location")


def tokens_of(answer):
    """What every good token answer must be, down to the byte."""
    assert answer.status == 200, f"{answer.status}: {answer.text()}"
    assert answer.header("cache-control") == "no-store"
    assert answer.header("content-type").startswith("application/json")
    text = answer.text()
    assert '": ' not in text and ", " not in text, "published clients cut it out of compact JSON"
    tokens = json.loads(text)
    assert list(tokens) == ["access_token", "expires_in", "refresh_token", "token_type"]
    assert tokens["expires_in"] == 3600 and tokens["token_type"] == "bearer"
    assert UNRESERVED.match(tokens["access_token"]) and UNRESERVED.match(tokens["refresh_token"])
    return tokens


def refused(answer, status, error):
    assert answer.status == status, f"{answer.status}: {answer.text()}"
    said = json.loads(answer.text())
    assert sorted(said) == ["error", "error_description"] and said["error"] == error, said
    assert answer.header("cache-control") == "no-store"
    return said["error_description"]


def sent_back(answer, to=BACK):
    """What the application is told at its redirect URI."""
    assert answer.status == 302, f"{answer.status}: {answer.text()}"
    location = answer.header("location")
    assert location.startswith(to + ("&" if "?" in to else "?")), location
    assert answer.header("cache-control") == "no-store"
    assert answer.header("referrer-policy") == "no-referrer"
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query,
                                       strict_parsing=True))
