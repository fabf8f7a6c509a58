"""The pages in Debian's Chromium: starts a server with applications and accounts, and runs the walks of
tests/browser. USHER_SCREENSHOTS=FOLDER stores screenshots; USHER_WALKS=PATTERN selects walks by name."""

import json
import os
import re
import shutil
import subprocess

import pytest
from harness import REPOSITORY, clean_environment, install_node_packages
from oauth import Client, open_account
from owner import request_link
from partner import Partner
from resources import Resources
from wire import applicant

FOLDER = REPOSITORY / "tests" / "browser"
WALKS_SECONDS_MAX = 200.0
REDIRECT_URIS = ("http://127.0.0.1/back", "http://[::1]/back", "com.example.shop:/back")
LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänsbuchhaltung"


@pytest.fixture(scope="module")
def server(server_with_sink):
    return server_with_sink


@pytest.fixture(scope="module")
def libraries():
    """Installs the packages into tests/browser if the lock file is newer than the installed ones."""
    installed, lock = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        install_node_packages(FOLDER)


@pytest.fixture(scope="module")
def walk_data(server, sink):
    """Returns the data of the walks: addresses, applications, credentials."""
    shop, long_named = server.register("Shop Builder"), server.register(LONG_NAME)
    for application in (shop, long_named):
        server.run("app", "edit", application.client_id, "--redirect-uri", *REDIRECT_URIS)
    fields = applicant()
    partner = Partner(server, shop)
    activation = partner.activate(fields)
    user_name, password = sink.mail_to(fields["Email"]).credentials()
    partner.wait_for_code(activation, 2)
    for application in (shop, long_named):  # the applications with access to the owner's account
        Client(server, application, fields, user_name, password).sign_in()
    return {"server": server.url, "clientId": shop.client_id,
            "longNameClientId": long_named.client_id, "userName": user_name, "password": password,
            **owners(server, sink, shop), "reactions": reactions(server, sink, shop)}


def reactions(server, sink, application):
    """Returns links from the mails of recipients."""
    account = Resources(server, application, sink)
    account.json("POST", "List/1/Recipient", {"Email": "reader@example.org"},
                 query={"ConfirmEmail": "true"})
    confirm = sink.mail_to("reader@example.org").text
    subscribers = ("first@example.org", "second@example.org")
    for email in subscribers:
        account.json("POST", "List/1/Recipient", {"Email": email})
    message = account.json("POST", "List/1/Email", {"Subject": "News", "Content": "<p>News</p>"})
    account.json("POST", f"List/1/Email/{message['idMessage']}/Send")
    first, second = (sink.mail_to(email).text for email in subscribers)
    account.close()

    def link(path, text):
        return re.search(rf"{re.escape(server.url)}/{path}/[A-Za-z0-9._-]+", text)[0]

    return {"confirm": link("subscription/confirm", confirm),
            "unsubscribe": link("unsubscribe", first), "other": link("unsubscribe", second)}


def owners(server, sink, application):
    """Creates accounts whose passwords the walks change."""
    server.run("plan", "add", "strict", "--choose-password", "true", "--brand", "Acme Mail")
    strict = server.register("Strict")
    server.run("app", "enable", strict.client_id, "--plan", "strict")
    changing, forgetful = (open_account(server, application, sink) for _ in range(2))
    required = open_account(server, strict, sink)
    path = request_link(server, sink, forgetful[1], forgetful[0]["Email"])
    return {"changing": {"userName": changing[1], "password": changing[2]},
            "forgetful": {"userName": forgetful[1], "link": server.url + path},
            "mustChoose": {"userName": required[1], "password": required[2]}}


def test_walks(libraries, walk_data):
    screenshots = os.environ.get("USHER_SCREENSHOTS")
    command = [shutil.which("node"), "--test-reporter=spec"]
    if pattern := os.environ.get("USHER_WALKS"):
        command.append(f"--test-name-pattern={pattern}")
    done = subprocess.run(
        [*command, FOLDER / "main.mjs"], cwd=FOLDER, stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=WALKS_SECONDS_MAX, check=False,
        env={**clean_environment(), "USHER_WALK_DATA": json.dumps(walk_data),
             **({"USHER_SCREENSHOTS": os.path.abspath(screenshots)} if screenshots else {})})
    print(done.stdout)  # pytest prints the output if the test fails
    assert done.returncode == 0, "a walk has failed"
