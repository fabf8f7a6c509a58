"""The configuration: errors are reported with file and line before the start; environment variables and secret
files are used; relative paths are relative to the file."""

import json
import pathlib
import re
import subprocess

import pytest
from harness import Usher, clean_environment, free_port, program

END_SECONDS_MAX = 10


@pytest.fixture
def idle():
    """A folder with a configuration and without a running server."""
    server = Usher()
    yield server
    server.__exit__()


def listed(done):
    """Returns the applications that a successful `app list --json` printed."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# Rows: text of the file, line of the error, words in the message.
WRONG = [
    ("[sever]\n", 1, ["[sever]", "server", "database"]),
    ("listen = '127.0.0.1:1'\n", 1, ["listen"]),
    ("[server]\nlisten = '127.0.0.1:1'\nlissten = 1\n", 3, ["lissten", "listen", "public_url"]),
    ("[server]\nlisten = 8080\n", 2, ["server.listen", "text"]),
    ("[server]\nlisten = 'nowhere'\n", 2, ["server.listen", "ADDRESS:PORT"]),
    ("[server]\nlisten = '127.0.0.1:99999'\n", 2, ["server.listen"]),
    ("[server]\npublic_url = 'ftp://x'\n", 2, ["public_url", "http"]),
    ("[server]\npublic_url = 'http://x/'\n", 2, ["public_url", "slash"]),
    ("[server]\ntrusted_proxies = '10.0.0.0/8'\n", 2, ["trusted_proxies", "list"]),
    ("[server]\ntrusted_proxies = [1]\n", 2, ["trusted_proxies", "list"]),
    ("[server]\nconnections = 0\n", 2, ["server.connections", "1 to"]),
    ("\n\n[database]\nurl = 'mysql:x'\n", 4, ["database.url", "sqlite:FILE"]),
    ("[mail]\nsmtp_url = 'http://x'\n", 2, ["mail.smtp_url", "smtp://", "capture:"]),
    ("[mail]\nconnections = 'four'\n", 2, ["mail.connections", "whole number"]),
    ("[mail]\nconnections = 4.5\n", 2, ["mail.connections", "whole number"]),
    ("[mail]\nconnections = 65\n", 2, ["mail.connections", "1 to 64"]),
    ("[mail]\nrequire_tls = 'yes'\n", 2, ["mail.require_tls", "true or false"]),
    ("[mail]\nfrom = \"a\\nBcc: b@example.org\"\n", 2, ["mail.from", "control"]),
    ("[limits]\ncalls_per_second_per_method = -1\n", 2, ["0 to"]),
    ("[worker]\nlease_seconds = 1\n", 2, ["worker.lease_seconds", "2 to"]),
    ("[log]\nlevel = 'loud'\n", 2, ["log.level", "debug"]),
    ("[server\n", 1, []),
    ("[server]\nlisten = \n", 2, []),
    ("[server]\nlisten = 'a:1'\nlisten = 'b:2'\n", 3, []),
]


@pytest.mark.parametrize("text, line, words", WRONG, ids=[repr(row[0])[1:40] for row in WRONG])
def test_errors_in_files_name_the_line(idle, text, line, words):
    idle.configuration.write_text(text)
    for command in (["serve"], ["app", "list", "--json"]):
        done = idle.command(*command)
        assert done.returncode == 2 and done.stdout == ""
        for word in (f"usher.toml:{line}:", *words):
            assert word in done.stderr, done.stderr
    assert not idle.database.exists(), "the database was not created"


@pytest.mark.parametrize("text, words", [
    ("[server]\ntls_certificate = 'a.pem'\n", ["tls_certificate", "tls_key"]),
    ("[mail]\npassword_file = 'nothing-here'\n", ["mail.password_file", "nothing-here"]),
])
def test_missing_files_and_incomplete_pairs(idle, text, words):
    idle.configuration.write_text(text)
    done = idle.command("app", "list")
    assert done.returncode == 2 and done.stdout == ""
    assert all(word in done.stderr for word in words), done.stderr


@pytest.mark.parametrize("section, key, value, words", [
    ("mail", "from", "no-address", ["mail.from"]),
    ("support", "email", "no-address", ["support.email"]),
    ("server", "trusted_proxies", ["10.0.0.0/99"], ["trusted_proxies", "10.0.0.0/99"]),
    ("server", "tls_certificate", "missing.pem", ["missing.pem"]),
    ("server", "listen", "203.0.113.1:1", ["203.0.113.1"]),
    ("mail", "templates", "no-folder", ["no-folder"]),
    ("mail", "ca_file", "no-authorities.pem", ["no-authorities.pem"]),
    ("database", "url", "sqlite:/nonexistent/folder/usher.db", ["/nonexistent/folder"]),
    ("secrets", "key_file", "/nonexistent/folder/usher.key", ["/nonexistent/folder"]),
])
def test_errors_at_the_start_stop_the_server(idle, section, key, value, words):
    idle.configure("mail", smtp_url=f"smtp://127.0.0.1:{free_port()}")
    idle.configure(section, **{key: value})
    if key == "tls_certificate":
        idle.configure(section, tls_key="missing-key.pem")
    done = idle.command("serve")
    assert done.returncode in (1, 2), done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert "terminate" not in done.stderr


def test_a_missing_file_is_named(idle):
    done = subprocess.run([program(), "app", "list", "--config", "no-such.toml"], cwd=idle.folder,
                          capture_output=True, encoding="utf-8", timeout=END_SECONDS_MAX,
                          env=clean_environment(), check=False)
    assert done.returncode == 2 and "no-such.toml" in done.stderr and done.stdout == ""


def run_in(folder, *arguments):
    return subprocess.run([program(), *arguments], cwd=folder, check=False, capture_output=True,
                          encoding="utf-8", timeout=END_SECONDS_MAX, env=clean_environment())


REGISTER = ("app", "register", "--name", "A", "--contact", "a@example.org", "--json")


def test_without_a_file_the_working_directory_is_used(idle):
    """The program reads usher.toml in the working directory, or uses the defaults if the file is missing.
    Both store their files in the working directory."""
    for text in (None, "[log]\nlevel = 'warn'\n"):
        folder = idle.folder / f"empty-{text is None}"
        folder.mkdir()
        if text:
            (folder / "usher.toml").write_text(text)
        assert run_in(folder, *REGISTER).returncode == 0
        assert (folder / "usher.db").is_file()
        assert (folder / "usher.key").stat().st_mode & 0o777 == 0o600
        assert len(listed(run_in(folder, "app", "list", "--json"))) == 1


@pytest.mark.parametrize("arguments", [
    ["app", "list"], ["plan", "list"], ["activation", "list"], ["maintenance", "on"], ["check"],
    ["backup", "copy.db"], ["migrate"], ["key", "rotate"], ["alerts"]], ids=" ".join)
def test_a_command_in_the_wrong_folder_creates_nothing(idle, arguments):
    folder = idle.folder / "wrong"
    folder.mkdir()
    done = run_in(folder, *arguments)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "no database at sqlite:usher.db" in said and "--config" in said, said
    assert not list(folder.iterdir())


def test_serve_needs_a_configuration(idle):
    folder = idle.folder / "wrong"
    folder.mkdir()
    done = run_in(folder, "serve")
    assert done.returncode == 2 and "--config none" in done.stderr
    assert not list(folder.iterdir())


def test_check_reports_what_serve_would_refuse(idle):
    """Both validate the configuration by the same function."""
    certificate, key = idle.folder / "c.pem", idle.folder / "k.pem"
    certificate.write_text("no certificate")
    for text, words in {
            "[server]\nlisten = 'localhost:0'\n": ["localhost", "IP address"],
            "[server]\nlisten = '*:8080'\n": ["*", "IP address"],
            "[server]\nlisten = '127.0.0.1:81'\noperations_listen = '127.0.0.1:81'\n":
                ["listen", "operations_listen"],
            f"[server]\ntls_certificate = '{certificate}'\ntls_key = '{key}'\n": ["c.pem"]}.items():
        idle.configuration.write_text(text)
        for command in ("check", "serve"):
            done = idle.command(command)
            assert done.returncode != 0
            for word in words:
                assert word in done.stdout + done.stderr, (command, done.stdout, done.stderr)
        assert not idle.database.exists()


def test_check_refuses_example_addresses_with_a_real_mail_server(idle):
    assert idle.command("check", "--init").returncode == 0, "captured mails need no real address"
    text = idle.configuration.read_text()
    idle.configuration.write_text(re.sub(r'smtp_url = .*', 'smtp_url = "smtp://127.0.0.1:1"', text))
    done = idle.command("check")
    assert done.returncode == 1 and "mail.from is the example address" in done.stdout


def test_an_old_key_ring_needs_its_database(idle):
    """A new database beside an old ring would issue the same ids and hashes again."""
    assert idle.command("check", "--init").returncode == 0
    if idle.on_postgres:
        pytest.skip("the test removes the database's file")
    for name in ("usher.db", "usher.db-wal", "usher.db-shm"):
        (idle.folder / name).unlink(missing_ok=True)
    for command in (REGISTER, ["serve"], ["check", "--init"]):
        done = idle.command(*command)
        assert done.returncode != 0
        assert "belongs to another database" in done.stdout + done.stderr
        assert "--new-installation" in done.stdout + done.stderr
    assert idle.command(*REGISTER, "--new-installation").returncode == 0
    assert len(listed(idle.command("app", "list", "--json"))) == 1


def run_on_full_disk(idle, *arguments):
    """Runs a command whose standard output can't be written."""
    with open("/dev/full", "wb") as full:
        return subprocess.run([program(), *arguments, "--config", idle.configuration], stdout=full,
                              stderr=subprocess.PIPE, encoding="utf-8", check=False,
                              timeout=END_SECONDS_MAX, env=clean_environment())


@pytest.mark.parametrize("arguments", [["app", "list"], ["app", "list", "--json"], ["--help-config"],
                                       ["newsletter", "export"], ["plan", "list"]], ids=" ".join)
def test_output_that_cannot_be_written_is_an_error(idle, arguments):
    idle.register()
    done = run_on_full_disk(idle, *arguments)
    assert done.returncode == 1 and "could not be written" in done.stderr


def test_a_secret_that_could_not_be_shown_is_reported(idle):
    done = run_on_full_disk(idle, *REGISTER)
    assert done.returncode == 1 and "usher app rotate-secret" in done.stderr


def test_relative_paths_are_relative_to_the_file(idle):
    idle.configuration.write_text("[database]\nurl = 'sqlite:sub/one.db'\n"
                                  "[secrets]\nkey_file = 'sub/one.key'\n"
                                  "[mail]\npassword_file = 'sub/password'\n")
    (idle.folder / "sub").mkdir()
    (idle.folder / "sub" / "password").write_text("x\n")
    done = subprocess.run([program(), *REGISTER, "--config", idle.configuration],
                          cwd="/", capture_output=True, encoding="utf-8", check=False,
                          timeout=END_SECONDS_MAX, env=clean_environment())
    assert done.returncode == 0, done.stderr
    assert {"one.db", "one.key"} <= {file.name for file in (idle.folder / "sub").iterdir()}


def test_the_environment_overrides_the_file(idle):
    other = idle.folder / "other.db"
    done = idle.command("app", "register", "--name", "A", "--contact", "a@example.org",
                        environment={"USHER_DATABASE_URL": f"sqlite:{other}"})
    assert done.returncode == 0 and other.is_file() and not idle.database.exists()
    assert len(listed(idle.command("app", "list", "--json",
                                   environment={"USHER_DATABASE_URL": f"sqlite:{other}"}))) == 1


@pytest.mark.parametrize("variable, value, words", [
    ("USHER_MAIL_CONNECTIONS", "four", ["whole number"]),
    ("USHER_MAIL_CONNECTIONS", "1000", ["1 to 64"]),
    ("USHER_MAIL_CONNECTIONS", "", ["whole number"]),
    ("USHER_MAIL_REQUIRE_TLS", "maybe", ["true or false"]),
    ("USHER_LOG_LEVEL", "loud", ["debug"]),
    ("USHER_DATABASE_URL", "x", ["sqlite:FILE"]),
    ("USHER_MAIL_PASSWORD_FILE", "/nonexistent/password", ["/nonexistent/password"]),
])
def test_invalid_variables_are_named(idle, variable, value, words):
    done = idle.command("app", "list", environment={variable: value})
    assert done.returncode == 2 and done.stdout == ""
    name = "mail.password_file" if variable.endswith("_FILE") else variable
    assert all(word in done.stderr for word in (name, *words)), done.stderr


def test_unknown_variables_only_warn(idle):
    idle.command("check", "--init")
    done = idle.command("app", "list", "--json", environment={"USHER_NONSENSE": "a-secret-value"})
    assert listed(done) == []
    assert "USHER_NONSENSE" in done.stderr and "a-secret-value" not in done.stderr


def test_the_limit_of_open_files_is_raised(idle):
    idle.wrapper = ["prlimit", "--nofile=256:1024"]
    idle.start()
    limits = pathlib.Path(f"/proc/{idle.pid}/limits").read_text()
    assert re.search(r"^Max open files +1024 +1024 ", limits, re.M), limits


def test_every_key_is_described():
    done = subprocess.run([program(), "--help-config"], capture_output=True, encoding="utf-8",
                          timeout=END_SECONDS_MAX, env=clean_environment(), check=True)
    server = Usher()
    try:
        server.configuration.write_text(
            done.stdout.replace('"sqlite:usher.db"', f'"sqlite:{server.database}"'))
        assert server.command(*REGISTER).returncode == 0, "the printed configuration is valid"
    finally:
        server.__exit__()
    for key in ("listen", "public_url", "smtp_url", "lease_seconds", "key_file", "level"):
        assert f"\n{key} = " in done.stdout
