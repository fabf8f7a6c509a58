#!/usr/bin/python3
"""A private PostgreSQL cluster in a temporary folder, for tests and benchmarks; the machine's services are
not changed. Needs Debian's postgresql-15 (its programs only) and util-linux.

    postgres_cluster.py run -- COMMAND...

runs COMMAND with USHER_TEST_POSTGRES=<url of a database in a new, fast and not durable cluster>,
removes the cluster in any case and exits with COMMAND's status. If USHER_TEST_POSTGRES is already set,
that cluster is used.
"""

import contextlib
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

START_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 60.0
COMMAND_SECONDS_MAX = 120.0
CHILD_STOP_SECONDS_MAX = 15.0
SOCKET_PATH_MAX = 107  # the maximum length of sockaddr_un's path in bytes
# Ports below the kernel's range for clients: a client that reconnects repeatedly while the server is down could
# otherwise be assigned the server's port and connect to itself.
PORTS = range(20_000, 30_000)

# PostgreSQL's programs refuse to run as root.
UNPRIVILEGED = "usher-test"
STOP_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
FAST_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off"}


def bin_folder():
    """Returns the program folder of the newest installed version."""
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin/postgres"),
                   key=lambda program: float(program.parts[-3]))
    if not found:
        raise FileNotFoundError("no PostgreSQL below /usr/lib/postgresql: install postgresql-15")
    return found[-1].parent


def free_port():
    for port in random.sample(PORTS, 100):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no free port")


def environment():
    """Returns the environment without PG* variables. TZ makes initdb skip its search for a time zone."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return {**inherited, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def wait_until(condition, what, seconds=START_SECONDS_MAX):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.01)


def as_server_user():
    """Returns the command prefix that runs a server program as an unprivileged user; empty if not root."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        subprocess.run(["useradd", "--system", "--user-group", "--no-create-home", "--shell",
                        "/usr/sbin/nologin", UNPRIVILEGED], check=True, capture_output=True)
    return ["setpriv", f"--reuid={UNPRIVILEGED}", f"--regid={UNPRIVILEGED}", "--clear-groups"]


def run(*words):
    """Runs a program and returns its output; raises an error with the output if it fails."""
    done = subprocess.run([str(word) for word in words], capture_output=True, check=False,
                          stdin=subprocess.DEVNULL, timeout=COMMAND_SECONDS_MAX,
                          env=environment(), cwd="/", encoding="utf-8")
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, words))} → {done.returncode}\n"
                           f"{done.stdout}{done.stderr}")
    return done.stdout


def rows(url, text):
    """Executes one or several statements; returns rows as lists of texts, NULL as an empty text."""
    output = run(bin_folder() / "psql", "-XAtq0", "-F", "\x1f", "-v", "ON_ERROR_STOP=1", "-d", url,
                 "-c", text)
    return [row.split("\x1f") for row in output.split("\0")[:-1]]


class Cluster:
    """A PostgreSQL server and its folder. A context manager: leaving it ends the server and removes the folder.
    Clients on 127.0.0.1 and on the socket in the folder sign in without a password.

    The server ends with the thread that started it, even if the thread is killed."""

    user = "usher"

    def __init__(self, folder=None, settings=None, port=None):
        """Prepares a cluster. `folder` is new or empty and readable by the unprivileged user; `settings` are
        parameters of postgresql.conf, which override the defaults."""
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="usher-postgres-")).resolve()
        self.port = port or free_port()
        self.data = self.folder / "data"
        self.log_file = self.folder / "postgres.log"
        self._settings = settings or {}
        self._process = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    def start(self):
        """Starts the server, creates the cluster if necessary, and waits until it accepts connections."""
        if self.is_running():
            return
        if not self.data.exists():
            self._make("initdb", "-D", self.data, "-U", self.user, "--auth=trust",
                       "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
        settings = [word for name, value in self._all_settings().items()
                    for word in ("-c", f"{name}={value}")]
        with open(self.log_file, "ab") as log:
            # A new session prevents that Ctrl+C in the terminal ends the server before its clients.
            self._process = subprocess.Popen(
                [*(as_server_user() or ["setpriv"]), "--pdeathsig=QUIT", bin_folder() / "postgres",
                 "-D", self.data, *settings], cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, env=environment(), start_new_session=True)
        wait_until(self._accepts_connections, "PostgreSQL accepts connections")

    def stop(self, mode="fast"):
        """Stops the server; `mode` is smart, fast or immediate, as for pg_ctl."""
        if self._process is None:
            return
        self._process.send_signal(STOP_SIGNALS[mode])
        self._process.wait(STOP_SECONDS_MAX)
        self._process = None

    def kill(self):
        """Sends SIGKILL to the server and its processes, and waits for their end."""
        if self._process is None:
            return
        pid = self._process.pid
        self._process.send_signal(signal.SIGSTOP)  # prevents new processes
        children = [int(child) for child in
                    pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        self._process.kill()
        self._process.wait(STOP_SECONDS_MAX)
        self._process = None
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        # PostgreSQL treats the data folder as in use until its processes have ended.
        wait_until(lambda: not any(is_alive(child) for child in children), "all processes have ended")

    def remove(self):
        self.stop("immediate")
        self._free_shared_memory()
        shutil.rmtree(self.folder, ignore_errors=True)

    def is_running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self):
        return self._process.pid

    def log(self):
        return self.log_file.read_text("utf-8", "replace") if self.log_file.exists() else ""

    def url(self, database):
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name=None):
        """Creates a database and returns its url."""
        name = name or f"usher_{uuid.uuid4().hex[:12]}"
        self.sql("postgres", f'CREATE DATABASE "{name}"')
        return self.url(name)

    def drop_database(self, name):
        """Drops a database, even if it has connections."""
        self.sql("postgres", f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def sql(self, database, text):
        """Executes statements; returns rows as lists of texts, NULL as an empty text."""
        return rows(self.url(database), text)

    def standby(self, name):
        """Starts a standby of this cluster. The slot `name` retains the log until the standby has received it."""
        copy = Cluster(settings={**self._settings, "cluster_name": name})
        try:
            copy._make("pg_basebackup", "-D", copy.data, "-R", "--checkpoint=fast", "--no-sync",
                       "-C", "-S", name, "-d", f"{self.url('')}?application_name={name}")
            copy.start()
        except BaseException:
            copy.remove()
            raise
        return copy

    def make_synchronous(self, standby):
        """Makes commits wait for the standby's disk."""
        name = standby._settings["cluster_name"]
        self._set_synchronous_standby(f'"{name}"')
        wait_until(lambda: self.sql("postgres", "SELECT sync_state FROM pg_stat_replication "
                                    f"WHERE application_name = '{name}'") == [["sync"]],
                   f"{name} is synchronous")

    def make_asynchronous(self):
        """Makes commits no longer wait for a standby."""
        self._set_synchronous_standby("")

    def promote(self):
        """Turns this standby into a primary without a synchronous standby."""
        self.make_asynchronous()
        self.sql("postgres", f"SELECT pg_promote(true, {START_SECONDS_MAX:.0f})")
        wait_until(lambda: self.sql("postgres", "SELECT pg_is_in_recovery()") == [["f"]],
                   "the standby is a primary")

    def _all_settings(self):
        socket_path = self.folder / f".s.PGSQL.{self.port}"
        fits = len(os.fsencode(socket_path)) <= SOCKET_PATH_MAX
        return {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder if fits else "",
            # Shared memory is in the folder, because a killed server would not remove it from /dev/shm.
            "dynamic_shared_memory_type": "mmap",
            "max_connections": 200,
            "shared_buffers": "64MB",
            "fsync": "on",
            "synchronous_commit": "on",
            **self._settings,
        }

    def _make(self, program, *arguments):
        """Fills the data folder by one of PostgreSQL's programs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        user = as_server_user()
        if user:
            shutil.chown(self.folder, UNPRIVILEGED, UNPRIVILEGED)
        try:
            run(*user, bin_folder() / program, *arguments)
        except RuntimeError as failure:
            detail = f"can {UNPRIVILEGED} read {self.folder}?" if user else self.folder
            raise RuntimeError(f"{program} failed ({detail})") from failure

    def _accepts_connections(self):
        """Reads the eighth line of the server's pid file, as pg_ctl does."""
        if not self.is_running():
            raise RuntimeError(f"PostgreSQL ended:\n{self.log()[-2000:]}")
        lines = self._pid_file_lines()
        return len(lines) >= 8 and int(lines[0]) == self.pid and lines[7].strip() == "ready"

    def _pid_file_lines(self):
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _free_shared_memory(self):
        """Removes the shared memory of a killed server; the seventh line of the pid file contains its id."""
        lines = self._pid_file_lines()
        if len(lines) >= 7:
            subprocess.run(["ipcrm", "-m", lines[6].split()[1]], check=False, capture_output=True)

    def _set_synchronous_standby(self, names):
        self.sql("postgres", f"ALTER SYSTEM SET synchronous_standby_names = '{names}'")
        self.sql("postgres", "SELECT pg_reload_conf()")


def is_alive(pid):
    """Returns false for zombies and for processes that do not exist."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def run_with_cluster(command):
    """Runs the command with a cluster; returns its exit status as a shell does."""
    signals = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def end(number, _):
        for each in signals:
            signal.signal(each, signal.SIG_IGN)  # do not interrupt the cleanup
        raise SystemExit(128 + number)

    if "USHER_TEST_POSTGRES" in os.environ:
        os.execvp(command[0], command)
    for each in signals:
        signal.signal(each, end)
    with Cluster(settings=FAST_NOT_DURABLE) as cluster:
        child = subprocess.Popen(
            command, close_fds=False, env={**os.environ, "USHER_TEST_POSTGRES": cluster.url("postgres")})
        try:
            status = child.wait()
        finally:
            end_child(child)
    return status if status >= 0 else 128 - status


def end_child(child):
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(CHILD_STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def main(words):
    if words[:2] != ["run", "--"] or len(words) < 3:
        sys.exit(__doc__)
    sys.exit(run_with_cluster(words[2:]))


if __name__ == "__main__":
    main(sys.argv[1:])
