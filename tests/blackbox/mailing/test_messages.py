"""Tests of messages and templates (docs/contract/resources.md, C.8)."""

import re

import pytest
from resources import UPLOAD, Resources, all_items

REFERENCE = ["Subject", "idList", "idMessage"]
ITEM = ["CreationDate", "Notes", "ServiceType", "Subject", "idList", "idMessage"]
PUBLISHED = ["CreationDate", "LastSendDate", "Notes", "Subject", "Url", "idList", "idMessage"]
DETAILS = ["Attachments", "Body", "Content", "CreationDate", "Embed", "Fields", "Head",
           "IsConfirmation", "Notes", "PreHeader", "Structure", "Subject", "Tags", "TrackingInfo",
           "UseDynamicField", "idList", "idMessage"]
DATE = re.compile(r"^20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ$")
NEVER = "0001-01-01 00:00:00Z"
TITLES = {"EN": "Newsletter", "IT": "Newsletter", "ES": "Boletín de noticias",
          "FR": "Lettre d’information", "PT": "Boletim informativo", "JA": "ニュースレター",
          "DA": "Nyhedsbrev"}


@pytest.fixture
def account(server, application, sink):
    resources = Resources(server, application, sink, Language="EN")
    yield resources
    resources.close()


@pytest.fixture(scope="module")
def other(server, application, sink):
    resources = Resources(server, application, sink)
    yield resources
    resources.close()


def create(account, subject="Hello", **members):
    return account.json("POST", "List/1/Email", {"Subject": subject, "Content": "<p>Hi</p>"} | members)


def path(message, rest=""):
    return f"List/{message['idList']}/Email/{message['idMessage']}{rest}"


def account_id(account):
    return int(account.user[1:])


def second_list(server, account):
    server.execute("INSERT INTO mailing_list (account_id, number, guid, name, created_at) "
                   f"VALUES ({account_id(account)}, 2, 'second', 'second', 0)")


def subjects(envelope):
    return [item["Subject"] for item in all_items(envelope)]


def test_a_message_is_created_read_and_deleted(account):
    message = create(account, " Hello ", Notes="n", idList="77", idNL=0, Tags=None, Head=None,
                     Body="<body>", Unknown=[1])
    assert list(message) == REFERENCE
    assert message == {"Subject": "Hello", "idList": 1, "idMessage": message["idMessage"]}
    details = account.get(path(message))
    assert list(details) == DETAILS and DATE.match(details["CreationDate"])
    assert details == {
        "Attachments": [], "Body": "<body>", "Content": "<p>Hi</p>",
        "CreationDate": details["CreationDate"], "Embed": False, "Fields": [], "Head": "",
        "IsConfirmation": False, "Notes": "n", "PreHeader": "", "Structure": "", "Subject": "Hello",
        "Tags": [], "TrackingInfo": {"CustomParams": "", "Enabled": False, "Protocols": []},
        "UseDynamicField": False, "idList": 1, "idMessage": message["idMessage"]}
    [item] = all_items(account.get("List/1/Emails"))
    assert list(item) == ITEM
    assert item == {"CreationDate": details["CreationDate"], "Notes": "n", "ServiceType": 0,
                    "Subject": "Hello", "idList": 1, "idMessage": message["idMessage"]}
    assert all_items(account.get("User/Emails")) == [item]
    assert account.call("DELETE", path(message)).text() == ""
    assert all_items(account.get("List/1/Emails")) == []
    for verb in ("GET", "DELETE", "POST"):
        account.refused(404, verb, path(message))


def test_a_message_that_was_read_can_be_sent_back(account):
    tag = account.json("POST", "List/1/Tag", "my tag")
    message = create(account, Notes="n", Embed=True, IsConfirmation=True, UseDynamicField=True,
                     Head="<style>p{}</style>", PreHeader="p", Structure="{}",
                     Fields=[{"Description": "whatever", "Id": "2", "Value": 'O\'Hara "x" \\ è'},
                             {"Id": 1, "Value": "friend"}, {"Id": 39, "Value": "last"},
                             {"Id": 3, "Value": ""}],
                     TrackingInfo={"CustomParams": "a=b", "Enabled": True, "Protocols": ["http", "https:"]})
    details = account.get(path(message))
    assert details["Fields"] == [
        {"Description": "FirstName", "Id": 1, "Value": "friend"},
        {"Description": "LastName", "Id": 2, "Value": 'O\'Hara "x" \\ è'},
        {"Description": "", "Id": 39, "Value": "last"}]
    assert details["TrackingInfo"] == {"CustomParams": "a=b", "Enabled": True,
                                       "Protocols": ["http", "https:"]}
    tagged = details | {"Tags": [{"Id": str(tag["Id"]), "Name": "wrong", "Enabled": None}]}
    assert account.json("PUT", path(message), tagged) == message
    assert account.get(path(message)) == details | {"Tags": [tag]}
    # Members that are missing or null stay unchanged.
    account.json("PUT", path(message), {"Subject": "New", "Tags": None, "Fields": None})
    assert account.get(path(message)) == details | {"Tags": [tag], "Subject": "New"}
    account.json("PUT", path(message), {"Tags": [], "Fields": [], "idList": 9, "idMessage": 9})
    assert account.get(path(message)) == details | {"Subject": "New", "Fields": []}


def test_rejected_messages(account):
    message = create(account)
    valid = {"Subject": "a", "Content": "b"}
    # Missing members are errors only for a new message.
    for body in ({}, {"Subject": "a"}, {"Content": "b"}, [], "x", 5, None):
        account.refused(400, "POST", "List/1/Email", body)
    for change in ({"Subject": ""}, {"Subject": "x" * 256}, {"Subject": "a\r\nBcc: x@example.org"},
                   {"Subject": 5}, {"Content": " "}, {"Content": "a\u0000b"}, {"Embed": "maybe"},
                   {"Notes": "x" * 1001}, {"Notes": "\u0000"}, {"Head": "\u0000"},
                   {"Tags": [{"Id": 999999}]}, {"Tags": [{"Name": "x"}]}, {"Tags": ["x"]},
                   {"Tags": [None]}, {"Fields": [{"Id": 40, "Value": "x"}]},
                   {"Fields": [{"Id": 2**40 + 1, "Value": "x"}]}, {"Fields": [{"Value": "x"}]},
                   {"Fields": [{"Id": 1, "Value": "x" * 201}]}, {"Fields": "x"},
                   {"TrackingInfo": {"Protocols": ["a,b"]}}, {"TrackingInfo": "x"},
                   {"TrackingInfo": {"Protocols": "http"}}, {"TrackingInfo": {"CustomParams": "a\nb"}}):
        account.refused(400, "POST", "List/1/Email", valid | change)
        account.refused(400, "PUT", path(message), valid | change)
    account.refused(400, "POST", "List/1/Email", raw=b"")
    # Invalid UTF-8 and an error object, both of which published clients send.
    account.refused(400, "POST", "List/1/Email", raw=b'{"Subject":"\xe8","Content":"x"}')
    account.refused(400, "POST", "List/1/Email", {"ErrorCode": "401", "ErrorDescription": "x",
                                                  "ErrorName": None, "ErrorStack": None})
    assert len(all_items(account.get("List/1/Emails"))) == 1
    assert account.get(path(message))["Content"] == "<p>Hi</p>"


def test_a_message_can_be_large(account):
    content = "<p>" + "x" * (1000 * 1024) + "</p>"
    message = create(account, "x" * 255, Content=content)
    assert account.get(path(message))["Content"] == content
    account.refused(400, "POST", "List/1/Email", {"Subject": "s", "Content": "x" * (1024 * 1024 + 1)})
    # With the longest names of 40 recipients this would be gigabytes.
    account.refused(400, "PUT", path(message), {"Content": "[Name]" * 100_000})
    assert account.get(path(message))["Content"] == content
    account.refused(413, "POST", "List/1/Email", raw=b" " * (UPLOAD + 1))
    account.connection.close()
    account.connection = account.server.connect()
    account.call("DELETE", path(message))


def test_a_clone(account):
    tag = account.json("POST", "List/1/Tag", "t")
    message = create(account, "Original", Tags=[tag], Fields=[{"Id": 1, "Value": "x"}], Notes="n")
    account.json("POST", path(message, "/Attachment/2"), {"Name": "a.txt", "Base64Data": "YQ=="})
    account.json("PUT", path(message, "/Online/Visibility"), True)
    clone = account.json("POST", path(message))
    assert list(clone) == REFERENCE and clone["Subject"] == "Original" and clone["idList"] == 1
    assert clone["idMessage"] != message["idMessage"]
    before, after = account.get(path(message)), account.get(path(clone))
    number = clone["idMessage"]
    assert after == before | {
        "idMessage": number, "CreationDate": after["CreationDate"],
        "Attachments": [{"Name": f"{number}/a.txt", "Path": f"attachments/1\\{number}\\a.txt",
                         "Slot": 2}]}
    assert subjects(account.get("List/1/Online/Emails")) == ["Original"]
    account.call("DELETE", path(message))
    assert account.get(path(clone)) == after


def test_pages_filters_and_tags(account, server):
    red, blue = (account.json("POST", "List/1/Tag", name) for name in ("red one", "blue"))
    tags = {"a": [red], "b": [red, blue], "c": [blue], "d": None}
    messages = {name: create(account, name, Tags=tags[name], Notes=name.upper()) for name in tags}
    assert subjects(account.get("List/1/Emails")) == ["d", "c", "b", "a"]
    page = account.get("List/1/Emails", pageSize=3, pageNumber=1)
    assert (page["IsPaginated"], page["Skipped"], page["TotalElementsCount"]) == (True, 3, 4)
    assert [item["Subject"] for item in page["Items"]] == ["a"]
    for names, found in (("", "dcba"), ('""', "dcba"), ("red one", "ba"), ('"red one, blue"', "b"),
                         ("blue,red one", "b"), ('"blue","red one"', "b"), ("blue", "cb"),
                         ("unknown", ""), ("blue,unknown", ""), ("BLUE", ""), ("blue,blue", "cb")):
        assert subjects(account.get("List/1/Emails", tags=names)) == list(found), names
    assert subjects(account.get("List/1/Emails", Tags="blue", filterby="Subject=='b'")) == ["b"]
    raw = account.json("GET", 'List/1/Emails?tags="red+one,%20blue"&filterby="Subject.Contains(\'b\')"')
    assert subjects(raw) == ["b"]
    for bad in ("%ff", "a%00b", "a%0Ab"):
        account.refused(400, "GET", f"List/1/Emails?tags={bad}")
    for filterby, found in (("Subject.Contains('c')", "c"), (f"idMessage=={messages['a']['idMessage']}", "a"),
                            ("idList == 1 && Notes=='B'", "b"), ("ServiceType == 1", ""),
                            ("CreationDate > '2020' && CreationDate.EndsWith('Z')", "dcba")):
        assert subjects(account.get("List/1/Emails", filterby=filterby)) == list(found), filterby
    for orderby, found in (("Subject asc", "abcd"), ("Notes desc", "dcba"), ("CreationDate asc", None),
                           ("ServiceType asc;idMessage asc", "abcd")):
        items = subjects(account.get("List/1/Emails", orderby=orderby))
        assert items == list(found) if found else len(items) == 4
    account.refused(400, "GET", "List/1/Emails", query={"filterby": "Name == 'x'"})
    second_list(server, account)
    assert all_items(account.get("List/2/Emails")) == []
    account.json("POST", "List/2/Email", {"Subject": "e", "Content": "x"})
    assert subjects(account.get("User/Emails")) == ["e", "d", "c", "b", "a"]
    assert subjects(account.get("User/Emails", filterby="idList==2")) == ["e"]
    account.refused(404, "GET", f"List/2/Email/{messages['a']['idMessage']}")
    # A tag of another list is unknown here.
    account.refused(400, "POST", "List/2/Email", {"Subject": "f", "Content": "x", "Tags": [red]})
    server.execute("UPDATE mailing_list SET removed_at = 1 "
                   f"WHERE account_id = {account_id(account)} AND number = 2")
    assert subjects(account.get("User/Emails")) == ["d", "c", "b", "a"]


def test_a_public_message(account, server):
    message = create(account, "1 < 2 & <script>", Content="<p>Hi</p><script>x</script>")
    draft = create(account, "draft")
    for shelf in ("Online", "Archived"):
        assert all_items(account.get(f"List/1/{shelf}/Emails")) == []
    assert account.call("PUT", path(message, "/Online/Visibility"), True).text() == ""
    [item] = all_items(account.get("List/1/Online/Emails"))
    assert list(item) == PUBLISHED and item["LastSendDate"] == NEVER
    assert item["idMessage"] == message["idMessage"] and DATE.match(item["CreationDate"])
    assert item["Url"].startswith(server.url + "/online/")
    target = item["Url"].removeprefix(server.url)
    page = server.get(target)
    assert page.status == 200 and page.header("content-type") == "text/html; charset=utf-8"
    assert "<p>Hi</p>" in page.text() and "<title>1 &lt; 2 &amp; &lt;script&gt;</title>" in page.text()
    policy = page.header("content-security-policy")
    assert "default-src 'none'" in policy and "script-src" not in policy
    assert "sandbox" in policy and "allow-scripts" not in policy and "allow-same-origin" not in policy
    assert page.header("referrer-policy") == "no-referrer"
    assert server.request("HEAD", target).status == 200
    number, proof = target.rsplit("/", 1)[1].split("-")
    for wrong in (number, f"{number}-", f"{number}-{proof[:-1]}", f"{draft['idMessage']}-{proof}",
                  f"{number}-{'a' * 26}", "x", "999999999999999999999-a", "%ff", "%00"):
        answer = server.get(f"/online/{wrong}")
        assert answer.status == 404 and "text/html" in answer.header("content-type"), wrong
    assert 'lang="ja"' in server.get("/online/x", [("Accept-Language", "ja")]).text()

    assert account.call("PUT", path(message, "/Online/Visibility"), False).text() == ""
    assert server.get(target).status == 404
    assert all_items(account.get("List/1/Online/Emails")) == []
    [item] = all_items(account.get("List/1/Archived/Emails"))
    assert list(item) == PUBLISHED and item["Subject"] == message["Subject"] and item["Url"] == ""
    # A message that was sent and is not online is archived, too.
    server.execute(f"UPDATE message SET sent_at = 86399000 WHERE id = {draft['idMessage']}")
    sent = all_items(account.get("List/1/Archived/Emails", filterby="LastSendDate<'1970-01-02' && "
                                 "LastSendDate != '0001-01-01 00:00:00Z'"))
    assert [(item["Subject"], item["LastSendDate"]) for item in sent] \
        == [("draft", "1970-01-01 23:59:59Z")]
    account.call("PUT", path(message, "/Online/Visibility"), raw=b"<boolean>true</boolean>",
                 content_type="application/xml")
    assert server.get(target).status == 200
    for body in (None, 5, "x", {}, []):
        account.refused(400, "PUT", path(message, "/Online/Visibility"), body)
    account.refused(400, "PUT", path(message, "/Online/Visibility"), raw=b"")
    # The messages of an expired account are not public.
    server.execute(f"UPDATE account SET expires_at = 1 WHERE id = {account_id(account)}")
    assert server.get(target).status == 404


def test_a_message_in_sending_cannot_be_deleted(account, server):
    message = create(account)
    number, owner = message["idMessage"], account_id(account)
    account.json("POST", path(message, "/Attachment/1"), {"Name": "a", "Base64Data": "YQ=="})
    tag = account.json("POST", "List/1/Tag", "t")
    account.json("PUT", path(message), {"Tags": [tag]})
    for table, columns, values in (
            ("sending", "audience, audience_id, state, sender_name, sender_address, created_at, list",
             "1, 1, 3, '', '', 0, 1"),
            ("message_statistic", "deliveries", "1"), ("reader", "recipient_id, deliveries", "1, 1"),
            ("message_link", "url", "'u'")):
        server.execute(f"INSERT INTO {table} (account_id, message_id, {columns}) "
                       f"VALUES ({owner}, {number}, {values})")
    server.execute("INSERT INTO link_click (account_id, link_id, recipient_id, clicks) SELECT "
                   f"account_id, id, 1, 1 FROM message_link WHERE message_id = {number}")
    assert "sending" in account.refused(400, "DELETE", path(message))
    server.execute(f"UPDATE sending SET state = 4 WHERE message_id = {number}")
    assert account.call("DELETE", path(message)).status == 200
    for table in ("message_statistic", "reader", "link_click", "message_tag", "attachment", "message"):
        assert server.query(f"SELECT count(*) FROM {table} WHERE account_id = ?", owner) == [(0,)], table
    # The number of a deleted message occurs in sent mails and is not reused.
    assert create(account)["idMessage"] > number


def test_a_message_from_the_second_template(account):
    templates = all_items(account.get("List/1/Templates"))
    assert [list(item) for item in templates] == [["Id", "Title"]] * 2
    assert templates == [{"Id": 1, "Title": "Announcement"}, {"Id": 2, "Title": "Newsletter"}]
    message = account.json("POST", f"List/1/Email/Template/{templates[1]['Id']}")
    assert list(message) == REFERENCE and message["Subject"] == "Newsletter"
    details = account.get(f"List/1/Templates/{templates[1]['Id']}")
    assert list(details) == ["Content", "Id", "Text", "Thumbnail", "Title"]
    assert details["Id"] == 2 and details["Thumbnail"].startswith("data:image/png;base64,")
    assert "What’s new this month" in details["Text"] and "<" not in details["Text"]
    assert account.get(path(message))["Content"] == details["Content"]
    assert all_items(account.get("List/1/Templates", filterby="Title.Contains('Ann')")) == templates[:1]
    assert all_items(account.get("List/1/Templates", orderby="Id desc")) == templates[::-1]
    assert account.get("List/1/Templates", pageSize=1, pageNumber=1)["Items"] == templates[1:]
    for verb, target in (("GET", "List/1/Templates/3"), ("POST", "List/1/Email/Template/3"),
                         ("GET", "List/2/Templates"), ("GET", "List/2/Templates/1"),
                         ("POST", "List/2/Email/Template/1"), ("GET", "List/1/Templates/0")):
        account.refused(404, verb, target)
    account.refused(400, "GET", "List/1/Templates/x")
    account.refused(400, "GET", "List/1/Templates", query={"filterby": "Content == ''"})


@pytest.mark.parametrize("language", ["IT", "JA"])
def test_templates_have_the_accounts_language(server, application, sink, language):
    account = Resources(server, application, sink, Language=language)
    titles = [item["Title"] for item in all_items(account.get("List/1/Templates"))]
    assert titles[1] == TITLES[language]
    message = account.json("POST", "List/1/Email/Template/2")
    assert f'lang="{language.lower()}"' in account.get(path(message))["Content"]
    account.close()


@pytest.mark.parametrize("verb,target", [
    ("GET", "List/2/Emails"), ("GET", "List/2/Online/Emails"), ("GET", "List/2/Archived/Emails"),
    ("POST", "List/2/Email"), ("GET", "List/1/Email/999999"), ("PUT", "List/1/Email/999999"),
    ("DELETE", "List/1/Email/999999"), ("POST", "List/1/Email/999999"), ("GET", "List/1/Email/0"),
    ("PUT", "List/1/Email/999999/Online/Visibility"), ("GET", "List/1/Email/-1"),
    ("GET", "List/1/Email/99999999999")])
def test_unknown_messages(other, verb, target):
    body = True if "Visibility" in target else {"Subject": "x", "Content": "y"}
    other.refused(404, verb, target, None if verb in ("GET", "DELETE") else body)


def test_other_accounts_have_no_access(account, other):
    mine = create(account)
    other.json("POST", "List/1/Email", {"Subject": "theirs", "Content": "x"})
    assert subjects(account.get("User/Emails")) == ["Hello"]
    for verb, rest, body in (("GET", "", None), ("PUT", "", {"Subject": "x"}), ("DELETE", "", None),
                             ("POST", "", None), ("PUT", "/Online/Visibility", True)):
        other.refused(404, verb, path(mine, rest), body)
        account.refused(401, verb, path(mine, rest), body, token="unknown")
    assert account.get(path(mine))["Subject"] == "Hello"


def test_xml(account):
    tag = account.json("POST", "List/1/Tag", "t")
    console = "{http://MailupSoa.Ws.Schema.API.Console}"
    arrays = "{http://schemas.microsoft.com/2003/10/Serialization/Arrays}"
    message = account.xml("POST", "List/1/Email", (
        "<EmailMessageItem><Subject>a &amp; b</Subject><Content><![CDATA[<p>x</p>]]></Content>"
        "<Fields><EmailDynamicFieldItem><Id>1</Id><Value>v</Value></EmailDynamicFieldItem></Fields>"
        f"<Tags><EmailTagItem><Id>{tag['Id']}</Id></EmailTagItem></Tags>"
        "<TrackingInfo><Enabled>true</Enabled><Protocols><string>http</string></Protocols>"
        "</TrackingInfo></EmailMessageItem>").encode())
    assert [child.tag for child in message] == [console + name for name in REFERENCE]
    target = f"List/1/Email/{message.findtext(console + 'idMessage')}"
    details = account.xml("GET", target)
    assert details.tag == console + "EmailMessageItem"
    assert [child.tag for child in details] == [console + name for name in DETAILS]
    assert details.findtext(f"{console}Tags/{console}EmailTagItem/{console}Name") == "t"
    assert details.findtext(f"{console}TrackingInfo/{console}Protocols/{arrays}string") == "http"
    assert details.findtext(console + "Content") == "<p>x</p>"
    account.xml("PUT", target, b"<m><Tags/><Subject>c</Subject></m>")
    assert account.get(target)["Tags"] == [] and account.get(target)["Subject"] == "c"
    account.call("PUT", target + "/Online/Visibility", True)
    for page, name in (("Emails", "EmailMessageItem"), ("Online/Emails", "EmailPublishedMessageItem"),
                       ("Templates", "EmailTemplateItem")):
        envelope = account.xml("GET", "List/1/" + page)
        assert envelope.tag == "{http://MailupSoa.Ws.Schema.API}CollectionOf" + name
        assert envelope.find(f".//{console}{name}") is not None
