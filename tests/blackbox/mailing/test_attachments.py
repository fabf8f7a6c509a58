"""Tests of the attachments of a message (docs/contract/resources.md, C.10)."""

import base64

import pytest
from resources import Resources

MAX_BYTES = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def account(server, application, sink):
    resources = Resources(server, application, sink)
    yield resources
    resources.close()


@pytest.fixture
def path(account):
    """Returns the path of a message's attachments."""
    message = account.json("POST", "List/1/Email", {"Subject": "s", "Content": "c"})
    return f"List/1/Email/{message['idMessage']}/Attachment"


def file(content=b"content", name="a b.txt"):
    return {"Base64Data": base64.b64encode(content).decode(), "Name": name}


def item(path, slot, name="a b.txt"):
    number = path.split("/")[3]
    return {"Name": f"{number}/{name}", "Path": f"attachments/1\\{number}\\{name}", "Slot": slot}


def content(server, path, slot):
    [(stored,)] = server.query("SELECT content FROM attachment WHERE message_id = ? AND slot = ?",
                               int(path.split("/")[3]), slot)
    return stored


def test_attachments_are_added_replaced_and_removed(account, server, path):
    assert account.get(path) == []
    body = file() | {"idList": "9", "idMessage": 9, "Slot": 4}
    added = account.json("POST", path + "/1", body)
    assert added == [item(path, 1)] and list(added[0]) == ["Name", "Path", "Slot"]
    assert content(server, path, 1) == b"content"
    both = account.json("POST", path + "/5", file(b"\0\xff", "../x\\y/z.bin"))
    assert both == [item(path, 1), item(path, 5, "z.bin")] == account.get(path)
    assert content(server, path, 5) == b"\0\xff"
    assert account.get(path.removesuffix("/Attachment"))["Attachments"] == both
    # A slot holds one file.
    assert account.json("POST", path + "/1", file(b"new", "n")) \
        == [item(path, 1, "n"), item(path, 5, "z.bin")]
    assert content(server, path, 1) == b"new"
    assert account.json("DELETE", path + "/1") == [item(path, 5, "z.bin")]
    account.refused(404, "DELETE", path + "/1")
    # The path that a published client uses.
    assert account.json("DELETE", path.removesuffix("/Attachment") + "/5") == []
    account.refused(404, "DELETE", path.removesuffix("/Attachment") + "/5")


def test_rejected_attachments(account, path):
    for body in ({}, [], "x", 5, None, {"Name": "a"}, {"Base64Data": "YQ=="}, file(b""), file(name=""),
                 file(name=".."), file(name="a\r\nb"), file(name="x" * 256), {"Name": "a", "Base64Data": 5},
                 {"Name": "a", "Base64Data": "YWJj\r\nYWJj"}, {"Name": "a", "Base64Data": "YWJj\nYWJj"},
                 {"Name": "a", "Base64Data": "%%%%"}, {"Name": "a", "Base64Data": "YQ"}):
        account.refused(400, "POST", path + "/1", body)
    for slot in ("0", "6", "-1", "x", "99999999999"):
        assert "1 to 5" in account.refused(400, "POST", f"{path}/{slot}", file())
        account.refused(400, "DELETE", f"{path}/{slot}")
    assert account.get(path) == []


def test_the_size_limit_of_attachments(account, path):
    account.json("POST", path + "/1", file(b"x" * (MAX_BYTES - 10)))
    account.json("POST", path + "/2", file(b"x" * 10))
    account.refused(400, "POST", path + "/3", file(b"x"))
    account.refused(400, "POST", path + "/2", file(b"x" * 11))
    account.json("POST", path + "/1", file(b"x"))
    account.refused(400, "POST", path + "/3", file(b"x" * (MAX_BYTES - 10)))
    assert len(account.get(path)) == 2


def test_other_accounts_have_no_access(server, application, sink, account, path):
    account.json("POST", path + "/1", file())
    other = Resources(server, application, sink)
    for caller in (other, account):
        target = path if caller is other else "List/1/Email/999999/Attachment"
        caller.refused(404, "GET", target)
        caller.refused(404, "POST", target + "/1", file())
        caller.refused(404, "DELETE", target + "/1")
        caller.refused(404, "DELETE", target.removesuffix("/Attachment") + "/1")
    account.refused(404, "GET", path.replace("List/1", "List/2"))
    other.close()
    account.refused(401, "POST", path + "/1", {}, token="unknown")
    assert account.get(path) == [item(path, 1)]


def test_xml(account, path):
    console = "{http://MailupSoa.Ws.Schema.API.Console}"
    added = account.xml("POST", path + "/3", b"<a><Base64Data>YQ==</Base64Data><Name>n</Name></a>")
    assert added.tag == console + "ArrayOfEmailAttachmentItem"
    [only] = added
    assert only.tag == console + "EmailAttachmentItem"
    assert [child.tag for child in only] == [console + name for name in ("Name", "Path", "Slot")]
    assert len(account.xml("DELETE", path + "/3")) == 0
    assert account.xml("GET", path).tag == console + "ArrayOfEmailAttachmentItem"
