"""The example programs for partners, C++ and Node, on a terminal: from the request for an account to its
resources, and again with expired tokens."""

import json
import os
import pathlib
import pty
import select
import shutil
import stat
import subprocess
import time

import pytest
from harness import REPOSITORY, clean_environment, install_node_packages, program
from wire import fresh_ip

PROGRAM_SECONDS_MAX = 30.0


class Terminal:
    """A program on a pseudo-terminal; `output` is the program's output until now."""

    def __init__(self, command, environment, folder):
        self._terminal, inside = pty.openpty()
        self._process = subprocess.Popen(command, env=environment, cwd=folder, stdin=inside,
                                         stdout=inside, stderr=inside, start_new_session=True)
        os.close(inside)
        self.output = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.kill()
        self._process.wait()
        os.close(self._terminal)

    def expect(self, text):
        deadline = time.monotonic() + PROGRAM_SECONDS_MAX
        while text not in self.output:
            assert self._read(deadline), f"no {text!r} in:\n{self.output}"

    def type(self, line):
        os.write(self._terminal, line.encode() + b"\n")

    def end(self):
        """Waits for the end of the program; returns the exit code."""
        deadline = time.monotonic() + PROGRAM_SECONDS_MAX
        while self._read(deadline):
            pass
        return self._process.wait(max(deadline - time.monotonic(), 1))

    def _read(self, deadline):
        left = max(deadline - time.monotonic(), 0)
        assert select.select([self._terminal], [], [], left)[0], f"no further output:\n{self.output}"
        try:
            more = os.read(self._terminal, 65536)
        except OSError:  # Linux reports this error if the program has closed the terminal
            return False
        self.output += more.decode("utf-8", "replace")
        return bool(more)


@pytest.fixture(scope="module")
def server(server_with_sink):
    return server_with_sink


@pytest.fixture(scope="module", params=["cpp", "node"])
def example(request, tmp_path_factory):
    if request.param == "cpp":
        return [program().parent / "examples" / "cpp" / "usher_example"]
    folder = tmp_path_factory.mktemp("node")
    for file in (REPOSITORY / "examples" / "node").glob("*.js*"):
        shutil.copy(file, folder)
    install_node_packages(folder)
    return ["node", folder / "main.js"]


def run(example, server, application, folder, *arguments, secret=None):
    environment = clean_environment()
    environment["USHER_CLIENT_SECRET"] = secret or application.client_secret
    # The address is an IPv4 address because Node does not resolve localhost on minimal systems without
    # /etc/hosts.
    url = server.url.replace("localhost", "127.0.0.1")
    return Terminal([*example, url, application.client_id, *arguments], environment, folder)


def sign_up(example, server, application, sink, folder):
    """Runs the example until it shows the account; returns the file with its tokens."""
    email = f"applicant-of-{fresh_ip()}@example.org"
    with run(example, server, application, folder, email, fresh_ip()) as terminal:
        terminal.expect("is accepted.")
        terminal.expect("Code 2")
        user, password = sink.mail_to(email).credentials()
        terminal.expect("User name: ")
        terminal.type(user)
        terminal.expect("Password: ")
        terminal.type(password)
        assert terminal.end() == 0, terminal.output
        assert f'"Username":"{user}"' in terminal.output
        assert "List 1: " in terminal.output
        assert password not in terminal.output, "the password is not shown"
        assert application.client_secret not in terminal.output
    file = pathlib.Path(folder, "usher-tokens.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return file


def test_from_the_request_to_the_account_and_with_an_expired_token(
        example, server, application, sink, tmp_path):
    file = sign_up(example, server, application, sink, tmp_path)
    before = json.loads(file.read_text())
    file.write_text(json.dumps(before | {"access_token": "expired"}))
    with run(example, server, application, tmp_path) as terminal:
        assert terminal.end() == 0, terminal.output
        assert "Signed in before" in terminal.output and "List 1: " in terminal.output
    after = json.loads(file.read_text())
    assert after["access_token"] not in (before["access_token"], "expired")
    assert after["refresh_token"] != before["refresh_token"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.iterdir()] == ["usher-tokens.json"]


def test_errors_are_reported(example, server, application, tmp_path):
    wrong = "not-the-secret-of-this-application"
    with run(example, server, application, tmp_path, secret=wrong) as terminal:
        assert terminal.end() == 1
        assert "401" in terminal.output and wrong not in terminal.output
    file = tmp_path / "usher-tokens.json"
    file.write_text(json.dumps({"access_token": "expired", "refresh_token": "expired"}))
    file.chmod(0o600)
    with run(example, server, application, tmp_path) as terminal:
        assert terminal.end() == 1
        assert "sign in again" in terminal.output


def test_usage(example, tmp_path):
    with Terminal(example, clean_environment(), tmp_path) as terminal:
        assert terminal.end() == 2
        assert "USHER_CLIENT_SECRET" in terminal.output
