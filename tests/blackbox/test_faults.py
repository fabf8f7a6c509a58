"""Faults of the mail server: it rejects, hangs, disconnects, or accepts without an answer. Codes and alerts follow
docs/state_machine.md, and deliveries resume automatically when the fault ends."""

import subprocess
import time

import pytest
from auditor import (check_accounts, check_history, check_mails,
                     wait_until_all_are_processed)
from harness import Usher, clean_environment, eventually, free_port, program
from partner import Partner
from sink import SmtpSink
from wire import applicant
from workload import Workload

ATTEMPTS = 2
QUICK = {"worker": {"attempts": ATTEMPTS, "first_retry_seconds": 1, "lease_seconds": 3}}
ONE_ATTEMPT = {"worker": {"attempts": 1, "first_retry_seconds": 1, "lease_seconds": 2}}
SUPPORT = "support@example.com"

# {behaviour: number of copies of the mail that the mail server accepts}
TEMPORARY = {"temp-rcpt-450": 1, "temp-data-451": 1, "drop-at-rcpt": 1, "drop-mid-data": 1,
             "hang-mid-data": 1, "hang-after-data": 1, "drop-after-data": 1, "accept-then-drop": 2}
RELAY_UNAVAILABLE = ("refuse-greeting-554", "hang-at-greeting", "421", "refuse-mail-550", "temp-mail-451",
                     "hang-at-mail")


def codes(server, activation):
    return [code for (code,) in server.query(
        "SELECT to_code FROM history WHERE activation_id = ? AND from_code IS DISTINCT FROM to_code "
        "ORDER BY id", activation["Id"])]


def free_task(server, activation):
    """Returns (attempts, milliseconds until due) of an activation's task; None if the task is leased or done."""
    rows = server.query("SELECT attempts, due_at FROM task WHERE activation_id = ? "
                        "AND lease_token = 0", activation["Id"])
    return (rows[0][0], rows[0][1] - time.time() * 1000) if rows else None


def alert_mails(sink):
    return [mail for mail in sink.mails() if mail.recipients == [SUPPORT]]


@pytest.fixture(scope="module")
def server(sink):
    with Usher(QUICK, smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture(scope="module")
def partner(server, application):
    return Partner(server, application)


@pytest.mark.parametrize("behaviour", TEMPORARY)
def test_a_temporary_fault_uses_one_attempt(behaviour, server, sink, partner):
    sink.control(f"{behaviour} 1")
    fields = applicant()
    activation = partner.activate(fields)
    attempts, _ = eventually(lambda: (task := free_task(server, activation)) and task[0] and task,
                             what="a failed attempt")
    assert attempts == 1 and partner.status(activation)["Code"] == 5
    state = server.run("activation", "status", str(activation["Id"]))
    assert state["code"] == 5 and state["last_error"], "staff see the mail server's answer"
    partner.wait_for_code(activation, 2)
    assert codes(server, activation) == [1, 5, 2]
    copies = [mail for mail in sink.mails() if mail.recipients == [fields["Email"]]]
    assert len(copies) == TEMPORARY[behaviour]
    assert len({mail.raw for mail in copies}) == 1, "a repeat is identical"
    assert not [alert for alert in server.run("alerts") if alert["activation"] == activation["Id"]]


def test_exhausted_attempts_are_an_error_with_one_alert(server, sink, partner):
    sink.control("temp-data-451")
    activation = partner.activate(applicant())
    eventually(lambda: partner.status(activation)["Code"] == 3, what="Code 3")
    sink.control("ok")
    assert codes(server, activation) == [1, 5, 3]
    _, due_ms = free_task(server, activation)
    assert 50 * 60_000 < due_ms < 70 * 60_000, "the next retry is in about an hour"
    server.run("activation", "retry", str(activation["Id"]))
    eventually(lambda: partner.status(activation)["Code"] == 2, what="Code 2")
    assert codes(server, activation) == [1, 5, 3, 7, 2]
    alerts = [alert for alert in server.run("alerts") if alert["activation"] == activation["Id"]]
    assert len(alerts) == 1 and alerts[0]["kind"] == "activation"
    assert "451" in alerts[0]["text"], "the mail server's answer"


@pytest.mark.parametrize("behaviour", ["refuse-command-data-554", "reject-data-554"])
def test_a_rejected_message_is_an_error_at_once(behaviour, server, sink, partner):
    # The fault applies to all mails until Code 3, as a mail of the preceding test may come first.
    sink.control(behaviour)
    try:
        fields = applicant()
        activation = partner.activate(fields)
        eventually(lambda: partner.status(activation)["Code"] == 3, what="Code 3")
    finally:
        sink.control("ok")
    assert codes(server, activation) == [1, 5, 3]
    attempts, due_ms = free_task(server, activation)
    assert attempts == 1 and due_ms > 50 * 60_000
    assert partner.submit(applicant(IpAddress=fields["IpAddress"])).status == 403, "the IP is in use"


def test_a_rejected_recipient_may_activate_again():
    """5xx at RCPT: Code 3 without an automatic retry, one alert, and the IP is released."""
    with SmtpSink() as sink, Usher(QUICK, smtp_url=sink.url) as server:
        partner = Partner(server, server.register())
        sink.control("refuse-rcpt-550 1")
        first = applicant()
        activation = partner.activate(first)
        eventually(lambda: partner.status(activation)["Code"] == 3, what="Code 3")
        assert codes(server, activation) == [1, 5, 3] and free_task(server, activation) is None
        assert not server.run("activation", "status", str(activation["Id"]))["ip_held"]
        mail = eventually(lambda: alert_mails(sink), what="the alert's mail")[0]
        assert f"Activation {activation['Id']} " in mail.text and "550" in mail.text
        second = applicant(IpAddress=first["IpAddress"])
        again = partner.activate(second)
        assert again["Id"] != activation["Id"]
        partner.wait_for_code(again, 2)
        assert sink.mail_to(second["Email"])
        alert, = server.run("alerts")
        assert alert["activation"] == activation["Id"] and alert["mailed_at"]
        assert len(alert_mails(sink)) == 1
        assert partner.status(activation)["Code"] == 3


def test_an_alert_is_mailed_after_the_mail_server_recovers():
    with SmtpSink() as sink, Usher(QUICK, smtp_url=sink.url) as server:
        partner = Partner(server, server.register())
        sink.control("temp-rcpt-450")
        activations = [partner.activate(applicant()) for _ in range(5)]
        for activation in activations:
            eventually(lambda g=activation: partner.status(g)["Code"] == 3, what="Code 3")
        sink.control("ok")
        eventually(lambda: alert_mails(sink), what="the alerts' mail")
        assert len(server.run("alerts")) == len(activations), "one alert per activation, none for the alert's mail"
        eventually(lambda: any(alert["mailed_at"] for alert in server.run("alerts")), what="the time of the mail")
        assert len(alert_mails(sink)) == 1


@pytest.fixture(scope="module")
def one_attempt():
    """Returns (server with one attempt per mail, its mail server, a partner): the first attempt that an
    unavailable relay uses up is an error."""
    with SmtpSink() as sink, Usher(ONE_ATTEMPT, smtp_url=sink.url) as server:
        yield server, sink, Partner(server, server.register())


@pytest.mark.parametrize("behaviour", RELAY_UNAVAILABLE)
def test_an_unavailable_relay_uses_up_no_attempts(behaviour, one_attempt):
    server, sink, partner = one_attempt
    sink.control("close-idle")  # behaviours at the greeting apply to new connections
    sink.control(behaviour)
    requests = [applicant() for _ in range(6)]
    activations = [partner.activate(fields) for fields in requests]
    eventually(lambda: server.metric("usher_mail_relay_down") == 1, what="an open breaker")
    assert {partner.status(activation)["Code"] for activation in activations} <= {1, 5}
    sink.control("ok")
    for activation in activations:
        partner.wait_for_code(activation, 2)
        assert codes(server, activation) == [1, 5, 2]
    for fields in requests:
        assert len(sink.mails_to(fields["Email"])) == 1
    assert server.metric("usher_mail_relay_down") == 0 and server.run("alerts") == []


def test_a_closed_port_and_a_recovery():
    """Codes 1, 5 and 7 do not change until a mail server listens at the port."""
    port = free_port()
    with Usher(ONE_ATTEMPT, smtp_url=f"smtp://127.0.0.1:{port}") as server:
        partner = Partner(server, server.register())
        server.run("maintenance", "on")
        resumed = [partner.activate(applicant()) for _ in range(3)]
        server.run("maintenance", "off")
        activations = [partner.activate(applicant()) for _ in range(20)]
        not_attempted = ("usher_mail_outcomes_total", 'outcome="not_attempted"')
        eventually(lambda: server.metric(*not_attempted) >= 2, what="a probe")
        assert {partner.status(activation)["Code"] for activation in activations} <= {1, 5}
        assert {partner.status(activation)["Code"] for activation in resumed} == {7}
        assert server.query("SELECT max(attempts) FROM task WHERE lease_token = 0") == [(0,)]
        assert server.metric(*not_attempted) <= 4 + 2, "too many attempts"
        with SmtpSink("--port", str(port)) as sink:
            for activation in activations + resumed:
                partner.wait_for_code(activation, 2)
            check_mails(server, sink.mails())
            check_history(server)
            check_accounts(server)
        assert server.run("alerts") == []


def start_block(server, activation):
    return subprocess.Popen([program(), "activation", "block", str(activation["Id"]), "--reason", "spam",
                             "--config", server.configuration], stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, encoding="utf-8", env=clean_environment())


def block_is_requested(server):
    return server.query("SELECT 1 FROM task WHERE block_reason = 'spam'")


def test_a_block_waits_for_the_mail_in_flight(server, sink, partner):
    """The activation is blocked if the mail server does not accept the mail."""
    sink.control("hang-after-data 1")
    activation = partner.activate(applicant())
    eventually(lambda: codes(server, activation) == [1, 5], what="the start of the activation")
    with start_block(server, activation) as block:
        eventually(lambda: block_is_requested(server), what="the request to block")
        assert partner.status(activation)["Code"] == 5
        out, error = block.communicate(timeout=15)
    assert block.returncode == 0 and "blocked" in out, error
    assert codes(server, activation) == [1, 5, 6] and free_task(server, activation) is None
    server.run("activation", "retry", str(activation["Id"]))
    eventually(lambda: partner.status(activation)["Code"] == 2, what="Code 2")
    assert codes(server, activation) == [1, 5, 6, 7, 2]


def test_an_accepted_mail_takes_precedence_over_a_block():
    with SmtpSink() as sink, Usher(smtp_url=sink.url) as server:
        sink.control("hold")
        partner = Partner(server, server.register())
        activation = partner.activate(applicant())
        eventually(lambda: codes(server, activation) == [1, 5], what="the start of the activation")
        with start_block(server, activation) as block:
            eventually(lambda: block_is_requested(server), what="the request to block")
            sink.control("release")
            out, error = block.communicate(timeout=15)
        assert block.returncode == 1 and out == "" and "processed" in error
        assert codes(server, activation) == [1, 5, 2]


def test_maintenance_under_load(sink):
    with Usher(smtp_url=sink.url) as server:
        partner, taken_before = Partner(server, server.register()), len(sink.mails())
        with Workload(partner, threads=4) as load:
            eventually(lambda: len(load.answered) > 50, what="load")
            server.run("maintenance", "on", "--reason", "a new disk")
            before = len(load.answered)
            eventually(lambda: len(load.answered) > before + 50, what="load under maintenance")
            waiting = [activation for _, activation in load.answered[before + 10:]]
            assert {partner.status(activation)["Code"] for activation in waiting} == {4}
            eventually(lambda: server.query(
                "SELECT count(*) FROM activation WHERE code NOT IN (1, 2, 4)") == [(0,)],
                what="the end of mails in flight")
            assert server.metric("usher_maintenance") == 1
            assert server.run("maintenance", "off")["moved"] > 0
            after = len(load.answered)
            eventually(lambda: len(load.answered) > after + 20, what="load after maintenance")
        assert not load.surprises and not load.unanswered
        wait_until_all_are_processed(server)
        assert all(codes(server, activation) == [1, 4, 7, 2] for activation in waiting)
        check_accounts(server)
        check_history(server)
        mails = check_mails(server, sink.mails()[taken_before:])
        assert all(len(copies) == 1 for copies in mails.values())
