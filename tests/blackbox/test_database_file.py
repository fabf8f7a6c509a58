"""SQLite's files: erased secrets are overwritten, commands and the server share the write lock, and the write-ahead
log stays small."""

import fcntl
import sqlite3
import struct
import subprocess

import pytest
from harness import Usher, clean_environment, eventually, program
from partner import Partner
from sink import SmtpSink
from wire import ACTIVATION, applicant, json_body

MAILS = 24
LOCKED_SECONDS = 0.5
END_SECONDS_MAX = 10
REPEATS = 200
MEGABYTE = 1 << 20
CHECKPOINT_BYTES = 90 * MEGABYTE  # enough to start a checkpoint, but below the limit of the log's size
LOG_BYTES_MAX = 256 * MEGABYTE


@pytest.fixture
def server():
    with Usher() as usher:
        yield usher


@pytest.fixture
def partner(server):
    return Partner(server, server.register())


def test_erased_nonces_are_overwritten():
    settings = {"mail": {"connections": MAILS}}
    with SmtpSink() as sink, Usher(settings, smtp_url=sink.url) as server:
        sink.control("hold")
        partner = Partner(server, server.register())
        requests = [applicant() for _ in range(MAILS)]
        activations = [partner.activate(fields) for fields in requests]
        nonces = eventually(lambda: len(rows := server.query(
            "SELECT nonce FROM account WHERE nonce IS NOT NULL")) == MAILS and rows, what="nonces")
        sink.control("release")
        for activation in activations:
            partner.wait_for_code(activation, 2)
        assert server.query("SELECT count(*) FROM account WHERE nonce IS NOT NULL") == [(0,)]
        server.stop()
        assert not server.database.with_name("usher.db-wal").exists(), "a stop copies the log into the database"
        content = server.database.read_bytes()
    assert all(fields["Email"].encode() in content for fields in requests)
    assert not [nonce for (nonce,) in nonces if nonce in content]


# --- the write lock ---

def command_holds_lock(server):
    """Returns true while a command holds its shared lock beside the database."""
    with open(f"{server.database}-commands", "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_commands_and_requests_wait_for_the_write_lock(server, partner):
    other = sqlite3.connect(server.database)
    other.execute("BEGIN IMMEDIATE")
    command = subprocess.Popen(
        [program(), "app", "register", "--name", "A", "--contact", "a@example.org", "--config", server.configuration],
        stdout=subprocess.DEVNULL, env=clean_environment())
    with command, server.connect() as connection:
        connection.send(partner.request(ACTIVATION, json_body(applicant())))
        eventually(lambda: command_holds_lock(server), what="the command's lock")
        with pytest.raises(subprocess.TimeoutExpired):
            command.wait(LOCKED_SECONDS)
        other.close()
        assert connection.read().status == 200
        assert command.wait(END_SECONDS_MAX) == 0


def write_transactions(server, *labels):
    return server.metric("usher_store_transaction_seconds_bucket", 'access="write"', *labels)


def test_the_server_leaves_a_gap_while_a_command_holds_its_lock(server, partner):
    """The gap of 200 µs is part of each transaction's time."""
    fields = applicant()
    partner.wait_for_code(partner.activate(fields), 2)
    # The command's transaction writes nothing and is short.
    repeat = partner.request(ACTIVATION, json_body(fields))
    with open(f"{server.database}-commands", "rb") as command, server.connect() as connection:
        fcntl.flock(command, fcntl.LOCK_SH)
        all_before = write_transactions(server, 'le="+Inf"')
        short_before = write_transactions(server, 'le="0.0001"')
        for _ in range(REPEATS):
            connection.send(repeat)
            assert connection.read().status == 200
        assert write_transactions(server, 'le="+Inf"') >= all_before + REPEATS
        assert write_transactions(server, 'le="0.0001"') == short_before


# --- the write-ahead log ---

def log_number(server):
    """Returns how often the log was restarted, which is the fourth field of its header."""
    with open(server.database.with_name("usher.db-wal"), "rb") as file:
        return struct.unpack(">4I", file.read(16))[3]


def fill_log(server, size):
    """Adds this number of bytes to the log. The server detects the bytes at its next transaction."""
    database = sqlite3.connect(server.database)
    database.execute("PRAGMA wal_autocheckpoint = 0")
    with database:
        database.execute("CREATE TABLE filler (data BLOB)")
        database.execute("INSERT INTO filler VALUES (zeroblob(?))", (size,))
    database.close()


def wait_for_new_log(server, partner, number):
    """Adds transactions until the log is restarted, which happens at a transaction after a checkpoint."""
    eventually(lambda: partner.activate(applicant()) and log_number(server) > number, what="a new log")


def writer_stall(server):
    return server.metric("usher_sqlite_wal_stall_milliseconds")


def test_the_log_starts_over_after_a_checkpoint(server, partner):
    number = log_number(server)
    fill_log(server, CHECKPOINT_BYTES)
    wait_for_new_log(server, partner, number)
    assert writer_stall(server) == 0, "checkpoints do not stop the writer"


def test_the_writer_checkpoints_a_log_at_its_limit(server, partner):
    number = log_number(server)
    fill_log(server, LOG_BYTES_MAX)
    wait_for_new_log(server, partner, number)
    eventually(lambda: writer_stall(server) > 0, what="the time without transactions")
