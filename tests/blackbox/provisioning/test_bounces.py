"""Mails of activations that come back: their envelope sender, what a report changes, and the repair."""

import pytest
from harness import Usher, eventually
from owner import Owner
from partner import Partner
from sink import SmtpSink
from wire import applicant

BOUNCES = "bounces@example.net"
REPORT = """From: MAILER-DAEMON@mx.example.org
To: {sender}
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; gone@example.org
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 <gone@example.org>: User unknown

--B--
"""
COUNTED = {"mails": 1, "counted": 1, "for_good": 1, "complaints": 0, "ignored": 0,
           "reasons": {"not_a_report": 0, "no_failure": 0, "unknown_email": 0}}


class Site:
    def __init__(self, server, sink):
        self.server, self.sink = server, sink
        self.partner = Partner(server, server.register())

    def deliver(self):
        """Returns an activation at Code 2 and its credentials mail."""
        fields = applicant()
        activation = self.partner.activate(fields)
        self.partner.wait_for_code(activation, 2)
        return activation, self.sink.mail_to(fields["Email"])

    def bounce(self, mail):
        file = self.server.folder / "report.eml"
        file.write_text(REPORT.format(sender=mail.sender))
        return self.server.run("bounces", file)


@pytest.fixture(scope="module")
def site():
    with SmtpSink() as sink, Usher({"mail": {"bounce_address": BOUNCES}}, smtp_url=sink.url) as server:
        yield Site(server, sink)


def test_every_mail_has_an_envelope_sender_of_its_own(site):
    activation, mail = site.deliver()
    token = mail.message["Message-ID"].strip("<>").split("@")[0]
    assert mail.sender == f"bounces+{token}@example.net"
    assert len(token) <= 45 and token.split("-")[:2] == ["c", str(activation["Id"])]


def test_a_returned_credentials_mail_fails_its_activation(site):
    activation, mail = site.deliver()
    alerts = len(site.server.run("alerts"))
    assert site.bounce(mail) == COUNTED
    status = site.partner.status(activation)
    assert status["Code"] == 3 and "came back" in status["Description"]
    shown = site.server.run("activation", "status", str(activation["Id"]))
    assert "User unknown" in shown["last_error"] and shown["ip_held"]
    site.bounce(mail)
    assert len(site.server.run("alerts")) == alerts + 1
    # No automatic retry.
    assert site.server.query("SELECT count(*) FROM task WHERE activation_id = ?", activation["Id"]) == [(0,)]
    site.server.run("activation", "retry", str(activation["Id"]))
    site.partner.wait_for_code(activation, 2)
    (_, again) = site.sink.mails_to(mail.recipients[0])
    assert again.credentials() != mail.credentials() and again.sender != mail.sender
    assert "came back" not in site.partner.status(activation)["Description"]


def test_a_corrected_address_gets_new_credentials(site):
    activation, mail = site.deliver()
    site.bounce(mail)
    refused = site.server.command("activation", "correct-address", str(activation["Id"]), "nowhere")
    assert refused.returncode == 2 and "NEW" in refused.stderr
    address = applicant()["Email"]
    site.server.run("activation", "correct-address", str(activation["Id"]), address)
    site.partner.wait_for_code(activation, 2)
    user, password = site.sink.mail_to(address).credentials()
    assert user == mail.credentials()[0] and password != mail.credentials()[1]
    assert len(site.sink.mails_to(mail.recipients[0])) == 1, "no notice to an address that does not exist"


def test_a_sign_in_after_the_report_proves_the_delivery(site):
    activation, mail = site.deliver()
    site.bounce(mail)
    Owner(site.server).sign_in(*mail.credentials())
    assert site.partner.status(activation)["Code"] == 2
    site.bounce(mail)
    assert site.partner.status(activation)["Code"] == 2


def test_relays_that_refuse_everyone_are_noticed():
    with SmtpSink("--behaviour", "refuse-rcpt-554-relay") as sink, Usher(smtp_url=sink.url) as server:
        partner = Partner(server, server.register())
        activations = [partner.activate(applicant()) for _ in range(8)]
        eventually(lambda: any("refuses every recipient" in alert["text"] for alert in server.run("alerts")),
                   what="an alert about the mail server")
        held = server.query("SELECT count(*) FROM activation WHERE ip_key IS NOT NULL")
        assert held == [(len(activations),)], "no IP address is free again"
        assert server.query("SELECT count(*) FROM activation WHERE code = 5") >= [(3,)]
        sink.control("ok")
        eventually(lambda: server.query("SELECT count(*) FROM activation WHERE code = 2") >= [(4,)],
                   30, "the waiting activations")
