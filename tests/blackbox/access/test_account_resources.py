"""The account's first resources with a token: its owner's data, its details and its lists."""

import json
import re

import pytest
from lxml import etree
from oauth import CONSOLE, Client, open_account

CONSOLE_NAMESPACE = "{http://MailupSoa.Ws.Schema.API.Console}"


@pytest.fixture(scope="module")
def client(server, application, sink):
    account = open_account(server, application, sink, Language="DA", Company="Møller & Søn")
    return Client(server, application, *account)


def test_info(client):
    answer = client.get("Authentication/Info", client.sign_in()["access_token"])
    info = json.loads(answer.text())
    assert list(info) == ["AccountName", "Company", "ExpiryDate", "IsTrial", "UID", "Url",
                          "Username", "Version"]
    assert info["Company"] == "Møller & Søn" and info["Username"] == client.user
    assert info["UID"] == client.user[1:] and info["IsTrial"] is True
    assert re.match(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$", info["ExpiryDate"])


def test_details(client):
    details = json.loads(
        client.get("authentication/details", client.sign_in()["access_token"]).text())
    assert details["Email"] == client.fields["Email"].lower() and details["Lang"] == "DA"
    assert details["CreditsByList"] == [{"Credit": 0, "ListId": 1}]


def test_lists(client):
    token = client.sign_in()["access_token"]
    page = json.loads(client.get("User/Lists?PageSize=5&pageNum=0", token).text())
    (item,) = page.pop("Items")
    assert page == {"IsPaginated": False, "PageNumber": 0, "PageSize": 5, "Skipped": 0,
                    "TotalElementsCount": 1}
    assert item["idList"] == 1 and item["Name"] == "Newsletter"
    assert list(item) == ["Company", "Description", "Name", "idList", "listGuid"]
    past = json.loads(client.get("User/Lists?pageNumber=3", token).text())
    assert past["Items"] == [] and past["Skipped"] == 60 and past["TotalElementsCount"] == 1


@pytest.mark.parametrize("query", ["pageNumber=-1", "pageSize=0", "pageSize=1001", "pageNumber=x",
                                   "pageNumber=99999999999999999999"])
def test_bad_paging(client, query):
    answer = client.get(f"User/Lists?{query}", client.sign_in()["access_token"])
    assert answer.status == 400 and json.loads(answer.text())["ErrorCode"] == "400"


def test_resources_in_xml(client):
    token = client.sign_in()["access_token"]
    xml = "application/xml"
    info = etree.fromstring(client.get("Authentication/Info", token, xml).body)
    assert info.tag == CONSOLE_NAMESPACE + "ConsoleUserInfo"
    assert info.find(CONSOLE_NAMESPACE + "Company").text == "Møller & Søn"
    page = etree.fromstring(client.get("User/Lists", token, xml).body)
    assert page.tag == "{http://MailupSoa.Ws.Schema.API}CollectionOfConsoleListItem"
    (item,) = page.find("{http://MailupSoa.Ws.Schema.API}Items")
    assert item.tag == CONSOLE_NAMESPACE + "ConsoleListItem"
    assert item.find(CONSOLE_NAMESPACE + "idList").text == "1"


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer nonsense", "Bearer é", "MailUp x",
                                           "Basic eDp5"])
def test_without_a_valid_token(client, authorization):
    headers = [("Authorization", authorization)] if authorization else []
    for path in ("Authentication/Info", "Authentication/Details", "User/Lists?pageNumber=x"):
        answer = client.call("GET", CONSOLE + path, headers)
        assert answer.status == 401, answer.text()
        error = json.loads(answer.text())
        assert error["ErrorCode"] == "401" and error["ErrorName"] == "Unauthorized"
        assert error["ErrorDescription"].startswith("Authorization error")
        assert answer.header("www-authenticate").startswith("Bearer ")
