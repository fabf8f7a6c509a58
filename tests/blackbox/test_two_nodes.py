"""Two nodes on one PostgreSQL: changes by one node apply to the other immediately."""

import concurrent.futures
import select
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

REQUESTS = 50
LIMIT = 5
WINDOW_SECONDS = 10
NOTIFICATIONS = 40
NOTIFICATIONS_PER_SECOND_MAX = 20


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
    with Pair() as nodes:
        yield nodes


def submit_concurrently(pair, requests):
    """Submits all requests at the same time, alternately to both nodes; returns the answers."""
    start = threading.Barrier(len(requests))

    def submit(number):
        start.wait(10)
        return pair.partners[number % 2].submit(requests[number])
    with concurrent.futures.ThreadPoolExecutor(len(requests)) as pool:
        return list(pool.map(submit, range(len(requests))))


def test_concurrent_equal_requests_are_one_activation(pair):
    fields = applicant()
    answers = submit_concurrently(pair, [fields] * REQUESTS)
    assert {answer.status for answer in answers} == {200}
    assert len({answer.body for answer in answers}) == 1
    assert pair.first.query("SELECT count(*) FROM activation WHERE ip = ?",
                            fields["IpAddress"]) == [(1,)]


def test_one_of_many_requests_for_one_ip_succeeds_and_no_id_is_lost(pair):
    before = read_object(pair.partners[0].submit(applicant()))["Id"]
    address = fresh_ip()
    answers = submit_concurrently(pair, [applicant(IpAddress=address) for _ in range(REQUESTS)])
    assert sorted(answer.status for answer in answers) == [200] + [403] * (REQUESTS - 1)
    (accepted,) = [read_object(answer)["Id"] for answer in answers if answer.status == 200]
    after = read_object(pair.partners[1].submit(applicant()))["Id"]
    assert (accepted, after) == (before + 1, before + 2), "only the accepted request uses an id"


def test_each_node_completes_activations_of_the_other(pair):
    for submitting, polling in (pair.partners, reversed(pair.partners)):
        polling.wait_for_code(submitting.activate(applicant()), 2)


def test_a_node_sends_at_most_twenty_notifications_a_second():
    with Usher() as server:
        listener = psycopg2.connect(server.postgres.url)
        listener.autocommit = True
        listener.cursor().execute("LISTEN usher_work")
        received_at = []
        with Workload(Partner(server, server.register()), threads=4, pause=0) as load:
            while len(received_at) < NOTIFICATIONS:
                assert select.select([listener], [], [], 10)[0], "no notification"
                listener.poll()
                received_at += [time.monotonic() for _ in listener.notifies]
                listener.notifies.clear()
        listener.close()
        assert len(load.answered) > NOTIFICATIONS
        shortest = (NOTIFICATIONS - 1) / NOTIFICATIONS_PER_SECOND_MAX
        assert received_at[-1] - received_at[0] > 0.75 * shortest  # the first notification may be received late


def test_maintenance_applies_to_the_next_request_on_both(pair):
    first, second = pair.partners
    pair.first.run("maintenance", "on")
    activation = second.activate(applicant())
    assert first.status(activation)["Code"] == 4 and second.status(activation)["Code"] == 4
    pair.second.run("maintenance", "off")
    first.wait_for_code(activation, 2)


def test_a_revoked_right_is_revoked_on_both(pair):
    application = pair.first.register()
    partners = [Partner(server, application) for server in (pair.first, pair.second)]
    for partner in partners:
        partner.activate(applicant())
    pair.first.run("app", "disable", application.client_id, "--reason", "test")
    assert [partner.submit(applicant()).status for partner in partners] == [403, 403]


def test_the_daily_limit_of_an_address_applies_to_both_together():
    with Pair({"limits": {"mails_per_address_per_day": 3}}) as pair:
        requests = [applicant(Email="busy@example.org") for _ in range(20)]
        answers = submit_concurrently(pair, requests)
        assert sorted(answer.status for answer in answers) == [200] * 3 + [429] * 17


def test_alerts_of_both_nodes_are_in_one_mail():
    """The failures of both nodes are alerts, and support receives each alert in exactly one mail."""
    with SmtpSink("--behaviour", "reject-data-554") as sink, Pair(smtp_url=sink.url) as pair:
        activations = [pair.partners[number % 2].activate(applicant()) for number in range(8)]
        for activation in activations:
            pair.partners[0].wait_for_code(activation, 3)
        assert pair.first.query("SELECT count(*) FROM task WHERE kind = 4") == [(1,)]
        alerts = pair.first.run("alerts")
        assert sorted(alert["activation"] for alert in alerts) == sorted(activation["Id"] for activation in activations)


def test_the_rate_limit_applies_to_both_together():
    with Pair({"limits": {"calls_per_second_per_method": LIMIT}}) as pair:
        accepted = []

        def submit_repeatedly(partner):
            while time.monotonic() < end:
                answer = partner.submit(applicant())
                assert answer.status in (200, 429)
                if answer.status == 200:
                    accepted.append(time.monotonic())
        end = time.monotonic() + WINDOW_SECONDS
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for done in [pool.submit(submit_repeatedly, partner) for partner in pair.partners]:
                done.result()
        assert LIMIT * (WINDOW_SECONDS - 2) <= len(accepted) <= LIMIT * WINDOW_SECONDS + LIMIT * 2


def test_two_versions_of_the_schema_under_load():
    """A newer program has migrated the database of running nodes: requests, restarts and commands still work
    if the migration has only added tables and columns."""
    with SmtpSink() as sink, Pair(smtp_url=sink.url) as pair:
        with Workload(pair.partners[0], threads=2) as first, \
                Workload(pair.partners[1], threads=2) as second:
            eventually(lambda: len(first.answered) > 50 and len(second.answered) > 50, what="load")
            pair.first.execute("ALTER TABLE activation ADD COLUMN newer BIGINT NOT NULL DEFAULT 0")
            pair.first.execute("CREATE TABLE newer (id BIGINT PRIMARY KEY)")
            pair.first.execute("INSERT INTO schema_version (version, digest, works_with, applied_at) "
                               "VALUES (998, 'newer', 1, 0)")
            counts = len(first.answered), len(second.answered)
            eventually(lambda: len(first.answered) > counts[0] + 50, what="load after the migration")
            eventually(lambda: len(second.answered) > counts[1] + 50, what="load after the migration")
            assert pair.first.run("migrate")["applied"] == 0
            assert pair.first.run("app", "list")
        assert not first.surprises + second.surprises and not first.unanswered + second.unanswered
        assert pair.second.stop() == 0
        pair.second.start()
        pair.partners[1].wait_for_code(pair.partners[1].activate(applicant()), 2)
        # A migration that is not compatible prevents the start.
        assert pair.second.stop() == 0
        pair.first.execute("INSERT INTO schema_version (version, digest, works_with, applied_at) "
                           "VALUES (999, 'newer', 999, 0)")
        done = pair.second.command("serve")
        assert done.returncode == CONFIGURATION_EXIT and "newer usher" in done.stderr


def test_a_message_that_is_deleted_during_its_sending_request(sink):
    """Another node deletes the message during the request, and no sending is stored."""
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
                    "SELECT 1 FROM pg_locks WHERE NOT granted"), what="a waiting lock")
                cursor.execute("DELETE FROM message WHERE id = %s", (message,))
            other.commit()
            assert answer.result().status == 404
        other.close()
        account.close()
        assert server.query("SELECT count(*) FROM sending") == [(0,)]
