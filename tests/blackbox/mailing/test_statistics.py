"""Tests of statistics of messages and of recipients (docs/contract/resources.md, D)."""

import pytest
from harness import eventually
from mailing_rows import DeliveredMail, Mailing
from resources import STATISTICS, Resources, all_items

OF_MESSAGE = {"Recipients": ["Email", "IdMessage", "IdRecipient"],
              "Views": ["Count", "Email", "IdMessage", "IdRecipient"],
              "Clicks": ["Count", "Email", "IdMessage", "IdRecipient"],
              "Bounces": ["Email", "IdMessage", "IdRecipient", "Type"],
              "Unsubscriptions": ["Email", "IdMessage", "IdRecipient"],
              "UrlClicks": ["Count", "IdMessage", "Url"],
              "UrlClickDetails": ["Count", "Email", "IdMessage", "IdRecipient", "Url"]}
OF_RECIPIENT = {name: ["Count", "IdList", "IdMessage", "Notes", "Subject"]
                for name in ("Deliveries", "Views", "Clicks", "Bounces", "Unsubscriptions")}
OF_RECIPIENT |= {"ClicksDetails": OF_RECIPIENT["Views"] + ["Url"],
                 "UrlClickDetails": OF_RECIPIENT["Views"] + ["Url"],
                 "BouncesDetails": OF_RECIPIENT["Views"] + ["Type"]}
COUNTS_OF_MESSAGE = ["Recipients", "Views", "Clicks", "UrlClicks", "Bounces", "Unsubscriptions"]
COUNTS_OF_RECIPIENT = ["Deliveries", "Views", "Clicks", "Bounces", "Unsubscriptions",
                       "UrlClickDetails"]


@pytest.fixture(scope="module")
def mailing(server, application, sink):
    return Mailing(Resources(server, application, sink))


@pytest.fixture(scope="module")
def other(server, application, sink):
    return Resources(server, application, sink)


def items(mailing, kind, id, name, **query):
    return all_items(mailing.account.statistic(f"{kind}/{id}/List/{name}", **query))


def test_from_sending_to_reading(mailing, sink):
    mail = DeliveredMail(mailing, sink, subject="The subject", notes="a note", tracked=True,
                         content="<a href='https://a.example/'>a</a> <a href='https://b.example/'>b</a>")
    mailing.send(mail.message)  # the second sending
    eventually(lambda: len(sink.mails_to(mail.email)) == 2)
    eventually(lambda: mail.statistic("deliveries", "recipients") == (2, 1))
    first, second = mail.links("/t/c/")
    for link in (first, first, second):
        mail.server.get(link)
    # The first click counts as a view, because no view was recorded before.
    eventually(lambda: mail.statistic("clicks", "views") == (3, 1))
    # Another reading, more than a minute later.
    mail.server.execute("UPDATE reader SET opened_by_click_at = opened_by_click_at - 60000 "
                        f"WHERE message_id = {mail.message}")
    mail.server.get(mail.links("/t/o/")[0])
    eventually(lambda: mail.statistic("clicks", "views") == (3, 2))
    mail.server.request("POST", mail.links("/unsubscribe/")[0])
    message, recipient = mail.message, mail.recipient
    count = {name: mailing.account.statistic(f"Message/{message}/Count/{name}")
             for name in COUNTS_OF_MESSAGE}
    assert count == {"Recipients": 2, "Views": 2, "Clicks": 3, "UrlClicks": 3, "Bounces": 0,
                     "Unsubscriptions": 1}
    recipient_item = {"Email": mail.email, "IdMessage": message, "IdRecipient": recipient}
    assert items(mailing, "Message", message, "Recipients") == [recipient_item]
    assert items(mailing, "Message", message, "Views") == [{"Count": 2} | recipient_item]
    assert items(mailing, "Message", message, "Clicks") == [{"Count": 3} | recipient_item]
    assert items(mailing, "Message", message, "Unsubscriptions") == [recipient_item]
    assert items(mailing, "Message", message, "Bounces") == []
    urls = [{"Count": 2, "IdMessage": message, "Url": "https://a.example/"},
            {"Count": 1, "IdMessage": message, "Url": "https://b.example/"}]
    assert items(mailing, "Message", message, "UrlClicks") == urls
    assert items(mailing, "Message", message, "UrlClickDetails") == [url | recipient_item for url in urls]
    count = {name: mailing.account.statistic(f"Recipient/{recipient}/Count/{name}")
             for name in COUNTS_OF_RECIPIENT}
    assert count == {"Deliveries": 2, "Views": 2, "Clicks": 3, "Bounces": 0, "Unsubscriptions": 1,
                     "UrlClickDetails": 3}
    message_item = {"IdList": 1, "IdMessage": message, "Notes": "a note", "Subject": "The subject"}
    assert items(mailing, "Recipient", recipient, "Deliveries") == [{"Count": 2} | message_item]
    assert items(mailing, "Recipient", recipient, "Clicks", filterby="IdList == 1") \
        == [{"Count": 3} | message_item]
    assert items(mailing, "Recipient", recipient, "Views", filterby="IdList == 51") == []
    assert items(mailing, "Recipient", recipient, "ClicksDetails") \
        == [message_item | {"Count": url["Count"], "Url": url["Url"]} for url in urls]


def test_bounces(mailing, sink):
    ((email, recipient),) = mailing.recipients(1).items()
    message = mailing.message()
    sink.control("refuse-rcpt-550 1")
    id = mailing.account.json("POST", "Email/Send", {"Email": email, "idMessage": message})["Id"]
    eventually(lambda: mailing.is_done(id))
    assert mailing.account.statistic(f"Message/{message}/Count/Bounces") == 1
    assert items(mailing, "Message", message, "Bounces") == [
        {"Email": email, "IdMessage": message, "IdRecipient": recipient, "Type": "Hard"}]
    assert items(mailing, "Message", message, "Recipients") == []
    (details,) = items(mailing, "Recipient", recipient, "BouncesDetails")
    assert (details["Count"], details["Type"]) == (1, "Hard")


def test_pages_and_filters(mailing):
    recipients = mailing.recipients(27)
    message = mailing.message(tracked=True)
    id = mailing.account.json("POST", f"Group/{mailing.group(recipients.values())}/Email/{message}/Send")
    eventually(lambda: mailing.is_done(id["Id"]))
    path = f"Message/{message}/List/Recipients"
    page = mailing.account.statistic(path, pageNumber=1)
    assert (page["IsPaginated"], page["TotalElementsCount"], len(page["Items"])) == (True, 27, 7)
    by_name = mailing.account.statistic(path, orderby="Email desc", pageSize=3)
    assert [item["Email"] for item in by_name["Items"]] == sorted(recipients, reverse=True)[:3]
    email = min(recipients)
    found = items(mailing, "Message", message, "Recipients", filterby=f"Email=='{email}'")
    assert [item["IdRecipient"] for item in found] == [recipients[email]]
    for name in OF_MESSAGE:
        for wrong in ({"filterby": "Foo == 1"}, {"pageSize": 0}):
            mailing.account.refused(400, "GET", f"Message/{message}/List/{name}", base=STATISTICS,
                                    query=wrong)
        for member in OF_MESSAGE[name]:
            mailing.account.statistic(f"Message/{message}/List/{name}", orderby=member)
    for name, members in OF_RECIPIENT.items():
        for member in members:
            mailing.account.statistic(f"Recipient/{recipients[email]}/List/{name}", orderby=member)


def test_unknown_ids_and_ids_of_another_account(mailing, other, sink):
    mail = DeliveredMail(mailing, sink, tracked=True)
    for account, message, recipient in ((other, mail.message, mail.recipient),
                                        (mailing.account, 999999, 999999)):
        for kind, id, counts, lists in (
                ("Message", message, COUNTS_OF_MESSAGE, OF_MESSAGE),
                ("Recipient", recipient, COUNTS_OF_RECIPIENT, OF_RECIPIENT)):
            for name in counts:
                answer = account.call("GET", f"{kind}/{id}/Count/{name}", base=STATISTICS)
                assert (answer.status, answer.text()) == (200, "0")
            for name in lists:
                assert all_items(account.statistic(f"{kind}/{id}/List/{name}")) == []
    mailing.account.refused(400, "GET", "Message/x/Count/Views", base=STATISTICS)
    mailing.account.refused(401, "GET", "Message/1/Count/Views", base=STATISTICS, token="unknown")


def test_xml(mailing, sink):
    mail = DeliveredMail(mailing, sink)
    count = mailing.account.xml("GET", f"Message/{mail.message}/Count/Recipients", base=STATISTICS)
    assert count.tag == "{http://schemas.microsoft.com/2003/10/Serialization/}int"
    assert count.text == "1"
    for kind, id, lists in (("Message", mail.message, OF_MESSAGE),
                            ("Recipient", mail.recipient, OF_RECIPIENT)):
        for name, members in lists.items():
            page = mailing.account.xml("GET", f"{kind}/{id}/List/{name}", base=STATISTICS)
            assert page.tag.startswith("{http://MailupSoa.Ws.Schema.API}CollectionOf")
            for item in page.find("{http://MailupSoa.Ws.Schema.API}Items"):
                assert [child.tag.split("}")[1] for child in item] == members


def test_order_of_members(mailing, sink):
    mail = DeliveredMail(mailing, sink)
    (item,) = items(mailing, "Message", mail.message, "Recipients")
    assert list(item) == OF_MESSAGE["Recipients"]
    (item,) = items(mailing, "Recipient", mail.recipient, "Deliveries")
    assert list(item) == OF_RECIPIENT["Deliveries"]
