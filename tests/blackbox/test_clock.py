"""The wall clock is set back and forward by hours, days and years: all activations are completed. Retries and
expiry after hours or days happen at their time."""

import time

import pytest
from auditor import check_accounts, check_answered, check_history, check_mails
from clock import DAY, HOUR, MINUTE, YEAR, Clock
from harness import Usher, eventually
from partner import Partner
from sink import SmtpSink
from wire import applicant
from workload import Workload

OFFSETS = (3 * HOUR, -3 * HOUR, 5 * DAY, -5 * DAY, 2 * YEAR, -YEAR, 20 * YEAR, 0)
SECONDS_AT_EACH = 0.15
IN_FLIGHT_MAX = 2 * 4  # twice mail.connections
QUICK = {"worker": {"attempts": 3, "first_retry_seconds": 1, "lease_seconds": 4}}
GIVES_UP_AT_ONCE = {"worker": {"attempts": 1, "first_retry_seconds": 1, "lease_seconds": 4}}
SUPPORT = "support@example.com"


class Site:
    """A server whose clock a test can set, the server's mail server and a partner."""

    def __init__(self, settings=None):
        self.sink = SmtpSink()
        self.server = Usher(settings, smtp_url=self.sink.url)
        self.clock = Clock(self.server)

    def __enter__(self):
        self.sink.__enter__()
        self.server.__enter__()
        self.partner = Partner(self.server, self.server.register())
        return self

    def __exit__(self, *_):
        self.server.__exit__()
        self.sink.__exit__()

    def codes(self, activation):
        return [code for (code,) in self.server.query(
            "SELECT to_code FROM history WHERE activation_id = ? AND from_code IS DISTINCT FROM to_code "
            "ORDER BY id", activation["Id"])]

    def wait_for_codes(self, activation, codes):
        eventually(lambda: self.codes(activation) == codes, what=f"{codes} of {self.codes(activation)}")

    def attempts(self, activation):
        return [row for (row,) in self.server.query(
            "SELECT attempts FROM task WHERE activation_id = ? AND lease_token = 0", activation["Id"])]

    def alert_mails(self):
        return [mail for mail in self.sink.mails() if mail.recipients == [SUPPORT]]


def test_moves_of_the_clock_stop_nothing():
    with Site() as site:
        with Workload(site.partner, threads=4) as load:
            for seconds in OFFSETS:
                site.clock.set_offset(seconds)
                before = len(load.answered)
                eventually(lambda b=before: len(load.answered) > b + 5, what="answers")
                time.sleep(SECONDS_AT_EACH)
        assert not load.surprises and not load.unanswered
        last = site.partner.activate(applicant())
        site.partner.wait_for_code(last, 2)
        eventually(lambda: site.server.query("SELECT count(*) FROM task") == [(0,)], what="the end of all tasks")
        check_answered(site.server, load.answered)
        check_accounts(site.server)
        check_history(site.server)
        mails = check_mails(site.server, site.sink.mails())
        copies = sum(len(copies) - 1 for copies in mails.values())
        assert copies <= len(OFFSETS) * IN_FLIGHT_MAX, "more mails were repeated than were in flight"


@pytest.mark.parametrize("restart", [False, True], ids=["runs-on", "restarts"])
@pytest.mark.parametrize("seconds", [5 * HOUR, 5 * DAY, 2 * YEAR], ids=["hours", "days", "years"])
def test_a_retry_scheduled_by_a_wrong_clock(seconds, restart):
    with Site(QUICK) as site:
        site.sink.control("temp-rcpt-450 2")
        activation = site.partner.activate(applicant())
        eventually(lambda: site.attempts(activation) == [1], what="a first attempt")
        site.clock.set_offset(seconds)  # the retry is due, and the next one is scheduled from this time
        eventually(lambda: site.attempts(activation) == [2], what="a second attempt")
        site.clock.set_offset(0)
        if restart:
            site.server.restart()
        site.partner.wait_for_code(activation, 2)


@pytest.mark.parametrize("seconds", [5 * HOUR, 5 * DAY, 2 * YEAR], ids=["hours", "days", "years"])
def test_a_lease_taken_by_a_wrong_clock(seconds):
    with Site() as site:
        site.sink.control("hang-after-data")
        site.clock.set_offset(seconds)
        activation = site.partner.activate(applicant())
        eventually(lambda: site.server.query("SELECT 1 FROM task WHERE lease_token <> 0"),
                   what="a lease")
        site.server.kill()
        site.clock.set_offset(0)
        site.sink.control("ok")
        site.server.start()
        site.partner.wait_for_code(activation, 2)
        check_history(site.server)


def test_a_clock_set_back_during_a_retry():
    with Site(QUICK) as site:
        site.sink.control("temp-rcpt-450 1")
        activation = site.partner.activate(applicant())
        eventually(lambda: site.attempts(activation) == [1], what="a first attempt")
        site.clock.set_offset(-YEAR)
        site.partner.wait_for_code(activation, 2)


def test_an_error_is_retried_every_hour():
    with Site(GIVES_UP_AT_ONCE) as site:
        site.sink.control("temp-rcpt-450")
        activation = site.partner.activate(applicant())
        site.wait_for_codes(activation, [1, 5, 3])
        site.clock.set_offset(70 * MINUTE)
        site.wait_for_codes(activation, [1, 5, 3, 7, 3])
        site.sink.control("ok")
        site.clock.set_offset(140 * MINUTE)
        site.wait_for_codes(activation, [1, 5, 3, 7, 3, 7, 2])
        assert len(site.server.run("alerts")) == 1, "one alert, not one per retry"


def test_retries_of_an_error_end_after_five_days():
    with Site(GIVES_UP_AT_ONCE) as site:
        site.sink.control("temp-rcpt-450")
        activation = site.partner.activate(applicant())
        site.wait_for_codes(activation, [1, 5, 3])
        site.clock.set_offset(6 * DAY)
        site.wait_for_codes(activation, [1, 5, 3, 7, 3])
        eventually(lambda: site.attempts(activation) == [], what="the end of the retries")
        site.sink.control("ok")
        site.server.run("activation", "retry", str(activation["Id"]))
        site.wait_for_codes(activation, [1, 5, 3, 7, 3, 7, 2])


def test_a_rejected_recipient_is_not_retried():
    with Site(QUICK) as site:
        site.sink.control("refuse-rcpt-550 1")
        activation = site.partner.activate(applicant())
        site.wait_for_codes(activation, [1, 5, 3])
        site.clock.set_offset(2 * DAY)
        site.partner.wait_for_code(site.partner.activate(applicant()), 2)
        assert site.server.query("SELECT * FROM task WHERE activation_id = ?", activation["Id"]) == []
        assert site.codes(activation) == [1, 5, 3]


def test_many_alerts_become_one_digest():
    with Site(QUICK) as site:
        activations = []
        for _ in range(7):
            site.sink.control("refuse-rcpt-550 1")
            activations.append(site.partner.activate(applicant()))
            site.wait_for_codes(activations[-1], [1, 5, 3])
            if len(activations) == 1:
                eventually(lambda: len(site.alert_mails()) == 1, what="the first alert's mail")
        assert len(site.alert_mails()) == 1, "the others wait for the digest"
        site.clock.set_offset(6 * MINUTE)
        digest = eventually(lambda: site.alert_mails()[1:], what="the digest")
        assert len(digest) == 1
        for activation in activations[1:]:
            assert f"Activation {activation['Id']} " in digest[0].text
        assert f"Activation {activations[0]['Id']} " not in digest[0].text
        alerts = eventually(lambda: (all_ := site.server.run("alerts")) and
                            all(alert["mailed_at"] for alert in all_) and all_, what="mails for all alerts")
        assert sorted(alert["activation"] for alert in alerts) == sorted(g["Id"] for g in activations)


def test_an_unconfirmed_address_expires():
    with Site(QUICK) as site:
        site.server.run("plan", "edit", "default", "--confirm-address", "true")
        fields = applicant()
        activation = site.partner.activate(fields)
        mail = site.sink.mail_to(fields["Email"])
        link = next(line for line in mail.text.split() if "/account/confirm/" in line)
        path = link[link.index("/account/"):]
        assert site.server.get(path).status == 200
        site.clock.set_offset(8 * DAY)
        site.wait_for_codes(activation, [0, 6])
        assert site.server.get(path).status == 404
        assert site.server.request("POST", path).status == 404
        assert [alert["activation"] for alert in site.server.run("alerts")] == [activation["Id"]]
        assert site.codes(activation) == [0, 6]
