"""The bytes that an account stores are counted and limited by its plan."""

import base64

import pytest
from harness import Usher, eventually
from mailing_rows import Mailing
from resources import Resources

LIMIT = 200_000
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def server(sink):
    with Usher(smtp_url=sink.url) as usher:
        usher.command("plan", "edit", "default", "--max-bytes", str(LIMIT))
        yield usher


@pytest.fixture
def account(server, application, sink):
    return Resources(server, application, sink)


def used(account):
    return account.server.query("SELECT bytes_used FROM account WHERE id = ?", int(account.user[1:]))[0][0]


def message(account, size):
    return account.json("POST", "List/1/Email", {"Subject": "s", "Content": "x" * size})["idMessage"]


def file(size, content=b""):
    return {"Name": "a", "Base64Data": base64.b64encode(content + b"x" * size).decode()}


def test_messages_and_attachments(account):
    id = message(account, 50_000)
    path = f"List/1/Email/{id}"
    before = used(account)
    assert 50_000 < before < 52_000
    account.json("PUT", path, {"Content": "x" * 90_000})
    assert used(account) == before + 40_000
    account.refused(403, "PUT", path, {"Content": "x" * 200_000})
    account.json("POST", f"{path}/Attachment/1", file(20_000))
    account.json("POST", f"{path}/Attachment/1", file(10_000))
    assert used(account) == before + 50_000
    account.refused(403, "POST", f"{path}/Attachment/2", file(100_000))
    account.refused(403, "POST", path)  # a clone would be as large
    account.json("POST", "List/1/Email", {"Subject": "s", "Content": "x" * 1000})
    account.json("DELETE", f"{path}/Attachment/1")
    account.json("PUT", path, {"Content": "x" * 50_000})
    account.json("POST", path)
    for item in account.get("List/1/Emails")["Items"]:
        account.call("DELETE", f"List/1/Email/{item['idMessage']}")
    assert used(account) == 0


def test_images(account):
    (url,) = account.json("POST", "Images", file(60_000, PNG))
    before = used(account)
    assert before > 60_000
    account.json("POST", "Images", file(70_000, PNG))  # replaces it
    assert used(account) == before + 10_000
    account.refused(403, "POST", "List/1/Images", file(150_000, PNG))
    account.call("DELETE", "Images", url)
    assert used(account) == 0


def test_recipients_and_imports(account):
    assert used(account) == 0
    id = account.json("POST", "List/1/Recipient", {"Email": "a@example.org", "Name": "A"})
    size = used(account)
    assert 256 < size < 600
    account.json("PUT", "Recipient/Detail", {"idRecipient": id, "Email": "a@example.org",
                                             "Name": "A" * 101})
    assert used(account) == size + 100
    account.call("DELETE", f"Recipients/{id}")
    assert used(account) == 0
    rows = [{"Email": f"r{number}@example.org", "Name": "N" * 100} for number in range(800)]
    account.refused(403, "POST", "List/1/Recipients", rows * 4)
    number = account.json("POST", "List/1/Recipients", rows)
    eventually(lambda: account.get(f"Import/{number}")["Completed"])
    stored = account.get("List/1/Recipients/Subscribed")["TotalElementsCount"]
    assert 100 < stored < 800, "rows beyond the limit are not stored"
    assert used(account) <= LIMIT
    # The rest is too small for a message.
    account.refused(403, "POST", "List/1/Email", {"Subject": "s", "Content": "x" * 1000})


def test_a_removed_list_frees_its_messages(server, application, sink):
    account = Resources(server, application, sink)
    Mailing(account)
    list_id = account.json("POST", "User/Lists", {"Name": "second", "UseDefaultSettings": True})
    account.json("POST", f"List/{list_id}/Email", {"Subject": "s", "Content": "x" * 100_000})
    assert used(account) > 100_000
    account.call("DELETE", f"List/{list_id}")
    eventually(lambda: used(account) == 0)
