"""The part of an OAuth application and of its user's browser: token requests, calls with a token, the sign-in
page, and checks of the responses."""

import json
import re
import urllib.parse

from browser import FORM, Browser
from partner import Partner
from raw_http import request_bytes
from wire import applicant

TOKEN = "/Authorization/OAuth/Token"
LOG_ON = "/Authorization/OAuth/LogOn"
CONSOLE = "/API/v1.1/Rest/ConsoleService.svc/Console/"
UNRESERVED = re.compile(r"^[A-Za-z0-9]+$")
REDIRECT_URI = "https://shop.example.com/back?from=usher"


def open_account(server, application, sink, **changes):
    """Activates an account and waits for its credentials; returns (fields, user name, password)."""
    fields = applicant(**changes)
    partner = Partner(server, application)
    activation = partner.activate(fields)
    user, password = sink.mail_to(fields["Email"]).credentials()
    partner.wait_for_code(activation, 2)
    return fields, user, password


class Client:
    """An application with access to one account."""

    def __init__(self, server, application, fields, user, password):
        self.server, self.application, self.fields = server, application, fields
        self.user, self.password = user, password

    def call(self, method, target, headers=(), body=b""):
        with self.server.connect() as connection:
            connection.send(request_bytes(method, target, headers, body))
            return connection.read()

    def form(self, target, fields, *, secret_in="body", by=None, headers=()):
        """Sends a form by POST with the credentials of the application `by`."""
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


class CodeClient(Client):
    """An application that uses the code grant, with its user's browser."""

    def __init__(self, server, application, fields, user, password):
        super().__init__(server, application, fields, user, password)
        self.browser = Browser(server)
        self.form_key = self.query = None

    def authorize(self, language="en", **changes):
        """Opens an authorization request; `changes` replace its parameters, and None omits one."""
        fields = {"client_id": self.application.client_id, "response_type": "code",
                  "redirect_uri": REDIRECT_URI, "state": "x&y=z é"} | changes
        self.query = urllib.parse.urlencode({k: v for k, v in fields.items() if v is not None})
        self.browser.language = language
        return self.open(self.query)

    def open(self, query):
        """Opens the sign-in page in a browser without cookies."""
        self.browser.cookies = {}
        answer = self.browser.call("GET", f"{LOG_ON}?{query}")
        if self.browser.cookies:
            self.browser.cookies = {"other": "1"} | self.browser.cookies
        if answer.status == 200:
            self.form_key = self.browser.page.xpath("//input[@name='form']/@value")[0]
        return answer

    def press(self, answer="allow", query=None, **changes):
        """Submits the form of the page with the button `answer`."""
        fields = {"form": self.form_key, "username": self.user, "password": self.password,
                  "answer": answer} | changes
        return self.browser.call("POST", f"{LOG_ON}?{query or self.query}", fields)

    def code(self, **changes):
        assert self.authorize(**changes).status == 200
        return redirect_parameters(self.press())["code"]

    def exchange(self, code, **changes):
        fields = {"grant_type": "authorization_code", "code": code,
                  "redirect_uri": REDIRECT_URI} | changes
        return self.form(TOKEN, {k: v for k, v in fields.items() if v is not None})

    def allow(self, url):
        """Signs in and allows access on the page that an application's library opens; returns the address to
        which the browser is redirected."""
        opened = urllib.parse.urlsplit(url)
        assert url.startswith(self.server.url) and opened.path == LOG_ON, url
        assert self.open(opened.query).status == 200
        answer = self.press(query=opened.query)
        assert answer.status == 302, f"{answer.status}: {answer.text()}"
        return answer.header("location")


def tokens_of(answer):
    """Checks every byte of a successful token response; returns the tokens."""
    assert answer.status == 200, f"{answer.status}: {answer.text()}"
    assert answer.header("cache-control") == "no-store"
    assert answer.header("content-type").startswith("application/json")
    text = answer.text()
    assert '": ' not in text and ", " not in text, "published clients require compact JSON"
    tokens = json.loads(text)
    assert list(tokens) == ["access_token", "expires_in", "refresh_token", "token_type"]
    assert tokens["expires_in"] == 3600 and tokens["token_type"] == "bearer"
    assert UNRESERVED.match(tokens["access_token"]) and UNRESERVED.match(tokens["refresh_token"])
    return tokens


def refused(answer, status, error):
    """Checks an error (docs/contract/provisioning.md, B.6); returns its description."""
    assert answer.status == status, f"{answer.status}: {answer.text()}"
    members = json.loads(answer.text())
    assert sorted(members) == ["error", "error_description"] and members["error"] == error, members
    assert answer.header("cache-control") == "no-store"
    return members["error_description"]


def redirect_parameters(answer, to=REDIRECT_URI):
    """Checks a redirect to the application; returns the parameters that it receives."""
    assert answer.status == 302, f"{answer.status}: {answer.text()}"
    location = answer.header("location")
    assert location.startswith(to + ("&" if "?" in to else "?")), location
    assert answer.header("cache-control") == "no-store"
    assert answer.header("referrer-policy") == "no-referrer"
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(location).query,
                                       strict_parsing=True))
