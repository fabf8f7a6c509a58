"""Tests of every command: help, output for people and for programs, errors."""

import json
import re
import select
import signal
import subprocess

import pytest
from harness import Usher, clean_environment, eventually, program
from partner import Partner
from sink import SmtpSink
from wire import STATUS, applicant, fresh_ip, json_body

END_SECONDS_MAX = 10
UNKNOWN_ID = "00000000-0000-4000-8000-000000000000"


class Desk:
    """A server with the data that the commands use."""

    def __init__(self, server, sink):
        self.server, self.sink = server, sink
        self.application = server.register()
        self.careful = server.register("Careful")
        server.run("plan", "add", "careful", "--confirm-address", "true")
        server.run("app", "enable", self.careful.client_id, "--plan", "careful")
        self.partner = Partner(server, self.application)
        self._names = iter(range(1, 1000))

    def fresh_name(self):
        return f"plan-{next(self._names)}"

    def processed(self):
        """Returns the Id of an activation at Code 2."""
        activation = self.partner.activate(applicant())
        self.partner.wait_for_code(activation, 2)
        return str(activation["Id"])

    def failed(self):
        """Returns the Id of an activation at Code 3."""
        self.sink.control("refuse-rcpt-550 1")
        activation = self.partner.activate(applicant())
        eventually(lambda: self.partner.status(activation)["Code"] == 3, what="Code 3")
        return str(activation["Id"])

    def unconfirmed(self):
        """Returns the Id of an activation at Code 0 whose mail was sent, so that no worker holds its task."""
        fields = applicant()
        activation = Partner(self.server, self.careful).activate(fields)
        self.sink.mail_to(fields["Email"])
        eventually(lambda: self.server.query(
            "SELECT 1 FROM task WHERE activation_id = ? AND lease_token = 0", activation["Id"]),
            what="a task without a lease")
        return str(activation["Id"])

    def submission(self, **changes):
        """Returns the options of `activation submit`."""
        options = {"app": self.application.client_id, "secret": self.application.client_secret,
                   "name": "Søren Ærø", "company": "Ærø Øl", "email": "soren@example.org",
                   "phone": "+45 1", "language": "DA", "ip": fresh_ip(), **changes}
        return [word for name, value in options.items() for word in (f"--{name}", value)]


@pytest.fixture(scope="module")
def desk():
    settings = {"worker": {"attempts": 1, "lease_seconds": 4},
                "mail": {"from": "Usher <no-reply@usher.test>"},
                "support": {"email": "support@usher.test"}}
    with SmtpSink() as sink, Usher(settings, smtp_url=sink.url) as server:
        yield Desk(server, sink)


# {command: (arguments, kind of JSON, required members, a word in the output for people)}
COMMANDS = {
    "app register": (lambda d: ["--name", "Ny Åbning", "--contact", "a@example.org"], dict,
                     ["client_id", "client_secret"], "client secret"),
    "app list": (lambda d: [], list, ["client_id", "name", "enabled", "plan"], "CLIENT ID"),
    "app show": (lambda d: [d.application.client_id], dict,
                 ["client_id", "contact", "live_secrets", "registered_at"], "may provision"),
    "app enable": (lambda d: [d.application.client_id, "--plan", "default"], dict,
                   ["enabled", "plan"], "default"),
    "app disable": (lambda d: [d.server.register("Bad").client_id, "--reason", "spam"], dict,
                    ["enabled", "disabled_reason"], "spam"),
    "app edit": (lambda d: [d.application.client_id, "--redirect-uri", "https://a.example.org/b"],
                 dict, ["redirect_uris", "password_grant"], "https://a.example.org/b"),
    "app rotate-secret": (lambda d: [d.server.register("Old").client_id], dict,
                          ["client_id", "client_secret"], "24 hours"),
    "plan add": (lambda d: [d.fresh_name(), "--brand", "Blåbær"], dict,
                 ["name", "brand", "trial_days"], "Blåbær"),
    "plan edit": (lambda d: ["default", "--trial-days", "30"], dict, ["trial_days"], "30 days"),
    "plan show": (lambda d: ["default"], dict, ["name", "list_name"], "default"),
    "plan list": (lambda d: [], list, ["name", "confirm_address"], "NAME"),
    "activation submit": (lambda d: d.submission(), dict, ["id", "hash"], "Hash"),
    "activation list": (lambda d: [], list, ["id", "code", "email", "user_name"], "EMAIL"),
    "activation status": (lambda d: [d.processed()], dict, ["id", "code", "state", "last_error"],
                          "5 InProgress → 2 Processed"),
    "activation watch": (lambda d: [d.processed(), "--until-final"], "lines",
                         ["activation", "from", "to", "at", "who", "why"], "Processed"),
    "activation retry": (lambda d: [d.failed()], dict, ["id", "done"], "restarted"),
    "activation resend": (lambda d: [d.processed()], dict, ["id", "done"], "new credentials"),
    "activation block": (lambda d: [d.unconfirmed(), "--reason", "spam"], dict, ["id", "done"],
                         "blocked"),
    "activation release-ip": (lambda d: [d.processed(), "--reason", "a café"], dict, ["id", "done"],
                              "released"),
    "app end-access": (lambda d: [d.application.client_id], dict, ["ended"], "no access"),
    "maintenance on": (lambda d: ["--reason", "a new disk"], dict, ["on", "since"], "a new disk"),
    "maintenance off": (lambda d: [], dict, ["on", "moved"], "off"),
    "maintenance status": (lambda d: [], dict, ["on", "since"], "maintenance"),
    "alerts": (lambda d: [d.failed()] and [], list, ["id", "kind", "text", "raised_at"], "WHAT"),
    "newsletter export": (lambda d: [d.processed()] and [], list, ["email", "joined_at"], "email,name"),
    "key rotate": (lambda d: [], dict, ["key_id", "fingerprint"], "fingerprint"),
    "backup": (lambda d: [d.fresh_name() + ".db"], dict, ["file", "key_fingerprint"], "key ring"),
    "migrate": (lambda d: [], dict, ["version", "applied"], "schema"),
    "check": (lambda d: [], list, ["part", "ok", "detail"], "mail server"),
}
OTHERS = {"serve", "demo", "copy", "bounces"}  # other files test these commands


def leaves(*path):
    """Returns all commands below this command that the program's help lists."""
    done = subprocess.run([program(), *path, "--help"], capture_output=True, encoding="utf-8",
                          timeout=END_SECONDS_MAX, check=True, env=clean_environment())
    assert done.stderr == "" and "Usage: usher" in done.stdout and "--help" in done.stdout
    _, _, listed = done.stdout.partition("Subcommands:\n")
    names = re.findall(r"^  ([a-z][a-z-]*)\s", listed, re.M)
    if not names:
        return {" ".join(path)}
    return set().union(*(leaves(*path, name) for name in names))


def test_every_command_has_a_help_and_a_test():
    assert leaves() == set(COMMANDS) | OTHERS


@pytest.mark.parametrize("command", COMMANDS)
def test_output_for_programs(desk, command):
    arguments, kind, members, _ = COMMANDS[command]
    done = desk.server.command(*command.split(), *arguments(desk), "--json")
    assert done.returncode == 0 and done.stderr == "", done.stderr
    assert done.stdout.endswith("\n")
    if kind == "lines":  # one object per change
        rows = [json.loads(line) for line in done.stdout.splitlines()]
    else:
        assert done.stdout.count("\n") == 1, "the output is one line"
        value = json.loads(done.stdout)
        assert isinstance(value, kind)
        rows = value if kind is list else [value]
    assert rows and all(set(members) <= set(row) for row in rows)


@pytest.mark.parametrize("command", COMMANDS)
def test_output_for_people(desk, command):
    arguments, _, _, word = COMMANDS[command]
    done = desk.server.command(*command.split(), *arguments(desk))
    assert done.returncode == 0, done.stderr
    assert word in done.stdout, done.stdout
    assert "\033" not in done.stdout, "colours only on a terminal"


def bad(exit_code, words, *arguments):
    """A rejected command, whose error must contain all `words`."""
    return pytest.param(exit_code, words, arguments, id=" ".join(arguments)[:60] or "none")


@pytest.mark.parametrize("exit_code, words, arguments", [
    bad(2, ["activation", "usher --help"]),
    bad(2, ['usher has no command "fly".', "See usher --help."], "fly"),
    bad(2, ["Did you mean app?"], "ap"),
    bad(2, ["register", "See usher app --help."], "app"),
    bad(2, ["Did you mean list?", "See usher app --help."], "app", "lst"),
    bad(2, ["--nonsense", "See usher app list --help."], "app", "list", "--nonsense"),
    bad(2, ["Did you mean --json?"], "app", "list", "--jsn"),
    bad(2, ["--json takes no value"], "app", "list", "--json=perhaps"),
    bad(2, ["--limit belongs behind usher alerts."], "--limit", "4", "alerts"),
    bad(2, ['Unexpected argument "more"'], "app", "show", UNKNOWN_ID, "more"),
    bad(2, ["--name"], "app", "register", "--contact", "a@example.org"),
    bad(2, ["--name"], "app", "register", "--name", " ", "--contact", "a@example.org"),
    bad(2, ["--contact"], "app", "register", "--name", "A", "--contact", "no-address"),
    bad(1, [UNKNOWN_ID, "usher app list"], "app", "show", UNKNOWN_ID),
    bad(1, [UNKNOWN_ID], "app", "enable", UNKNOWN_ID),
    bad(1, [UNKNOWN_ID], "app", "disable", UNKNOWN_ID),
    bad(1, [UNKNOWN_ID], "app", "disable", UNKNOWN_ID, "--reason", "x"),
    bad(1, [UNKNOWN_ID], "app", "rotate-secret", UNKNOWN_ID),
    bad(2, ["--overlap-hours takes a whole number from 0 to 2,160", '"-1"'],
        "app", "rotate-secret", UNKNOWN_ID, "--overlap-hours", "-1"),
    bad(2, ["--overlap-hours takes a whole number", '"--config"'],
        "app", "rotate-secret", UNKNOWN_ID, "--overlap-hours"),
    bad(1, ["default"], "plan", "add", "default"),
    bad(2, ["name"], "plan", "add", "Not A Name"),
    bad(2, ["trial-days"], "plan", "add", "short", "--trial-days", "-1"),
    bad(2, ["sender"], "plan", "add", "short", "--sender", "no-address"),
    bad(2, ["sign-in-url"], "plan", "add", "short", "--sign-in-url", "javascript:alert(1)"),
    bad(2, ["--confirm-address takes true or false", '"perhaps"'],
        "plan", "edit", "default", "--confirm-address", "perhaps"),
    bad(1, ["missing"], "plan", "edit", "missing", "--brand", "x"),
    bad(2, ["Nothing was changed", "--brand", "--list-name"], "plan", "edit", "default"),
    bad(2, ["Nothing was changed", "--redirect-uri", "--no-redirect-uri", "--password-grant"],
        "app", "edit", UNKNOWN_ID),
    bad(1, ["missing"], "plan", "show", "missing"),
    bad(1, ["999999"], "activation", "status", "999999"),
    bad(2, ['ID takes a whole number; it was "abc".'], "activation", "status", "abc"),
    bad(2, ["usher activation status needs ID."], "activation", "status"),
    bad(2, ["--until-final", "requires ID"], "activation", "watch", "--until-final"),
    bad(2, ["--code takes a whole number from 0 to 7"], "activation", "list", "--code", "8"),
    bad(2, ["--email"], "activation", "list", "--email", "no-address"),
    bad(1, [UNKNOWN_ID], "activation", "list", "--app", UNKNOWN_ID),
    bad(2, ["--limit takes a whole number from 1 to 1,000,000", '"0"'],
        "activation", "list", "--limit", "0"),
    bad(2, ['"abc"', "See usher activation list --help."], "activation", "list", "--limit", "abc"),
    bad(2, ["--limit is given 2 times"], "activation", "list", "--limit", "1", "--limit", "2"),
    bad(1, ["999999"], "activation", "retry", "999999"),
    bad(1, ["999999"], "activation", "resend", "999999"),
    bad(1, ["999999"], "activation", "block", "999999", "--reason", "x"),
    bad(1, ["999999"], "activation", "block", "999999"),
    bad(1, ["999999"], "activation", "release-ip", "999999"),
    bad(2, ["--secret (or USHER_CLIENT_SECRET)"], "activation", "submit", "--app", UNKNOWN_ID),
    bad(2, ["--limit"], "alerts", "--limit", "0"),
    bad(2, ["FILE"], "backup"),
    bad(2, ["name of a file"], "backup", ""),
    bad(1, ["/nonexistent"], "backup", "/nonexistent/folder/copy.db"),
    bad(2, ["usher.toml", "exists"], "backup", "usher.toml"),
    bad(2, ["--json"], "demo", "--json"),
])
def test_rejected_commands(desk, exit_code, words, arguments):
    done = desk.server.command(*arguments)
    assert done.returncode == exit_code, f"{done.returncode}: {done.stdout}{done.stderr}"
    assert done.stdout == "", "errors go to standard error"
    for word in words:
        assert word in done.stderr, done.stderr
    assert "terminate" not in done.stderr and "exception" not in done.stderr.lower()


def test_a_mistyped_option_does_not_show_its_value(desk):
    done = desk.server.command("activation", "submit", "--secrte=not-to-be-shown")
    assert done.returncode == 2 and "Did you mean --secret?" in done.stderr, done.stderr
    assert "not-to-be-shown" not in done.stderr


def test_commands_that_the_state_does_not_allow(desk):
    def refused(*arguments):
        done = desk.server.command("activation", *arguments, "--json")
        assert done.returncode == 1 and done.stdout == "", arguments
        return done.stderr

    processed, unconfirmed = desk.processed(), desk.unconfirmed()
    assert "Only 3 and 6" in refused("retry", processed)
    assert "exists already" in refused("block", processed, "--reason", "x")
    assert "after 2, 3 and 6" in refused("release-ip", unconfirmed)
    assert "after 2 and 3" in refused("resend", unconfirmed)
    desk.server.run("activation", "block", unconfirmed, "--reason", "x")
    assert "blocked already" in refused("block", unconfirmed, "--reason", "x")
    desk.server.run("activation", "release-ip", processed)
    assert "already" in refused("release-ip", processed)


def test_submit_reports_all_errors(desk):
    done = desk.server.command("activation", "submit",
                               *desk.submission(email="no-address", language="XX", ip="1.2.3"))
    assert done.returncode == 2 and done.stdout == ""
    assert all(word in done.stderr for word in ("Email", "Language", "IpAddress")), done.stderr
    done = desk.server.command("activation", "submit", *desk.submission(secret="wrong"))
    assert done.returncode == 1 and "wrong" in done.stderr
    options = desk.submission()
    assert desk.server.run("activation", "submit", *options) == desk.server.run(
        "activation", "submit", *options), "a repeat returns the same activation"
    done = desk.server.command("activation", "submit",
                               *desk.submission(ip=options[-1], email="other@example.org"))
    assert done.returncode == 1 and "IP" in done.stderr


def test_submit_reads_the_secret_from_the_environment(desk):
    options = desk.submission()
    at = options.index("--secret")
    done = desk.server.command("activation", "submit", *options[:at], *options[at + 2:], "--json",
                               environment={"USHER_CLIENT_SECRET": desk.application.client_secret})
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "no warning about this variable"
    activation = json.loads(done.stdout)
    desk.partner.wait_for_code({"Id": activation["id"], "Hash": activation["hash"]}, 2)


def test_list_filters_and_pages(desk):
    email = "filters@example.org"
    mine = [desk.partner.activate(applicant(Email=email))["Id"] for _ in range(3)]
    listed = desk.server.run("activation", "list", "--email", " Filters@EXAMPLE.org")
    assert listed == [], "the part before @ is case-sensitive"
    listed = desk.server.run("activation", "list", "--email", "filters@EXAMPLE.org")
    assert [row["id"] for row in listed] == mine[::-1], "newest first"
    page = desk.server.run("activation", "list", "--email", email, "--before", str(mine[2]),
                           "--limit", "1")
    assert [row["id"] for row in page] == [mine[1]]
    desk.unconfirmed()
    careful = desk.server.run("activation", "list", "--app", desk.careful.client_id)
    assert careful and {row["client_id"] for row in careful} == {desk.careful.client_id}
    waiting = desk.server.run("activation", "list", "--code", "0")
    assert waiting and {row["code"] for row in waiting} == {0}


def test_list_finds_the_requested_and_the_current_address(desk):
    id_, other = desk.processed(), desk.processed()
    requested = desk.server.run("activation", "status", id_)["email"]
    desk.server.run("activation", "resend", id_, "--email", "moved@example.org")

    def found(email, *options):
        rows = desk.server.run("activation", "list", "--email", email, *options)
        return [str(row["id"]) for row in rows]

    assert found("moved@example.org") == [id_], "the current address is found"
    assert found(requested) == [id_]
    desk.server.run("activation", "resend", other, "--email", requested)
    assert found(requested) == [other, id_] and found(requested, "--before", other) == [id_]
    assert found(requested, "--app", desk.careful.client_id) == []


def test_watch_follows_live(desk):
    id_ = desk.unconfirmed()
    mail = [mail for mail in desk.sink.mails() if "/account/confirm/" in mail.text][-1]
    path = re.search(r"/account/confirm/\S+", mail.text).group()
    with subprocess.Popen([program(), "activation", "watch", id_, "--until-final", "--json",
                           "--config", desk.server.configuration], stdout=subprocess.PIPE,
                          encoding="utf-8", env=clean_environment()) as watch:
        try:
            assert json.loads(watch.stdout.readline())["to"] == 0
            assert desk.server.request("POST", path).status == 200
            assert [json.loads(watch.stdout.readline())["to"] for _ in range(3)] == [1, 5, 2]
            assert watch.wait(END_SECONDS_MAX) == 0
        finally:
            watch.kill()
    failed = desk.server.command("activation", "watch", desk.failed(), "--until-final")
    assert failed.returncode == 1, "the last Code is not 2"


def test_watch_of_all_ends_with_ctrl_c(desk):
    with subprocess.Popen([program(), "activation", "watch", "--config",
                           desk.server.configuration], stdout=subprocess.PIPE, encoding="utf-8",
                          env=clean_environment()) as watch:
        try:
            def seen():
                desk.processed()
                return desk.server.is_running() and peek(watch.stdout)
            line = eventually(seen, what="a line")
            assert re.match(r"\d{4}-\d\d-\d\dT\S+Z  activation \d+ ", line), line
            watch.send_signal(signal.SIGINT)
            watch.stdout.read()
            assert watch.wait(END_SECONDS_MAX) == 0
        finally:
            watch.kill()


def peek(pipe):
    """Returns a line if one arrives within 0.3 s; otherwise an empty text."""
    return pipe.readline() if select.select([pipe], [], [], 0.3)[0] else ""


def test_secrets_rotate_with_an_overlap(desk):
    old = desk.server.register("Rotating")

    def accepted(secret):
        partner = Partner(desk.server, type(old)(old.client_id, secret))
        status = partner.post(STATUS, json_body({"Id": -1, "Hash": "x"})).status
        assert status in (200, 401)
        return status == 200

    def rotate(*options):
        return desk.server.run("app", "rotate-secret", old.client_id, *options)["client_secret"]

    def live():
        return desk.server.run("app", "show", old.client_id)["live_secrets"]

    second = rotate()
    assert accepted(old.client_secret) and accepted(second) and live() == 2
    third = rotate("--overlap-hours", "1")
    assert not accepted(old.client_secret), "at most two valid secrets"
    assert accepted(second) and accepted(third) and live() == 2
    fourth = rotate("--overlap-hours", "0")
    assert not accepted(second) and not accepted(third), "no overlap"
    assert accepted(fourth) and live() == 1
    assert len({old.client_secret, second, third, fourth}) == 4


def test_the_right_to_provision_applies_at_once(desk):
    application = desk.server.register("Review", enabled=False)
    partner = Partner(desk.server, application)
    assert partner.submit(applicant()).status == 403
    assert partner.submit(applicant(IpAddress="127.0.0.1")).status == 200, "the sandbox needs no right"
    desk.server.run("app", "enable", application.client_id, "--plan", "careful")
    activation = partner.activate(applicant())
    assert partner.status(activation)["Code"] == 0, "the new plan applies"
    state = desk.server.run("app", "disable", application.client_id, "--reason", "spam")
    assert state["enabled"] is False and state["disabled_reason"] == "spam"
    assert partner.submit(applicant()).status == 403
    assert partner.status(activation)["Code"] == 0, "the status stays readable, queued activations continue"
    desk.sink.mail_to(desk.server.run("activation", "status", str(activation["Id"]))["email"])
    desk.server.run("app", "disable", application.client_id, "--reason", "spam", "--block-queued")
    eventually(lambda: partner.status(activation)["Code"] == 6, what="Code 6")


def test_without_a_reason_the_default_is_stored(desk):
    id_, application = desk.unconfirmed(), desk.server.register("No reason")
    desk.server.run("activation", "block", id_)
    desk.server.run("activation", "release-ip", id_)
    history = desk.server.command("activation", "status", id_).stdout
    assert "staff: by staff" in history and "IP address released: by staff" in history
    assert any(alert["text"].endswith("blocked: by staff")
               for alert in desk.server.run("alerts") if alert["activation"] == int(id_))
    state = desk.server.run("app", "disable", application.client_id)
    assert state["enabled"] is False and state["disabled_reason"] == "by staff"
    for command in (("activation", "block"), ("activation", "release-ip"), ("app", "disable")):
        assert "--reason TEXT=by staff" in desk.server.command(*command, "--help").stdout


def test_a_public_client_can_not_provision(desk):
    registered = desk.server.run("app", "register", "--name", "Desk", "--contact", "dev@example.org",
                                 "--public", "--redirect-uri", "http://127.0.0.1/")
    done = desk.server.command("app", "enable", registered["client_id"])
    assert done.returncode == 1 and done.stdout == ""
    assert "TrialActivation needs a secret" in done.stderr, done.stderr
    assert desk.server.run("app", "show", registered["client_id"])["enabled"] is False


def test_resend_revokes_the_old_password(desk):
    id_ = desk.processed()
    before = desk.server.query("SELECT password_hash FROM account WHERE activation_id = ?", id_)
    email = desk.server.run("activation", "status", id_)["email"]
    first = desk.sink.mail_to(email)
    desk.server.run("activation", "resend", id_, "--email", "new.address@EXAMPLE.org")
    second = desk.sink.mail_to("new.address@example.org")
    assert second.message["Message-ID"] != first.message["Message-ID"]
    assert second.credentials()[0] == first.credentials()[0], "the user name is unchanged"
    assert second.credentials()[1] != first.credentials()[1]
    after = desk.server.query("SELECT password_hash FROM account WHERE activation_id = ?", id_)
    assert after != before
    eventually(lambda: desk.server.query(
        "SELECT nonce FROM account WHERE activation_id = ?", id_) == [(None,)], what="the deletion of the nonce")
    state = desk.server.run("activation", "status", id_)
    assert state["email"] == "new.address@example.org" and state["code"] == 2


def test_a_released_ip_may_activate_again(desk):
    fields = applicant()
    first = desk.partner.activate(fields)
    desk.partner.wait_for_code(first, 2)
    assert desk.partner.submit({**fields, "Email": "x@example.org"}).status == 403
    desk.server.run("activation", "release-ip", str(first["Id"]), "--reason", "a café")
    second = desk.partner.activate(fields)
    assert second["Id"] != first["Id"], "a repeat after that is a new activation"
    desk.partner.wait_for_code(second, 2)
    history = desk.server.command("activation", "status", str(first["Id"])).stdout
    assert "staff: IP address released: a café" in history
