"""The routes of an account's resources in docs/compatibility.md, with ids and bodies for each route."""

import pathlib
import re

from harness import eventually
from oauth import CONSOLE
from resources import PNG, STATISTICS

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (GET|POST|PUT|DELETE) \| `([^`]+)` \|", re.M)
NAME = re.compile(r"\{(\w+)\}")


def documented():
    """Returns (verb, path) of every row of the document."""
    text = (REPOSITORY / "docs" / "compatibility.md").read_text("utf-8")
    return sorted(set(ROW.findall(text)))


def names(path):
    return NAME.findall(path)


def target(path, ids):
    return NAME.sub(lambda found: str(ids[found[1]]), path)


def is_statistic(path):
    return path.startswith("Message/") or "Recipient/{idRecipient}/" in path[:24]


def base(path):
    return STATISTICS if is_statistic(path) else CONSOLE


def one_of_everything(account):
    """Creates a second list with one resource of each kind; returns the ids for all paths."""
    listed = account.json("POST", "List", {
        "Name": "Second", "Business": True, "Customer": False, "OwnerEmail": "o@example.com",
        "ReplyTo": "", "NLSenderName": "S", "CompanyName": "C", "ContactName": "N", "Address": "A",
        "City": "T", "CountryCode": "IT", "PermissionReminder": "P", "WebSiteUrl": "example.com",
        "UseDefaultSettings": True})["IdList"]
    group = account.json("POST", f"List/{listed}/Group", {"Name": "g"})["idGroup"]
    recipient = account.json("POST", f"Group/{group}/Recipient", {"Email": "r@example.com"})
    found = {"idList": listed, "idGroup": group, "idRecipient": recipient}
    found["idImport"] = account.json("POST", f"List/{listed}/Recipients", [{"Email": "i@example.com"}])
    eventually(lambda: account.json("GET", f"Import/{found['idImport']}")["Completed"], what="the import")
    message = account.json("POST", f"List/{listed}/Email", {"Subject": "S", "Content": "<p>C</p>"})
    found["idMessage"] = message["idMessage"]
    found["idTag"] = account.json("POST", f"List/{listed}/Tag", "t")["Id"]
    found["slot"] = found["Slot"] = 1
    account.json("POST", f"List/{listed}/Email/{message['idMessage']}/Attachment/1",
                 {"Base64Data": "eA==", "Name": "x.txt", "Slot": 1})
    sending = account.json("POST", f"List/{listed}/Email/{message['idMessage']}/Send",
                           query={"datetime": "2035-01-01 00:00:00Z"})
    found["idSending"] = sending["Id"]
    found["idTemplate"] = found["id"] = 1
    return found


def body(path):
    """Returns a valid body for a route; {} if the route requires none."""
    last = path.rsplit("/", 1)[-1]
    by_path = {"Recipient/Detail": {"Email": "x@example.com", "Fields": [], "idRecipient": 0},
               "Email/Send": {"Email": "x@example.com", "idMessage": 0}}
    by_last_segment = {"Group": {"Name": "x"}, "{idGroup}": {"Name": "x"},
                       "Recipient": {"Email": "x@example.com"}, "Recipients": [{"Email": "x@example.com"}],
                       "Email": {"Subject": "S", "Content": "C"}, "{idMessage}": {"Subject": "S", "Content": "C"},
                       "Visibility": True, "Tag": "x", "{idTag}": {"Enabled": True, "Name": "x"},
                       "{Slot}": {"Base64Data": "eA==", "Name": "x"},
                       "{slot}": {"Base64Data": "eA==", "Name": "x"}, "Images": {"Base64Data": PNG, "Name": "x"},
                       "Deferred": {"Date": "2035-01-01 00:00:00Z"}, "{idList}": {"Name": "x"}}
    return by_path.get(path, by_last_segment.get(last, {}))
