"""Tests of groups of recipients (docs/contract/resources.md, C.5), and the common features of all resources:
paging, filters, authorization."""

import pytest
from resources import Resources, all_items

ITEM = ["Count", "Deletable", "Name", "Notes", "idGroup", "idList"]


def test_a_group_is_created_changed_and_deleted(account):
    assert all_items(account.get("List/1/Groups")) == []
    group = account.json("POST", "List/1/Group", {"Name": " test import ", "Notes": "n"})
    assert list(group) == ITEM
    assert group == {"Count": None, "Deletable": True, "Name": "test import", "Notes": "n",
                     "idGroup": group["idGroup"], "idList": 1}
    assert all_items(account.get("List/1/Groups")) == [group]

    changed = account.json("PUT", f"List/1/Group/{group['idGroup']}",
                           {"Name": "test", "idList": "77", "idGroup": 88, "Count": None})
    assert changed == group | {"Name": "test"}
    assert account.call("DELETE", f"List/1/Group/{group['idGroup']}").text() == ""
    assert all_items(account.get("List/1/Groups")) == []
    account.refused(404, "DELETE", f"List/1/Group/{group['idGroup']}")
    # The name of a deleted group can be used again, but not the number.
    assert account.json("POST", "List/1/Group", {"Name": "test"})["idGroup"] != group["idGroup"]


def test_rejected_groups(account):
    group = account.json("POST", "List/1/Group", {"Name": "a", "Deletable": False})
    assert group["Notes"] == "" and group["Deletable"] is False
    assert "a" in account.refused(400, "POST", "List/1/Group", {"Name": "a"})
    account.json("POST", "List/1/Group", {"Name": "A"})  # a second group: names are case-sensitive
    account.refused(400, "PUT", f"List/1/Group/{group['idGroup']}", {"Name": "A"})
    assert "Deletable" in account.refused(400, "DELETE", f"List/1/Group/{group['idGroup']}")
    for body in ({}, {"Name": ""}, {"Name": "x" * 51}, {"Name": 5}, {"Name": "a\u0001b"}, [], "x", 5,
                 {"Name": "b", "Deletable": "maybe"}, {"Name": "b", "Notes": "n" * 501},
                 {"Name": "b", "Notes": "a\u0000b"}):
        account.refused(400, "POST", "List/1/Group", body)
    assert len(all_items(account.get("List/1/Groups"))) == 2


@pytest.mark.parametrize("verb,path", [
    ("GET", "List/2/Groups"), ("POST", "List/2/Group"), ("PUT", "List/1/Group/999999"),
    ("DELETE", "List/1/Group/999999"), ("GET", "List/0/Groups"), ("GET", "List/-1/Groups"),
    ("GET", "List/99999999999/Groups")])
def test_unknown_resources(account, verb, path):
    body = {"Name": "x"} if verb in ("POST", "PUT") else None
    account.refused(404, verb, path, body)


def test_unknown_routes(account):
    account.refused(400, "GET", "List/x/Groups")
    account.refused(405, "POST", "List/1/Groups", {"Name": "x"})


def test_pages_and_filters(account):
    groups = [account.json("POST", "List/1/Group", {"Name": f"g{i:02}"}) for i in range(27)]
    page = account.get("List/1/Groups")
    assert page["Items"] == groups[:-21:-1]
    assert (page["IsPaginated"], page["PageSize"], page["Skipped"], page["TotalElementsCount"]) \
        == (True, 20, 0, 27)
    last = account.get("list/1/GROUPS", PageNumber=1, pagesize=25, orderby="Name asc", pageNum=7)
    assert last["Items"] == groups[25:] and last["Skipped"] == 25 and last["IsPaginated"] is True
    assert account.get("List/1/Groups", pageNumber=9)["Items"] == []
    for wrong in ({"pageNumber": -1}, {"pageSize": 0}, {"pageSize": 1001}, {"pageSize": "x"},
                  {"filterby": "Foo == 1"}, {"filterby": "Name == "}, {"orderby": "Name sideways"}):
        assert account.refused(400, "GET", "List/1/Groups", query=wrong)
    assert all_items(account.get("List/1/Groups", filterby="\"Name=='g07'\"")) == [groups[7]]
    # Published clients send these forms: quotes that are not encoded, a space as '+', a percent sign that is
    # not encoded.
    raw = account.json("GET", "List/1/Groups?filterby=\"Name.Contains('g2')\"&orderby=Name+asc")
    assert [item["Name"] for item in raw["Items"]] == [f"g{i}" for i in range(20, 27)]
    by_id = account.get("List/1/Groups", filterby=f"idGroup=={groups[3]['idGroup']}&&idList==1")
    assert all_items(by_id) == [groups[3]]


def test_other_accounts_have_no_access(server, application, sink, account):
    group = account.json("POST", "List/1/Group", {"Name": "mine"})
    other = Resources(server, application, sink)
    assert all_items(other.get("List/1/Groups")) == []
    other.refused(404, "PUT", f"List/1/Group/{group['idGroup']}", {"Name": "theirs"})
    other.refused(404, "DELETE", f"List/1/Group/{group['idGroup']}")
    other.close()
    account.refused(401, "GET", "List/1/Groups", token="unknown")
    account.refused(401, "POST", "List/1/Group", {"Name": 5}, token="unknown")


def test_xml(account):
    group = account.xml("POST", "List/1/Group",
                        b"<x:Any xmlns:x='urn:y'><Notes>n</Notes><Name>a &amp; b</Name></x:Any>")
    console = "{http://MailupSoa.Ws.Schema.API.Console}"
    assert group.tag == console + "ConsoleGroupItem"
    assert [child.tag for child in group] == [console + name for name in ITEM]
    assert group[0].get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true"
    assert group.findtext(console + "Name") == "a & b"
    page = account.xml("GET", "List/1/Groups")
    envelope = "{http://MailupSoa.Ws.Schema.API}"
    assert page.tag == envelope + "CollectionOfConsoleGroupItem"
    assert page.find(f"{envelope}Items/{console}ConsoleGroupItem/{console}Name").text == "a & b"
