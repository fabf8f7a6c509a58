"""The pages in Debian's own Chromium: tests/browser has the walks, this gives them a server with
applications and an account. With USHER_SCREENSHOTS=FOLDER the pictures are kept, and with
USHER_WALKS=PATTERN only the walks that it names are made."""

import json
import os
import re
import shutil
import subprocess

import pytest
from harness import REPOSITORY, Usher, clean_environment, install_node_packages
from oauth import Client, open_account
from owner import ask_for_link
from partner import Partner
from resources import Resources
from wire import applicant

FOLDER = REPOSITORY / "tests" / "browser"
WALKS_SECONDS_MAX = 200.0
REDIRECT_URIS = ("http://127.0.0.1/back", "http://[::1]/back", "com.example.shop:/back")
LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänsbuchhaltung"


@pytest.fixture(scope="module")
def server(sink):
    with Usher(smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture(scope="module")
def libraries():
    """Installed where they are used, and again only when the lock file is newer."""
    installed, lock = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        install_node_packages(FOLDER)


@pytest.fixture(scope="module")
def given(server, sink):
    """What a walk has to know."""
    shop, long_named = server.register("Shop Builder"), server.register(LONG_NAME)
    for application in (shop, long_named):
        server.run("app", "edit", application.client_id, "--redirect-uri", *REDIRECT_URIS)
    fields = applicant()
    partner = Partner(server, shop)
    activation = partner.activate(fields)
    user_name, password = sink.mail_to(fields["Email"]).credentials()
    partner.wait_for_code(activation, 2)
    for application in (shop, long_named):  # what the owner will find let in
        Client(server, application, fields, user_name, password).sign_in()
    return {"server": server.url, "clientId": shop.client_id,
            "longNameClientId": long_named.client_id, "userName": user_name, "password": password,
            **owners(server, sink, shop), "reactions": reactions(server, sink, shop)}


def reactions(server, sink, application):
    """Links of a recipient's mails."""
    account = Resources(server, application, sink)
    account.json("POST", "List/1/Recipient", {"Email": "reader@example.org"},
                 query={"ConfirmEmail": "true"})
    confirm = sink.mail_to("reader@example.org").text
    leavers = ("first@example.org", "second@example.org")
    for email in leavers:
        account.json("POST", "List/1/Recipient", {"Email": email})
    message = account.json("POST", "List/1/Email", {"Subject": "News", "Content": "<p>News</p>"})
    account.json("POST", f"List/1/Email/{message['idMessage']}/Send")
    first, second = (sink.mail_to(email).text for email in leavers)
    account.close()

    def link(path, text):
        return re.search(rf"{re.escape(server.url)}/{path}/[A-Za-z0-9._-]+", text)[0]

    return {"confirm": link("subscription/confirm", confirm),
            "unsubscribe": link("unsubscribe", first), "other": link("unsubscribe", second)}


def owners(server, sink, application):
    """Accounts whose passwords are changed on the way."""
    server.run("plan", "add", "strict", "--choose-password", "true", "--brand", "Acme Mail")
    strict = server.register("Strict")
    server.run("app", "enable", strict.client_id, "--plan", "strict")
    changing, forgetful = (open_account(server, application, sink) for _ in range(2))
    told_to = open_account(server, strict, sink)
    path = ask_for_link(server, sink, forgetful[1], forgetful[0]["Email"])
    return {"changing": {"userName": changing[1], "password": changing[2]},
            "forgetful": {"userName": forgetful[1], "link": server.url + path},
            "toldTo": {"userName": told_to[1], "password": told_to[2]}}


def test_walks(libraries, given):
    pictures = os.environ.get("USHER_SCREENSHOTS")
    command = [shutil.which("node"), "--test-reporter=spec"]
    if pattern := os.environ.get("USHER_WALKS"):
        command.append(f"--test-name-pattern={pattern}")
    done = subprocess.run(
        [*command, FOLDER / "main.mjs"], cwd=FOLDER, stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=WALKS_SECONDS_MAX, check=False,
        env={**clean_environment(), "USHER_GIVEN": json.dumps(given),
             **({"USHER_SCREENSHOTS": os.path.abspath(pictures)} if pictures else {})})
    print(done.stdout)  # pytest shows it when something is wrong
    assert done.returncode == 0, "a walk has failed"
