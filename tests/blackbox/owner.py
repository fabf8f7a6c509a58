"""The part of an account's owner, who uses the pages for owners."""

import re

from browser import Browser
from harness import eventually

LINK = re.compile(r"(/account/reset/\w+)")
SAME_TEXT_FOR_ALL = "If there is an account"


class Owner(Browser):
    """A browser on the owner's pages."""

    def __init__(self, server, language="en", agent="Mozilla/5.0 (X11; Linux) Firefox/128.0",
                 address=None):
        super().__init__(server, language, agent, address)

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

    def is_signed_in(self):
        return bool(self.get().status == 200 and self.page.xpath("//h2"))


def assert_redirect(answer, target):
    assert answer.status == 303, f"{answer.status}: {answer.text()}"
    assert answer.header("location") == target and answer.header("cache-control") == "no-store"


def last_link(sink, address):
    """Returns the path of the last link that was mailed to this address."""
    return LINK.search(sink.mails_to(address)[-1].text).group(1)


def request_link(server, sink, name, address):
    """Requests a link by user name or address; returns its path from the mail to `address`."""
    before = len(sink.mails_to(address))
    owner = Owner(server)
    owner.get("/account/forgot")
    answer = owner.post("/account/forgot", who=name)
    assert answer.status == 200 and SAME_TEXT_FOR_ALL in answer.text()
    eventually(lambda: len(sink.mails_to(address)) > before, what="the mail with the link")
    return last_link(sink, address)
