"""Tests of recipients' reactions (opened mails, followed links, unsubscriptions, confirmations) and of
bounces."""

import re
import sqlite3
import urllib.parse

import psycopg2
import pytest
from harness import Usher, eventually
from lxml import html
from mailing_rows import DeliveredMail, Mailing
from resources import Resources

LINK = "https://shop.example.com/a&#63;x=1&amp;y=2"
TARGET = "https://shop.example.com/a?x=1&y=2&source=mail"


@pytest.fixture(scope="module")
def account(server, sink):
    return Resources(server, server.register(), sink, Language="IT", Company="Rossi")


@pytest.fixture
def mailing(account):
    return Mailing(account)


def test_a_followed_link(mailing, sink):
    mail = DeliveredMail(mailing, sink, tracked=True, params="&source=mail",
                         content=f"<a href='{LINK}'>buy</a> <a href='mailto:a@example.org'>x</a>")
    (link,) = mail.links("/t/c/")
    assert "shop.example.com" not in mail.mail.html and "shop.example.com" not in mail.mail.text
    for _ in range(2):
        answer = mail.server.get(link)
        assert (answer.status, answer.header("location")) == (302, TARGET)
        assert answer.header("cache-control") == "no-store"
    assert mail.server.request("HEAD", link).status == 302
    # The redirect uses the stored address, not an address in the query.
    assert mail.server.get(link + "?url=https://evil.example").header("location") == TARGET
    eventually(lambda: mail.statistic("clicks", "clickers", "views", "viewers") == (3, 1, 1, 1))
    assert mail.server.query("SELECT l.url, l.clicks, c.clicks FROM message_link l JOIN link_click "
                             "c ON c.link_id = l.id WHERE l.message_id = ?", mail.message) \
        == [(TARGET, 3, 3)]


def test_a_link_with_a_placeholder(mailing, sink):
    mail = DeliveredMail(mailing, sink, tracked=True, content="<a href='http://a.example/[Email]'>x</a>")
    (link,) = mail.links("/t/c/")
    assert mail.server.get(link).header("location") \
        == "http://a.example/" + urllib.parse.quote(mail.email)


def test_an_opened_mail(mailing, sink):
    mail = DeliveredMail(mailing, sink, tracked=True)
    (pixel,) = mail.links("/t/o/")
    answer = mail.server.get(pixel)
    assert answer.status == 200 and answer.header("content-type") == "image/gif"
    assert answer.header("cache-control") == "no-store"
    assert answer.body.startswith(b"GIF89a") and len(answer.body) == 43
    mail.server.request("HEAD", pixel)
    eventually(lambda: mail.statistic("views", "viewers") == (1, 1))
    mail.server.get(pixel)
    eventually(lambda: mail.statistic("views", "viewers") == (2, 1))
    plain = DeliveredMail(mailing, sink)
    assert not plain.links("/t/")


def test_answers_do_not_wait_for_the_database(mailing, sink):
    mail = DeliveredMail(mailing, sink, tracked=True, content=f"<a href='{LINK}'>buy</a>")
    (click,), (pixel,) = mail.links("/t/c/"), mail.links("/t/o/")
    if mail.server.on_postgres:
        holder = psycopg2.connect(mail.server.postgres.url)
        holder.cursor().execute("LOCK TABLE reader IN ACCESS EXCLUSIVE MODE")
    else:
        holder = sqlite3.connect(mail.server.database, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    try:
        assert mail.server.get(click, timeout=1).status == 302
        assert mail.server.get(pixel, timeout=1).status == 200
        assert mail.statistic("views") == (0,)
    finally:
        holder.rollback()
        holder.close()
    # A click before the first view counts as a view, too.
    eventually(lambda: mail.statistic("views", "clicks") in ((1, 1), (2, 1)))


def test_forged_tokens(mailing, sink):
    mail = DeliveredMail(mailing, sink, tracked=True, content=f"<a href='{LINK}'>buy</a>")
    (click,), (pixel,) = mail.links("/t/c/"), mail.links("/t/o/")
    leave = mail.links("/unsubscribe/")[0]
    before = mail.statistic("views", "clicks", "unsubscriptions")
    for path, token in (("/t/c/", click[5:]), ("/t/o/", pixel[5:-4]), ("/unsubscribe/", leave[13:])):
        end = ".gif" if path == "/t/o/" else ""
        flipped = token[:-1] + ("a" if token[-1] != "a" else "b")
        other = re.sub(r"^\d+-\d+", f"{mail.sending}-{mail.recipient + 1}", token)
        for forged in (flipped, other, token[:-1], "x", token + "-1", leave[13:] + "-1", "%00"):
            assert mail.server.get(path + forged + end).status == 404, path + forged
            if path == "/unsubscribe/":
                assert mail.server.request("POST", path + forged).status == 404
    assert mail.server.get(pixel[:-4]).status == 404
    # Tokens of one kind are invalid for the other kinds.
    assert mail.server.get("/unsubscribe/" + pixel[5:-4]).status == 404
    assert mail.server.get("/t/o/" + leave[13:] + ".gif").status == 404
    # The recipient with this number has another address after the change.
    mail.server.execute("UPDATE recipient SET email_key = 'other@example.org' "
                        f"WHERE id = {mail.recipient}")
    mail.server.get(click)
    mail.server.get(pixel)
    assert mail.server.request("POST", leave).status == 404
    last = DeliveredMail(mailing, sink, tracked=True)
    mail.server.get(last.links("/t/o/")[0])
    eventually(lambda: last.statistic("views") == (1,))
    assert mail.statistic("views", "clicks", "unsubscriptions") == before
    assert mailing.status(mail.recipient)[0] == 1


def test_unsubscribing(mailing, sink):
    mail = DeliveredMail(mailing, sink)
    link = mail.links("/unsubscribe/")[0]
    inside = mailing.counters()
    page = mail.server.get(link, [("Accept-Language", "da")])
    assert page.status == 200 and "Afmeld" in page.text() and "Newsletter" in page.text()
    assert mail.server.get(link).text().count("Annulla") >= 1, "the account's own language"
    (form,) = html.fromstring(page.body).xpath("//form")
    assert form.get("method") == "post" and not form.get("action")
    assert mailing.status(mail.recipient)[0] == 1, "opening the page changes nothing"
    # Mail programs send this request (RFC 8058) without a cookie and without the form's key.
    answer = mail.server.request("POST", link, [("Content-Type", "application/x-www-form-urlencoded")],
                                 b"List-Unsubscribe=One-Click")
    assert answer.status == 200
    assert mailing.status(mail.recipient) == (2, 1, mail.message)
    assert mailing.counters() == (inside[0] - 1, inside[1] + 1, inside[2])
    assert mail.statistic("unsubscriptions") == (1,)
    assert mail.server.request("POST", link).status == 200  # a repeat is harmless
    assert mail.statistic("unsubscriptions") == (1,)
    assert mailing.counters() == (inside[0] - 1, inside[1] + 1, inside[2])
    page = mail.server.get(link)
    assert page.status == 200 and not html.fromstring(page.body).xpath("//form")
    mail.mailing.account.refused(400, "POST", "Email/Send",
                                 {"Email": mail.email, "idMessage": mail.message})


def test_a_deleted_message_has_no_statistics(mailing, sink):
    mail = DeliveredMail(mailing, sink, tracked=True)
    account = mailing.account
    account.call("DELETE", f"List/1/Email/{mail.message}")
    mail.server.get(mail.links("/t/o/")[0])
    assert mail.server.request("POST", mail.links("/unsubscribe/")[0]).status == 200
    assert mailing.status(mail.recipient) == (2, 1, mail.message)
    last = DeliveredMail(mailing, sink, tracked=True)
    mail.server.get(last.links("/t/o/")[0])
    eventually(lambda: last.statistic("views") == (1,))
    for table in ("reader", "message_statistic"):
        assert not mail.server.query(f"SELECT 1 FROM {table} WHERE message_id = ?", mail.message)


def test_links_of_a_deleted_message_lead_on(mailing, sink):
    mail = DeliveredMail(mailing, sink, tracked=True, content=f"<a href='{LINK}&source=mail'>buy</a><a href='http://a.example/?e=[Email]'>x</a>")
    plain, filled = mail.links("/t/c/")
    mail.server.get(plain)
    eventually(lambda: mail.statistic("clicks") == (1,))
    mailing.account.call("DELETE", f"List/1/Email/{mail.message}")
    assert mail.server.get(plain).header("location") == TARGET
    assert mail.server.get(filled).header("location") \
        == "http://a.example/?e=" + urllib.parse.quote(mail.email)
    # Nor do they need the recipient.
    mailing.account.call("DELETE", f"Recipients/{mail.recipient}")
    assert mail.server.get(plain).header("location") == TARGET
    assert mail.server.get(filled).header("location") == "http://a.example/?e="
    assert mail.server.query("SELECT sum(clicks) FROM message_link WHERE message_id = ?",
                             mail.message) == [(0,)]


@pytest.mark.parametrize("first,second", [("/t/o/", "/t/c/"), ("/t/c/", "/t/o/")])
def test_the_pixel_and_a_click_of_one_reading(mailing, sink, first, second):
    mail = DeliveredMail(mailing, sink, tracked=True, content=f"<a href='{LINK}&source=mail'>buy</a>")
    mail.server.get(mail.links(first)[0])
    eventually(lambda: mail.statistic("views") == (1,))
    mail.server.get(mail.links(second)[0])
    marker = DeliveredMail(mailing, sink, tracked=True)  # counted after the mail above
    mail.server.get(marker.links("/t/o/")[0])
    eventually(lambda: marker.statistic("views") == (1,))
    assert mail.statistic("views", "viewers", "clicks") == (1, 1, 1)
    if first == "/t/c/":
        # The next reading.
        mail.server.execute("UPDATE reader SET opened_by_click_at = opened_by_click_at - 60000 "
                            f"WHERE message_id = {mail.message}")
        mail.server.get(mail.links("/t/o/")[0])
        eventually(lambda: mail.statistic("views") == (2,))


@pytest.mark.parametrize("header", [("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch")])
def test_a_prefetch_is_no_click(mailing, sink, header):
    mail = DeliveredMail(mailing, sink, tracked=True, content=f"<a href='{LINK}&source=mail'>buy</a>")
    (click,), (pixel,) = mail.links("/t/c/"), mail.links("/t/o/")
    assert mail.server.get(click, [header]).header("location") == TARGET
    assert mail.server.get(pixel, [header]).status == 200
    marker = DeliveredMail(mailing, sink, tracked=True)
    mail.server.get(marker.links("/t/o/")[0])
    eventually(lambda: marker.statistic("views") == (1,))
    assert mail.statistic("views", "clicks") == (0, 0)


def test_a_placeholder_instead_of_the_footer(mailing, sink):
    mail = DeliveredMail(mailing, sink, content="<a href='[unsubscribe]'>bye</a>")
    assert len(mail.links("/unsubscribe/")) == 1 and "iscritto" not in mail.mail.html


def test_confirming_a_subscription(mailing, sink):
    email = "confirming@example.org"
    id = mailing.account.json("POST", "List/1/Recipient", {"Email": email, "Name": "Anna"},
                              query={"ConfirmEmail": "true"})
    before = mailing.counters()
    mail = sink.mail_to(email)
    assert mail.message["Subject"] == "Confermi la sua iscrizione a Newsletter"
    assert mail.text.startswith("Buongiorno Anna,") and "Rossi" in mail.text
    link = re.search(re.escape(mailing.server.url) + r"(/subscription/confirm/\S+)", mail.text)[1]
    page = mailing.server.get(link, [("Accept-Language", "ja")])
    assert page.status == 200 and "登録を確認する" in page.text()
    assert mailing.status(id)[0] == 3, "a link scanner confirms nothing"
    for _ in range(2):
        page = mailing.server.request("POST", link, [("Accept-Language", "en")])
        assert page.status == 200 and "you are subscribed" in page.text()
        assert mailing.status(id)[0] == 1
        assert mailing.counters() == (before[0] + 1, before[1], before[2] - 1)
    assert mailing.server.get(link[:-1]).status == 404
    assert mailing.server.query("SELECT subscribed_at IS NOT NULL FROM subscription WHERE recipient_id = ?",
                                id)[0][0]


def test_confirmations_per_address_are_limited(sink):
    with Usher({"limits": {"mails_per_address_per_day": 2}}, smtp_url=sink.url) as server:
        application = server.register()
        accounts = [Resources(server, application, sink) for _ in range(2)]
        for number in range(3):
            for account in accounts:
                id = account.json("POST", "List/1/Recipient", {"Email": "Victim@example.net"},
                                  query={"ConfirmEmail": "true"})
                eventually(lambda: not server.query("SELECT 1 FROM sending WHERE state <> 4"))
                account.call("DELETE", f"Recipients/{id}")
        assert server.query("SELECT sum(sent), sum(failed) FROM sending") == [(2, 4)]
        assert len(sink.mails_to("Victim@example.net")) == 2
        for account in accounts:
            account.close()


def test_the_mails_of_an_import(mailing, sink):
    """The sending is created without a date, and the application releases it."""
    account = mailing.account
    addresses = [f"import{i}@example.org" for i in range(3)]
    (known,) = mailing.recipients(1)
    rows = [{"Email": email} for email in [*addresses, known]]
    number = account.json("POST", "List/1/Recipients", rows, query={"ConfirmEmail": "true"})
    eventually(lambda: account.get(f"Import/{number}")["Completed"])
    id = account.get(f"Import/{number}/Sending")["idSending"]
    assert account.get(f"Import/{number}/Sending") == {"idSending": id}
    plain = account.json("POST", "List/1/Recipients", rows)
    account.refused(400, "GET", f"Import/{plain}/Sending")
    account.refused(404, "GET", "Import/999999/Sending")
    (item,) = [item for item in mailing.account.get("Email/Sendings/Undefined")["Items"]
               if item["Id"] == id]
    assert item["StartDate"] is None and item["Type"] == "Confirmation"
    mailing.account.json("POST", f"Email/Sendings/{id}/Immediate")
    eventually(lambda: mailing.is_done(id))
    for email in addresses:
        assert len(sink.mails_to(email)) == 1
    assert not sink.mails_to(known)


REPORT = """From MAILER-DAEMON Mon Nov 23 15:02:52 2026
Return-Path: <>
To: no-reply@example.com
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Action: failed
Status: {status}

--B
Content-Type: text/rfc822-headers

Message-ID: {id}

--B--

"""


def test_bounces_from_a_mailbox(mailing, sink):
    hard, soft = DeliveredMail(mailing, sink), DeliveredMail(mailing, sink)
    box = mailing.server.folder / "bounces.mbox"
    box.write_text(
        REPORT.format(status="5.1.1", id=hard.mail.message["Message-ID"])
        + REPORT.format(status="4.4.7", id=soft.mail.message["Message-ID"])
        + REPORT.format(status="5.1.1", id="<1-2-aaaaaaaa-bbbbbbbbbbbbbbbb@example.com>"))
    assert mailing.server.run("bounces", box) == {
        "mails": 3, "counted": 2, "for_good": 1, "complaints": 0, "ignored": 1, "not_reports": 0,
        "without_token": 1, "unknown_mails": 0}
    assert mailing.status(hard.recipient) == (2, 2, hard.message)
    assert mailing.status(soft.recipient)[0] == 1
    assert hard.statistic("bounces") == soft.statistic("bounces") == (1,)
    mailing.server.run("bounces", box)
    assert hard.statistic("bounces") == (1,)


def test_a_bounce_address(sink):
    with Usher({"mail": {"bounce_address": "bounces@example.net"}}, smtp_url=sink.url) as server:
        mailing = Mailing(Resources(server, server.register(), sink))
        mail = DeliveredMail(mailing, sink)
        id = mail.mail.message["Message-ID"].strip("<>").split("@")[0]
        assert mail.mail.sender == f"bounces+{id}@example.net"
