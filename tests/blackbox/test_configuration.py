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


def test_without_a_file_the_working_directory_is_used(idle):
    """The program reads usher.toml in the working directory, or uses the defaults if the file is missing.
    Both store their files in the working directory."""
    for text in (None, "[log]\nlevel = 'warn'\n"):
        folder = idle.folder / f"empty-{text is None}"
        folder.mkdir()
        if text:
            (folder / "usher.toml").write_text(text)
        done = subprocess.run([program(), "app", "list", "--json"], cwd=folder, check=False,
                              capture_output=True, encoding="utf-8", timeout=END_SECONDS_MAX,
                              env=clean_environment())
        assert json.loads(done.stdout) == [] and done.returncode == 0
        assert ("no usher.toml" in done.stderr) == (text is None), "a warning, as it may be the wrong folder"
        assert (folder / "usher.db").is_file()
        assert (folder / "usher.key").stat().st_mode & 0o777 == 0o600


def test_relative_paths_are_relative_to_the_file(idle):
    idle.configuration.write_text("[database]\nurl = 'sqlite:sub/one.db'\n"
                                  "[secrets]\nkey_file = 'sub/one.key'\n"
                                  "[mail]\npassword_file = 'sub/password'\n")
    (idle.folder / "sub").mkdir()
    (idle.folder / "sub" / "password").write_text("x\n")
    done = subprocess.run([program(), "app", "list", "--json", "--config", idle.configuration],
                          cwd="/", capture_output=True, encoding="utf-8", check=False,
                          timeout=END_SECONDS_MAX, env=clean_environment())
    assert listed(done) == []
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
        assert listed(server.command("app", "list", "--json")) == [], "the printed configuration is valid"
    finally:
        server.__exit__()
    for key in ("listen", "public_url", "smtp_url", "lease_seconds", "key_file", "level"):
        assert f"\n{key} = " in done.stdout
