"""Tests of sending messages, and of the queue of sendings (docs/contract/resources.md, C.8 and C.9)."""

import base64
import datetime
import re
import time

import pytest
from harness import Usher, eventually
from mailing_rows import Mailing
from resources import PNG, Resources, all_items

RECEIPT = ["Id", "InvalidRecipients", "Sent", "UnprocessedRecipients", "idMessage"]
ITEM = ["Id", "IdList", "IdMessage", "Notes", "StartDate", "State", "Subject", "Type"]
HISTORY = ["EndDate", "Kb_transferred", "Recipients", "SenderEmail", "SenderName", "StartDate",
           "idMessage"]
DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ")


@pytest.fixture(scope="module")
def server(sink):
    with Usher({"worker": {"first_retry_seconds": 1}}, smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture(scope="module")
def mailing(server, application, sink):
    return Mailing(Resources(server, application, sink, Company="Rossi & Figli"))


@pytest.fixture
def new_mailing(server, application, sink):
    return Mailing(Resources(server, application, sink))


def wait_until_done(mailing, receipt):
    eventually(lambda: mailing.is_done(receipt["Id"]), what="the end of the sending")


def wire_time(seconds_from_now):
    time_then = datetime.datetime.now(datetime.timezone.utc) \
        + datetime.timedelta(seconds=seconds_from_now)
    return time_then.strftime("%Y-%m-%d %H:%M:%SZ")


def test_a_message_to_a_list(new_mailing, sink):
    mailing = new_mailing
    recipients = mailing.recipients(3, names=["Anna <b>", "Bert", ""], fields='{"f1":"Änne"}')
    (unsubscribed,) = mailing.recipients(1, status=2)
    (waiting,) = mailing.recipients(1, status=3)
    message = mailing.message("<p>Dear [FirstName] [LastName], [Name] [Email]</p>",
                              "Hi [firstname] [x]", fields='{"f2":"Doe"}', pre_header="a < b")
    receipt = mailing.send(message)
    assert list(receipt) == RECEIPT
    assert receipt == {"Id": receipt["Id"], "InvalidRecipients": [], "Sent": 3,
                       "UnprocessedRecipients": [], "idMessage": message}
    wait_until_done(mailing, receipt)
    assert not sink.mails_to(unsubscribed) and not sink.mails_to(waiting)
    for email, name in zip(recipients, ("Anna <b>", "Bert", "")):
        (mail,) = sink.mails_to(email)
        headers = mail.message
        assert headers["Subject"] == "Hi Änne [x]"
        assert mail.text.startswith(f"Dear Änne Doe, {(name + ' ' + email).strip()}\r\n")
        assert ">a &lt; b</div>" in mail.html
        escaped = name.replace("<", "&lt;").replace(">", "&gt;")
        assert f"<p>Dear Änne Doe, {escaped} {email}</p>" in mail.html
        # The sender has the list's sender name and the installation's address.
        sender = headers["From"].addresses[0]
        assert (sender.display_name, sender.addr_spec) == (mailing.account.fields["Company"],
                                                           "no-reply@example.com")
        assert headers["List-ID"].endswith(f"<1.{mailing.id}.lists.localhost>")
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        link = headers["List-Unsubscribe"].strip("<>")
        assert link.startswith(mailing.server.url + "/unsubscribe/") and link in mail.html
        assert headers["Auto-Submitted"] is None
        assert headers["Message-ID"].startswith(f"<{receipt['Id']}-{recipients[email]}-")
    (item,) = all_items(mailing.account.get(f"List/1/Email/{message}/SendHistory"))
    assert list(item) == HISTORY
    assert DATE.fullmatch(item["StartDate"]) and DATE.fullmatch(item["EndDate"])
    assert (item["Recipients"], item["idMessage"]) == (3, message)
    assert item["SenderEmail"] == "no-reply@example.com" and item["Kb_transferred"] >= 1


def test_the_sender_of_a_message(mailing, sink):
    (email,) = mailing.recipients(1)
    group = mailing.group(mailing.server.query("SELECT id FROM recipient WHERE email = ?", email)[0])
    message = mailing.message()
    path = f"Group/{group}/Email/{message}/Send"
    receipt = mailing.account.json("POST", path, {}, query={
        "SenderName": "Rossi, Ünïcode", "SenderAddress": "rossi@Example.NET", "other": "x"})
    assert receipt["Sent"] == 1
    wait_until_done(mailing, receipt)
    # A mailbox that is not known to be the account's becomes the Reply-To.
    headers = sink.mails_to(email)[0].message
    (sender,), (reply,) = headers["From"].addresses, headers["Reply-To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Rossi, Ünïcode", "no-reply@example.com")
    assert (reply.display_name, reply.addr_spec) == ("Rossi, Ünïcode", "rossi@example.net")
    for query in ({"SenderAddress": "x"}, {"SenderName": "a\nb"}, {"datetime": "soon"}):
        assert mailing.account.refused(400, "POST", path, query=query)
    mailing.server.execute(
        "INSERT INTO mailing_list_setting (account_id, list, name, value) VALUES "
        f"({mailing.id}, 1, 'NLSenderName', 'The list'), ({mailing.id}, 1, 'ReplyTo', 'l@example.it')")
    receipt = mailing.account.json("POST", path)
    wait_until_done(mailing, receipt)
    headers = sink.mails_to(email)[1].message
    (sender,), (reply,) = headers["From"].addresses, headers["Reply-To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("The list", "no-reply@example.com")
    assert reply.addr_spec == "l@example.it"
    # The owner's mailbox and the plan's domain are senders.
    for number, own in enumerate((mailing.account.fields["Email"], "Sales@example.com"), 2):
        wait_until_done(mailing, mailing.account.json("POST", path, {}, query={"SenderAddress": own}))
        headers = sink.mails_to(email)[number].message
        assert headers["From"].addresses[0].addr_spec.lower() == own.lower()
        assert headers["Reply-To"] is None


def test_embedded_images(mailing, sink):
    account = mailing.account
    url = account.json("POST", "Images", {"Base64Data": PNG, "Name": "logo"})[0]
    content = f'<p><img src="{url}"> <img src="{url}"> <img src="https://example.org/x.png"></p>'
    (email,) = mailing.recipients(1)
    for embed in (True, False):
        message = account.json("POST", "List/1/Email", {
            "Subject": "Pictures", "Content": content, "Embed": embed})["idMessage"]
        wait_until_done(mailing, account.json("POST", "Email/Send", {"Email": email, "idMessage": message}))
    embedded, linked = sink.mails_to(email)
    assert embedded.html.count('src="cid:image1@usher"') == 2
    assert 'src="https://example.org/x.png"' in embedded.html
    (image,) = [part for part in embedded.message.walk() if part.get_content_type() == "image/png"]
    assert image["Content-ID"] == "<image1@usher>" and image.get_content() == base64.b64decode(PNG)
    assert linked.html.count(url) == 2 and "related" not in linked.raw.decode("latin-1")


def test_rejected_senders(mailing):
    message = mailing.message()
    for query in ({"SenderAddress": '"a b"@example.com'}, {"SenderAddress": "a"},
                  {"SenderName": "a\nb"}):
        mailing.account.refused(400, "POST", f"List/1/Email/{message}/Send", query=query)
    mailing.account.refused(400, "PUT", "List/1", {"ReplyTo": '"a b"@example.com'})


def test_one_recipient(mailing, sink):
    (email,) = mailing.recipients(1, fields='{"f1":"Anna"}')
    (unsubscribed,) = mailing.recipients(1, status=2)
    message = mailing.message("<p>[FirstName] in [City]</p>")
    body = {"Email": f" {email.upper()}", "idMessage": str(message),
            "Fields": [{"Description": "City", "Id": 4, "Value": "Rome"}]}
    receipt = mailing.account.json("POST", "Email/Send", body)
    assert list(receipt) == RECEIPT and receipt["Sent"] == 1
    wait_until_done(mailing, receipt)
    (mail,) = sink.mails_to(email)
    assert "<p>Anna in Rome</p>" in mail.html
    assert mailing.server.query("SELECT fields FROM recipient WHERE email = ?", email) \
        == [('{"f1":"Anna"}',)]
    for wrong in ({}, {"Email": email}, {"idMessage": message}, {"Email": "x", "idMessage": message},
                  {"Email": "unknown@example.org", "idMessage": message}, [], 5,
                  {"Email": unsubscribed, "idMessage": message},
                  body | {"Fields": [{"Id": 40, "Value": "x"}]}, body | {"Fields": 5}):
        mailing.account.refused(400, "POST", "Email/Send", wrong)
    mailing.account.refused(404, "POST", "Email/Send", body | {"idMessage": 999999})


def test_unknown_sendings(mailing, new_mailing):
    message, theirs = mailing.message(), new_mailing.message()
    group = new_mailing.group([])
    sending = new_mailing.send(theirs, datetime=wire_time(3600))["Id"]
    for verb, path in (
            ("POST", f"List/2/Email/{message}/Send"), ("POST", f"List/1/Email/{theirs}/Send"),
            ("POST", f"Group/{group}/Email/{message}/Send"),
            ("GET", f"List/1/Email/{theirs}/SendHistory"),
            ("GET", f"List/2/Email/{message}/SendHistory"),
            ("POST", f"Email/Sendings/{sending}/Immediate"),
            ("POST", f"Email/Sendings/{sending}/Deferred"),
            ("GET", f"Email/Sendings/{sending}/Deferred"),
            ("POST", f"Email/Sendings/{sending}/Stop"), ("DELETE", f"Email/Sendings/{sending}"),
            ("POST", "Email/Sendings/999999/Immediate")):
        mailing.account.refused(404, verb, path)
    mailing.account.refused(404, "POST", "Email/Send", {"Email": "a@example.org",
                                                        "idMessage": theirs})
    for wrong in ([], 5, "x"):
        mailing.account.refused(400, "POST", f"List/1/Email/{message}/Send", wrong)
    mailing.account.refused(400, "POST", f"List/1/Email/{message}/Send", raw=b"{")
    mailing.account.refused(400, "GET", "List/1/Email/x/SendHistory")


def queue(mailing, name):
    return all_items(mailing.account.get(f"Email/Sendings/{name}"))


def test_the_queue(new_mailing, sink):
    mailing = new_mailing
    (email,) = mailing.recipients(1)
    message = mailing.message(subject="later")
    at = wire_time(3600)
    id = mailing.send(message, datetime=f'"{at}"')["Id"]
    (item,) = queue(mailing, "deferred")
    assert list(item) == ITEM
    assert item == item | {"Id": id, "IdList": 1, "IdMessage": message, "StartDate": at,
                           "State": "Deferred", "Subject": "later", "Type": "Newsletter"}
    assert queue(mailing, "Immediate") == queue(mailing, "Undefined") == []
    assert DATE.fullmatch(mailing.account.get(f"Email/Sendings/{id}/Deferred"))
    assert DATE.fullmatch(mailing.account.get(f"Email/Sending/{id}/Deferred"))
    other = wire_time(7200)
    for body in ({"Date": other}, {"Date": other[:-1]}):
        moved = mailing.account.json("POST", f"Email/Sending/{id}/Deferred", body)
        assert moved == item | {"StartDate": other}
    mailing.account.refused(400, "POST", f"Email/Sendings/{id}/Deferred", {"Date": "never"})
    mailing.account.json("POST", f"Email/Sendings/{id}/Stop")
    assert mailing.sending(id) == (5,) and queue(mailing, "Deferred") == []
    now = mailing.account.json("POST", f"Email/Sendings/{id}/Immediate", {})
    assert (now["Id"], now["State"]) == (id, "Immediate")
    sink.mail_to(email)
    eventually(lambda: mailing.is_done(id))
    mailing.account.refused(400, "POST", f"Email/Sendings/{id}/Immediate")
    mailing.account.refused(400, "POST", f"Email/Sendings/{id}/Stop")

    soon = mailing.send(message, datetime=wire_time(3600))["Id"]
    mailing.account.json("POST", f"Email/Sendings/{soon}/Deferred", None)  # the earliest date
    eventually(lambda: mailing.is_done(soon))
    deleted = mailing.send(message, datetime=wire_time(3600))["Id"]
    mailing.account.json("DELETE", f"Email/Sendings/{deleted}")
    assert queue(mailing, "Deferred") == []
    mailing.account.refused(404, "POST", f"Email/Sendings/{deleted}/Immediate")
    page = mailing.account.xml("GET", "Email/Sendings/Deferred")
    assert page.tag == "{http://MailupSoa.Ws.Schema.API}CollectionOfEmailSendingItem"


def test_stopping_is_limited(sink):
    with Usher({"limits": {"calls_per_second_per_method": 100}}, smtp_url=sink.url) as server:
        mailing = Mailing(Resources(server, server.register(), sink))
        message = mailing.message()
        first, second = (mailing.send(message, datetime=wire_time(3600))["Id"] for _ in range(2))
        mailing.account.json("POST", f"Email/Sendings/{first}/Stop")
        description = mailing.account.refused(429, "POST", f"Email/Sendings/{second}/Stop")
        assert "too_many_requests" in description
        mailing.account.json("DELETE", f"Email/Sendings/{first}")
        mailing.account.refused(429, "DELETE", f"Email/Sendings/{second}")


def test_stopping_a_sending_in_progress(new_mailing, sink):
    mailing = new_mailing
    mailing.recipients(200)
    sink.control("temp-rcpt-450 100000")
    try:
        id = mailing.send(mailing.message())["Id"]
        eventually(lambda: mailing.sending(id, "in_flight")[0] > 5)
        mailing.account.refused(400, "DELETE", f"Email/Sendings/{id}")
        mailing.account.refused(400, "POST", f"Email/Sendings/{id}/Deferred", {"Date": wire_time(9)})
        mailing.account.json("POST", f"Email/Sendings/{id}/Stop")
    finally:
        sink.control("ok")
    mails = len(sink.lines())
    time.sleep(0.6)
    assert len(sink.lines()) - mails <= 8, "only mails in flight were sent"
    mailing.account.json("POST", f"Email/Sendings/{id}/Immediate")
    eventually(lambda: mailing.is_done(id))
    assert mailing.sending(id, "sent", "failed", "unknown", "in_flight") == (200, 0, 0, 0)


def test_addresses_that_do_not_exist(new_mailing, sink):
    mailing = new_mailing
    recipients = mailing.recipients(2)
    message = mailing.message()
    sink.control("refuse-rcpt-550 1")
    id = mailing.send(message)["Id"]
    eventually(lambda: mailing.is_done(id))
    assert mailing.sending(id, "sent", "failed") == (1, 1)
    bounced = [id for id in recipients.values() if mailing.status(id) == (2, 2, message)]
    assert len(bounced) == 1 and mailing.counters() == (1, 1, 0)
    assert mailing.server.query("SELECT recipient_id, bounce FROM reader WHERE message_id = ? "
                                "AND bounce > 0", message) == [(bounced[0], 1)]
    # A rejected message does not unsubscribe the recipient.
    sink.control("reject-data-554 1")
    id = mailing.send(message)["Id"]
    eventually(lambda: mailing.is_done(id))
    assert mailing.sending(id, "sent", "failed") == (0, 1) and mailing.counters() == (1, 1, 0)


def test_a_relay_that_refuses_all_recipients_ends_no_subscription(new_mailing, sink):
    mailing = new_mailing
    recipients = mailing.recipients(40)
    sink.control("deny-relay-554")
    id = mailing.send(mailing.message())["Id"]
    eventually(lambda: mailing.server.metric("usher_mail_relay_down", 'lane="bulk"') == 1,
               what="the breaker")
    sink.control("ok")
    eventually(lambda: mailing.is_done(id), seconds=30)
    sent, failed = mailing.sending(id, "sent", "failed")
    assert sent + failed == 40 and failed < 20, "the breaker keeps the other mails"
    assert all(mailing.status(recipient)[0] == 1 for recipient in recipients.values())


def test_a_mail_that_the_relay_may_have_accepted_is_not_repeated(new_mailing, sink):
    mailing = new_mailing
    (email,) = mailing.recipients(1)
    sink.control("accept-then-drop 1")
    id = mailing.send(mailing.message())["Id"]
    eventually(lambda: mailing.is_done(id))
    assert mailing.sending(id, "sent", "failed", "unknown") == (0, 0, 1)
    assert len(sink.mails_to(email)) == 1


def test_the_mail_limit_of_a_plan(server, sink):
    server.run("plan", "add", "small", "--max-emails", "3")
    application = server.register()
    server.run("app", "enable", application.client_id, "--plan", "small")
    mailing = Mailing(Resources(server, application, sink))
    mailing.recipients(2)
    message = mailing.message()
    wait_until_done(mailing, mailing.send(message))
    description = mailing.account.refused(403, "POST", f"List/1/Email/{message}/Send")
    assert "3 emails" in description
    (email,) = mailing.recipients(1)
    wait_until_done(mailing, mailing.account.json("POST", "Email/Send", {"Email": email, "idMessage": message}))
    mailing.account.refused(403, "POST", "Email/Send", {"Email": email, "idMessage": message})


def test_maintenance_and_expiry_pause_sendings(new_mailing, sink):
    """Sendings pause under maintenance, and stop if the account expires."""
    mailing = new_mailing
    (email,) = mailing.recipients(1)
    mailing.server.run("maintenance", "on")
    try:
        id = mailing.send(mailing.message())["Id"]
        time.sleep(0.6)
        assert not sink.mails_to(email)
    finally:
        mailing.server.run("maintenance", "off")
    sink.mail_to(email)
    eventually(lambda: mailing.is_done(id))
    later = mailing.send(mailing.message(), datetime=wire_time(2))["Id"]
    mailing.server.execute(f"UPDATE account SET expires_at = 1 WHERE id = {mailing.id}")
    eventually(lambda: mailing.sending(later) == (5,), what="a stop")
    assert len(sink.mails_to(email)) == 1


def test_the_rate_limit_of_a_plan(server, sink):
    server.run("plan", "add", "slow", "--emails-per-second", "10")
    application = server.register()
    server.run("app", "enable", application.client_id, "--plan", "slow")
    mailing = Mailing(Resources(server, application, sink))
    mailing.recipients(21)
    started_at = time.monotonic()
    wait_until_done(mailing, mailing.send(mailing.message()))
    seconds = time.monotonic() - started_at
    assert 1.9 < seconds < 5, seconds


def test_attached_files(mailing, sink):
    (email,) = mailing.recipients(1)
    message = mailing.message()
    for slot, (name, content) in enumerate((("5/plain.txt", "a\nb\r\nc\n"), ("5\\Übersicht.PDF", "%PDF"))):
        as_bytes = f"'\\x{content.encode().hex()}'::bytea" if mailing.server.on_postgres \
            else f"x'{content.encode().hex()}'"
        mailing.server.execute("INSERT INTO attachment (account_id, message_id, slot, name, content) "
                               f"VALUES ({mailing.id}, {message}, {slot + 1}, '{name}', {as_bytes})")
    wait_until_done(mailing, mailing.account.json("POST", "Email/Send", {"Email": email, "idMessage": message}))
    mail = sink.mails_to(email)[0].message
    assert mail.get_content_type() == "multipart/mixed"
    assert "Hello" in mail.get_body(("html",)).get_content()
    plain, pdf = mail.iter_attachments()
    assert (plain.get_filename(), plain.get_content_type()) == ("plain.txt", "text/plain")
    assert plain.get_payload(decode=True) == b"a\nb\r\nc\n"
    assert (pdf.get_filename(), pdf.get_content_type()) == ("Übersicht.PDF", "application/pdf")
    assert pdf.get_payload(decode=True) == b"%PDF"


def test_xml(mailing):
    message = mailing.message()
    answer = mailing.account.xml("POST", f"List/1/Email/{message}/Send?datetime={wire_time(3600).replace(' ', '%20')}")
    space = "{http://MailupSoa.Ws.Schema.API.Console.MailSend}"
    assert answer.tag == space + "MailMessageSendResponse"
    assert [child.tag for child in answer] == [space + name for name in RECEIPT]
    id = answer.findtext(space + "Id")
    item = mailing.account.xml("POST", f"Email/Sendings/{id}/Immediate")
    assert item.tag == "{http://MailupSoa.Ws.Schema.API.Console}EmailSendingItem"
    date = mailing.account.xml("GET", f"Email/Sendings/{id}/Deferred")
    assert date.tag == "{http://schemas.microsoft.com/2003/10/Serialization/}string"
