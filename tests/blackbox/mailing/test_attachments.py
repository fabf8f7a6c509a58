"""Files that go along with a message (the contract's C.10)."""

import base64

import pytest
from harness import Usher
from resources import Resources

MOST = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def server(sink):
    with Usher(smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture(scope="module")
def account(server, application, sink):
    resources = Resources(server, application, sink)
    yield resources
    resources.close()


@pytest.fixture
def where(account):
    """Of a message's attachments."""
    made = account.json("POST", "List/1/Email", {"Subject": "s", "Content": "c"})
    return f"List/1/Email/{made['idMessage']}/Attachment"


def file(content=b"content", name="a b.txt"):
    return {"Base64Data": base64.b64encode(content).decode(), "Name": name}


def item(where, slot, name="a b.txt"):
    number = where.split("/")[3]
    return {"Name": f"{number}/{name}", "Path": f"attachments/1\\{number}\\{name}", "Slot": slot}


def content(server, where, slot):
    [(stored,)] = server.query("SELECT content FROM attachment WHERE message_id = ? AND slot = ?",
                               int(where.split("/")[3]), slot)
    return stored


def test_attachments_from_their_making_to_their_end(account, server, where):
    assert account.get(where) == []
    given = file() | {"idList": "9", "idMessage": 9, "Slot": 4}
    made = account.json("POST", where + "/1", given)
    assert made == [item(where, 1)] and list(made[0]) == ["Name", "Path", "Slot"]
    assert content(server, where, 1) == b"content"
    both = account.json("POST", where + "/5", file(b"\0\xff", "../x\\y/z.bin"))
    assert both == [item(where, 1), item(where, 5, "z.bin")] == account.get(where)
    assert content(server, where, 5) == b"\0\xff"
    assert account.get(where.removesuffix("/Attachment"))["Attachments"] == both
    # A slot has one file.
    assert account.json("POST", where + "/1", file(b"new", "n")) \
        == [item(where, 1, "n"), item(where, 5, "z.bin")]
    assert content(server, where, 1) == b"new"
    assert account.json("DELETE", where + "/1") == [item(where, 5, "z.bin")]
    account.refused(404, "DELETE", where + "/1")
    # As a published client asks for it.
    assert account.json("DELETE", where.removesuffix("/Attachment") + "/5") == []
    account.refused(404, "DELETE", where.removesuffix("/Attachment") + "/5")


def test_what_an_attachment_may_not_be(account, where):
    for body in ({}, [], "x", 5, None, {"Name": "a"}, {"Base64Data": "YQ=="}, file(b""), file(name=""),
                 file(name=".."), file(name="a\r\nb"), file(name="x" * 256), {"Name": "a", "Base64Data": 5},
                 {"Name": "a", "Base64Data": "YWJj\r\nYWJj"}, {"Name": "a", "Base64Data": "YWJj\nYWJj"},
                 {"Name": "a", "Base64Data": "%%%%"}, {"Name": "a", "Base64Data": "YQ"}):
        account.refused(400, "POST", where + "/1", body)
    for slot in ("0", "6", "-1", "x", "99999999999"):
        assert "1 to 5" in account.refused(400, "POST", f"{where}/{slot}", file())
        account.refused(400, "DELETE", f"{where}/{slot}")
    assert account.get(where) == []


def test_how_large_they_may_be(account, where):
    account.json("POST", where + "/1", file(b"x" * (MOST - 10)))
    account.json("POST", where + "/2", file(b"x" * 10))
    account.refused(400, "POST", where + "/3", file(b"x"))
    account.refused(400, "POST", where + "/2", file(b"x" * 11))
    account.json("POST", where + "/1", file(b"x"))
    account.refused(400, "POST", where + "/3", file(b"x" * (MOST - 10)))
    assert len(account.get(where)) == 2


def test_only_the_owners_application(server, application, sink, account, where):
    account.json("POST", where + "/1", file())
    other = Resources(server, application, sink)
    for who in (other, account):
        at = where if who is other else "List/1/Email/999999/Attachment"
        who.refused(404, "GET", at)
        who.refused(404, "POST", at + "/1", file())
        who.refused(404, "DELETE", at + "/1")
        who.refused(404, "DELETE", at.removesuffix("/Attachment") + "/1")
    account.refused(404, "GET", where.replace("List/1", "List/2"))
    other.close()
    account.refused(401, "POST", where + "/1", {}, token="nobody")
    assert account.get(where) == [item(where, 1)]


def test_xml(account, where):
    console = "{http://MailupSoa.Ws.Schema.API.Console}"
    made = account.xml("POST", where + "/3", b"<a><Base64Data>YQ==</Base64Data><Name>n</Name></a>")
    assert made.tag == console + "ArrayOfEmailAttachmentItem"
    [only] = made
    assert only.tag == console + "EmailAttachmentItem"
    assert [child.tag for child in only] == [console + name for name in ("Name", "Path", "Slot")]
    assert len(account.xml("DELETE", where + "/3")) == 0
    assert account.xml("GET", where).tag == console + "ArrayOfEmailAttachmentItem"
