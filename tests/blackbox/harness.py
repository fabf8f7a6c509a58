"""Runs the program in a temporary folder, with commands, requests and queries for tests.

The program is the file in the environment variable USHER_BINARY, or build/usher if the variable is unset.
"""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
import uuid

import psycopg2

from raw_http import Answer, Connection, ConnectionEnded, NoAnswer, request_bytes
from wire import basic

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
START_SECONDS_MAX = 15.0
STOP_SECONDS_MAX = 15.0
INSTALL_SECONDS_MAX = 120.0
COMMAND_SECONDS_MAX = 15.0
CONFIGURATION_EXIT = 2  # the program's exit code for invalid arguments and configurations

# Each server uses a database on the PostgreSQL server of USHER_TEST_POSTGRES instead of a file.
ON_POSTGRES = os.environ.get("USHER_TEST_DATABASE") == "postgres"

# Settings that disable rate limits, so that tests are fast.
NO_LIMITS = {"calls_per_second_per_method": 0, "mails_per_address_per_day": 0}


def program():
    return pathlib.Path(os.environ.get("USHER_BINARY", REPOSITORY / "build" / "usher")).resolve()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment():
    """Returns the environment without proxies (all traffic is loopback) and without USHER_ settings."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith("USHER_") and not name.lower().endswith("_proxy")}


def toml_value(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value)  # numbers, strings and flat lists have the same form in JSON and TOML


class PostgresConnection:
    """A connection with the conventions of sqlite3: parameters are question marks, binary values are bytes."""

    def __init__(self, url):
        self.url = url
        self._connection = None

    def rows(self, sql, *values):
        if self._connection is None or self._connection.closed:
            self._connection = psycopg2.connect(self.url)
            self._connection.autocommit = True
        try:
            with self._connection.cursor() as cursor:
                cursor.execute(sql.replace("%", "%%").replace("?", "%s"), values)
                rows = cursor.fetchall() if cursor.description else []
        except psycopg2.OperationalError:
            self.close()
            raise
        return [tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
                for row in rows]

    def close(self):
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class PostgresDatabase:
    """An empty database on the tests' server. Creating a database takes longer than most tests, so databases
    are reused from test to test. They are removed with the server."""

    _idle = []

    def __init__(self):
        self._server = os.environ["USHER_TEST_POSTGRES"]
        self._name = self._idle.pop() if self._idle else self._create()
        self.url = f"{self._server.rpartition('/')[0]}/{self._name}"
        self.connection = PostgresConnection(self.url)

    def empty(self):
        """Drops the schema and terminates all other connections."""
        self.connection.rows(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()")
        self.connection.rows("DROP SCHEMA public CASCADE; CREATE SCHEMA public")

    def release(self):
        self.empty()
        self.connection.close()
        self._idle.append(self._name)

    def _create(self):
        name = f"blackbox_{uuid.uuid4().hex[:12]}"
        connection = PostgresConnection(self._server)
        connection.rows(f"CREATE DATABASE {name} STRATEGY FILE_COPY")
        connection.close()
        return name


def install_node_packages(folder):
    """Installs the packages of a folder's lock file from the network, without running their scripts."""
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline",
                    "--silent"], cwd=folder, check=True, timeout=INSTALL_SECONDS_MAX,
                   env={**os.environ, "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD": "1"})


class CommandFailed(Exception):
    """A command of the program exited with a code other than 0."""


class Application:
    """A partner's application, registered by `usher app register`."""

    def __init__(self, client_id, client_secret):
        self.client_id = client_id
        self.client_secret = client_secret

    @property
    def authorization(self):
        return basic(self.client_id, self.client_secret)


class Usher:
    """A server and its folder. Leaving the context kills the server and removes the folder."""

    def __init__(self, settings=None, smtp_url=None, tls=None):
        """Writes the configuration. `settings`: {section: {key: value}}, which override the defaults below.
        `tls`: (certificate, key) as files, which the server uses and the tests trust."""
        assert program().is_file(), f"{program()} does not exist: build it, or set USHER_BINARY"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="usher-blackbox-"))
        self.port = free_port()
        self.log_file = self.folder / "usher.log"
        self.database = self.folder / "usher.db"
        own_url = "url" in (settings or {}).get("database", {})
        self.postgres = PostgresDatabase() if ON_POSTGRES and not own_url else None
        self.mails = self.folder / "mails"
        self.tls_certificate = tls[0] if tls else None
        self.environment = {}  # variables that are added to the server's environment
        self.wrapper = []  # a program that executes the server, with its arguments
        self._process = None
        self._settings = {
            "server": {"listen": f"127.0.0.1:{self.port}",
                       "public_url": f"http{'s' if tls else ''}://localhost:{self.port}"},
            "database": {"url": self.postgres.url if self.postgres else f"sqlite:{self.database}"},
            "mail": {"smtp_url": smtp_url or f"capture:{self.mails}"},
            "limits": dict(NO_LIMITS),
            "secrets": {"key_file": str(self.folder / "usher.key")},
        }
        if tls:
            self._settings["server"].update(tls_certificate=str(tls[0]), tls_key=str(tls[1]))
        for section, keys in (settings or {}).items():
            self._settings.setdefault(section, {}).update(keys)
        self.configuration = self.folder / "usher.toml"
        self._write_configuration()

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.postgres:
            self.postgres.release()

    def start(self):
        """Starts the server and waits until it is ready."""
        self.launch()
        self.wait_until_ready()

    def launch(self):
        """Starts the server and returns immediately."""
        assert self._process is None, "the server is already running"
        with open(self.log_file, "ab") as log:
            self._process = subprocess.Popen(
                [*self.wrapper, program(), "serve", "--config", self.configuration],
                cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**clean_environment(), **self.environment})

    def wait_until_ready(self):
        deadline = time.monotonic() + START_SECONDS_MAX
        while not self.is_ready():
            assert self._process.poll() is None, f"the server ended:\n{self.log()}"
            assert time.monotonic() < deadline, f"not ready in time:\n{self.log()}"
            time.sleep(0.02)

    def is_ready(self):
        try:
            return self.get("/readyz", timeout=2).status == 200
        except (OSError, ConnectionEnded, NoAnswer):
            return False

    @property
    def pid(self):
        return self._process.pid

    def is_running(self):
        return self._process is not None and self._process.poll() is None

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self, timeout=STOP_SECONDS_MAX):
        """Waits for the end of a server that was stopped, and returns its exit status."""
        status = self._process.wait(timeout)
        self._process = None
        return status

    def stop(self):
        """Stops the server with SIGTERM and returns its exit status."""
        self.signal(signal.SIGTERM)
        return self.wait()

    def kill(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait(STOP_SECONDS_MAX)
            self._process = None

    def restart(self):
        self.kill()
        self.start()

    def log(self):
        return self.log_file.read_text("utf-8", "replace") if self.log_file.exists() else ""

    def run(self, *arguments):
        """Runs a command of the program with --json and returns its parsed output."""
        done = self.command(*arguments, "--json")
        if done.returncode != 0:
            raise CommandFailed(f"usher {' '.join(map(str, arguments))} → {done.returncode}\n"
                                f"{done.stdout}\n{done.stderr}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def command(self, *arguments, environment=None):
        """Runs a command of the program and returns the exit code, and stdout and stderr as texts."""
        return subprocess.run(
            [program(), *arguments, "--config", self.configuration], cwd=self.folder,
            capture_output=True, timeout=COMMAND_SECONDS_MAX, stdin=subprocess.DEVNULL, check=False,
            env={**clean_environment(), **(environment or {})}, encoding="utf-8")

    def register(self, name="Black box", enabled=True):
        """Registers an application, which has the right to provision if `enabled` is true."""
        registered = self.run("app", "register", "--name", name, "--contact", "partner@example.org")
        if enabled:
            self.run("app", "enable", registered["client_id"])
        return Application(registered["client_id"], registered["client_secret"])

    @property
    def url(self):
        return self._settings["server"]["public_url"]

    def connect(self):
        return Connection(self.port, self.tls_certificate)

    def get(self, target, headers=(), timeout=None) -> Answer:
        return self.request("GET", target, headers, timeout=timeout)

    def request(self, verb, target, headers=(), body=b"", timeout=None) -> Answer:
        """Sends one request on a new connection and returns the response."""
        with self.connect() as connection:
            connection.send(request_bytes(verb, target, headers, body))
            return connection.read(to_head=verb == "HEAD", timeout=timeout)

    def metric(self, name, *labels):
        """Returns the sum of a metric's samples with all these labels (written name="value")."""
        samples = re.findall(rf"^{name}(?:\{{(.*)\}})? (\S+)$", self.get("/metrics").text(), re.M)
        return sum(float(value) for sample_labels, value in samples
                   if all(label in sample_labels for label in labels))

    def activations(self):
        """Returns all activations as the command line lists them."""
        return self.run("activation", "list")

    def query(self, sql, *values):
        """Returns rows of the database through a read-only connection."""
        if self.postgres:
            return self.postgres.connection.rows(sql, *values)
        database = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)
        try:
            return database.execute(sql, values).fetchall()
        finally:
            database.close()

    def execute(self, sql):
        """Changes the database directly, without the program."""
        if self.postgres:
            self.postgres.connection.rows(sql)
            return
        database = sqlite3.connect(self.database)
        with database:
            database.execute(sql)
        database.close()

    @property
    def on_postgres(self):
        return self.postgres is not None

    def tables(self):
        """Returns the names of all tables."""
        sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'" \
            if self.postgres else "SELECT name FROM sqlite_master WHERE type = 'table'"
        return [name for (name,) in self.query(sql)]

    def stored_rows(self):
        """Returns the total number of rows in the tables of activations, to check that a request has stored
        nothing."""
        tables = ("activation", "account", "task", "history")
        counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in tables)
        return self.query(f"SELECT {counts}")[0][0]

    def configure(self, section, **keys):
        """Changes the configuration; a running server applies it at its next start."""
        self._settings.setdefault(section, {}).update(keys)
        self._write_configuration()

    def _write_configuration(self):
        lines = []
        for section, keys in self._settings.items():
            lines.append(f"[{section}]")
            lines += [f"{key} = {toml_value(value)}" for key, value in keys.items()]
        self.configuration.write_text("\n".join(lines) + "\n", "utf-8")


def make_certificate(folder, name="server"):
    """Creates a self-signed certificate for localhost; returns (certificate, key) as PEM files."""
    certificate, key = folder / f"{name}.pem", folder / f"{name}-key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", key, "-out", certificate,
         "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True, capture_output=True, timeout=COMMAND_SECONDS_MAX)
    return certificate, key


def curl(*arguments, timeout=10):
    """Runs curl without a proxy; returns (status, body, headers with lower-case names)."""
    with tempfile.TemporaryDirectory(prefix="usher-curl-") as folder:
        body, head = pathlib.Path(folder, "body"), pathlib.Path(folder, "head")
        done = subprocess.run(
            ["curl", "--noproxy", "*", "--silent", "--show-error", "--max-time", str(timeout),
             "--output", body, "--dump-header", head, "--write-out", "%{http_code}", *arguments],
            capture_output=True, timeout=timeout + 5, stdin=subprocess.DEVNULL, check=False)
        assert done.returncode == 0, f"curl → {done.returncode}: {done.stderr.decode()}"
        headers = dict((name.lower(), value) for name, value in
                       re.findall(r"^([^:\r\n]+):[ \t]*([^\r\n]*)", head.read_text(), re.M))
        return int(done.stdout), body.read_bytes() if body.exists() else b"", headers


def eventually(condition, seconds=15.0, what="the condition"):
    """Polls until `condition()` is true and returns its value; raises after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what} did not come true in {seconds} s"
        time.sleep(0.02)
