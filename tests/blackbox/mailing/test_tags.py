"""Tests of the tags of a list (docs/contract/resources.md, C.10)."""

import pytest
from resources import Resources, all_items

ITEM = ["Enabled", "Id", "Name"]


def create(account, name):
    return account.json("POST", "List/1/Tag", name)


def test_a_tag_is_created_changed_and_deleted(account):
    assert all_items(account.get("List/1/Tags")) == []
    first = create(account, "my tag")
    assert list(first) == ITEM
    assert first == {"Enabled": True, "Id": first["Id"], "Name": "my tag"}
    second = create(account, " other ")
    assert second["Name"] == "other"
    assert all_items(account.get("List/1/Tags")) == [second, first]
    path = f"List/1/Tag/{first['Id']}"
    changed = account.json("PUT", path, {"Enabled": False, "Id": "77", "Name": "new"})
    assert changed == {"Enabled": False, "Id": first["Id"], "Name": "new"}
    assert account.json("PUT", path, changed) == changed
    assert account.json("PUT", path, {"Name": "x"}) == changed | {"Name": "x"}
    assert account.call("DELETE", path).text() == ""
    assert all_items(account.get("List/1/Tags")) == [second]
    account.refused(404, "DELETE", path)
    account.refused(404, "PUT", path, {"Name": "x"})


def test_a_message_is_read_and_sent_back_with_a_tag(account):
    tag = create(account, "my tag")
    message = account.json("POST", "List/1/Email", {"Subject": "s", "Content": "c"})
    path = f"List/1/Email/{message['idMessage']}"
    details = account.get(path)
    assert details["Tags"] == []
    details["Tags"].append(tag)
    assert account.json("PUT", path, details) == message
    assert account.get(path)["Tags"] == [tag]
    found = account.json("GET", 'List/1/Emails?tags="my+tag"')
    assert [item["idMessage"] for item in all_items(found)] == [message["idMessage"]]
    account.call("DELETE", f"List/1/Tag/{tag['Id']}")
    assert account.get(path)["Tags"] == []
    account.refused(400, "PUT", path, details)


@pytest.mark.parametrize("raw,name", [
    (b'"my tag"', "my tag"), (b"my tag", "my tag"), (b"  my tag \n", "my tag"),
    (b'"a \\"b\\" \\u00e8"', 'a "b" \u00e8'), ("pi\u00f9 \u732b".encode(), "pi\u00f9 \u732b"),
    (b"nullable", "nullable"), (b"\xef\xbb\xbf\"bom\"", "bom")])
def test_a_name_with_and_without_quotes(account, raw, name):
    assert account.json("POST", "List/1/Tag", raw=raw)["Name"] == name


@pytest.mark.parametrize("raw", [
    b"", b" ", b'""', b'"unclosed', b"{", b'{"Name":"x"}', b"[", b'["x"]', b"null", b"true", b"5",
    b"\xe8", b"a\x00b", b"a\nb", b'"a\\nb"', b'"' + b"x" * 101 + b'"', b"x" * 101,
    b'{"ErrorCode":"401","ErrorDescription":"x","ErrorName":null,"ErrorStack":null}'])
def test_rejected_names(account, raw):
    account.refused(400, "POST", "List/1/Tag", raw=raw)
    assert all_items(account.get("List/1/Tags")) == []


def test_names_are_unique(account):
    first, second = create(account, "a"), create(account, "A")  # names are case-sensitive
    # Published programs create the same tag at each run.
    assert create(account, "a") == first and create(account, " a ") == first
    changed = account.json("PUT", f"List/1/Tag/{first['Id']}", {"Enabled": False})
    assert create(account, "a") == changed
    first = changed
    account.refused(400, "PUT", f"List/1/Tag/{second['Id']}", {"Name": "a"})
    for body in ({"Name": ""}, {"Name": 5}, {"Name": "x" * 101}, {"Enabled": "maybe"}, [], "x", None):
        account.refused(400, "PUT", f"List/1/Tag/{first['Id']}", body)
    assert all_items(account.get("List/1/Tags")) == [second, first]


def test_pages_and_filters(account):
    created = [create(account, f"t{i:02}") for i in range(22)]
    page = account.get("List/1/Tags")
    assert page["Items"] == created[:1:-1] and page["IsPaginated"] is True
    assert all_items(account.get("List/1/Tags", filterby="Name=='t07'")) == [created[7]]
    assert all_items(account.get("List/1/Tags", filterby=f"Id<{created[2]['Id']} && Enabled",
                                 orderby="Name asc")) == created[:2]
    account.refused(400, "GET", "List/1/Tags", query={"filterby": "Subject=='x'"})


def test_other_accounts_have_no_access(server, application, sink, account):
    mine = create(account, "mine")
    other = Resources(server, application, sink)
    assert all_items(other.get("List/1/Tags")) == []
    other.refused(404, "PUT", f"List/1/Tag/{mine['Id']}", {"Name": "x"})
    other.refused(404, "DELETE", f"List/1/Tag/{mine['Id']}")
    for verb, path in (("GET", "List/2/Tags"), ("POST", "List/2/Tag"), ("PUT", "List/1/Tag/999999"),
                       ("DELETE", "List/2/Tag/1"), ("GET", "List/0/Tags")):
        other.refused(404, verb, path, {"Name": "x"} if verb == "PUT" else "x")
    # A tag of one list is unknown in another list.
    server.execute("INSERT INTO mailing_list (account_id, number, guid, name, created_at) "
                   f"VALUES ({account.user[1:]}, 2, 'second', 'second', 0)")
    account.refused(404, "PUT", f"List/2/Tag/{mine['Id']}", {"Name": "x"})
    account.refused(404, "DELETE", f"List/2/Tag/{mine['Id']}")
    # A message cannot have a tag of another account.
    other.refused(400, "POST", "List/1/Email", {"Subject": "s", "Content": "c", "Tags": [mine]})
    other.close()
    account.refused(401, "GET", "List/1/Tags", token="unknown")
    account.refused(401, "POST", "List/1/Tag", 5, token="unknown")
    assert all_items(account.get("List/1/Tags")) == [mine]


def test_xml(account):
    console = "{http://MailupSoa.Ws.Schema.API.Console}"
    created = account.xml("POST", "List/1/Tag", b"<string>a &amp; b</string>")
    assert created.tag == console + "EmailTagItem"
    assert [child.tag for child in created] == [console + name for name in ITEM]
    assert created.findtext(console + "Name") == "a & b"
    path = f"List/1/Tag/{created.findtext(console + 'Id')}"
    changed = account.xml("PUT", path, b"<EmailTagItem><Name>c</Name></EmailTagItem>")
    assert changed.findtext(console + "Name") == "c"
    page = account.xml("GET", "List/1/Tags")
    assert page.tag == "{http://MailupSoa.Ws.Schema.API}CollectionOfEmailTagItem"
    for raw in (b"<string/>", b"<string><a>b</a></string>", b"plain", b"<string>", b""):
        account.refused(400, "POST", "List/1/Tag", raw=raw, content_type="application/xml")
