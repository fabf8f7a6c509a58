"""The measurements of mailing: (l) imports, (m) filtered pages, (n) sendings."""

import http.client
import json
import random
import sqlite3
import subprocess
import time

from . import disk, grants, loads
from .programs import SmtpSink, Usher, environment, wait_until
from .report import Report
from .sections import say

CONSOLE = "/API/v1.1/Rest/ConsoleService.svc/Console/"
IMPORT_ROWS = 100_000
MANY, FEW = 1_000_000, 10_000
READS = 2_000
LETTERS = 20_000
CONNECTIONS = 32
FEW_CONNECTIONS = 8
WAIT_SECONDS_MAX = 120

INSERT_RECIPIENTS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
INSERT INTO recipient (account_id, email, email_key, name, fields, created_at, changed_at, import_id)
SELECT 1, 'r' || i || '@example.com', 'r' || i || '@example.com', 'Name ' || i,
  '{{"f1":"First ' || i || '","f4":"Rome"}}', 0, 0, 0 FROM n"""
SUBSCRIBE = """
INSERT INTO subscription (account_id, list, recipient_id, status, requested_at, requested_ip, subscribed_at)
SELECT 1, 1, id, 1, 0, '', 0 FROM recipient"""


class Account:
    """An application with a token on one account, over one connection."""

    def __init__(self, usher, token):
        self._connection = http.client.HTTPConnection("127.0.0.1", usher.port, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def call(self, verb, path, body=None):
        self._connection.request(verb, CONSOLE + path, body, self._headers)
        answer = self._connection.getresponse()
        text = answer.read()
        if answer.status != 200:
            raise loads.LoadFailed(f"{verb} {path}: {answer.status} {text!r}")
        return json.loads(text) if text else None


def with_recipients(usher, count):
    """Creates an account with a list of subscribers and a token. REQUIRES: no server is running."""
    ((_, token),) = grants.make(usher, 1)
    if count:
        database = sqlite3.connect(usher.database)
        with database:
            database.execute(INSERT_RECIPIENTS.format(count=count))
            database.execute(SUBSCRIBE)
            database.execute("UPDATE mailing_list SET subscribed = ?", (count,))
            database.execute("UPDATE account SET recipients = ?", (count,))
        database.close()
    return token


def import_once(plan, rows):
    usher = Usher(plan.work)
    token = with_recipients(usher, 0)
    body = json.dumps([{"Email": f"r{i}@example.com", "Name": f"Name {i}"} for i in range(rows)],
                      separators=(",", ":"))
    with usher:
        account = Account(usher, token)
        begin = time.monotonic()
        number = account.call("POST", "List/1/Recipients", body)
        accepted = time.monotonic()
        wait_until(lambda: account.call("GET", f"Import/{number}")["Completed"], WAIT_SECONDS_MAX,
                   "the import is done", poll_seconds=0.01)
        end = time.monotonic()
        stored = usher.query("SELECT count(*) FROM subscription WHERE status = 1")[0][0]
        if stored != rows:
            raise loads.LoadFailed(f"{rows} were imported, {stored} are there")
        return rows / (end - begin), accepted - begin


def imports(plan, report: Report):
    """(l) Measures the time from the request to the last row's commit, with a fresh database for each round."""
    rows = plan.scaled(IMPORT_ROWS)
    what = f"imported rows/s, {rows:,} in one import"
    for round_ in range(plan.rounds):
        report.add("l", "disk before the round", "probe", "syncs/s",
                   disk.syncs_per_second(plan.work))
        rate, accepted = import_once(plan, rows)
        report.add("l", what, "usher", "1/s", rate)
        report.add("l", "until it was accepted", "usher", "ms", accepted * 1000)
        say(f"(l) round {round_ + 1}: {rate:,.0f} rows/s, accepted after {accepted * 1000:,.0f} ms")
    report.gate("l", what, report.median("l", what, "usher"), at_least=50_000)


def pages(plan, report: Report):
    """(m) Measures pages of 20 subscribers by address, in a large and a small list in turn."""
    many = plan.scaled(MANY)
    servers = {f"of {FEW:,}": Usher(plan.work), f"of {many:,}": Usher(plan.work)}
    counts = dict(zip(servers, (FEW, many)))
    tokens = {who: with_recipients(usher, counts[who]) for who, usher in servers.items()}
    chance = random.Random(1)
    reads = {"Email=='r{}@example.com'": READS, "Email.StartsWith('r{}')": READS // 100}
    for usher in servers.values():
        usher.__enter__()
    try:
        accounts = {who: Account(usher, tokens[who]) for who, usher in servers.items()}
        for round_ in range(plan.rounds):
            for filter_, count in reads.items():
                for who, account in accounts.items():
                    paths = [f"List/1/Recipients/Subscribed?filterby="
                             f"{filter_.format(chance.randint(1, counts[who]))}"
                             for _ in range(count)]
                    begin = time.monotonic()
                    for path in paths:
                        account.call("GET", path)
                    ms = (time.monotonic() - begin) * 1000 / count
                    report.add("m", f"a page by {filter_.format('N')}", who, "ms", ms)
                    say(f"(m) round {round_ + 1}: {filter_.format('N')} {who}: {ms:.2f} ms")
    finally:
        for usher in servers.values():
            usher.__exit__()
    report.ratio("m", "a page by Email=='rN@example.com'", f"of {many:,}", f"of {FEW:,}", at_most=1.2)


def smtp_source(sink, mails, size, connections):
    """Returns the mails/s that Postfix's smtp-source sends into the sink with as many connections."""
    begin = time.monotonic()
    subprocess.run(["/usr/sbin/smtp-source", "-s", str(connections), "-m", str(mails), "-l", str(size),
                    "-d", "-f", "a@example.com", "-t", "b@example.com", f"127.0.0.1:{sink.port}"],
                   check=True, timeout=WAIT_SECONDS_MAX, env=environment(), stdin=subprocess.DEVNULL)
    return mails / (time.monotonic() - begin)


def send_once(plan, mails, connections):
    """Returns (mails/s from the request to the last mail's settlement, bytes of a mail)."""
    with SmtpSink(plan.work) as sink:
        usher = Usher(plan.work, smtp_port=sink.port, mail_connections=connections)
        token = with_recipients(usher, mails)
        with usher:
            account = Account(usher, token)
            message = account.call("POST", "List/1/Email", json.dumps(
                {"Subject": "News", "Content": "<p>Hello [FirstName]</p>" + "<p>News</p>" * 100}))
            begin = time.monotonic()
            account.call("POST", f"List/1/Email/{message['idMessage']}/Send")
            wait_until(lambda: usher.query("SELECT count(*) FROM sending WHERE state = 4")[0][0],
                       WAIT_SECONDS_MAX, "the sending is done")
            seconds = time.monotonic() - begin
            ((sent, size),) = usher.query("SELECT sent, bytes FROM sending")
            if sent != mails:
                raise loads.LoadFailed(f"{sent} of {mails} mails were sent")
            return mails / seconds, size // sent


def sendings(plan, report: Report):
    """(n) Measures a sending into Postfix's sink, against smtp-source into the same sink."""
    mails = plan.scaled(LETTERS)
    for round_ in range(plan.rounds):
        report.add("n", "disk before the round", "probe", "syncs/s",
                   disk.syncs_per_second(plan.work))
        for connections in (FEW_CONNECTIONS, CONNECTIONS):
            what = f"mails/s, {connections} connections"
            rate, size = send_once(plan, mails, connections)
            with SmtpSink(plan.work) as sink:
                limit = smtp_source(sink, mails, size, connections)
            report.add("n", what, "usher", "1/s", rate)
            report.add("n", what, "smtp-source", "1/s", limit)
            say(f"(n) round {round_ + 1}: {connections} connections: {rate:,.0f} mails/s of "
                f"{size:,} bytes, smtp-source {limit:,.0f}/s")
    report.ratio("n", f"mails/s, {FEW_CONNECTIONS} connections", "usher", "smtp-source")
    report.ratio("n", f"mails/s, {CONNECTIONS} connections", "usher", "smtp-source", at_least=0.8)


SECTIONS = {
    "l": ("imports of recipients", imports),
    "m": ("pages of recipients by a filter", pages),
    "n": ("sendings", sendings),
}
