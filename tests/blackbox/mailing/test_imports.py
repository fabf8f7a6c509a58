"""Imports of recipients (docs/contract/resources.md, C.6 and C.7): accepted at once, processed in the background."""

import pytest
from harness import Usher, eventually
from oauth import CONSOLE
from raw_http import request_bytes
from resources import UPLOAD, Resources, all_items

STATUS = ["Completed", "CreatedRecipients", "ImportedRecipients", "NotValidRecipients",
          "UpdatedRecipients", "ValidRecipients", "idImport"]


def completed(account, number):
    def completed_status():
        status = account.get(f"Import/{number}")
        return status if status["Completed"] else None
    return eventually(completed_status)


def imported(account, rows, path="List/1/Recipients", query=None):
    answer = account.call("POST", path, rows, query=query)
    assert answer.status == 200 and answer.text().isdigit(), answer.text()
    return completed(account, int(answer.text()))


def addresses(account, path="List/1/Recipients/Subscribed"):
    return {item["Email"] for item in all_items(account.get(path, pageSize=1000))}


def test_an_import_into_a_group(account):
    """Follows the published samples: find or create the group, read the fields, import, poll."""
    found = account.get("List/1/Groups", filterby="Name=='test import'")["Items"]
    group = found[0] if found else account.json("POST", "List/1/Group", {"Name": "test import"})
    fields = account.json("GET", 'Recipient/DynamicFields?orderby="Id+asc"')["Items"]
    rows = [{"Email": f"r{i}@example.com", "Name": f"R{i}", "MobileNumber": "", "MobilePrefix": "",
             "Fields": [{**fields[0], "Value": f"F{i}"}]} for i in range(3)]
    status = imported(account, rows, f"Group/{group['idGroup']}/Recipients")
    assert list(status) == STATUS
    assert status == {"Completed": True, "CreatedRecipients": 3, "ImportedRecipients": 3,
                      "NotValidRecipients": 0, "UpdatedRecipients": 0, "ValidRecipients": 3,
                      "idImport": status["idImport"]}
    assert addresses(account, f"Group/{group['idGroup']}/Recipients") == {row["Email"] for row in rows}
    assert addresses(account) == {row["Email"] for row in rows}


def test_counts_of_rows(account):
    account.json("POST", "List/1/Recipient", {"Email": "known@example.com"})
    rows = [{"Email": "known@example.com", "Name": "K"}, {"Email": "new@example.com"},
            {"Email": "NEW@example.com", "Name": "N"}, {"Email": "nonsense"}, {"Name": "x"},
            {"Email": "  "}, {"Email": "phone@example.com", "MobileNumber": "abc"},
            {"Email": "long@example.com", "Name": "x" * 201}]
    status = imported(account, rows)
    assert status["NotValidRecipients"] == 4 and status["ValidRecipients"] == 4
    assert (status["CreatedRecipients"], status["ImportedRecipients"]) == (2, 4)
    detail = account.get(f"Imports/{status['idImport']}")
    assert detail["Rows"] == {
        "Invalid": {"InvalidEmail": 2, "InvalidNumber": 1, "Total": 4, "WithoutEmail": 2,
                    "WithoutNumber": 0, "WithoutPrefix": 0}, "Total": 8,
        "Valid": {"EmailNew": 2, "EmailUpdate": 1, "NumberNew": 0, "NumberUpdate": 0,
                  "RepeatedEmail": 1, "RepeatedNumber": 0, "Total": 4}}
    assert detail["StatusCode"] == 2 and detail["EndDate"].endswith("Z")
    listed = account.get("Imports")["Items"]
    assert [item["IdImport"] for item in listed] == [status["idImport"]] and listed[0]["Rows"] == 8
    names = {item["Email"]: item["Name"]
             for item in account.get("List/1/Recipients/Subscribed")["Items"]}
    assert names == {"known@example.com": "K", "new@example.com": "N", "phone@example.com": ""}


def test_imports_of_known_recipients(account):
    for name in ("in", "out"):
        account.json("POST", "List/1/Recipient", {"Email": f"{name}@example.com",
                                                  "Fields": [{"Id": 1, "Value": "F"}]},
                     query={"importType": "asOptout"} if name == "out" else None)
    rows = [{"Email": "in@example.com"}, {"Email": "out@example.com"}, {"Email": "new@example.com"}]
    imported(account, rows)
    assert addresses(account) == {"in@example.com", "new@example.com"}
    imported(account, rows, query={"importType": "asOptout"})
    assert addresses(account) == set()
    imported(account, rows, query={"importType": "asOptin", "clearMissingOrEmptyFields": "true"})
    assert addresses(account) == {row["Email"] for row in rows}
    fields = [item["Fields"][0]["Value"] for item in account.get("List/1/Recipients/Subscribed")["Items"]]
    assert fields == ["", "", ""]


def test_imports_with_confirmation_are_pending(account):
    imported(account, [{"Email": "a@example.com"}], query={"ConfirmEmail": "True"})
    imported(account, [{"Email": "b@example.com"}], query={"confirmMessage": "true"})
    assert addresses(account, "List/1/Recipients/Pending") == {"a@example.com", "b@example.com"}
    assert addresses(account) == set()


def test_the_confirmation_mail_of_an_import(account, sink):
    one = imported(account, [{"Email": "a1@example.com"}, {"Email": "b1@example.com"}],
                   query={"ConfirmEmail": "true"})["idImport"]
    sending = account.get(f"Import/{one}/Sending")
    assert list(sending) == ["idSending"]
    assert account.get(f"Import/{one}/Sending") == sending, "repeats return the same sending"
    assert sink.mails_to("a1@example.com") == []
    item = account.json("POST", f"Email/Sendings/{sending['idSending']}/Immediate")
    assert item["Id"] == sending["idSending"]
    for name in ("a1", "b1"):
        mail = eventually(lambda name=name: sink.mails_to(f"{name}@example.com"))
        assert b"/subscription/confirm/" in mail[0].raw.replace(b"=\r\n", b"")
    other = imported(account, [{"Email": "c1@example.com"}])["idImport"]
    assert "ConfirmEmail" in account.refused(400, "GET", f"Import/{other}/Sending")


def test_removal_from_other_groups(account):
    one, two = (account.json("POST", "List/1/Group", {"Name": name})["idGroup"] for name in "ab")
    rows = [{"Email": "a@example.com"}]
    imported(account, rows, f"Group/{one}/Recipients")
    imported(account, rows, f"Group/{two}/Recipients", query={"removeFromPrevGroups": "true"})
    assert addresses(account, f"Group/{one}/Recipients") == set()
    assert addresses(account, f"Group/{two}/Recipients") == {"a@example.com"}


def test_many_rows_in_many_chunks(account):
    rows = [{"Email": f"r{i}@example.com", "Name": f"Name {i}"} for i in range(5000)]
    status = imported(account, rows)
    assert status["CreatedRecipients"] == 5000
    page = account.get("List/1/Recipients/Subscribed", pageSize=1)
    assert page["TotalElementsCount"] == 5000
    again = imported(account, rows)
    assert (again["CreatedRecipients"], again["UpdatedRecipients"]) == (0, 5000)
    assert account.get("List/1/Recipients/Subscribed")["TotalElementsCount"] == 5000


def test_an_empty_import(account):
    assert imported(account, [])["ImportedRecipients"] == 0


@pytest.mark.parametrize("body", [{}, "x", 5, {"Email": "a@example.com"}, [5], ["x"], [[]],
                                  [{"Email": 5}], [{"Email": "a@example.com", "Fields": [{}]}]])
def test_rejected_imports(account, body):
    assert account.refused(400, "POST", "List/1/Recipients", body)
    assert account.get("Imports")["Items"] == []


@pytest.mark.parametrize("raw", [b"[", b"[{]", b"[{\"Email\":\"a@example.com\"},]", b"", b"[]]",
                                 b"[{\"Email\":\"\xff\"}]"])
def test_malformed_bodies_of_imports(account, raw):
    assert account.call("POST", "List/1/Recipients", raw=raw).status == 400
    answer = account.call("POST", "List/1/Recipients", raw=raw, content_type="application/xml")
    assert answer.status == 400
    assert account.get("Imports")["Items"] == []


def test_xml(account):
    created = account.xml("POST", "List/1/Recipients", b"""<ArrayOfConsoleRecipientItem
        xmlns="http://MailupSoa.Ws.Schema.API.Console"><ConsoleRecipientItem><Email>x@example.com</Email>
        </ConsoleRecipientItem><ConsoleRecipientItem><Email>y@example.com</Email></ConsoleRecipientItem>
        </ArrayOfConsoleRecipientItem>""")
    assert created.tag.endswith("}int")
    completed(account, int(created.text))
    assert addresses(account) == {"x@example.com", "y@example.com"}


def test_another_accounts_import(server, application, sink, account):
    number = imported(account, [{"Email": "a@example.com"}])["idImport"]
    other = Resources(server, application, sink)
    other.refused(404, "GET", f"Import/{number}")
    other.refused(404, "GET", f"Imports/{number}")
    assert all_items(other.get("Imports")) == []
    other.close()


def test_a_large_body_is_refused_by_its_head(server, account):
    for authorization in ([], [("Authorization", "Bearer wrong")]):
        with server.connect() as connection:
            head = request_bytes("POST", CONSOLE + "List/1/Recipients", authorization)
            # The body is never sent.
            connection.send(head.replace(b"Content-Length: 0", f"Content-Length: {UPLOAD}".encode()))
            answer = connection.read()
            assert answer.status == 401 and answer.header("Connection") == "close"
            assert connection.is_closed_by_peer()


def test_large_bodies_are_counted_once(sink):
    with Usher({"limits": {"calls_per_second_per_method": 1}}, smtp_url=sink.url) as server:
        account = Resources(server, server.register(), sink)
        rows = [{"Email": f"r{i}@example.com", "Name": "x" * 190} for i in range(500)]
        answer = account.call("POST", "List/1/Recipients", rows)
        assert answer.status == 200, answer.text()
        refused = account.call("POST", "List/1/Recipients", rows)
        assert refused.status == 429 and refused.header("Connection") == "close"
        account.close()
