"""An account's owner at the pages that are for owners, with a client that shares no code with the
server."""

import re
import urllib.parse

from harness import eventually
from lxml import html
from oauth import FORM

LINK = re.compile(r"(/account/reset/\w+)")
ONE_TEXT = "If there is an account"


class Owner:
    """A browser at the owner's pages: keeps cookies, fills in forms."""

    def __init__(self, server, language="en", agent="Mozilla/5.0 (X11; Linux) Firefox/128.0",
                 address=None):
        """`address`: that a trusted proxy says it comes from."""
        self.server, self.language, self.agent = server, language, agent
        self.address = address
        self.cookies = {}

    def call(self, method, target, fields=None):
        headers = [("Accept-Language", self.language), ("User-Agent", self.agent)]
        if self.address:
            headers.append(("X-Forwarded-For", self.address))
        if self.cookies:
            headers.append(("Cookie", "; ".join(f"{k}={v}" for k, v in self.cookies.items())))
        body = b""
        if fields is not None:
            headers.append(("Content-Type", FORM))
            body = urllib.parse.urlencode(fields).encode()
        answer = self.server.ask(method, target, headers, body)
        for name, value in answer.headers:
            if name.lower() == "set-cookie":
                cookie, value = value.split(";")[0].split("=", 1)
                self.cookies[cookie] = value
        if answer.status in (200, 400, 429) and answer.body and method != "HEAD":
            self.page = html.fromstring(answer.body)
        return answer

    def get(self, target="/account"):
        return self.call("GET", target)

    def post(self, target, **fields):
        key = self.page.xpath("//input[@name='form']/@value")
        return self.call("POST", target, {"form": key[0] if key else ""} | fields)

    def sign_in(self, user, password):
        assert self.get().status == 200
        return self.post("/account", username=user, password=password)

    def alert(self):
        return self.page.xpath("//*[@role='alert']")[0].text_content()

    def is_in(self):
        return bool(self.get().status == 200 and self.page.xpath("//h2"))


def goes_to(answer, target):
    assert answer.status == 303, f"{answer.status}: {answer.text()}"
    assert answer.header("location") == target and answer.header("cache-control") == "no-store"


def link_to(sink, address):
    """The path of the last link that was mailed to somebody."""
    return LINK.search(sink.mails_to(address)[-1].text).group(1)


def ask_for_link(server, sink, who, address):
    before = len(sink.mails_to(address))
    owner = Owner(server)
    owner.get("/account/forgot")
    answer = owner.post("/account/forgot", who=who)
    assert answer.status == 200 and ONE_TEXT in answer.text()
    eventually(lambda: len(sink.mails_to(address)) > before, what="the mail with the link")
    return link_to(sink, address)
