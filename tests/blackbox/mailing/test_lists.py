"""Tests of the account's lists (docs/contract/resources.md, C.4): both families of routes, settings, white
label, countries and time zones, deletion."""

import concurrent.futures
import json

import pytest
from harness import eventually
from resources import Resources, all_items

MANDATORY = {
    "Name": "News", "Business": True, "Customer": False, "OwnerEmail": "owner@example.org",
    "ReplyTo": "", "NLSenderName": "Anna", "CompanyName": "Ærø Øl", "ContactName": "Anna",
    "Address": "Vej 1", "City": "Ærø", "CountryCode": "DK", "PermissionReminder": "You asked.",
    "WebSiteUrl": "https://example.org/"}
NEW = MANDATORY | {"UseDefaultSettings": True}
MEMBERS = """Address BouncedEmail Business Charset City CompanyName ContactName
    ConversionlabTrackCode CountryCode Customer DefaultPrefix Description Disclaimer DisplayAs Format
    FrontendForm HeaderListUnsubscriber HeaderXAbuse IdList IdSettings KBMax LinkTrackingParameters
    ListGuid MultiOptoutList MultipartText NLSenderName Name NotifyEmail OptoutType OwnerEmail
    PermissionReminder Phone PostalCode Public ReplyTo ScopeCode SendConfirmSms SendEmailOptout
    SmsSenderName StateOrProvince SubscribedEmail TimeZoneCode TrackOnOpened UseDefaultSettings
    WebSiteUrl""".split()
FLAGS = """Business Customer FrontendForm MultipartText Public SendConfirmSms SendEmailOptout
    SubscribedEmail TrackOnOpened UseDefaultSettings""".split()
NUMBERS = "IdList IdSettings KBMax OptoutType ScopeCode".split()
NULLABLE = ["BouncedEmail", "NotifyEmail"]
CONSOLE = "{http://MailupSoa.Ws.Schema.API.Console}"
NIL = "{http://www.w3.org/2001/XMLSchema-instance}nil"


def assert_complete(details):
    assert list(details) == MEMBERS == sorted(MEMBERS)
    for name, value in details.items():
        kind = bool if name in FLAGS else int if name in NUMBERS else str
        assert type(value) is kind or (value is None and name in NULLABLE), (name, value)
    return details


def numbers(account):
    return [item["IdList"] for item in all_items(account.get("List", pageSize=200))]


def test_the_list_of_a_new_account(account):
    details = assert_complete(account.get("List/1"))
    fields = account.fields
    assert details["Name"] == "Newsletter" and details["IdList"] == 1
    assert details["OwnerEmail"] == fields["Email"].lower()
    assert details["CompanyName"] == details["NLSenderName"] == fields["Company"]
    assert details["ContactName"] == fields["NameAndSurname"] and details["Phone"] == fields["PhoneNumber"]
    assert (details["Charset"], details["DefaultPrefix"], details["Format"], details["KBMax"]) \
        == ("UTF-8", "0039", "html", 100)
    assert details["BouncedEmail"] is None and details["NotifyEmail"] is None
    assert (details["UseDefaultSettings"], details["IdSettings"], details["OptoutType"]) == (True, 0, 0)
    # A client that sends back all members changes nothing, even if some members are empty.
    assert account.json("PUT", "List/1", details) == details
    assert account.json("PUT", "User/List/1", details) == details


def test_both_families_have_pages_with_their_own_names(account):
    created = account.json("POST", "List", NEW | {"Description": "d"})
    old, new = all_items(account.get("User/Lists")), all_items(account.get("List"))
    company = account.fields["Company"]
    assert list(old[0]) == ["Company", "Description", "Name", "idList", "listGuid"]
    assert list(new[0]) == ["Company", "Description", "IdList", "ListGuid", "Name"]
    assert new[0] == {"Company": company, "Description": "d", "IdList": 2,
                      "ListGuid": created["ListGuid"], "Name": "News"}
    assert [(i["idList"], i["listGuid"]) for i in old] == [(i["IdList"], i["ListGuid"]) for i in new]
    for family in ("User/Lists", "List"):
        for query in ("idList == 2", "IdList==2", "Name.Contains('New') && idList > 1",
                      f"ListGuid=='{created['ListGuid']}'"):
            assert [i["Name"] for i in all_items(account.get(family, filterby=query))] == ["News"]
        assert len(all_items(account.get(family, filterby=f"Company=='{company}'"))) == 2
        assert [i["Name"] for i in all_items(account.get(family, orderby="idList asc"))] \
            == ["Newsletter", "News"]
        page = account.get(family, pageSize=1, pageNumber=1)
        assert page["IsPaginated"] and page["Items"][0]["Name"] == "Newsletter"
        account.refused(400, "GET", family, query={"filterby": "OwnerEmail=='x'"})


def test_the_callback_of_jsonp_is_ignored(account):
    for path in ("User/Lists", "List", "List/1", "List/99"):
        plain, answer = account.call("GET", path), account.call("GET", path, query={"callback": "f"})
        assert (answer.status, answer.body) == (plain.status, plain.body)
        assert answer.header("content-type") == "application/json; charset=utf-8"


def test_create_with_the_defaults(account):
    created = assert_complete(account.json("POST", "List", NEW | {"Unknown": [1], "IdList": 77, "ListGuid": "x"}))
    assert created["IdList"] == 2 and len(created["ListGuid"]) == 36
    assert {name: created[name] for name in MANDATORY} == MANDATORY
    assert created["UseDefaultSettings"] is True and created["IdSettings"] == 0
    assert account.get("List/2") == created
    assert numbers(account) == [2, 1]


def test_create_from_a_model(account):
    account.json("PUT", "List/1", {"KBMax": 7, "Public": "false", "SmsSenderName": "me",
                                   "Description": "of the model"})
    created = account.json("POST", "List", MANDATORY | {"IdSettings": "1", "KBMax": "8"})
    assert (created["KBMax"], created["Public"], created["SmsSenderName"]) == (8, False, "me")
    assert (created["IdSettings"], created["UseDefaultSettings"], created["Description"]) == (1, False, "")
    assert account.get("List/2") == created
    account.json("PUT", "List/1", {"SmsSenderName": "other"})
    assert account.get("List/2") == created  # later changes of the copied list do not apply
    both = account.json("POST", "List", NEW | {"IdSettings": 1})
    assert (both["KBMax"], both["IdSettings"], both["UseDefaultSettings"]) == (100, 0, True)


@pytest.mark.parametrize("name", MANDATORY)
def test_mandatory_members(account, name):
    assert name in account.refused(400, "POST", "List", {k: v for k, v in NEW.items() if k != name})
    assert name in account.refused(400, "POST", "List", NEW | {name: None})
    if name != "ReplyTo":
        assert name in account.refused(400, "POST", "List", NEW | {name: " "})
    assert numbers(account) == [1]


def test_the_source_of_the_settings_is_mandatory(account):
    for body in (MANDATORY, MANDATORY | {"UseDefaultSettings": False, "IdSettings": 0},
                 MANDATORY | {"UseDefaultSettings": None, "IdSettings": None}):
        assert "UseDefaultSettings" in account.refused(400, "POST", "List", body)
    for model in (2, -1, "x", 2**31, 1.5, True):
        assert "IdSettings" in account.refused(400, "POST", "List",
                                               MANDATORY | {"IdSettings": model})
    description = account.refused(400, "POST", "List", {"Name": 5, "ErrorCode": "401", "ReplyTo": "x"})
    for word in ("Name must be a text", "ReplyTo must be an email address", "CountryCode is missing"):
        assert word in description
    assert numbers(account) == [1]


WRONG = [("Name", ""), ("Name", "x" * 51), ("Name", "a\nb"), ("Name", 5), ("Name", []),
         ("Name", "a\u0000b"), ("Disclaimer", "a\u0000b"), ("Description", "d" * 501),
         ("OwnerEmail", "no-address"), ("ReplyTo", "a@b@c"), ("BouncedEmail", "x"), ("NotifyEmail", {}),
         ("CountryCode", "XX"), ("CountryCode", "Italy"), ("TimeZoneCode", "Rome"),
         ("Format", "pdf"), ("Business", "yes"), ("Business", 1), ("Business", ""),
         ("KBMax", "many"), ("KBMax", -1), ("KBMax", 1.5), ("KBMax", 2**31), ("OptoutType", 4),
         ("City", "x" * 201), ("City", True)]


@pytest.mark.parametrize("verb,path", [("POST", "List"), ("PUT", "List/1")])
def test_wrong_values(account, verb, path):
    before = account.get("List/1")
    for name, value in WRONG:
        description = account.refused(400, verb, path, NEW | {name: value})
        assert name in description, (name, value, description)
    assert account.get("List/1") == before and numbers(account) == [1]


@pytest.mark.parametrize("verb,path", [("POST", "List"), ("PUT", "List/1"), ("POST", "User/Lists"),
                                       ("PUT", "User/List/1")])
def test_malformed_bodies_of_lists(account, verb, path):
    for raw in (b"", b"null", b"[]", b'"x"', b"5", b"{", b'{"Name":"a","Name":"b"}', b"\xff\xfe",
                b'{"Name":"\xff"}'):
        account.refused(400, verb, path, raw=raw)
    for raw in (b"<List><Name>a</Name><Name>b</Name></List>", b"<List>", b"x"):
        account.refused(400, verb, path, raw=raw, content_type="application/xml")
    assert numbers(account) == [1]


def test_an_update_changes_the_given_members_only(account):
    before = account.get("List/1")
    after = account.json("PUT", "List/1", {
        "Name": " Notícias ", "Description": "a\nb", "CountryCode": "pt", "IdList": 9, "IdSettings": 9,
        "TimeZoneCode": "Europe/Lisbon", "BouncedEmail": "b@Example.ORG", "Public": "False",
        "KBMax": "50", "UseDefaultSettings": False, "ListGuid": "x", "City": None})
    assert after == before | {
        "Name": "Notícias", "Description": "a\nb", "CountryCode": "PT", "BouncedEmail": "b@example.org",
        "TimeZoneCode": "Europe/Lisbon", "Public": False, "KBMax": 50}
    assert account.get("List/1") == after
    assert all_items(account.get("List"))[0]["Name"] == "Notícias"
    # All settings are reset except the country, which must not be empty: only its setting is stored.
    back = {name: before[name] for name in ("Name", "Description", "TimeZoneCode", "Public", "KBMax")}
    before["CountryCode"] = "PT"
    assert account.json("PUT", "List/1", back | {"BouncedEmail": ""}) == before
    assert account.json("PUT", "List/1", {}) == before
    assert account.server.query(f"SELECT name FROM mailing_list_setting WHERE account_id = "
                                f"{int(account.user[1:])}") == [("CountryCode",)]
    assert "OwnerEmail" in account.refused(400, "PUT", "List/1", {"OwnerEmail": "", "City": ""})


def test_the_old_family(account):
    # The response is a number without an enclosing object.
    answer = account.call("POST", "User/Lists", {
        "Name": "Old", "business": True, "Customer": "true", "bouncedemail": "b@example.org",
        "default_prefix": "0045", "description": "d", "kbmax": "9", "multi_optout_list": "1,2",
        "multipart_text": False, "nl_sendername": "Anna", "optout_type": 3, "owneremail":
        "o@example.org", "public": False, "replyto": "", "tracking": False, "scope": 4,
        "copyTemplate": True, "copyWebhooks": False, "idSettings": 1, "useDefaultSettings": False})
    assert (answer.status, answer.text()) == (200, "2")
    details = account.get("List/2")
    expected = {"Name": "Old", "Business": True, "Customer": True, "BouncedEmail": "b@example.org",
                "DefaultPrefix": "0045", "Description": "d", "KBMax": 9, "MultiOptoutList": "1,2",
                "MultipartText": False, "NLSenderName": "Anna", "OptoutType": 3, "Public": False,
                "OwnerEmail": "o@example.org", "ReplyTo": "", "TrackOnOpened": False,
                "ScopeCode": 4, "IdSettings": 1}
    assert {name: details[name] for name in expected} == expected
    assert account.call("POST", "User/Lists", {"Name": "Plain"}).text() == "3"
    changed = assert_complete(account.json("PUT", "User/List/3", {
        "IdList": 3, "Name": "Plain text", "format": "text", "NotifyEmail": "n@example.org"}))
    assert (changed["Name"], changed["Format"], changed["NotifyEmail"]) \
        == ("Plain text", "text", "n@example.org")
    assert changed == account.get("List/3")
    assert "Name" in account.refused(400, "POST", "User/Lists", {"description": "d"})
    assert "owneremail" in account.refused(400, "POST", "User/Lists",
                                           {"Name": "x", "owneremail": "x"})
    assert "idSettings" in account.refused(400, "POST", "User/Lists", {"Name": "x", "idSettings": "x"})
    assert numbers(account) == [3, 2, 1]


def test_a_deleted_list_is_gone(account):
    account.json("POST", "List", NEW)
    group = account.json("POST", "List/2/Group", {"Name": "g"})["idGroup"]
    message = account.json("POST", "List/2/Email", {"Subject": "s", "Content": "c"})["idMessage"]
    assert account.call("DELETE", "List/2").text() == ""
    for verb, path in (("GET", "List/2"), ("PUT", "List/2"), ("DELETE", "List/2"),
                       ("PUT", "User/List/2"), ("GET", "List/2/Groups"), ("POST", "List/2/Group"),
                       ("PUT", f"List/2/Group/{group}"), ("DELETE", f"List/2/Group/{group}"),
                       ("GET", f"Group/{group}/Recipients"), ("GET", f"List/2/Email/{message}")):
        account.refused(404, verb, path, {"Name": "x"})
    mine = account.fields["Email"]
    account.refused(404, "POST", "Email/Send", {"Email": mine, "idMessage": message})
    assert all_items(account.get("User/Emails")) == []
    assert numbers(account) == [1]
    assert len(all_items(account.get("User/Lists"))) == 1
    assert "IdSettings" in account.refused(400, "POST", "List", MANDATORY | {"IdSettings": 2})
    assert "last" in account.refused(400, "DELETE", "List/1")
    assert account.get("List/1")["IdList"] == 1
    assert account.json("POST", "List", NEW)["IdList"] == 3  # numbers are not reused
    account.call("DELETE", "List/3")
    assert account.json("POST", "List", NEW)["IdList"] == 4


def test_the_rows_of_a_deleted_list_are_purged(account):
    server, number = account.server, int(account.user[1:])
    account.json("POST", "List", NEW | {"SmsSenderName": "me"})
    account.json("POST", "List/2/Group", {"Name": "g"})
    account.json("POST", "List/1/Group", {"Name": "g"})
    server.execute("INSERT INTO subscription (account_id, list, recipient_id, status, requested_ip) "
                   "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1700) "
                   f"SELECT {number}, 1 + i % 2, i, 1, '' FROM n")
    account.call("DELETE", "List/2")

    def rows_left(table, more=""):
        return server.query(f"SELECT count(*) FROM {table} WHERE account_id = {number} "
                            f"AND list = 2 {more}")[0][0]
    eventually(lambda: rows_left("subscription") == 0, what="the purge of subscriptions")
    eventually(lambda: rows_left("mailing_list_setting") == 0)
    eventually(lambda: rows_left("recipient_group", "AND purged = 0") == 0)
    assert server.query(f"SELECT count(*) FROM subscription WHERE account_id = {number}") == [(850,)]
    assert len(all_items(account.get("List/1/Groups"))) == 1


@pytest.mark.parametrize("verb,path", [
    ("GET", "List/2"), ("PUT", "List/2"), ("DELETE", "List/2"), ("PUT", "User/List/2"),
    ("GET", "List/0"), ("GET", "List/-1"), ("DELETE", "List/99999999999")])
def test_unknown_lists(account, verb, path):
    account.refused(404, verb, path, {"Name": "x"})


def test_unknown_routes_of_lists(account):
    for verb, path in (("GET", "List/x"), ("PUT", "List/x"), ("DELETE", "List/1.5"),
                       ("PUT", "User/List/x")):
        account.refused(400, verb, path, {"Name": "x"})
    account.refused(405, "DELETE", "List")
    account.refused(405, "POST", "List/1", {"Name": "x"})
    account.refused(401, "GET", "List/1", token="unknown")
    account.refused(401, "POST", "List", {"Name": 5}, token="unknown")
    account.refused(401, "GET", "List/Countries", token="unknown")


def test_other_accounts_have_no_access_to_lists(server, application, sink, account):
    account.json("POST", "List", NEW)
    other = Resources(server, application, sink)
    assert numbers(other) == [1]
    for verb in ("GET", "PUT", "DELETE"):
        other.refused(404, verb, "List/2", {"Name": "theirs"})
    assert "IdSettings" in other.refused(400, "POST", "List", MANDATORY | {"IdSettings": 2})
    assert other.json("POST", "List", NEW)["IdList"] == 2  # each account has its own numbers
    other.close()
    assert account.get("List/2")["Name"] == "News"


def test_concurrent_creation_stops_at_a_hundred_lists(server, account):
    def create(i):
        mine = Resources.__new__(Resources)
        mine.token, mine.connection = account.token, server.connect()
        with mine.connection:
            return mine.call("POST", "User/Lists", {"Name": f"l{i}"})

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(create, range(104)))
    created = [int(a.text()) for a in answers if a.status == 200]
    assert sorted(created) == list(range(2, 101))  # each number is used once, without gaps
    refused = [json.loads(a.text()) for a in answers if a.status != 200]
    assert len(refused) == 5 and all(e["ErrorCode"] == "400" for e in refused)
    assert all("100 lists" in e["ErrorDescription"] for e in refused)
    account.call("DELETE", "List/50")
    assert account.json("POST", "User/Lists", {"Name": "one more"}) == 101
    account.refused(400, "POST", "List", NEW)
    assert len(numbers(account)) == 100


def test_countries_and_time_zones(account):
    countries = account.json("GET", "List/Countries")
    assert isinstance(countries, list) and len(countries) >= 240
    assert all(list(each) == ["CountryCode", "CountryName"] for each in countries)
    assert {"CountryCode": "IT", "CountryName": "Italy"} in countries
    assert account.json("GET", "list/countries") == countries
    zones = account.json("GET", "TimeZones")
    assert isinstance(zones, list) and len(zones) >= 400
    assert {"OffsetFromUTC": "+01:00", "TimeZoneCode": "Europe/Rome",
            "TimeZoneDescription": "(UTC+01:00) Rome", "TimeZoneName": "Rome"} in zones
    assert all(list(each) == ["OffsetFromUTC", "TimeZoneCode", "TimeZoneDescription", "TimeZoneName"]
               for each in zones)
    # A list accepts every country and time zone.
    for zone in (zones[0], zones[-1]):
        changed = account.json("PUT", "List/1", {"TimeZoneCode": zone["TimeZoneCode"]})
        assert changed["TimeZoneCode"] == zone["TimeZoneCode"]
    root = account.xml("GET", "List/Countries")
    assert root.tag == CONSOLE + "ArrayOfConsoleCountry"
    assert root[0].tag == CONSOLE + "ConsoleCountry"
    assert [child.tag for child in root[0]] == [CONSOLE + "CountryCode", CONSOLE + "CountryName"]
    assert account.xml("GET", "TimeZones").tag == CONSOLE + "ArrayOfConsoleTimeZone"


def test_xml(account):
    def document(members):
        inner = "".join(f"<{k}>{str(v).lower() if isinstance(v, bool) else v}</{k}>"
                        for k, v in members.items())
        return f"<x:Any xmlns:x='urn:y'>{inner}</x:Any>".encode()

    created = account.xml("POST", "List", document(NEW | {"Name": "a &amp; b", "KBMax": 5}))
    assert created.tag == CONSOLE + "ConsoleList"
    assert [child.tag for child in created] == [CONSOLE + name for name in MEMBERS]
    values = {child.tag.removeprefix(CONSOLE): child for child in created}
    assert values["Name"].text == "a & b" and values["KBMax"].text == "5"
    assert values["Business"].text == "true" and values["Customer"].text == "false"
    assert values["BouncedEmail"].get(NIL) == "true" and values["Disclaimer"].text is None
    as_json = account.get("List/2")
    for name, value in as_json.items():
        text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        assert (values[name].text or "") == text, name

    raw = document({"City": "Roma", "Public": "false"})
    assert account.xml("PUT", "List/2", raw).findtext(CONSOLE + "City") == "Roma"
    assert account.xml("GET", "List/2").findtext(CONSOLE + "Public") == "false"
    number = account.xml("POST", "User/Lists", document({"Name": "Old"}))
    assert number.tag == "{http://schemas.microsoft.com/2003/10/Serialization/}int"
    assert number.text == "3"
    assert account.xml("PUT", "User/List/3", raw).tag == CONSOLE + "ConsoleList"
    page = account.xml("GET", "List")
    envelope = "{http://MailupSoa.Ws.Schema.API}"
    assert page.tag == envelope + "CollectionOfConsoleExistingListItem"
    assert page.find(f"{envelope}Items/{CONSOLE}ConsoleExistingListItem/{CONSOLE}IdList").text == "3"
    assert account.call("DELETE", "List/3", accept="application/xml").text() == ""


def test_white_label(server, sink):
    plan = server.run("plan", "add", "acme", "--list-setting", "City=Roma", "--list-setting",
                      "CountryCode=it")
    assert plan["list_settings"] == [{"name": "City", "value": "Roma"},
                                     {"name": "CountryCode", "value": "IT"}]
    server.run("plan", "edit", "acme", "--list-setting", "KBMax=7", "--list-setting", "Public=FALSE",
               "--list-setting", "NLSenderName=Acme = News", "--list-setting", "City=", "--brand", "A")
    done = server.command("plan", "show", "acme")
    assert "CountryCode=IT, KBMax=7, NLSenderName=Acme = News, Public=false" in done.stdout
    assert "City" not in done.stdout
    acme = server.register("Acme")
    server.run("app", "enable", acme.client_id, "--plan", "acme")
    account = Resources(server, acme, sink)

    first = account.get("List/1")
    label = {"CountryCode": "IT", "KBMax": 7, "NLSenderName": "Acme = News", "Public": False}
    assert {name: first[name] for name in label} == label and first["City"] == ""
    created = account.json("POST", "List", NEW | {"KBMax": 100})
    assert (created["KBMax"], created["Public"], created["CountryCode"]) == (100, False, "DK")
    # Settings that the list does not override follow the plan.
    server.run("plan", "edit", "acme", "--list-setting", "Public=", "--list-setting", "KBMax=8")
    assert (account.get("List/1")["KBMax"], account.get("List/1")["Public"]) == (8, True)
    assert account.get("List/2")["KBMax"] == 100
    account.close()


@pytest.mark.parametrize("setting", ["City", "Nmae=", "Name=x", "CountryCode=XX"])
def test_rejected_list_settings_of_a_plan(server, setting):
    done = server.command("plan", "edit", "default", "--list-setting", setting)
    assert done.returncode == 2 and "list-setting" in done.stderr, done.stderr
    assert server.run("plan", "show", "default")["list_settings"] == []
