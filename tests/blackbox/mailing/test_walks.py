"""Runs the eight workflows of the published sample programs over TLS with curl."""

import base64
import json
import re
import subprocess
import urllib.parse

import pytest
from harness import Usher, clean_environment, eventually, make_certificate
from oauth import open_account
from resources import PNG

SECONDS_MAX = 20


@pytest.fixture(scope="module")
def server(sink, tmp_path_factory):
    tls = make_certificate(tmp_path_factory.mktemp("tls"))
    with Usher(smtp_url=sink.url, tls=tls) as usher:
        yield usher


class Curl:
    """A client that obtains a token with a password and sends calls with it."""

    def __init__(self, server, sink):
        application = server.register()
        self.server = server
        self.fields, user, password = open_account(server, application, sink)
        form = urllib.parse.urlencode({
            "grant_type": "password", "username": user, "password": password,
            "client_id": application.client_id, "client_secret": application.client_secret})
        tokens = json.loads(self.run("/Authorization/OAuth/Token", "--data", form))
        self.token = tokens["access_token"]

    def run(self, path, *options):
        done = subprocess.run(
            ["curl", "--silent", "--show-error", "--cacert", str(self.server.tls_certificate), "--max-time",
             str(SECONDS_MAX), "--globoff", "--write-out", "\n%{http_code}", *options,
             self.server.url + path],
            capture_output=True, encoding="utf-8", env=clean_environment(), timeout=2 * SECONDS_MAX,
            check=False)
        body, _, status = done.stdout.rpartition("\n")
        assert (done.returncode, status) == (0, "200"), (path, status, body, done.stderr)
        return body

    def call(self, verb, path, body=None, service="ConsoleService.svc/Console/"):
        options = ["--request", verb, "--header", f"Authorization: Bearer {self.token}",
                   "--header", "Content-Type: application/json"]
        if body is not None:
            options += ["--data-binary", body if isinstance(body, str) else json.dumps(body)]
        text = self.run(f"/API/v1.1/Rest/{service}{path}", *options)
        return json.loads(text) if text else None


@pytest.fixture(scope="module")
def curl(server, sink):
    return Curl(server, sink)


@pytest.fixture(scope="module")
def group(curl):
    """Workflow 1: finds or creates the group in list 1, reads the fields, imports recipients, polls."""
    found = curl.call("GET", "List/1/Groups?PageNumber=0&PageSize=100")["Items"]
    ids = [item["idGroup"] for item in found if item["Name"] == "test import"]
    group = ids[0] if ids else curl.call("POST", "List/1/Group", {
        "Deletable": True, "Name": "test import", "Notes": "test import"})["idGroup"]
    fields = curl.call("GET", "Recipient/DynamicFields?PageNumber=0&PageSize=30&orderby=%22Id+asc%22")
    rows = [{"Email": f"test{i}@example.com", "Fields": [
        {"Description": item["Description"], "Id": item["Id"], "Value": f"value {item['Id']}"}
        for item in fields["Items"][:4]], "MobileNumber": "", "MobilePrefix": "", "Name": f"Test {i}"}
        for i in range(3)]
    number = curl.call("POST", f"Group/{group}/Recipients", rows)
    assert isinstance(number, int)
    eventually(lambda: curl.call("GET", f"Import/{number}")["Completed"])
    return group


def test_2_unsubscribe_the_first_of_the_group(curl, group):
    first = curl.call("GET", f"Group/{group}/Recipients?PageNumber=0&PageSize=100")["Items"][0]
    assert curl.call("DELETE", f"List/1/Unsubscribe/{first['idRecipient']}") is None
    unsubscribed = curl.call("GET", "List/1/Recipients/Unsubscribed")["Items"]
    assert [item["idRecipient"] for item in unsubscribed] == [first["idRecipient"]]


def test_3_update_a_field(curl, group):
    item = curl.call("GET", "List/1/Recipients/Subscribed?PageNumber=0&PageSize=100")["Items"][0]
    item["Fields"][0]["Value"] = "Updated value"
    changed = curl.call("PUT", "Recipient/Detail", item)
    assert changed["Fields"][0] == item["Fields"][0] and changed["Email"] == item["Email"]


def test_4_a_message_from_the_second_template(curl):
    templates = curl.call("GET", "List/1/Templates?PageNumber=0&PageSize=100")["Items"]
    message = curl.call("POST", f"List/1/Email/Template/{templates[1]['Id']}", "")
    assert set(message) == {"Subject", "idList", "idMessage"}
    assert curl.call("GET", f"List/1/Email/{message['idMessage']}")["Content"]


def test_5_a_message_with_an_image_and_a_file(curl):
    curl.call("POST", "Images", {"Base64Data": PNG, "Name": "Avatar"})
    image = curl.call("GET", "Images")[0]
    address = image if image.startswith("http") else "https://" + image.replace("\\", "/")
    fetched = curl.run(urllib.parse.urlsplit(address).path, "--output", "/dev/null", "--write-out",
                       "%{content_type}\n%{http_code}")
    assert fetched.startswith("image/png")
    message = curl.call("POST", "List/1/Email", {
        "Subject": "Test Message Curl", "idList": "1", "Content": f"<html><body><img src='{address}'>"
        "<p>Hello [FirstName]</p><a href='https://shop.example.com/'>shop</a></body></html>", "Embed": True,
        "IsConfirmation": True, "Fields": [], "Notes": "Some notes", "Tags": [],
        "TrackingInfo": {"CustomParams": "", "Enabled": True, "Protocols": ["http", "https"]}})
    path = f"List/1/Email/{message['idMessage']}/Attachment"
    curl.call("POST", f"{path}/1", {"Base64Data": base64.b64encode(b"a file").decode(), "Name": "file.txt",
                                    "Slot": 1, "idList": 1, "idMessage": message["idMessage"]})
    (attachment,) = curl.call("GET", path)
    assert attachment["Slot"] == 1 and attachment["Name"].endswith("/file.txt")


def found_message(curl):
    items = curl.call("GET", "List/1/Emails?filterby=%22Subject.Contains(%27Test+Message+Curl%27)%22"
                             "&orderby=%22idMessage+asc%22")["Items"]
    return items[0]["idMessage"]


def test_6_tag_the_message(curl):
    tag = curl.call("POST", "List/1/Tag", '"test tag"')
    number = found_message(curl)
    message = curl.call("GET", f"List/1/Email/{number}")
    message["Tags"] = [tag]
    curl.call("PUT", f"List/1/Email/{number}", message)
    assert [item["Name"] for item in curl.call("GET", f"List/1/Email/{number}")["Tags"]] == ["test tag"]


def test_7_send_the_message_to_the_list(curl, group, sink):
    number = found_message(curl)
    subscribed = {item["Email"] for item in curl.call("GET", "List/1/Recipients/Subscribed")["Items"]}
    receipt = curl.call("POST", f"List/1/Email/{number}/Send", "")
    assert receipt["Sent"] == len(subscribed) and receipt["UnprocessedRecipients"] == []
    for email in subscribed:
        mail = eventually(lambda email=email: sink.mails_to(email))[0]
        assert mail.message["Subject"] == "Test Message Curl"
        assert [part.get_filename() for part in mail.message.iter_attachments()][-1] == "file.txt"
    history = eventually(lambda: curl.call("GET", f"List/1/Email/{number}/SendHistory")["Items"])
    assert history[0]["idMessage"] == number


def test_8_views_of_the_message(curl, sink):
    number = found_message(curl)
    email = curl.call("GET", "List/1/Recipients/Subscribed")["Items"][0]["Email"]
    link = re.search(r"/t/c/[A-Za-z0-9._~-]+", sink.mails_to(email)[0].html)[0]
    followed = subprocess.run(
        ["curl", "--silent", "--cacert", str(curl.server.tls_certificate), "--write-out", "%{redirect_url}",
         curl.server.url + link], capture_output=True, encoding="utf-8", env=clean_environment(),
        timeout=SECONDS_MAX, check=True)
    assert followed.stdout.endswith("https://shop.example.com/")
    views = eventually(lambda: curl.call("GET", f"Message/{number}/List/Views?PageNumber=0&PageSize=100",
                                         service="MailStatisticsService.svc/")["Items"])
    assert [item["Email"] for item in views] == [email]
    assert curl.call("GET", f"Message/{number}/Count/Views", service="MailStatisticsService.svc/") >= 1
