"""The authorization code grant as a browser and an application see it: the sign-in page, where its
answers may go, codes that work once, PKCE, and the request without credentials of old clients."""

import base64
import hashlib
import json
import urllib.parse

import pytest
from harness import Application, Usher
from lxml import html
from oauth import (BACK, FORM, LOG_ON, TOKEN, Browser, open_account, refused, sent_back,
                   tokens_of)
from wire import LANGUAGES

LOOPBACK = "http://127.0.0.1:5000/"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@pytest.fixture(scope="module")
def server(sink):
    with Usher(smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture(scope="module")
def application(server):
    application = server.register("Shop <b>& Søn</b>")
    shown = server.run("app", "edit", application.client_id, "--redirect-uri", BACK, LOOPBACK)
    assert shown["redirect_uris"] == sorted([BACK, LOOPBACK])
    return application


@pytest.fixture(scope="module")
def browser(server, application, sink):
    return Browser(server, application, *open_account(server, application, sink))


# --- the page ---

@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_every_language(browser, language):
    answer = browser.ask(language.lower())
    assert answer.status == 200 and browser.page.get("lang") == language.lower()
    assert answer.header("content-language") == language.lower()
    text = browser.page.text_content()
    assert "Shop <b>& Søn</b>" in text and "partner@example.org" in text and "{" not in text
    assert len(browser.page.xpath("//li")) == 2
    assert [b.get("value") for b in browser.page.xpath("//button")] == ["allow", "refuse"]
    assert len(browser.page.xpath("//label[@for='username' or @for='password']")) == 2
    assert "name=\"password\" type=\"password\"" in answer.text()
    policy = answer.header("content-security-policy")
    assert "form-action 'self' https: http:;" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and answer.header("x-content-type-options")
    cookie = answer.header("set-cookie")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


def test_the_cookie_is_a_host_cookie_behind_https():
    with Usher({"server": {"public_url": "https://usher.example.com"}}) as secure:
        mine = secure.register()
        secure.run("app", "edit", mine.client_id, "--redirect-uri", BACK)
        other = Browser(secure, mine, {}, "m1", "x")
        answer = other.ask()
        assert answer.header("set-cookie").startswith("__Host-usher-form=")
        assert "; Secure" in answer.header("set-cookie")


def test_allowing(browser):
    browser.ask()
    said = sent_back(browser.press())
    assert sorted(said) == ["code", "from", "iss", "state"]
    assert said["state"] == "x&y=z é" and said["iss"] == browser.server.url
    tokens = tokens_of(browser.exchange(said["code"]))
    assert browser.get("Authentication/Info", tokens["access_token"]).status == 200
    tokens_of(browser.refresh(tokens["refresh_token"]))


@pytest.mark.parametrize("path", [LOG_ON.lower(), "/Authorization/OAuth/Authorization"])
def test_its_other_addresses(browser, path):
    browser.ask()
    assert browser.call("GET", f"{path}?{browser.query}").status == 200


def test_refusing(browser):
    browser.ask()
    said = sent_back(browser.press("refuse", username="", password=""))
    assert said["error"] == "access_denied" and said["state"] == "x&y=z é" and "code" not in said


def test_no_state_is_none(browser):
    browser.ask(state=None)
    assert "state" not in sent_back(browser.press())


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"username": "m99999999"},
                                     {"username": "\xff"}, {"password": ""}], ids=str)
def test_wrong_credentials_come_back_with_the_page(browser, changes):
    browser.ask()
    answer = browser.press(**changes)
    page = html.fromstring(answer.body)
    assert answer.status == 400 and page.xpath("//*[@role='alert']")
    assert "wrong" in page.xpath("//*[@role='alert']")[0].text
    assert not page.xpath("//input[@type='password']/@value")


@pytest.mark.parametrize("how", ["no key", "no cookie", "another's cookie"])
def test_a_form_that_is_not_from_our_page(browser, how):
    browser.ask()
    if how == "no key":
        answer = browser.press(form="")
    else:
        mine, browser.cookie = browser.cookie, (None if how == "no cookie" else
                                                "usher-form=" + "a" * 32)
        answer = browser.press()
        browser.cookie = mine
    assert answer.status == 400 and html.fromstring(answer.body).xpath("//*[@role='alert']")


def test_two_tabs_do_not_disturb_each_other(browser):
    browser.ask(state="one")
    first, query = browser.form_key, browser.query
    answer = browser.call("GET", f"{LOG_ON}?{query}", [("Cookie", browser.cookie)])
    assert answer.header("set-cookie") is None, "the browser keeps what it has"
    second = html.fromstring(answer.body).xpath("//input[@name='form']/@value")[0]
    assert sent_back(browser.press(form=second))["code"]
    assert sent_back(browser.press(form=first, query=query))["code"]


def test_who_guesses_is_slowed_down(browser, sink):
    victim = Browser(browser.server, browser.application,
                     *open_account(browser.server, browser.application, sink))
    victim.ask()
    statuses = [victim.press(password="wrong").status for _ in range(10)]
    assert statuses[:6] == [400] * 6 and 429 in statuses
    for password in ("wrong", victim.password):
        answer = victim.press(password=password)
        assert answer.status == 429 and int(answer.header("retry-after")) <= 20
        assert "attempts" in html.fromstring(answer.body).xpath("//*[@role='alert']")[0].text
    browser.ask()
    assert sent_back(browser.press())["code"], "another account from the same place"


# --- where answers may go ---

@pytest.mark.parametrize("changes", [
    {"client_id": None}, {"client_id": "x"}, {"client_id": "\x01"}, {"redirect_uri": None},
    {"redirect_uri": "https://evil.example.com/"}, {"redirect_uri": BACK + "&x=1"},
    {"redirect_uri": BACK.replace("https", "http")}, {"redirect_uri": "javascript:alert(1)"},
    {"redirect_uri": "https://shop.example.com/back"}, {"client_secret": "wrong"},
    {"redirect_uri": "http://127.0.0.1:5000/other"}, {"redirect_uri": "http://127.0.0.1:5000@e.com/"},
], ids=str)
def test_a_request_that_is_not_answered_elsewhere(browser, changes):
    answer = browser.ask(**changes)
    assert answer.status == 400 and answer.header("location") is None
    page = html.fromstring(answer.body)
    assert page.xpath("//p[@class='detail']") and not page.xpath("//form")
    # Nor can its form be made up.
    browser.form_key, browser.cookie = "a" * 32, "usher-form=" + "a" * 32
    answer = browser.press()
    assert answer.status == 400 and answer.header("location") is None


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "response_type"])
def test_no_parameter_comes_twice(browser, name):
    """RFC 6749, 3.1."""
    assert browser.ask().status == 200
    value = dict(urllib.parse.parse_qsl(browser.query))[name]
    answer = browser.open(f"{browser.query}&{urllib.parse.urlencode({name: value})}")
    if name in ("client_id", "redirect_uri"):
        assert answer.status == 400 and "comes twice" in answer.text()
    else:
        assert sent_back(answer)["error"] == "invalid_request"


@pytest.mark.parametrize("changes,error", [
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": None}, "unsupported_response_type"),
    ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge": CHALLENGE}, "invalid_request"),
    ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
], ids=str)
def test_a_wrong_request_is_answered_at_the_application(browser, changes, error):
    said = sent_back(browser.ask(**changes))
    assert said["error"] == error and said["state"] and said["iss"] == browser.server.url


def test_a_loopback_port_is_the_applications_choice(browser):
    uri = "http://127.0.0.1:61234/"
    browser.ask(redirect_uri=uri)
    code = sent_back(browser.press(), uri)["code"]
    refused(browser.exchange(code, redirect_uri=LOOPBACK), 400, "invalid_grant")
    tokens_of(browser.exchange(code, redirect_uri=uri))


def test_an_unencoded_redirect_uri(browser):
    """Published clients put it into the address as it is."""
    browser.language = "en"
    query = (f"client_id={browser.application.client_id}&client_secret="
             f"{browser.application.client_secret}&response_type=code&redirect_uri={LOOPBACK}")
    assert browser.open(query).status == 200
    sent_back(browser.press(query=query), LOOPBACK)


# --- codes ---

def test_a_code_works_once_and_a_second_use_ends_what_came_of_it(browser):
    code = browser.code()
    tokens = tokens_of(browser.exchange(code))
    refused(browser.exchange(code), 400, "invalid_grant")
    assert browser.get("Authentication/Info", tokens["access_token"]).status == 401
    refused(browser.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    refused(browser.exchange(code), 400, "invalid_grant")
    assert len(browser.server.query(
        "SELECT 1 FROM audit WHERE event LIKE 'authorization code used again%'")) == 1


def test_who_has_the_code_alone_ends_nothing(browser):
    code = browser.code(**PKCE)
    tokens = tokens_of(browser.exchange(code, code_verifier=VERIFIER))
    refused(browser.exchange(code, code_verifier="wrong" * 10), 400, "invalid_grant")
    assert browser.get("Authentication/Info", tokens["access_token"]).status == 200
    refused(browser.exchange(code, code_verifier=VERIFIER), 400, "invalid_grant")
    assert browser.get("Authentication/Info", tokens["access_token"]).status == 401


def test_new_credentials_end_codes_too(browser, sink):
    mine = Browser(browser.server, browser.application,
                   *open_account(browser.server, browser.application, sink))
    code = mine.code()
    id_ = browser.server.query("SELECT activation_id FROM account WHERE id = ?",
                               int(mine.user[1:]))[0][0]
    browser.server.run("activation", "resend", str(id_))
    refused(mine.exchange(code), 400, "invalid_grant")


@pytest.mark.parametrize("changes,error", [
    ({"redirect_uri": LOOPBACK}, "invalid_grant"), ({"redirect_uri": None}, "invalid_grant"),
    ({"code": "x"}, "invalid_grant"), ({"code": ""}, "invalid_request"),
    ({"code_verifier": VERIFIER}, "invalid_grant"),
], ids=str)
def test_bad_exchanges(browser, changes, error):
    code = browser.code()
    refused(browser.exchange(**({"code": code} | changes)), 400, error)


def test_another_application_can_not_use_a_code(browser):
    other = browser.server.register("Other")
    browser.server.run("app", "edit", other.client_id, "--redirect-uri", BACK)
    code = browser.code()
    answer = browser.form(TOKEN, {"grant_type": "authorization_code", "code": code,
                                  "redirect_uri": BACK}, by=other)
    refused(answer, 400, "invalid_grant")
    tokens_of(browser.exchange(code))


def test_a_code_ends(browser):
    code = browser.code()
    browser.server.execute("UPDATE authorization_code SET expires_at = 1000 WHERE grant_id IS NULL")
    refused(browser.exchange(code), 400, "invalid_grant")


def test_pkce(browser):
    for verifier in ("wrong" * 10, "", None):
        refused(browser.exchange(browser.code(**PKCE), code_verifier=verifier), 400,
                "invalid_grant")
    tokens_of(browser.exchange(browser.code(**PKCE), code_verifier=VERIFIER))


def test_a_public_client_needs_pkce_and_no_secret(browser):
    made = browser.server.run("app", "register", "--name", "App", "--contact", "a@example.org",
                              "--public", "--redirect-uri", LOOPBACK)
    assert made["client_secret"] == ""
    public = Browser(browser.server, Application(made["client_id"], ""), {}, browser.user,
                     browser.password)
    assert sent_back(public.ask(redirect_uri=LOOPBACK), LOOPBACK)["error"] == "invalid_request"
    public.ask(redirect_uri=LOOPBACK, **PKCE)
    code = sent_back(public.press(), LOOPBACK)["code"]
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": LOOPBACK,
              "client_id": made["client_id"]}

    def post(fields):
        return public.call("POST", TOKEN, [("Content-Type", FORM)],
                           urllib.parse.urlencode(fields).encode())
    refused(post(fields), 400, "invalid_grant")
    refused(post({name: value for name, value in fields.items() if name != "client_id"}), 400,
            "invalid_client")
    tokens = tokens_of(post(fields | {"code_verifier": VERIFIER}))
    tokens_of(post({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"],
                    "client_id": made["client_id"]}))
    refused(post({"grant_type": "password", "username": browser.user,
                  "password": browser.password, "client_id": made["client_id"]}), 400,
            "unauthorized_client")


# --- the contract's shape 1, under its decision 9 ---

def get_token(browser, code):
    return browser.call("GET", f"{TOKEN}?code={code}&grant_type=authorization_code")


def test_a_get_without_credentials_when_the_request_had_the_secret(browser):
    code = browser.code(client_secret=browser.application.client_secret)
    tokens_of(get_token(browser, code))
    refused(get_token(browser, code), 400, "invalid_grant")


def test_a_get_without_credentials_otherwise(browser):
    refused(get_token(browser, browser.code()), 400, "invalid_client")
    secret = browser.application.client_secret
    refused(get_token(browser, browser.code(client_secret=secret, **PKCE)), 400, "invalid_client")
    code = browser.code(client_secret=secret)
    answer = browser.call("POST", TOKEN, [("Content-Type", FORM)],
                          f"code={code}&grant_type=authorization_code".encode())
    refused(answer, 400, "invalid_client")


# --- staff ---

def test_staff_end_the_password_grant(browser):
    browser.server.run("app", "edit", browser.application.client_id, "--password-grant", "false")
    refused(browser.form(TOKEN, browser.credentials()), 400, "unauthorized_client")
    browser.server.run("app", "edit", browser.application.client_id, "--password-grant", "true")
    tokens_of(browser.form(TOKEN, browser.credentials()))


@pytest.mark.parametrize("uri", ["http://shop.example.com/", "shop", "https://a/#b",
                                 "javascript:alert(1)"])
def test_redirect_uris_that_are_not_taken(browser, uri):
    done = browser.server.command("app", "edit", browser.application.client_id, "--redirect-uri",
                                  uri)
    assert done.returncode != 0 and "redirect URI" in done.stderr
    shown = browser.server.run("app", "show", browser.application.client_id)
    assert shown["redirect_uris"] == sorted([BACK, LOOPBACK])


def test_nothing_of_it_is_logged(browser):
    browser.ask(state="a-state-to-be-found", client_secret=browser.application.client_secret)
    code = sent_back(browser.press())["code"]
    log = browser.server.log()
    for secret in ("a-state-to-be-found", browser.application.client_secret, code,
                   browser.password):
        assert secret not in log
    assert json.loads(log.splitlines()[-1])
