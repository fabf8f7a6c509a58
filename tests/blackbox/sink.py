"""Controls tests/smtp_sink.py, a real SMTP server for tests, and reads the mails that the server accepted."""

import base64
import email
import email.header
import email.policy
import functools
import json
import pathlib
import re
import subprocess
import tempfile

from harness import REPOSITORY, eventually

PROGRAM = REPOSITORY / "tests" / "smtp_sink.py"
END_SECONDS_MAX = 5


class Mail:
    """One accepted mail: its envelope and its content, parsed by Python's own parser."""

    def __init__(self, line):
        record = json.loads(line)
        self.connection = record["connection"]
        self.sender = record["from"]
        self.recipients = record["to"]
        self.raw = base64.b64decode(record["data"])

    @functools.cached_property
    def message(self):
        return email.message_from_bytes(self.raw, policy=email.policy.default)

    @property
    def to_name(self):
        """Returns the recipient's name, decoded by RFC 2047: white space between two encoded words is removed,
        which the parser of Python 3.11 does not do."""
        raw = email.message_from_bytes(self.raw, policy=email.policy.compat32)["To"]
        phrase = raw.rpartition("<")[0].strip()
        return str(email.header.make_header(email.header.decode_header(phrase)))

    @property
    def text(self):
        return self.message.get_body(("plain",)).get_content()

    @property
    def html(self):
        return self.message.get_body(("html",)).get_content()

    def credentials(self):
        """Returns (user name, password), each of which is on a line of its own in the text part."""
        lines = [line.strip() for line in self.text.splitlines()]
        at = next((i for i, line in enumerate(lines) if re.fullmatch(r"m\d+", line)), None)
        assert at is not None, f"no user name alone on a line:\n{self.text}"
        words = [line for line in lines[at + 1:] if re.fullmatch(r"[!-~]{16,}", line)
                 and "://" not in line and "@" not in line]
        assert words, f"no password alone on a line:\n{self.text}"
        return lines[at], words[0]


class SmtpSink:
    """A running SMTP server. Leaving the context ends the server."""

    def __init__(self, *options):
        self._folder = tempfile.TemporaryDirectory(prefix="usher-sink-")
        self._out = pathlib.Path(self._folder.name, "mails.jsonl")
        self._process = subprocess.Popen(
            ["/usr/bin/python3", PROGRAM, "--out", self._out, *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.port = self._read_line()["port"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._process.stdin.close()  # the server ends when its standard input is closed
        try:
            self._process.wait(END_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(END_SECONDS_MAX)
        self._process.stdout.close()
        self._folder.cleanup()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def control(self, line):
        """Sends a control line ("refuse-rcpt-550 3", "stats", …) and returns the answer."""
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._read_line()

    def lines(self):
        """Returns the records of the accepted mails (format: tests/smtp_sink.py), without an incomplete last
        line."""
        written = self._out.read_text("ascii") if self._out.exists() else ""
        return written.split("\n")[:-1]

    def mails(self):
        """Returns all accepted mails, in order."""
        return [Mail(line) for line in self.lines()]

    def mails_to(self, address):
        """Returns the mails to this address, in order."""
        return [mail for mail in self.mails() if address in mail.recipients]

    def mail_to(self, address, seconds=15.0):
        """Waits for the first mail to this address and returns it."""
        return eventually(lambda: self.mails_to(address), seconds, f"a mail to {address}")[0]

    def _read_line(self):
        line = self._process.stdout.readline()
        assert line, "the SMTP sink ended"
        return json.loads(line)
