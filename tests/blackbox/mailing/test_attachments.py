"""Attachments of a message (docs/contract/resources.md, C.10)."""

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
def where(account):
    """The path of a message's attachments."""
    message = account.json("POST", "List/1/Email", {"Subject": "s", "Content": "c"})
    return f"List/1/Email/{message['idMessage']}/Attachment"


def file(content=b"content", name="a b.txt"):
    return {"Base64Data": base64.b64encode(content).decode(), "Name": name}


def item(where, slot, name="a b.txt"):
    number = where.split("/")[3]
    return {"Name": f"{number}/{name}", "Path": f"attachments/1\\{number}\\{name}", "Slot": slot}


def content(server, where, slot):
    [(stored,)] = server.query("SELECT content FROM attachment WHERE message_id = ? AND slot = ?",
                               int(where.split("/")[3]), slot)
    return stored


def test_attachments_are_added_replaced_and_removed(account, server, where):
    assert account.get(where) == []
    body = file() | {"idList": "9", "idMessage": 9, "Slot": 4}
    added = account.json("POST", where + "/1", body)
    assert added == [item(where, 1)] and list(added[0]) == ["Name", "Path", "Slot"]
    assert content(server, where, 1) == b"content"
    both = account.json("POST", where + "/5", file(b"\0\xff", "../x\\y/z.bin"))
    assert both == [item(where, 1), item(where, 5, "z.bin")] == account.get(where)
    assert content(server, where, 5) == b"\0\xff"
    assert account.get(where.removesuffix("/Attachment"))["Attachments"] == both
    # A slot holds one file.
    assert account.json("POST", where + "/1", file(b"new", "n")) \
        == [item(where, 1, "n"), item(where, 5, "z.bin")]
    assert content(server, where, 1) == b"new"
    assert account.json("DELETE", where + "/1") == [item(where, 5, "z.bin")]
    account.refused(404, "DELETE", where + "/1")
    # The path that a published client uses.
    assert account.json("DELETE", where.removesuffix("/Attachment") + "/5") == []
    account.refused(404, "DELETE", where.removesuffix("/Attachment") + "/5")


def test_rejected_attachments(account, where):
    for body in ({}, [], "x", 5, None, {"Name": "a"}, {"Base64Data": "YQ=="}, file(b""), file(name=""),
                 file(name=".."), file(name="a\r\nb"), file(name="x" * 256), {"Name": "a", "Base64Data": 5},
                 {"Name": "a", "Base64Data": "YWJj\r\nYWJj"}, {"Name": "a", "Base64Data": "YWJj\nYWJj"},
                 {"Name": "a", "Base64Data": "%%%%"}, {"Name": "a", "Base64Data": "YQ"}):
        account.refused(400, "POST", where + "/1", body)
    for slot in ("0", "6", "-1", "x", "99999999999"):
        assert "1 to 5" in account.refused(400, "POST", f"{where}/{slot}", file())
        account.refused(400, "DELETE", f"{where}/{slot}")
    assert account.get(where) == []


def test_the_limit_of_their_size(account, where):
    account.json("POST", where + "/1", file(b"x" * (MAX_BYTES - 10)))
    account.json("POST", where + "/2", file(b"x" * 10))
    account.refused(400, "POST", where + "/3", file(b"x"))
    account.refused(400, "POST", where + "/2", file(b"x" * 11))
    account.json("POST", where + "/1", file(b"x"))
    account.refused(400, "POST", where + "/3", file(b"x" * (MAX_BYTES - 10)))
    assert len(account.get(where)) == 2


def test_only_the_owners_application(server, application, sink, account, where):
    account.json("POST", where + "/1", file())
    other = Resources(server, application, sink)
    for caller in (other, account):
        path = where if caller is other else "List/1/Email/999999/Attachment"
        caller.refused(404, "GET", path)
        caller.refused(404, "POST", path + "/1", file())
        caller.refused(404, "DELETE", path + "/1")
        caller.refused(404, "DELETE", path.removesuffix("/Attachment") + "/1")
    account.refused(404, "GET", where.replace("List/1", "List/2"))
    other.close()
    account.refused(401, "POST", where + "/1", {}, token="unknown")
    assert account.get(where) == [item(where, 1)]


def test_xml(account, where):
    console = "{http://MailupSoa.Ws.Schema.API.Console}"
    added = account.xml("POST", where + "/3", b"<a><Base64Data>YQ==</Base64Data><Name>n</Name></a>")
    assert added.tag == console + "ArrayOfEmailAttachmentItem"
    [only] = added
    assert only.tag == console + "EmailAttachmentItem"
    assert [child.tag for child in only] == [console + name for name in ("Name", "Path", "Slot")]
    assert len(account.xml("DELETE", where + "/3")) == 0
    assert account.xml("GET", where).tag == console + "ArrayOfEmailAttachmentItem"
