"""The server is killed with SIGKILL at seeded points while it sends; no recipient receives a message twice."""

import collections
import random
import time

from harness import Usher, eventually
from mailing_rows import Mailing
from resources import Resources
from sink import SmtpSink

SEED = 5
KILLS = 20
RECIPIENTS = 90
RUN_SECONDS_MAX = 0.25
CONNECTIONS = 2
# On PostgreSQL the mails of a killed server are uncertain when its lease has expired.
SETTINGS = {"worker": {"lease_seconds": 2}, "mail": {"connections": CONNECTIONS}}


def deliveries(mailing, state):
    return mailing.server.query(
        "SELECT s.message_id, r.email FROM delivery d JOIN sending s ON s.id = d.sending_id "
        "JOIN recipient r ON r.id = d.recipient_id WHERE d.state = ?", state)


def test_kills_cause_no_second_mail():
    chance = random.Random(SEED)
    with SmtpSink("--delay-ms", "3") as sink, Usher(SETTINGS, smtp_url=sink.url) as server:
        mailing = Mailing(Resources(server, server.register(), sink))
        recipients = mailing.recipients(RECIPIENTS)
        before = len(sink.lines())
        sendings = {}
        kills_during_sendings = 0
        for _ in range(KILLS):
            if mailing.is_done(*sendings):
                mailing.account.connection = server.connect()
                message = mailing.message("<p>Dear [Name]</p>")
                sendings[mailing.send(message)["Id"]] = message
            time.sleep(chance.uniform(0, RUN_SECONDS_MAX))
            server.kill()
            kills_during_sendings += not mailing.is_done(*sendings)
            server.start()
        assert kills_during_sendings >= KILLS // 2, "too few kills during sendings"
        eventually(lambda: mailing.is_done(*sendings), what="the end of all sendings")

        mailed = collections.Counter(
            (mail.message["Subject"], mail.message["Message-ID"].split("-")[0].lstrip("<"),
             mail.recipients[0]) for mail in sink.mails()[before:])
        assert set(mailed.values()) == {1}, [key for key, count in mailed.items() if count > 1]
        mailed = collections.Counter((int(key[1]), key[2]) for key in mailed)
        assert set(mailed.values()) == {1}
        assert not deliveries(mailing, 1) and not deliveries(mailing, 2)
        unknown = {(message, email) for state in (3, 4)
                   for message, email in deliveries(mailing, state)}
        for id, message in sendings.items():
            sent, failed, uncertain, under_way = mailing.sending(
                id, "sent", "failed", "unknown", "in_flight")
            assert (sent + failed + uncertain, under_way) == (RECIPIENTS, 0)
            for email in recipients:
                assert (id, email) in mailed or (message, email) in unknown, (id, email)
            arrived = sum(1 for sending, _ in mailed if sending == id)
            assert sent <= arrived <= sent + uncertain
            assert mailing.server.query(
                "SELECT deliveries, recipients FROM message_statistic WHERE message_id = ?",
                message) == [(sent, sent)]
        # At most the leased mails are uncertain after a kill.
        assert len(unknown) <= KILLS * 2 * CONNECTIONS
        assert server.query("SELECT emails_sent FROM account WHERE id = ?", mailing.id)[0][0] \
            == RECIPIENTS * len(sendings)
