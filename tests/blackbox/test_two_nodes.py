"""Two nodes on one PostgreSQL: what one does counts for the other, at once."""

import concurrent.futures
import threading
import time

import psycopg2
import pytest
from harness import CONFIGURATION_EXIT, Usher, eventually
from partner import Partner
from resources import Resources
from sink import SmtpSink
from wire import applicant, fresh_ip, read_object
from workload import Workload

RACERS = 50
LIMIT = 5
WINDOW_SECONDS = 10


class Pair:
    """Two servers with one database and one key ring."""

    def __init__(self, settings=None, smtp_url=None):
        self.first = Usher(settings, smtp_url)
        shared = {"database": {"url": self.first.postgres.url},
                  "secrets": {"key_file": str(self.first.folder / "usher.key")}}
        for section, keys in (settings or {}).items():
            shared.setdefault(section, {}).update(keys)
        self.second = Usher(shared, smtp_url)

    def __enter__(self):
        self.first.start()
        self.second.start()
        application = self.first.register()
        self.partners = [Partner(server, application) for server in (self.first, self.second)]
        return self

    def __exit__(self, *_):
        self.second.__exit__()
        self.first.__exit__()


@pytest.fixture(scope="module")
def pair():
    with Pair() as both:
        yield both


def at_once(pair, requests):
    """All requests at the same moment, by turns to both nodes; their answers."""
    start = threading.Barrier(len(requests))

    def ask(number):
        start.wait(10)
        return pair.partners[number % 2].submit(requests[number])
    with concurrent.futures.ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(ask, range(len(requests))))


def test_equal_requests_at_once_are_one_activation(pair):
    fields = applicant()
    answers = at_once(pair, [fields] * RACERS)
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert pair.first.query("SELECT count(*) FROM activation WHERE ip = ?",
                            fields["IpAddress"]) == [(1,)]


def test_different_requests_for_one_ip_have_one_winner_and_no_id_is_lost(pair):
    before = read_object(pair.partners[0].submit(applicant()))["Id"]
    address = fresh_ip()
    answers = at_once(pair, [applicant(IpAddress=address) for _ in range(RACERS)])
    assert sorted(answer.status for answer in answers) == [200] + [403] * (RACERS - 1)
    (won,) = [read_object(answer)["Id"] for answer in answers if answer.status == 200]
    after = read_object(pair.partners[1].submit(applicant()))["Id"]
    assert (won, after) == (before + 1, before + 2), "ids are taken for winners only"


def test_either_node_finishes_what_the_other_accepted(pair):
    for asked, told in (pair.partners, reversed(pair.partners)):
        told.wait_for_code(asked.activate(applicant()), 2)


def test_maintenance_holds_for_the_next_request_on_both(pair):
    first, second = pair.partners
    pair.first.run("maintenance", "on")
    given = second.activate(applicant())
    assert first.status(given)["Code"] == 4 and second.status(given)["Code"] == 4
    pair.second.run("maintenance", "off")
    first.wait_for_code(given, 2)


def test_a_right_that_is_taken_away_is_gone_on_both(pair):
    application = pair.first.register()
    partners = [Partner(server, application) for server in (pair.first, pair.second)]
    for partner in partners:
        partner.activate(applicant())
    pair.first.run("app", "disable", application.client_id, "--reason", "test")
    assert [partner.submit(applicant()).status for partner in partners] == [403, 403]


def test_the_daily_limit_of_an_address_is_exact_over_both():
    with Pair({"limits": {"mails_per_address_per_day": 3}}) as pair:
        requests = [applicant(Email="busy@example.org") for _ in range(20)]
        answers = at_once(pair, requests)
        assert sorted(answer.status for answer in answers) == [200] * 3 + [429] * 17


def test_one_mail_carries_an_alert_that_both_have_raised():
    """Each node fails for itself; support hears of every failure once."""
    with SmtpSink("--behaviour", "reject-data-554") as sink, Pair(smtp_url=sink.url) as pair:
        given = [pair.partners[number % 2].activate(applicant()) for number in range(8)]
        for one in given:
            pair.partners[0].wait_for_code(one, 3)
        assert pair.first.query("SELECT count(*) FROM task WHERE kind = 4") == [(1,)]
        alerts = pair.first.run("alerts")
        assert sorted(alert["activation"] for alert in alerts) == sorted(one["Id"] for one in given)


def test_the_rate_limit_holds_over_both():
    with Pair({"limits": {"calls_per_second_per_method": LIMIT}}) as pair:
        passed = []

        def ask_on(partner):
            while time.monotonic() < end:
                answer = partner.submit(applicant())
                assert answer.status in (200, 429)
                if answer.status == 200:
                    passed.append(time.monotonic())
        end = time.monotonic() + WINDOW_SECONDS
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(ask_on, partner) for partner in pair.partners]:
                done.result()
        assert LIMIT * (WINDOW_SECONDS - 2) <= len(passed) <= LIMIT * WINDOW_SECONDS + LIMIT * 2


def test_two_versions_of_the_schema_under_load():
    """A newer program has migrated the database beneath nodes of this one: as long as it has only
    added, everything goes on, restarts and commands too."""
    with SmtpSink() as sink, Pair(smtp_url=sink.url) as pair:
        with Workload(pair.partners[0], threads=2) as one, \
                Workload(pair.partners[1], threads=2) as two:
            eventually(lambda: len(one.answered) > 50 and len(two.answered) > 50, what="load")
            pair.first.execute("ALTER TABLE activation ADD COLUMN newer BIGINT NOT NULL DEFAULT 0")
            pair.first.execute("CREATE TABLE newer (id BIGINT PRIMARY KEY)")
            pair.first.execute("INSERT INTO schema_version (version, digest, works_with, applied_at) "
                               "VALUES (998, 'newer', 1, 0)")
            counts = len(one.answered), len(two.answered)
            eventually(lambda: len(one.answered) > counts[0] + 50, what="load after it")
            eventually(lambda: len(two.answered) > counts[1] + 50, what="load after it")
            assert pair.first.run("migrate")["applied"] == 0
            assert pair.first.run("app", "list")
        assert not one.surprises + two.surprises and not one.unanswered + two.unanswered
        assert pair.second.stop() == 0
        pair.second.start()
        pair.partners[1].wait_for_code(pair.partners[1].activate(applicant()), 2)
        # What takes something away is another matter.
        assert pair.second.stop() == 0
        pair.first.execute("INSERT INTO schema_version (version, digest, works_with, applied_at) "
                           "VALUES (999, 'newer', 999, 0)")
        done = pair.second.command("serve")
        assert done.returncode == CONFIGURATION_EXIT and "newer usher" in done.stderr


def test_a_message_that_goes_while_it_is_to_be_sent(sink):
    """Another node deletes it in between: nothing is left of the sending."""
    with Usher(smtp_url=sink.url) as server:
        account = Resources(server, server.register(), sink)
        account.json("POST", "List/1/Recipient", {"Email": "r@example.org"})
        message = account.json("POST", "List/1/Email", {"Subject": "S", "Content": "C"})["idMessage"]
        other = psycopg2.connect(server.postgres.url)
        with concurrent.futures.ThreadPoolExecutor(1) as pool:
            with other.cursor() as cursor:
                cursor.execute("SELECT 1 FROM message WHERE id = %s FOR UPDATE", (message,))
                answer = pool.submit(account.call, "POST", f"List/1/Email/{message}/Send")
                eventually(lambda: answer.done() or server.query(
                    "SELECT 1 FROM pg_locks WHERE NOT granted"), what="the call waits")
                cursor.execute("DELETE FROM message WHERE id = %s", (message,))
            other.commit()
            assert answer.result().status == 404
        other.close()
        account.close()
        assert server.query("SELECT count(*) FROM sending") == [(0,)]
