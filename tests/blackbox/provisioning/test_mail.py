"""Tests of the credentials mail with a real SMTP server: language, headers, credentials, Code 2."""

import email.utils
import re

import pytest
from harness import Usher, eventually
from partner import Partner
from sink import SmtpSink
from wire import LANGUAGES, applicant

PASSWORD_CHARACTERS_MIN = 20  # the minimum for 128 random bits in printable ASCII


@pytest.fixture(scope="module")
def server(server_with_sink):
    return server_with_sink


@pytest.fixture(scope="module")
def partner(server, application):
    return Partner(server, application)


@pytest.fixture(scope="module")
def mails(partner, sink):
    """Returns {language: (fields of the request, {Id, Hash}, mail)}."""
    requests = {}
    for language in LANGUAGES:
        fields = applicant(Language=language)
        requests[language] = (fields, partner.activate(fields))
    return {language: (fields, activation, sink.mail_to(fields["Email"]))
            for language, (fields, activation) in requests.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_mail(mails, language):
    fields, _, mail = mails[language]
    message = mail.message
    assert mail.recipients == [fields["Email"]]
    assert message["Content-Language"] == language.lower()
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"].strip() and message["From"].addresses
    assert re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", message["Message-ID"])
    assert email.utils.parsedate_to_datetime(message["Date"])
    assert message["To"].addresses[0].addr_spec == fields["Email"]
    assert not [name for name in message.keys() if name.lower().startswith("list-")]
    assert not message.defects, message.defects
    user, password = mail.credentials()
    assert len(password) >= PASSWORD_CHARACTERS_MIN
    for part in (mail.text, mail.html):
        assert user in part and password in part
        assert fields["NameAndSurname"] in part
        assert "{{" not in part and "}}" not in part, "a placeholder is left"


def test_the_languages_differ(mails):
    texts = [mail.text for _, _, mail in mails.values()]
    subjects = [str(mail.message["Subject"]) for _, _, mail in mails.values()]
    assert len(set(texts)) == len(set(subjects)) == len(LANGUAGES)


def test_message_ids_users_and_passwords_are_unique(mails):
    all_mails = [mail for _, _, mail in mails.values()]
    assert len({mail.message["Message-ID"] for mail in all_mails}) == len(LANGUAGES)
    assert len({user for user, _ in (mail.credentials() for mail in all_mails)}) == len(LANGUAGES)
    assert len({word for _, word in (mail.credentials() for mail in all_mails)}) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_lines_conform_to_smtp(mails, language):
    _, _, mail = mails[language]
    head = mail.raw.partition(b"\r\n\r\n")[0]
    assert head.isascii(), "non-ASCII names are encoded in headers"
    assert b"\n" not in mail.raw.replace(b"\r\n", b""), "a bare line feed"
    assert b"\r" not in mail.raw.replace(b"\r\n", b""), "a bare carriage return"
    assert max(len(line) for line in mail.raw.split(b"\r\n")) <= 998


def test_code_2_follows_the_acceptance_of_the_mail(mails, partner):
    for _, activation, _ in mails.values():
        partner.wait_for_code(activation, 2)


def test_credentials_are_only_in_the_mail(mails, partner, server):
    _, activation, mail = mails["EN"]
    partner.wait_for_code(activation, 2)
    _, password = mail.credentials()
    texts = [server.log(), str(server.activations()), str(partner.status(activation)),
             server.get("/metrics").text()]
    assert not [text for text in texts if password in text]
    for file in server.folder.glob("usher.db*"):
        assert password.encode() not in file.read_bytes(), file.name


@pytest.mark.parametrize("name", ["山田 太郎", "Søren Ærø", "José d'Àrezzo", "Ιωάννα \"J\" <x>",
                                  "😀 Smiley", "Lange " * 30])
def test_names_are_complete(partner, sink, name):
    fields = applicant(NameAndSurname=name, Company="A & B <C>")
    partner.activate(fields)
    mail = sink.mail_to(fields["Email"])
    assert mail.to_name == name.strip()
    assert name.strip() in " ".join(mail.text.split())
    assert "<x>" not in mail.html and "<C>" not in mail.html, "names are escaped in HTML"


def test_international_domain(partner, sink):
    fields = applicant(Email="anna@bücher.example.org")
    partner.wait_for_code(partner.activate(fields), 2)
    assert sink.mail_to("anna@xn--bcher-kva.example.org")


def test_a_repeat_sends_no_second_mail(partner, sink):
    fields = applicant()
    activation = partner.activate(fields)
    partner.wait_for_code(activation, 2)
    assert partner.activate(fields) == activation
    other = applicant()
    partner.wait_for_code(partner.activate(other), 2)
    assert len(sink.mails_to(fields["Email"])) == 1


def test_a_rejected_recipient_is_an_error_at_once(partner, sink):
    sink.control("refuse-rcpt-550 1")
    activation = partner.activate(applicant())
    partner.wait_for_code(activation, 3)


def test_a_relay_that_refuses_every_recipient_is_not_the_fault_of_the_address(partner, server, sink):
    sink.control("deny-relay-554 1")
    activation = partner.activate(applicant())
    partner.wait_for_code(activation, 3)
    details = server.run("activation", "list", "--code", "3")[0]
    assert details["id"] == activation["Id"] and "Relay access denied" in details["last_error"]
    assert details["ip_held"], "only a missing mailbox releases the IP"
    server.run("activation", "retry", str(activation["Id"]))
    partner.wait_for_code(activation, 2)


def test_maintenance_queues_and_resumes_automatically(partner, server, sink):
    server.run("maintenance", "on")
    fields = applicant()
    activation = partner.activate(fields)
    assert partner.status(activation)["Code"] == 4
    server.run("maintenance", "off")
    partner.wait_for_code(activation, 2)
    assert sink.mail_to(fields["Email"])


def test_a_mail_server_that_recovers():
    with SmtpSink("--behaviour", "refuse-greeting-554") as sink, Usher(smtp_url=sink.url) as server:
        partner = Partner(server, server.register())
        activation = partner.activate(applicant())
        eventually(lambda: sink.control("stats")["connections"] >= 1, what="an attempt")
        assert partner.status(activation)["Code"] in (1, 5)
        sink.control("ok")
        partner.wait_for_code(activation, 2, seconds=30)
