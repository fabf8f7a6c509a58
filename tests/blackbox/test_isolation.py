"""Nobody gets at another account's resources: every route of docs/compatibility.md is walked with the
ids of one account and the token of another, and the program has no other route of them."""

import pathlib
import re

import pytest
from harness import Usher
from oauth import CONSOLE
from resources import PNG, STATISTICS, Resources

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (GET|POST|PUT|DELETE) \| `([^`]+)` \|", re.M)
ROUTE = re.compile(r'Method::(get|post|put|delete_),\s*"([^"]*[^"/])"')
# The same for everybody: nothing in them is an account's.
COMMON = {"List/{idList}/Templates/{idTemplate}"}


def documented():
    text = (REPOSITORY / "docs" / "compatibility.md").read_text("utf-8")
    return ROW.findall(text)


def without_names(path):
    return re.sub(r"\{\w+\}", "{}", path).lower()


def test_the_document_has_every_route():
    source = "".join(file.read_text("utf-8") for file in
                     (REPOSITORY / "src" / "api" / "console").glob("*.cpp"))
    known = {(verb.upper().rstrip("_"), without_names(path)) for verb, path in ROUTE.findall(source)}
    listed = {(verb, without_names(path)) for verb, path in documented()}
    assert known - listed == set(), "routes that docs/compatibility.md does not list"
    assert len(listed) >= 90


def test_the_program_has_every_route_of_the_document(accounts):
    """Without a token each is 401: what is no route would be 404 or 405."""
    for verb, path in documented():
        statistics = path.split("/")[0] == "Message" or "Recipient/{idRecipient}/" in path[:24]
        answer = accounts[0].call(verb, re.sub(r"\{\w+\}", "1", path), token="nobody",
                                  base=STATISTICS if statistics else CONSOLE)
        assert answer.status == 401, (verb, path, answer.status)


@pytest.fixture(scope="module")
def server(sink):
    with Usher(smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture(scope="module")
def accounts(server, sink):
    application = server.register()
    owner, stranger = (Resources(server, application, sink) for _ in range(2))
    yield owner, stranger
    owner.close()
    stranger.close()


@pytest.fixture(scope="module")
def ids(accounts):
    """One of everything, in the owner's account; its list is one that the stranger has not."""
    owner, _ = accounts
    listed = owner.json("POST", "List", {
        "Name": "Second", "Business": True, "Customer": False, "OwnerEmail": "o@example.com",
        "ReplyTo": "", "NLSenderName": "S", "CompanyName": "C", "ContactName": "N", "Address": "A",
        "City": "T", "CountryCode": "IT", "PermissionReminder": "P", "WebSiteUrl": "example.com",
        "UseDefaultSettings": True})["IdList"]
    group = owner.json("POST", f"List/{listed}/Group", {"Name": "g"})["idGroup"]
    recipient = owner.json("POST", f"Group/{group}/Recipient", {"Email": "r@example.com"})
    found = {"idList": listed, "idGroup": group, "idRecipient": recipient}
    found["idImport"] = owner.json("POST", f"List/{listed}/Recipients", [{"Email": "i@example.com"}])
    message = owner.json("POST", f"List/{listed}/Email", {"Subject": "S", "Content": "<p>C</p>"})
    found["idMessage"] = message["idMessage"]
    found["idTag"] = owner.json("POST", f"List/{listed}/Tag", "t")["Id"]
    found["slot"] = found["Slot"] = 1
    owner.json("POST", f"List/{listed}/Email/{message['idMessage']}/Attachment/1",
               {"Base64Data": "eA==", "Name": "x.txt", "Slot": 1})
    sending = owner.json("POST", f"List/{listed}/Email/{message['idMessage']}/Send",
                         query={"datetime": "2035-01-01 00:00:00Z"})
    found["idSending"] = sending["Id"]
    found["idTemplate"] = found["id"] = 1
    return found


def bodies(path):
    """Something that each route would take."""
    last = path.rsplit("/", 1)[-1]
    return {"Group": {"Name": "x"}, "{idGroup}": {"Name": "x"}, "Recipient": {"Email": "x@example.com"},
            "Recipients": [{"Email": "x@example.com"}], "Email": {"Subject": "S", "Content": "C"},
            "{idMessage}": {"Subject": "S", "Content": "C"}, "Visibility": True, "Tag": "x",
            "{idTag}": {"Enabled": True, "Name": "x"}, "{Slot}": {"Base64Data": "eA==", "Name": "x"},
            "{slot}": {"Base64Data": "eA==", "Name": "x"}, "Images": {"Base64Data": PNG, "Name": "x"},
            "Deferred": {"Date": "2035-01-01 00:00:00Z"}, "{idList}": {"Name": "x"}}.get(last, {})


@pytest.mark.parametrize("verb,path", sorted(set(documented())))
def test_a_stranger_gets_nowhere(accounts, ids, verb, path):
    owner, stranger = accounts
    names = re.findall(r"\{(\w+)\}", path)
    if not names or path in COMMON:
        answer = stranger.call(verb, path, token="nobody",
                               base=STATISTICS if path.startswith("Message/") else CONSOLE)
        assert answer.status == 401
        return
    target = re.sub(r"\{(\w+)\}", lambda found: str(ids[found[1]]), path)
    if path.split("/")[0] in ("Message", "Recipient") and not path.startswith("Recipient/D"):
        # What is unknown has no statistics, whoever asks (the contract's D).
        answer = stranger.call(verb, target, base=STATISTICS)
        assert answer.status == 404 or answer.status == 200 and (
            answer.text() == "0" or '"Items":[]' in answer.text())
        return
    answer = stranger.call(verb, target, bodies(path) if verb in ("POST", "PUT") else None)
    assert answer.status in (403, 404), (verb, target, answer.status, answer.text())


def test_and_nothing_of_it_has_changed(accounts, ids):
    owner, stranger = accounts
    assert [item["idGroup"] for item in owner.get(f"List/{ids['idList']}/Groups")["Items"]] \
        == [ids["idGroup"]]
    assert owner.get(f"List/{ids['idList']}/Email/{ids['idMessage']}")["Subject"] == "S"
    assert stranger.get("List/1/Groups")["Items"] == []
