"""Tests of operators' tasks: keys, backups, schema, checks, Ids, export of the newsletter's subscribers."""

import csv
import hashlib
import io
import pathlib
import re
import shutil
import sqlite3
import tempfile
import time

import pytest
from harness import CONFIGURATION_EXIT, Usher, eventually, free_port
from partner import Partner
from sink import SmtpSink
from wire import LANGUAGES, applicant
from workload import Workload

ID_MAX = 2**31 - 1  # public Ids are positive 32-bit numbers


@pytest.fixture
def server():
    with Usher() as usher:
        yield usher


@pytest.fixture
def partner(server):
    return Partner(server, server.register())


def processed_activation(partner):
    activation = partner.activate(applicant())
    partner.wait_for_code(activation, 2)
    return activation


# --- keys ---

def test_a_new_key_while_the_server_runs(server, partner):
    old = processed_activation(partner)
    first_key, = server.query("SELECT DISTINCT key_id FROM activation")
    rotated = server.run("key", "rotate")
    between = processed_activation(partner)
    fields = applicant()
    by_command = server.run(
        "activation", "submit", "--app", partner.application.client_id, "--secret",
        partner.application.client_secret, "--name", "N", "--company", "C", "--email",
        fields["Email"], "--phone", "1", "--language", "EN", "--ip", fields["IpAddress"])
    activations = [old, between, {"Id": by_command["id"], "Hash": by_command["hash"]}]
    # The key of the last activation is newer than the server's last load of the key ring.
    for activation in activations:
        partner.wait_for_code(activation, 2)
    server.restart()
    activations.append(processed_activation(partner))
    for activation in activations:
        assert partner.status(activation)["Code"] == 2, "every Hash stays valid"
    newest = server.query("SELECT key_id FROM activation WHERE id = ?", activations[-1]["Id"])
    assert newest == [(rotated["key_id"],)] and newest != [first_key]
    ring = (server.folder / "usher.key").read_text()
    assert [line.split(" ")[0] for line in ring.splitlines() if not line.startswith("#")] == [
        rotated["key_id"], *first_key], "newest first"
    assert (server.folder / "usher.key").stat().st_mode & 0o777 == 0o600


def test_a_new_key_does_not_change_pending_mails():
    with SmtpSink("--behaviour", "refuse-greeting-554") as sink, Usher(smtp_url=sink.url) as server:
        partner = Partner(server, server.register())
        fields = applicant()
        activation = partner.activate(fields)
        eventually(lambda: server.query("SELECT count(*) FROM account") == [(1,)], what="account")
        server.run("key", "rotate")
        server.restart()
        sink.control("ok")
        partner.wait_for_code(activation, 2)
        _, password = sink.mail_to(fields["Email"]).credentials()
        assert server.query("SELECT password_hash FROM account") == [
            (hashlib.sha256(password.encode()).digest(),)]


def refusals(server):
    """Checks that a start and commands refuse to run; returns their errors."""
    texts = []
    for command in (("serve",), ("activation", "list"), ("app", "register", "--name", "A",
                                                         "--contact", "a@example.org")):
        done = server.command(*command)
        assert done.returncode == CONFIGURATION_EXIT and done.stdout == "", command
        texts.append(done.stderr)
    return texts


def test_a_missing_or_wrong_key_ring_is_refused(server, partner):
    activation = processed_activation(partner)
    server.stop()
    ring, renamed = server.folder / "usher.key", server.folder / "renamed"
    correct = ring.read_text()
    ring.rename(renamed)
    for text in refusals(server):
        assert "usher.key" in text and "backup" in text, text
    assert not ring.exists(), "a key ring is never created for a database in use"
    with Usher() as other:
        wrong = (other.folder / "usher.key").read_text()
    key_id, key = [line for line in correct.splitlines() if not line.startswith("#")][0].split(" ")
    wrong_key = [line for line in wrong.splitlines() if not line.startswith("#")][0].split(" ")[1]
    for content in (wrong, f"{key_id} {wrong_key}\n", f"{key_id} {key[:-8]}\n", "x\n", "",
                    correct + correct):
        ring.write_text(content)
        for text in refusals(server):
            assert "usher.key" in text and wrong_key not in text and key not in text, text
        assert ring.read_text() == content
    renamed.rename(ring)
    server.start()
    assert partner.status(activation)["Code"] == 2


# --- one server, backups, schema ---

def test_a_second_server_is_refused(server, partner):
    started_at = time.monotonic()
    done = server.command("serve")
    assert done.returncode == CONFIGURATION_EXIT and "already" in done.stderr
    assert time.monotonic() - started_at < 5
    assert processed_activation(partner)


def test_a_backup_while_serving(server, partner, tmp_path):
    copy = tmp_path / "copy.db"
    with Workload(partner, threads=3) as load:
        eventually(lambda: len(load.answered) > 100, what="load")
        before = [activation for _, activation in load.answered]
        backup = server.run("backup", str(copy))
        eventually(lambda: len(load.answered) > len(before) + 20, what="load after the backup")
    assert not load.surprises and not load.unanswered
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["copy.db"], "the backup is one file"
    database = sqlite3.connect(f"file:{copy}?mode=ro", uri=True)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    stored = {row[0] for row in database.execute("SELECT id FROM activation")}
    assert {activation["Id"] for activation in before} <= stored
    database.close()
    assert backup == {"file": str(copy), "key_fingerprint": backup["key_fingerprint"]}
    assert server.query("SELECT 1 FROM key_fingerprint WHERE fingerprint = ?",
                        backup["key_fingerprint"])
    assert server.command("backup", str(copy)).returncode != 0, "nothing is overwritten"
    check_restored(server, partner, copy, before)


def check_restored(server, partner, copy, activations):
    """Checks that a server with the backup and the key ring has all activations."""
    other = Usher({"database": {"url": f"sqlite:{copy}"}})
    try:
        shutil.copy(server.folder / "usher.key", other.folder / "usher.key")
        other.start()
        restored = Partner(other, partner.application)
        for activation in activations[:3] + activations[-3:]:
            restored.wait_for_code(activation, 2)
    finally:
        other.__exit__()


def test_migrate(server):
    with tempfile.TemporaryDirectory() as folder:
        environment = {"USHER_DATABASE_URL": f"sqlite:{folder}/fresh.db"}
        missing = server.command("migrate", environment=environment)
        assert missing.returncode == CONFIGURATION_EXIT and "no database" in missing.stderr
        pathlib.Path(folder, "fresh.db").touch()
        first = server.command("migrate", "--json", environment=environment)
        again = server.command("migrate", "--json", environment=environment)
        assert first.returncode == again.returncode == 0
        assert re.fullmatch(r'\{"version":(\d+),"applied":\1\}\n', first.stdout)
        assert re.fullmatch(r'\{"version":\d+,"applied":0\}\n', again.stdout)
        assert server.query("SELECT count(*) FROM schema_version")[0][0] == int(
            re.search(r"\d+", first.stdout).group())


@pytest.mark.parametrize("change", [
    "UPDATE schema_version SET digest = 'x' WHERE version = 1",
    "INSERT INTO schema_version SELECT version + 1000, digest, version + 1000, applied_at "
    "FROM schema_version WHERE version = 1",
], ids=["changed", "newer"])
def test_another_schema_is_refused(server, change):
    server.stop()
    server.execute(change)
    for command in (("serve",), ("migrate",), ("app", "list")):
        done = server.command(*command)
        assert done.returncode == CONFIGURATION_EXIT and done.stdout == "", command
        assert "schema version" in done.stderr, done.stderr


# --- check ---

# A check refuses the default addresses with a real mail server.
OWN_ADDRESSES = {"mail": {"from": "Usher <no-reply@usher.test>"},
                 "support": {"email": "support@usher.test"}}


def test_check_reports_errors():
    with SmtpSink() as sink, Usher(OWN_ADDRESSES, smtp_url=sink.url) as server:
        parts = server.run("check")
        assert [part["part"] for part in parts] == ["configuration", "addresses",
                                                    "database and keys", "mail server"]
        assert "no activation" in parts[2]["detail"]
        assert all(part["ok"] for part in parts)
        assert not sink.mails(), "a check sends no mail"
        server.configure("mail", smtp_url=f"smtp://127.0.0.1:{free_port()}")
        done = server.command("check")
        assert done.returncode == 1
        assert re.search(r"^FAIL  mail server +smtp://\S+: .*connect", done.stdout, re.M)
        assert re.search(r"^ok    database", done.stdout, re.M)
        server.configure("support", email="no-address")
        done = server.command("check", "--json")
        assert done.returncode == 1 and done.stdout.count("\n") == 1
        assert '"ok":false' in done.stdout and "support.email" in done.stdout


def test_check_signs_in_and_does_not_show_the_password():
    with SmtpSink("--auth", "relay:right-password") as sink:
        mail = {"user": "relay", "password": "wrong-password", **OWN_ADDRESSES["mail"]}
        server = Usher({**OWN_ADDRESSES, "mail": mail}, smtp_url=sink.url)
        try:
            done = server.command("check")
            assert done.returncode == 1 and "FAIL  mail server" in done.stdout
            assert "wrong-password" not in done.stdout + done.stderr
            server.configure("mail", password="right-password")
            assert server.command("check", "--init").returncode == 0
        finally:
            server.__exit__()


# --- ids ---

def set_last_id(server, activation, last):
    """Makes the next Id follow `last`. SQLite continues after the largest Id in the table, which is therefore
    changed to `last`."""
    server.execute(f"SELECT setval(pg_get_serial_sequence('activation', 'id'), {last})" if server.on_postgres
                   else f"UPDATE activation SET id = {last} WHERE id = {activation['Id']}")


def test_one_alert_when_four_fifths_of_all_ids_are_used(server, partner):
    activation = processed_activation(partner)
    for used, alerts in ((0.79, 0), (0.8, 1), (0.9, 1)):
        last = int(ID_MAX * used)
        set_last_id(server, activation, last)
        activation = processed_activation(partner)
        assert activation["Id"] == last + 1
        assert [alert["kind"] for alert in server.run("alerts")] == ["ids"] * alerts


# --- newsletter ---

FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", 'He said "no", twice', "山田, 太郎",
            "plain"]


def test_the_newsletter_as_csv_and_json(server, partner):
    requests = []
    for number, text in enumerate(FORMULAS):
        fields = applicant(Company=text, NameAndSurname=text, Email=f"=n{number}@example.org",
                           IsUSA=bool(number % 2), Language=LANGUAGES[number],
                           RegisterToNewsletter=True)
        requests.append((fields, partner.activate(fields)))
    without_newsletter = partner.activate(applicant(RegisterToNewsletter=False))
    twice = applicant(Email=requests[0][0]["Email"], RegisterToNewsletter=True)
    for activation in (without_newsletter, partner.activate(twice), *(activation for _, activation in requests)):
        partner.wait_for_code(activation, 2)
    printed = server.command("newsletter", "export").stdout.encode()
    rows = list(csv.DictReader(io.StringIO(printed.decode(), newline="")))
    objects = server.run("newsletter", "export")
    assert len(rows) == len(objects) == len(requests), "one row per subscribed address"
    for (fields, activation), row, found in zip(requests, rows, objects):
        assert found == {"email": fields["Email"], "name": fields["NameAndSurname"],
                         "company": fields["Company"], "language": fields["Language"],
                         "is_usa": fields["IsUSA"], "activation": activation["Id"],
                         "joined_at": row["joined_at"], "consent_at": row["consent_at"],
                         "consent_ip": fields["IpAddress"], "source": row["source"]}
        assert row["source"] == "Black box" and row["consent_ip"] == fields["IpAddress"]
        assert row["consent_at"] <= row["joined_at"]
        for column, text in (("email", fields["Email"]), ("name", fields["NameAndSurname"]),
                             ("company", fields["Company"])):
            assert not row[column].startswith(("=", "+", "-", "@")), "a formula of a spreadsheet"
            assert row[column].removeprefix("'") == text
        assert row["is_usa"] == str(fields["IsUSA"]).lower()
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row["joined_at"])


def test_addresses_that_are_not_exported(server, partner):
    def exported():
        return [row["email"] for row in server.run("newsletter", "export")]
    kinds = {}
    for kind in ("kept", "failed", "blocked", "former", "removed"):
        fields = applicant(Email=f"{kind}.n9@example.org", RegisterToNewsletter=True)
        kinds[kind] = partner.activate(fields)["Id"]
    eventually(lambda: {f"{kind}.n9@example.org" for kind in kinds} <= set(exported()))
    server.execute(f"UPDATE activation SET code = 3 WHERE id = {kinds['failed']}")
    server.execute(f"UPDATE activation SET code = 6 WHERE id = {kinds['blocked']}")
    server.execute("UPDATE account SET address = 'new.n9@example.org' "
                   f"WHERE activation_id = {kinds['former']}")
    assert server.command("newsletter", "remove", "Removed.N9@EXAMPLE.org").returncode != 0
    assert server.run("newsletter", "remove", "removed.n9@EXAMPLE.org")["removed"] is True
    assert server.command("newsletter", "remove", "removed.n9@example.org").returncode != 0
    assert server.command("newsletter", "remove", "nonsense").returncode != 0
    assert [email for email in exported() if ".n9@" in email] == ["kept.n9@example.org"]


def test_an_empty_newsletter(server):
    assert server.run("newsletter", "export") == []
    assert server.command("newsletter", "export").stdout.count("\n") == 1, "the heading"
