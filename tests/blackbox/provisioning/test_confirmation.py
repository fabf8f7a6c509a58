"""A plan with confirmation of the address: Code 0, a link that changes nothing, a button that confirms, and
pages in seven languages."""

import re

import pytest
from harness import Usher, eventually
from lxml import html
from partner import Partner
from wire import LANGUAGES, applicant

LINK = re.compile(r"^http://\S+(/account/confirm/([A-Za-z0-9-]+))\s*$", re.M)
BRAND = "Møller & <Søn>"
HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


@pytest.fixture(scope="module")
def server(sink):
    with Usher({"worker": {"first_retry_seconds": 1}}, smtp_url=sink.url) as usher:
        usher.run("plan", "add", "careful", "--brand", BRAND, "--confirm-address", "true")
        yield usher


@pytest.fixture(scope="module")
def application(server):
    application = server.register()
    server.run("app", "enable", application.client_id, "--plan", "careful")
    return application


@pytest.fixture(scope="module")
def partner(server, application):
    return Partner(server, application)


def submit(partner, sink, **changes):
    """Submits an activation and waits for its mail; returns (fields, {Id, Hash}, path of the link)."""
    fields = applicant(**changes)
    activation = partner.activate(fields)
    mail = sink.mail_to(fields["Email"])
    (path, token), = LINK.findall(mail.text)
    assert token in mail.html and mail.message["Content-Language"] == fields["Language"].lower()
    assert mail.message["Auto-Submitted"] == "auto-generated"
    return fields, activation, path


def settled_task(server, activation):
    """Returns the row of an activation's task if no worker holds it."""
    return server.query("SELECT * FROM task WHERE activation_id = ? AND lease_token = 0",
                        activation["Id"])


def read_page(answer, status, language):
    """Checks the headers and the form of a page; returns the page."""
    assert answer.status == status and answer.header("content-type") == "text/html; charset=utf-8"
    for name, value in HEADERS.items():
        assert answer.header(name) == value, name
    policy = answer.header("content-security-policy")
    for rule in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'",
                 "base-uri 'none'"):
        assert rule in policy, policy
    assert "unsafe" not in policy and "*" not in policy
    assert answer.header("content-language") == language
    assert answer.header("set-cookie") is None
    page = html.fromstring(answer.body.decode())
    assert page.get("lang") == language and page.findtext(".//title").strip()
    assert not page.xpath("//script | //*[@style] | //*[@onclick]"), "the policy forbids these"
    assert "{{" not in answer.text() and "{brand}" not in answer.text()
    return page


def buttons(page):
    return page.xpath("//form[@method='post']//button | //form[@method='POST']//button")


def history(server, activation):
    return server.query("SELECT from_code, to_code, who FROM history WHERE activation_id = ? "
                        "ORDER BY id", activation["Id"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_changes_nothing_and_the_button_confirms(language, server, sink, partner):
    fields, activation, path = submit(partner, sink, Language=language)
    tag = language.lower()
    assert partner.status(activation)["Code"] == 0
    before = eventually(lambda: settled_task(server, activation), what="the end of the mail's task")
    for verb in ("GET", "GET", "HEAD", "GET"):
        answer = server.request(verb, path)
        assert answer.status == 200
        if verb == "GET":
            page = read_page(answer, 200, tag)
            assert len(buttons(page)) == 1 and BRAND in page.text_content()
            assert page.xpath("//form")[0].get("action") in (None, "", path)
    assert partner.status(activation)["Code"] == 0 and history(server, activation) == [
        (None, 0, "application")]
    assert server.query("SELECT * FROM task WHERE activation_id = ?", activation["Id"]) == before
    confirmed = read_page(server.request("POST", path), 200, tag)
    assert not buttons(confirmed)
    partner.wait_for_code(activation, 2)
    assert history(server, activation) == [(None, 0, "application"), (0, 1, "applicant"),
                                           (1, 5, "worker"), (5, 2, "worker")]
    already = read_page(server.request("POST", path), 200, tag)
    assert not buttons(already) and already.text_content() != confirmed.text_content()
    assert read_page(server.get(path), 200, tag).text_content() == already.text_content()
    assert len(history(server, activation)) == 4
    mails = sink.mails_to(fields["Email"])
    assert len(mails) == 2 and mails[1].credentials()
    assert mails[0].message["Message-ID"] != mails[1].message["Message-ID"]


def test_the_languages_differ(server, sink, partner):
    titles = set()
    for language in LANGUAGES:
        _, _, path = submit(partner, sink, Language=language)
        for answer in (server.get(path), server.request("POST", path), server.request("POST", path)):
            titles.add(html.fromstring(answer.body.decode()).findtext(".//title").strip())
        accept = ("Accept-Language", f"{language},x;q=0.1")
        unknown = server.get("/account/confirm/1-nothing", [accept])
        titles.add(read_page(unknown, 404, language.lower()).findtext(".//title").strip())
    assert len(titles) == 4 * len(LANGUAGES)


def test_wrong_tokens_are_not_found(server, sink, partner):
    _, activation, path = submit(partner, sink)
    _, other, other_path = submit(partner, sink)
    number, _, proof = path.rpartition("/")[2].partition("-")
    other_number, _, other_proof = other_path.rpartition("/")[2].partition("-")
    changed = proof[:-1] + ("b" if proof[-1] != "b" else "c")
    for token in (f"{number}-{changed}", f"{number}-{other_proof}", f"{other_number}-{proof}",
                  f"{number}-", f"{number}", f"-{proof}", proof, "x", "99999999-" + proof,
                  f"{number}-{proof}x", f"{number}-{proof.upper()}", f"0{number}-{proof}",
                  "9" * 40 + "-" + proof, "%00", f"{number}-{proof}%20"):
        for verb in ("GET", "POST"):
            read_page(server.request(verb, f"/account/confirm/{token}"), 404, "en")
    assert partner.status(activation)["Code"] == partner.status(other)["Code"] == 0


def test_concurrent_presses_confirm_once(server, sink, partner):
    _, activation, path = submit(partner, sink)
    connections = [server.connect() for _ in range(8)]
    for connection in connections:
        connection.send(f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n"
                        .encode())
    for connection in connections:
        assert connection.read().status == 200
        connection.close()
    partner.wait_for_code(activation, 2)
    assert [row[1] for row in history(server, activation)] == [0, 1, 5, 2]


def test_a_press_under_maintenance_is_queued(server, sink, partner):
    _, activation, path = submit(partner, sink)
    server.run("maintenance", "on")
    submitted_meanwhile = submit(partner, sink)
    assert partner.status(submitted_meanwhile[1])["Code"] == 0, "its mail is sent before the activation"
    assert server.request("POST", path).status == 200
    assert partner.status(activation)["Code"] == 4
    server.run("maintenance", "off")
    partner.wait_for_code(activation, 2)
    assert [row[1] for row in history(server, activation)] == [0, 1, 4, 7, 2]
    assert partner.status(submitted_meanwhile[1])["Code"] == 0


def test_a_refused_address_blocks_and_frees_the_ip(server, sink, partner):
    sink.control("refuse-rcpt-550 1")
    fields = applicant()
    activation = partner.activate(fields)
    eventually(lambda: partner.status(activation)["Code"] == 6, what="Code 6")
    again = partner.activate(applicant(IpAddress=fields["IpAddress"]))
    assert again["Id"] != activation["Id"] and partner.status(again)["Code"] == 0
    assert [alert["activation"] for alert in server.run("alerts")] == [activation["Id"]]


def test_a_temporary_fault_is_retried_without_a_change(server, sink, partner):
    sink.control("temp-rcpt-450 1")
    fields, activation, path = submit(partner, sink)
    assert history(server, activation) == [(None, 0, "application")]
    assert server.request("POST", path).status == 200
    partner.wait_for_code(activation, 2)
