"""Recipients (docs/contract/resources.md, C.6): adding, states in lists and groups, details, removal."""

import re
import threading
from urllib.parse import urlencode

import pytest
from harness import eventually
from oauth import CONSOLE
from raw_http import request_bytes
from resources import Resources, all_items

ITEM = ["Fields", "Name", "idRecipient", "Email", "MobileNumber", "MobilePrefix"]
STATES = ("Subscribed", "Unsubscribed", "Pending")


def add(account, email, path="List/1/Recipient", query=None, **more):
    return account.json("POST", path, {"Email": email, **more}, query=query)


def state_of(account, recipient, listed=1):
    found = [state for state in STATES
             if any(item["idRecipient"] == recipient for item in
                    account.get(f"List/{listed}/Recipients/{state}")["Items"])]
    assert len(found) <= 1, "a recipient has one state"
    return found[0] if found else None


def test_adding_a_recipient(account):
    fields = [{"Id": 1, "Value": " Anna "}, {"Id": "4", "Value": "Køge", "Description": "wrong"}]
    answer = account.call("POST", "List/1/Recipient",
                          {"Email": " Anna@EXAMPLE.com ", "Name": "Anna 日本", "Fields": fields,
                           "MobileNumber": "123", "MobilePrefix": "+39"})
    assert answer.status == 200 and answer.text().isdigit()
    page = account.get("List/1/Recipients/Subscribed")
    (item,) = all_items(page)
    assert list(item) == ITEM
    assert item["idRecipient"] == int(answer.text())
    assert (item["Email"], item["Name"]) == ("Anna@example.com", "Anna 日本")
    assert (item["MobileNumber"], item["MobilePrefix"]) == ("123", "+39")
    assert [field["Id"] for field in item["Fields"]] == list(range(1, 27))
    assert [list(field) for field in item["Fields"]] == [["Description", "Id", "Value"]] * 26
    assert {field["Id"]: field["Value"] for field in item["Fields"] if field["Value"]} \
        == {1: "Anna", 4: "Køge"}
    # The same address in another case is the same recipient; missing members stay unchanged.
    assert add(account, "ANNA@example.com", Fields=[{"Id": 2, "Value": "B"}]) == item["idRecipient"]
    (again,) = all_items(account.get("List/1/Recipients/Subscribed"))
    assert again["Name"] == item["Name"] and again["MobileNumber"] == "123"
    assert [field["Value"] for field in again["Fields"][:4]] == ["Anna", "B", "", "Køge"]


@pytest.mark.parametrize("body", [
    {}, {"Email": ""}, {"Email": "x"}, {"Email": "a@b"}, {"Email": 5}, {"Email": None}, [], "x", 7, True,
    {"Email": "a@example.com", "Name": "x" * 201}, {"Email": "a@example.com", "Name": {}},
    {"Email": "a@example.com", "Fields": {}, "Name": []}, {"Email": "a@example.com", "Fields": "x"},
    {"Email": "a@example.com", "Fields": [5]}, {"Email": "a@example.com", "Fields": [{"Value": "x"}]},
    {"Email": "a@example.com", "Fields": [{"Id": 0, "Value": "x"}]},
    {"Email": "a@example.com", "Fields": [{"Id": 40, "Value": "x"}]},
    {"Email": "a@example.com", "Fields": [{"Id": 1, "Value": "x" * 201}]},
    {"ErrorCode": "401", "ErrorDescription": "x", "ErrorName": "Unauthorized", "ErrorStack": None}])
def test_rejected_recipients(account, body):
    assert account.refused(400, "POST", "List/1/Recipient", body)
    assert all_items(account.get("List/1/Recipients/Subscribed")) == []


def test_opting_in_and_out(account):
    anna = add(account, "anna@example.com")
    assert state_of(account, anna) == "Subscribed"
    assert account.call("DELETE", f"List/1/Unsubscribe/{anna}", None).text() == ""
    assert state_of(account, anna) == "Unsubscribed"
    add(account, "anna@example.com")  # does not subscribe an unsubscribed recipient
    assert state_of(account, anna) == "Unsubscribed"
    add(account, "anna@example.com", query={"importType": "asOptin"})
    assert state_of(account, anna) == "Subscribed"
    add(account, "anna@example.com", query={"importType": "asOptout"})
    assert state_of(account, anna) == "Unsubscribed"
    assert account.call("POST", f"List/1/Subscribe/{anna}").text() == ""
    assert state_of(account, anna) == "Subscribed"
    assert "asOptin" in account.refused(400, "POST", "List/1/Recipient", {"Email": "b@example.com"},
                                        query={"importType": "other"})
    account.refused(404, "POST", "List/1/Subscribe/999999")
    account.refused(404, "DELETE", f"List/7/Unsubscribe/{anna}")


def test_opt_ins_have_times_and_addresses(account):
    anna = add(account, "anna@example.com")
    bob = add(account, "bob@example.com", query={"importType": "asOptout"})
    items = {item["idRecipient"]: item
             for item in all_items(account.get("List/1/Recipients/EmailOptins"))}
    assert list(items[anna]) == ["Email", "Optin_Date", "Optin_Request_Date", "Optin_Request_IP",
                                 "Optout_Date", "Optout_MsgID", "Optout_Subtype", "Optout_Type",
                                 "Status", "idRecipient"]
    assert items[anna]["Status"] == "OPTIN" and items[anna]["Optin_Request_IP"] == "127.0.0.1"
    assert len(items[anna]["Optin_Date"]) == len("2026-01-01 00:00:00.000")
    assert items[anna]["Optout_Date"] == "" and items[anna]["Optout_Type"] is None
    assert items[bob]["Status"] == "OPTOUT" and items[bob]["Optin_Date"] == ""
    found = account.get("List/1/Recipients/EmailOptins", filterby="Email=='bob@example.com'")
    assert all_items(found) == [items[bob]]


def test_groups_of_recipients(account):
    group = account.json("POST", "List/1/Group", {"Name": "g"})["idGroup"]
    other = account.json("POST", "List/1/Group", {"Name": "h"})["idGroup"]
    anna = add(account, "anna@example.com", f"Group/{group}/Recipient")
    assert state_of(account, anna) == "Subscribed"
    assert [item["idRecipient"] for item in all_items(account.get(f"Group/{group}/Recipients"))] == [anna]
    # A recipient is added to another group by its id.
    assert account.json("POST", f"Group/{other}/Recipient", {"idRecipient": anna}) == anna
    assert [item["idGroup"] for item in
            all_items(account.get(f"List/1/Recipient/{anna}/Groups"))] == [other, group]
    assert account.call("DELETE", f"Group/{other}/Unsubscribe/{anna}").text() == ""
    account.refused(404, "DELETE", f"Group/{other}/Unsubscribe/{anna}")
    assert state_of(account, anna) == "Subscribed", "removal from a group does not unsubscribe"
    account.call("DELETE", f"List/1/Unsubscribe/{anna}")
    account.call("POST", f"Group/{other}/Subscribe/{anna}", query={"confirmSubscription": "false"})
    assert state_of(account, anna) == "Unsubscribed"
    account.call("POST", f"Group/{other}/Subscribe/{anna}")
    assert state_of(account, anna) == "Subscribed"
    for verb, path in (("GET", "Group/999999/Recipients"), ("POST", "Group/999999/Recipient"),
                       ("POST", f"Group/999999/Subscribe/{anna}"), ("GET", f"Group/{group}/Recipient")):
        answer = account.call(verb, path, {"Email": "a@example.com"})
        assert answer.status in (404, 405), path


def test_details(account):
    anna = add(account, "anna@example.com", Name="Anna", Fields=[{"Id": 1, "Value": "Anna"}])
    add(account, "bob@example.com")
    changed = account.json("PUT", "Recipient/Detail", {
        "idRecipient": anna, "Email": "anna@example.com", "Name": "A.",
        "Fields": [{"Id": 1, "Value": ""}, {"Id": 4, "Value": "Rome"}]})
    assert list(changed) == ITEM and changed["Name"] == "A." and changed["MobileNumber"] is None
    assert [field["Value"] for field in changed["Fields"][:4]] == ["", "", "", "Rome"]
    by_address = account.json("PUT", "Recipient/Detail", {"Email": "Anna@example.com", "Name": "B."})
    assert by_address["idRecipient"] == anna and by_address["Name"] == "B."
    moved = account.json("PUT", "Recipient/Detail", {"idRecipient": anna, "Email": "new@example.com"})
    assert moved["Email"] == "new@example.com" and moved["Name"] == "B."
    account.refused(400, "PUT", "Recipient/Detail", {"idRecipient": anna, "Email": "bob@example.com"})
    account.refused(400, "PUT", "Recipient/Detail", {"idRecipient": anna, "Email": "nonsense"})
    account.refused(400, "PUT", "Recipient/Detail", {"Name": "x"})
    account.refused(404, "PUT", "Recipient/Detail", {"idRecipient": 999999, "Name": "x"})
    account.refused(404, "PUT", "Recipient/Detail", {"Email": "unknown@example.com"})


def test_dynamic_fields(account):
    page = account.get("Recipient/DynamicFields")
    assert page["TotalElementsCount"] == 26 and page["IsPaginated"] is True
    assert page["Items"][0] == {"Description": "AllOrderedProductIDs", "Id": 26}
    first = account.json("GET", 'Recipient/DynamicFields?pageSize=30&orderby="Id+asc"')
    assert [item["Id"] for item in first["Items"]] == list(range(1, 27))


def test_filters(account):
    ids = [add(account, f"r{i}@{'a' if i % 2 else 'b'}.example.com", Name=f"N{i}",
               Fields=[{"Id": 4, "Value": "Rome" if i < 3 else "Oslo"}]) for i in range(6)]

    def found(text, order=None):
        query = {"filterby": text} | ({"orderby": order} if order else {})
        return [ids.index(item["idRecipient"]) for item in
                all_items(account.get("List/1/Recipients/Subscribed", **query))]

    assert found("Email=='r3@a.example.com'") == [3]
    assert found("\"Email.Contains('@a.')\"", "Email asc") == [1, 3, 5]
    assert found("Fields['City']=='Rome' && !Email.StartsWith('r0')", "idRecipient asc") == [1, 2]
    assert found(f"idRecipient=={ids[2]} || Name=='N5'", "Name desc") == [5, 2]
    assert "Foo" in account.refused(400, "GET", "List/1/Recipients/Subscribed", query={"filterby": "Foo=='x'"})


def test_removal(account):
    group = account.json("POST", "List/1/Group", {"Name": "g"})["idGroup"]
    anna = add(account, "anna@example.com", f"Group/{group}/Recipient")
    bob = add(account, "bob@example.com", f"Group/{group}/Recipient")
    assert account.call("DELETE", f"List/1/Recipient/{anna}").text() == ""
    assert state_of(account, anna) is None
    account.refused(404, "DELETE", f"List/1/Recipient/{anna}")
    assert add(account, "anna@example.com") == anna, "the account still has the recipient"
    assert account.call("DELETE", f"Recipients/{bob}").text() == ""
    account.refused(404, "DELETE", f"Recipients/{bob}")
    assert all_items(account.get(f"Group/{group}/Recipients")) == []
    assert [item["idRecipient"] for item in
            all_items(account.get("List/1/Recipients/Subscribed"))] == [anna]


def test_numbers_are_not_reused(account):
    """Statistics and queued mails refer to the number."""
    anna = add(account, "anna@example.com")
    account.call("DELETE", f"Recipients/{anna}")
    assert add(account, "bob@example.com") > anna


def test_removal_from_a_group_of_another_list(account):
    second = account.json("POST", "User/Lists", {"Name": "Second", "useDefaultSettings": True})
    group = account.json("POST", "List/1/Group", {"Name": "g"})["idGroup"]
    anna = add(account, "anna@example.com", f"List/{second}/Recipient")
    account.call("POST", f"Group/{group}/Subscribe/{anna}", query={"confirmSubscription": "false"})
    assert account.get(f"Group/{group}/Recipients")["TotalElementsCount"] == 1
    assert state_of(account, anna) is None
    account.call("DELETE", f"Recipients/{anna}")
    assert all_items(account.get(f"Group/{group}/Recipients")) == []


def test_opening_a_confirmation_link_confirms_nothing(server, account, sink):
    anna = add(account, "anna.c@example.com", query={"ConfirmEmail": "True"})
    assert state_of(account, anna) == "Pending"
    mail = eventually(lambda: sink.mails_to("anna.c@example.com"))[0]
    text = mail.message.get_body(("plain",)).get_content()
    path = re.search(r"/subscription/confirm/[A-Za-z0-9._-]+", text)[0]
    for _ in range(2):  # a link scanner
        assert account.client.call("GET", path).status == 200
    assert state_of(account, anna) == "Pending"
    form = [("Content-Type", "application/x-www-form-urlencoded")]
    assert account.client.call("POST", path, form).status == 200
    assert state_of(account, anna) == "Subscribed"


def test_a_plans_limit(server, sink):
    server.run("plan", "add", "small", "--max-recipients", "2")
    application = server.register("Small")
    server.run("app", "enable", application.client_id, "--plan", "small")
    account = Resources(server, application, sink)
    for name in ("a", "b", "a"):
        add(account, f"{name}@example.com")
    account.refused(403, "POST", "List/1/Recipient", {"Email": "c@example.com"})
    account.call("DELETE", f"Recipients/{add(account, 'a@example.com')}")
    add(account, "c@example.com")
    account.close()


def test_another_accounts_recipients(server, application, sink, account):
    anna = add(account, "anna@example.com")
    group = account.json("POST", "List/1/Group", {"Name": "g"})["idGroup"]
    other = Resources(server, application, sink)
    assert add(other, "anna@example.com") != anna
    for verb, path in (("POST", f"List/1/Subscribe/{anna}"), ("DELETE", f"List/1/Unsubscribe/{anna}"),
                       ("DELETE", f"List/1/Recipient/{anna}"), ("DELETE", f"Recipients/{anna}"),
                       ("GET", f"List/1/Recipient/{anna}/Groups"), ("GET", f"Group/{group}/Recipients"),
                       ("POST", f"Group/{group}/Subscribe/{anna}")):
        other.refused(404, verb, path)
    other.refused(404, "PUT", "Recipient/Detail", {"idRecipient": anna, "Name": "x"})
    other.refused(404, "POST", f"Group/{group}/Recipient", {"Email": "b@example.com"})
    other.close()
    assert state_of(account, anna) == "Subscribed"


def test_xml(account):
    console = "{http://MailupSoa.Ws.Schema.API.Console}"
    created = account.xml("POST", "List/1/Recipient", b"""<ConsoleRecipientItem
        xmlns="http://MailupSoa.Ws.Schema.API.Console"><Email>x@example.com</Email><Fields>
        <ConsoleRecipientDynamicFieldItem><Id>1</Id><Value>A&amp;B</Value>
        </ConsoleRecipientDynamicFieldItem></Fields></ConsoleRecipientItem>""")
    assert created.tag == "{http://schemas.microsoft.com/2003/10/Serialization/}int"
    page = account.xml("GET", "List/1/Recipients/Subscribed")
    item = page.find(f".//{console}ConsoleRecipientItem")
    assert [child.tag.removeprefix(console) for child in item] == ITEM
    assert item.findtext(f"{console}idRecipient") == created.text
    assert item.findtext(f".//{console}Value") == "A&B"


def test_an_expensive_filter_is_refused_and_delays_nothing_else(server, account):
    """Each row compares long repetitive texts; together that takes much longer than a second."""
    rows = [{"Email": f"r{i}@example.com", "Name": "a" * 200} for i in range(8000)]
    for start in range(0, len(rows), 4000):
        answer = account.call("POST", "List/1/Recipients", rows[start:start + 4000])
        assert answer.status == 200, answer.text()
        eventually(lambda number=answer.text(): account.get(f"Import/{number}")["Completed"])
    one = f"({'+'.join(['Name'] * 15)}).Contains({'+'.join(['Name'] * 7)}+'b')"
    started = threading.Event()
    answers = []

    def ask():
        with server.connect() as connection:
            connection.send(request_bytes(
                "GET", CONSOLE + "List/1/Recipients/Subscribed?" + urlencode({"filterby": "||".join([one] * 4)}),
                [("Authorization", f"Bearer {account.token}")]))
            started.set()
            answers.append(connection.read())

    thread = threading.Thread(target=ask)
    thread.start()
    started.wait()
    assert server.get("/readyz", timeout=0.9).status == 200
    thread.join()
    (answer,) = answers
    assert answer.status == 400 and "too expensive" in answer.text(), answer.text()
    assert account.get("List/1/Recipients/Subscribed")["TotalElementsCount"] == len(rows)
