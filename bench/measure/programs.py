"""The programs under test, as child processes with their own folder and port: Usher, its peers, nginx
and the mail sink. The end of the `with` block stops them by pid."""

import contextlib
import json
import os
import pathlib
import pwd
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

BENCH = pathlib.Path(__file__).resolve().parents[1]
REPOSITORY = BENCH.parent
PEER = BENCH / "peers" / "fastify-sqlite"
POSTGRES_PEER = BENCH / "peers" / "fastify-pg"
TOKEN_PEER = BENCH / "peers" / "oidc-provider"
PUBLIC = "/API/v1.1/Rest/PublicService.svc/Console"
UNPRIVILEGED = 65534  # Debian's user for processes without files
START_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 30.0
COMMAND_SECONDS_MAX = 60.0

sys.path.append(str(REPOSITORY / "tests" / "support"))
import postgres_cluster  # noqa: E402  (the module needs the line above)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(**more):
    """Returns the environment without proxies (all traffic is loopback) and USHER_ settings."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("USHER_") and not name.lower().endswith("_proxy")}
    return {**kept, **more}


def wait_until(condition, seconds, what, poll_seconds=0.05):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(poll_seconds)


class Program(contextlib.AbstractContextManager):
    """A child process in its own folder below `work`; its output is in output.txt."""

    name = "program"

    def __init__(self, work):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{self.name}-", dir=work))
        self.port = free_port()
        self._process = None

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self._process.pid

    def spawn(self, *words, **variables):
        with open(self.folder / "output.txt", "ab") as output:
            self._process = subprocess.Popen(
                words, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env=environment(**variables))

    def output(self):
        return (self.folder / "output.txt").read_text("utf-8", "replace")

    def wait_for_answer(self, path):
        """Waits until a GET of `path` returns a status below 500."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

        def answers():
            if self._process.poll() is not None:
                raise RuntimeError(f"{self.name} ended:\n{self.output()[-2000:]}")
            try:
                return opener.open(self.url + path, timeout=2).status < 500
            except urllib.error.HTTPError as error:
                return error.code < 500
            except OSError:
                return False
        wait_until(answers, START_SECONDS_MAX, f"{self.name} answers")

    def stop(self):
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_SECONDS_MAX)
        self._process = None


class Usher(Program):
    """The server with one enabled application. Without `smtp_port` the mail server is a closed port:
    activations are accepted and stay queued."""

    name = "usher"
    program = REPOSITORY / "build" / "usher"
    token_path, introspection_path = "/Authorization/OAuth/Token", "/oauth/introspect"

    def __init__(self, work, smtp_port=None, mail_connections=8, database_url=None, beside=None):
        """`database_url` is an empty database, by default the SQLite file `database`.
        `beside` is another node with the same database, keys and application."""
        super().__init__(work)
        self.database = self.folder / "usher.db"
        self.database_url = (beside.database_url if beside else
                             database_url or f"sqlite:{self.database}")
        self.configuration = self.folder / "usher.toml"
        self.configuration.write_text(f"""
[server]
listen = "127.0.0.1:{self.port}"
[database]
url = "{self.database_url}"
[mail]
smtp_url = "smtp://127.0.0.1:{smtp_port or free_port()}"
connections = {mail_connections}
[limits]
calls_per_second_per_method = 0
mails_per_address_per_day = 0
[secrets]
key_file = "{(beside or self).folder / 'usher.key'}"
""", "utf-8")
        if beside:
            self.client_id, self.client_secret = beside.client_id, beside.client_secret
            return
        self.command("migrate")
        made = self.command("app", "register", "--name", "Bench", "--contact", "b@example.org")
        self.client_id, self.client_secret = made["client_id"], made["client_secret"]
        self.command("app", "enable", self.client_id)

    def __enter__(self):
        self.spawn(self.program, "serve", "--config", self.configuration)
        self.wait_for_answer("/readyz")
        return self

    def command(self, *words):
        """Runs a command of the program and returns its --json output, if any."""
        done = subprocess.run(
            [self.program, *words, "--config", self.configuration, "--json"], cwd=self.folder,
            capture_output=True, timeout=COMMAND_SECONDS_MAX, env=environment(), check=False,
            stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise RuntimeError(f"usher {words}: {done.stdout.decode()} {done.stderr.decode()}")
        return json.loads(done.stdout) if done.stdout.strip() else None

    def query(self, sql):
        """Reads rows of numbers from the database while the server runs."""
        if not self.database_url.startswith("sqlite:"):
            return [tuple(map(int, row)) for row in postgres_cluster.rows(self.database_url, sql)]
        database = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=30)
        try:
            return database.execute(sql).fetchall()
        finally:
            database.close()

    def count(self, condition="true"):
        return self.query(f"SELECT count(*) FROM activation WHERE {condition}")[0][0]

    def write_batches(self):
        """Returns (calls, transactions) of the store's writer, or None without that metric."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        text = opener.open(self.url + "/metrics", timeout=10).read().decode()
        found = [re.search(rf'^usher_store_batch_calls_{kind}{{access="write"}} (\S+)', text, re.M)
                 for kind in ("sum", "count")]
        return tuple(float(match[1]) for match in found) if all(found) else None

    def resident_mb(self):
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+) kB", status)[1]) / 1024


class Fastify(Program):
    """The peer on SQLite (bench/peers/fastify-sqlite/server.js)."""

    name = "fastify"
    client_id, client_secret = "bench", "a-secret-of-the-benchmark"

    def __init__(self, work):
        super().__init__(work)
        self.database = self.folder / "peer.db"

    def __enter__(self):
        self.spawn("node", PEER / "server.js", "--port", str(self.port), "--database",
                   self.database, "--client-id", self.client_id, "--client-secret",
                   self.client_secret)
        self.wait_for_answer("/")
        return self

    @staticmethod
    def prepare():
        """Installs and builds its dependencies once."""
        addon = PEER / "node_modules" / "better-sqlite3" / "build" / "Release"
        if not (addon / "better_sqlite3.node").is_file():
            subprocess.run(["sh", PEER / "build.sh"], check=True, timeout=900,
                           stdout=subprocess.DEVNULL)


class FastifyPostgres(Program):
    """The peer on PostgreSQL (bench/peers/fastify-pg/server.js)."""

    name = "fastify-pg"
    client_id, client_secret = Fastify.client_id, Fastify.client_secret

    def __init__(self, work, database_url, pipeline=False):
        super().__init__(work)
        self.database_url = database_url
        self._options = ["--pipeline"] if pipeline else []

    def __enter__(self):
        self.spawn("node", POSTGRES_PEER / "server.js", "--port", str(self.port),
                   "--database-url", self.database_url, "--client-id", self.client_id,
                   "--client-secret", self.client_secret, *self._options)
        self.wait_for_answer("/")
        return self

    @staticmethod
    def prepare():
        """Installs its dependencies once."""
        if not (POSTGRES_PEER / "node_modules" / "pg").is_dir():
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], check=True,
                           cwd=POSTGRES_PEER, timeout=300, stdout=subprocess.DEVNULL)


class OidcProvider(Program):
    """The peer for tokens, with `count` grants (bench/peers/oidc-provider/server.js)."""

    name = "oidc-provider"
    client_id, client_secret = Fastify.client_id, Fastify.client_secret
    token_path, introspection_path = "/token", "/token/introspection"

    def __init__(self, work, count):
        super().__init__(work)
        self._count = count
        self._tokens = self.folder / "tokens"

    def __enter__(self):
        self.spawn("node", TOKEN_PEER / "server.js", "--port", str(self.port),
                   "--client-id", self.client_id, "--client-secret", self.client_secret,
                   "--grants", str(self._count), "--tokens", self._tokens, NODE_ENV="production")
        self.wait_for_answer("/")
        return self

    def tokens(self):
        """Returns (refresh token, access token) of each grant."""
        return [tuple(line.split()) for line in self._tokens.read_text("ascii").splitlines()]

    @staticmethod
    def prepare():
        """Installs its dependencies once."""
        if not (TOKEN_PEER / "node_modules" / "oidc-provider").is_dir():
            subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], check=True,
                           cwd=TOKEN_PEER, timeout=300, stdout=subprocess.DEVNULL)


class Nginx(Program):
    """nginx with one static file of `size` bytes at /file."""

    name = "nginx"

    def __init__(self, work, size):
        super().__init__(work)
        (self.folder / "file").write_bytes(b"x" * size)
        text = (BENCH / "nginx" / "nginx.conf").read_text()
        user = "user root root;" if os.geteuid() == 0 else ""
        for name, value in {"USER": user, "PORT": self.port, "FOLDER": self.folder}.items():
            text = text.replace(f"@{name}@", str(value))
        (self.folder / "nginx.conf").write_text(text)

    def __enter__(self):
        self.spawn("/usr/sbin/nginx", "-e", self.folder / "error.txt", "-p", self.folder,
                   "-c", self.folder / "nginx.conf")
        self.wait_for_answer("/file")
        return self


class SmtpSink(Program):
    """Postfix's smtp-sink: an SMTP server that accepts and discards all mails."""

    name = "smtp-sink"
    backlog = 256

    def __enter__(self):
        user = ["-u", pwd.getpwuid(UNPRIVILEGED).pw_name] if os.geteuid() == 0 else []
        self.spawn("/usr/sbin/smtp-sink", *user, "-c", f"127.0.0.1:{self.port}", str(self.backlog))
        wait_until(self._listens, START_SECONDS_MAX, "smtp-sink listens")
        return self

    def _listens(self):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
