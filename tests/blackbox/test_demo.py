"""`usher demo`: an embedded server, and one activation from the request to the account's lists."""

import os
import re
import signal
import subprocess

import pytest
from harness import clean_environment, free_port, program

END_SECONDS_MAX = 15


def demo(folder, *options):
    return subprocess.Popen([program(), "demo", *options], cwd=folder, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, encoding="utf-8",
                            env={**clean_environment(), "TMPDIR": str(folder)})


@pytest.mark.parametrize("language, port", [("IT", 0), ("JA", None)])
def test_demo_once(tmp_path, language, port):
    port = free_port() if port is None else port
    with demo(tmp_path, "--once", "--language", language, "--listen", f"127.0.0.1:{port}") as process:
        out, error = process.communicate(timeout=END_SECONDS_MAX)
    assert process.returncode == 0 and error == "", error
    steps = re.findall(r"(\d+) ms\s+Code (\d)\s+(\w+)", out)
    assert [(code, name) for _, code, name in steps] == [
        ("1", "Confirmed"), ("5", "InProgress"), ("2", "Processed")]
    times = [int(milliseconds) for milliseconds, _, _ in steps]
    assert times == sorted(times) and times[-1] < 10_000
    assert '"Code":2' in out and re.search(r"^  │ m\d+\s*$", out, re.M), "the mail is shown"
    calls = re.findall(r"^(GET|POST) \S*/(\w+) (\S*) +(\d+)$", out, re.M)
    assert calls == [("POST", "Token", "grant_type=password&…", "200"), ("GET", "Info", "", "200"),
                     ("GET", "Lists", "", "401"),
                     ("POST", "Token", "grant_type=refresh_token&…", "200"),
                     ("GET", "Lists", "", "200")], out
    assert "list 1: Newsletter" in out
    assert "curl" not in out, "no commands to try, as the server has ended"
    assert "127.0.0.1:0" not in out, "port 0 is replaced by the real port"
    assert "\033" not in out
    assert os.listdir(tmp_path) == [], "all files are removed"


def test_demo_serves_until_ctrl_c(tmp_path):
    with demo(tmp_path, "--listen", f"127.0.0.1:{free_port()}") as process:
        try:
            lines = []
            while not lines or not lines[-1].startswith("Serving on"):
                lines.append(process.stdout.readline())
                assert lines[-1], "".join(lines)
            script = "".join(lines)
            commands = re.findall(r"^  (curl -u (?:.*\\\n)*.*)$", script, re.M)
            assert len(commands) == 2, "two commands to try"
            answers = [subprocess.run(["sh", "-c", command.replace("curl", "curl -sS", 1)],
                                      capture_output=True, encoding="utf-8", check=True,
                                      timeout=END_SECONDS_MAX, env=clean_environment()).stdout
                       for command in commands]
            assert '"Code":2' in answers[0] and "<Id>-1</Id>" in answers[1], answers
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=END_SECONDS_MAX)
            assert process.returncode == 0
        finally:
            process.kill()
    assert os.listdir(tmp_path) == []
