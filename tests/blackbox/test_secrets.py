"""Secrets appear only in the answers, mails and files that are defined for them: client secrets, passwords, Hashes,
tokens, keys, nonces, the mail server's password."""

import base64
import json
import re
import urllib.parse

import pytest
from harness import Usher, eventually
from owner import Owner, request_link
from partner import Partner
from raw_http import request_bytes
from secret_search import Secrets
from sink import SmtpSink
from wire import ACTIVATION, STATUS, XML, applicant, basic, json_body

SMTP_USER, SMTP_PASSWORD = "usher-relay", "relay-Passw0rd-of-the-test"
SUPPORT = "support@example.com"
TOKEN = "/Authorization/OAuth/Token"
INFO = "/API/v1.1/Rest/ConsoleService.svc/Console/Authentication/Info"


class Tour:
    """A server, all of whose features are used, with its secrets and its output."""

    def __init__(self, server, sink):
        self.server, self.sink = server, sink
        self.secrets = Secrets()
        self.output = {}  # {source: bytes}
        self._number = 0

    def record(self, source, data):
        self.output[source] = self.output.get(source, b"") + (
            data.encode() if isinstance(data, str) else data)

    def name(self, kind):
        self._number += 1
        return f"{kind} {self._number}"

    def command(self, *arguments):
        """Runs a command, with and without --json, and records its output."""
        for form in ((), ("--json",)):
            done = self.server.command(*arguments, *form)
            self.record("command " + " ".join(arguments[:2]), done.stdout + done.stderr)

    def run(self):
        self.secrets.add("SMTP password", SMTP_PASSWORD)
        self.key_secrets()
        self.application = self.server.register("Shop")
        self.other = self.server.register("Other")
        for application in (self.application, self.other):
            self.secrets.add(self.name("client secret"), application.client_secret)
        self.rotate()
        self.partner = Partner(self.server, self.application)
        self.activate()
        self.confirm()
        self.use_account()
        self.choose_a_password()
        self.fail_and_resend()
        self.send_invalid_requests()
        self.read_all_output()
        self.passwords()

    def key_secrets(self):
        for line in (self.server.folder / "usher.key").read_text().splitlines():
            if line and not line.startswith("#"):
                key = line.split(" ")[1]
                self.secrets.add(self.name("key"), base64.b64decode(key))
                self.secrets.add(self.name("key as text"), key)

    def rotate(self):
        fresh = self.server.run("app", "rotate-secret", self.other.client_id)
        self.secrets.add(self.name("client secret"), fresh["client_secret"])
        self.server.run("key", "rotate")
        self.key_secrets()

    def activate(self):
        self.sink.control("hang-at-greeting")
        self.sink.control("close-idle")
        activations = [self.partner.activate(applicant()) for _ in range(4)]
        nonces = eventually(lambda: len(rows := self.server.query(
            "SELECT nonce FROM account WHERE nonce IS NOT NULL")) == 4 and rows, what="nonces")
        for (nonce,) in nonces:
            self.secrets.add(self.name("nonce"), nonce)
        self.sink.control("ok")
        self.sink.control("close-idle")
        for activation in activations:
            self.secrets.add(self.name("Hash"), activation["Hash"])
            self.partner.wait_for_code(activation, 2, 30)
            for accept in (None, XML):
                answer = self.partner.post(STATUS, json_body(activation), accept=accept)
                self.record("status answers", answer.body + repr(answer.headers).encode())
        self.activations = activations

    def confirm(self):
        self.server.run("plan", "add", "careful", "--confirm-address", "true")
        self.server.run("app", "enable", self.other.client_id, "--plan", "careful")
        fields = applicant()
        activation = Partner(self.server, self.other).activate(fields)
        self.secrets.add(self.name("Hash"), activation["Hash"])
        self.confirm_mail = self.sink.mail_to(fields["Email"])
        path, token = re.search(r"(/account/confirm/(\S+))", self.confirm_mail.text).groups()
        self.secrets.add(self.name("confirm token"), token)
        for verb in ("GET", "HEAD", "POST", "POST", "PUT", "DELETE", "BREW"):
            for ending in ("", "/", "?a=b", "/x", "%20"):
                answer = self.server.request(verb, path + ending)
                self.record("pages", answer.body + repr(answer.headers).encode())
        Partner(self.server, self.other).wait_for_code(activation, 2)

    def use_account(self):
        """Sends tokens in requests of all kinds, including places in which tokens do not belong."""
        user, password = self.sink.mails()[0].credentials()
        by = [("Authorization", self.application.authorization),
              ("Content-Type", "application/x-www-form-urlencoded")]

        def token(fields):
            body = urllib.parse.urlencode(fields).encode()
            tokens = json.loads(self.server.request("POST", TOKEN, by, body).text())
            for name in ("access_token", "refresh_token"):
                self.secrets.add(self.name(name.replace("_", " ")), tokens[name])
            return tokens
        first = token({"grant_type": "password", "username": user, "password": password})
        second = token({"grant_type": "refresh_token", "refresh_token": first["refresh_token"]})
        access = second["access_token"]
        for target in (INFO, f"/nowhere?access_token={access}", f"{INFO}?t={access}",
                       f"{TOKEN}?refresh_token={first['refresh_token']}", f"/oauth/{access}"):
            for verb in ("GET", "POST"):
                answer = self.server.request(verb, target, [("Authorization", "Bearer " + access)])
                self.record("resources", answer.body + repr(answer.headers).encode())
        for path in ("introspect", "revoke"):
            body = urllib.parse.urlencode({"token": access}).encode()
            answer = self.server.request("POST", f"/oauth/{path}", by, body)
            assert answer.status == 200
            self.record(path, answer.body + repr(answer.headers).encode())

    def choose_a_password(self):
        """Uses the owner's pages: signs in and replaces a forgotten password."""
        (id_,), = self.server.query("SELECT id FROM account WHERE activation_id = ?",
                                    self.activations[3]["Id"])  # this account is used only here
        mail = next(mail for mail in self.sink.mails()
                    if mail.raw != self.confirm_mail.raw and mail.credentials()[0] == f"m{id_}")
        user, password = mail.credentials()
        chosen = "seven secret green otters"
        self.secrets.add(self.name("chosen password"), chosen)
        owner = Owner(self.server)

        def look(answer):  # without the cookies, which are meant for this browser
            self.record("owner's pages", answer.body)
            for name, value in owner.cookies.items():
                if name in ("usher-session", "usher-known") and value:
                    self.secrets.add(self.name(name), value)
        look(owner.sign_in(user, password))
        look(owner.get("/account"))
        path = request_link(self.server, self.sink, user, mail.recipients[0])
        self.reset_mail = next(mail for mail in self.sink.mails() if path in mail.text)
        self.secrets.add(self.name("reset token"), path.rsplit("/", 1)[1])
        stranger = Owner(self.server)
        for verb in ("GET", "HEAD", "PUT", "DELETE"):
            for ending in ("", "/", "?a=b", "/x"):
                self.record("owner's pages", stranger.call(verb, path + ending).body)
        owner.get(path)
        look(owner.post(path, new=chosen, repeat="another"))
        look(owner.post(path, new=chosen, repeat=chosen))
        look(owner.get("/account"))
        look(owner.get(path))
        self.record("owner's pages", self.server.get(f"/account?session={chosen}").body)

    def fail_and_resend(self):
        self.sink.control("refuse-rcpt-550 1")
        failed = self.partner.activate(applicant())
        eventually(lambda: self.partner.status(failed)["Code"] == 3, what="Code 3")
        self.secrets.add(self.name("Hash"), failed["Hash"])
        eventually(lambda: any(mail.recipients == [SUPPORT] for mail in self.sink.mails()),
                   what="the alert's mail")
        self.command("activation", "retry", str(failed["Id"]))
        self.partner.wait_for_code(failed, 2)
        sent = len(self.sink.mails())
        self.command("activation", "resend", str(self.activations[0]["Id"]))
        eventually(lambda: len(self.sink.mails()) > sent, what="new credentials")

    def send_invalid_requests(self):
        """Sends secrets in wrong places, and invalid requests."""
        secret, activation = self.application.client_secret, self.activations[1]
        header = ("Authorization", self.application.authorization)
        for target in (f"{ACTIVATION}?client_secret={secret}", f"{STATUS}?Hash={activation['Hash']}",
                       f"/nowhere?client_secret={secret}", f"/metrics?{secret}",
                       f"/nowhere/{activation['Hash']}", f"/{secret}/x"):
            for verb in ("GET", "POST"):
                answer = self.server.request(verb, target, [header], b"{")
                self.record("errors", answer.body + repr(answer.headers).encode())
        bodies = (json_body(activation)[:-1], json_body({**activation, "Id": "x" + activation["Hash"]}),
                  json_body({"Id": activation["Hash"], "Hash": secret}), secret.encode())
        for body in bodies:
            for accept in (None, XML):
                answer = self.partner.post(STATUS, body, accept=accept)
                self.record("errors", answer.body + repr(answer.headers).encode())
        for authorization in (basic(self.other.client_id, secret), basic(secret, secret),
                              "Bearer " + secret, "Basic " + secret, secret):
            answer = self.server.request("POST", STATUS, [("Authorization", authorization)], b"{}")
            self.record("errors", answer.body + repr(answer.headers).encode())
        with self.server.connect() as connection:  # not HTTP
            connection.send(b"GET / HTTP/9.9\r\nAuthorization: " + secret.encode() + b"\r\n\r\n")
            connection.end_sending()
            self.record("errors", connection.read().body)
        with self.server.connect() as connection:  # a header that exceeds the limit
            connection.send(request_bytes("GET", "/", [("Cookie", secret * 2000)]))
            self.record("errors", connection.read().body)

    def read_all_output(self):
        for target in ("/metrics", "/readyz", "/healthz", "/account/style.css"):
            answer = self.server.get(target)
            self.record(target, answer.body + repr(answer.headers).encode())
        one = str(self.activations[0]["Id"])
        self.command("app", "list")
        self.command("app", "show", self.application.client_id)
        self.command("app", "enable", self.application.client_id)
        self.command("activation", "list")
        self.command("activation", "status", one)
        self.command("activation", "watch", one, "--until-final")
        self.command("activation", "block", one, "--reason", "no")
        self.command("activation", "release-ip", one)
        self.command("activation", "submit", "--app", self.application.client_id, "--secret",
                     "wrong-" + self.application.client_secret, "--name", "N", "--company", "C",
                     "--email", "e@example.org", "--phone", "1", "--language", "EN", "--ip",
                     "11.200.0.1")
        for command in (("alerts",), ("newsletter", "export"), ("plan", "list"), ("check",),
                        ("maintenance", "status"), ("migrate",), ("key", "rotate")):
            self.command(*command)
        self.command("backup", str(self.server.folder / "copy.db"))

    def passwords(self):
        self.credentials = {}  # {address: names of the passwords}
        for mail in self.sink.mails():
            if mail.recipients != [SUPPORT] and mail.raw not in (self.confirm_mail.raw,
                                                                 self.reset_mail.raw):
                _, password = mail.credentials()
                name = self.name("password")
                self.secrets.add(name, password)
                self.credentials.setdefault(mail.recipients[0], []).append(name)


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    password_file = tmp_path_factory.mktemp("secret") / "smtp-password"
    password_file.write_text(SMTP_PASSWORD + "\n")
    settings = {"log": {"level": "debug"}, "worker": {"lease_seconds": 4},
                "mail": {"user": SMTP_USER, "password_file": str(password_file)}}
    with SmtpSink("--auth", f"{SMTP_USER}:{SMTP_PASSWORD}") as sink, \
            Usher(settings, smtp_url=sink.url) as server:
        tour = Tour(server, sink)
        tour.run()
        yield tour


def test_the_search_finds_secrets():
    secrets = Secrets()
    secrets.add("one", "abcdefghijklmnop")
    secrets.add("two", bytes(range(200, 216)))
    text = b"x"
    for before in range(3):
        data = b"-" * before + b"id:abcdefghijklmnop\n"
        assert secrets.found_in(base64.b64encode(data)) == {"one"}
        assert secrets.found_in(base64.urlsafe_b64encode(data)) == {"one"}
    assert secrets.found_in(text + bytes(range(200, 216)).hex().encode()) == {"two"}
    assert secrets.found_in(b"%61%62%63%64%65%66%67%68%69%6a%6b%6c%6d%6e%6f%70") == {"one"}
    assert secrets.found_in(b"abcdefghijklmno") == set()


def test_the_tour_covers_all_kinds_of_secrets(tour):
    kinds = {name.rstrip("0123456789 ") for name in tour.secrets.names()}
    assert kinds == {"SMTP password", "key", "key as text", "client secret", "nonce", "Hash",
                     "confirm token", "password", "access token", "refresh token",
                     "chosen password", "usher-session", "usher-known", "reset token"}
    log = tour.server.log()
    assert '"level":"debug"' in log and "request answered" in log
    assert all(len(data) > 10 for data in tour.output.values()), "some source has no output"
    assert any(json.loads(line)["user"] for line in tour.sink.lines()), "no sign-in at the mail server"


def test_output_contains_no_secrets(tour):
    leaks = {source: found for source, data in tour.output.items()
             if (found := tour.secrets.found_in(data))}
    assert not leaks, leaks


def test_the_log_contains_no_secrets(tour):
    lines = [line for line in tour.server.log_file.read_bytes().splitlines()
             if tour.secrets.found_in(line)]
    assert not lines, lines[:3]


def test_a_password_is_only_in_its_own_mail(tour):
    """Mails contain no other secrets, except the links in the mails for them."""
    for mail in tour.sink.mails():
        text = mail.raw + (mail.text + mail.html).encode()  # the mail as bytes and decoded
        found = tour.secrets.found_in(text)
        if mail.raw == tour.confirm_mail.raw:
            assert {name.rstrip("0123456789 ") for name in found} == {"confirm token"}
        elif mail.raw == tour.reset_mail.raw:
            assert {name.rstrip("0123456789 ") for name in found} == {"reset token"}
        elif mail.recipients == [SUPPORT]:
            assert not found
        else:
            assert len(found) == 1 and found <= set(tour.credentials[mail.recipients[0]])


def test_files_contain_no_secrets(tour):
    """Checks the database, its copy and all other files. A nonce may be in the write-ahead log until its next
    checkpoint; it is deleted after a stop by SIGTERM."""
    nonces = {name for name in tour.secrets.names() if name.startswith("nonce")}
    own = {tour.server.folder / "usher.key", tour.server.log_file}
    files = [file for file in tour.server.folder.rglob("*") if file.is_file() and file not in own]
    own_files = set() if tour.server.on_postgres else {"usher.db", "usher.db-wal"}
    assert {"copy.db"} | own_files <= {file.name for file in files}
    for file in files:
        allowed = nonces if file.name in ("usher.db-wal", "usher.db") else set()
        found = tour.secrets.found_in(file.read_bytes())
        assert found <= allowed, f"{file.name}: {found}"
    tour.server.stop()
    for file in files:
        if file.exists():
            assert not tour.secrets.found_in(file.read_bytes()), file.name


def test_rows_contain_no_secrets(tour):
    """Checks all values in the database, as text and as bytes."""
    checked = 0
    for table in tour.server.tables():
        for row in tour.server.query(f"SELECT * FROM {table}"):
            for value in row:
                raw = value if isinstance(value, bytes) else str(value).encode()
                assert not tour.secrets.found_in(raw), table
                checked += 1
    assert checked > 100


def test_files_with_secrets_have_mode_600(tour):
    for name in ("usher.key", "copy.db"):
        assert (tour.server.folder / name).stat().st_mode & 0o777 == 0o600, name
