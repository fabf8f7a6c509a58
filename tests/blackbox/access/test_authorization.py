"""The authorization code grant: the sign-in page, redirects, single-use codes, PKCE, and the request without
credentials that old clients send."""

import base64
import hashlib
import json
import urllib.parse

import pytest
from harness import Application, Usher
from lxml import html
from oauth import (FORM, LOG_ON, REDIRECT_URI, TOKEN, CodeClient, open_account, redirect_parameters,
                   refused, tokens_of)
from wire import LANGUAGES

LOOPBACK = "http://127.0.0.1:5000/"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()[:43]
FORGED_COOKIES = {"other": "1", "usher-form": "a" * 32}
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


@pytest.fixture(scope="module")
def application(server):
    application = server.register("Shop <b>& Søn</b>")
    edited = server.run("app", "edit", application.client_id, "--redirect-uri", REDIRECT_URI, LOOPBACK)
    assert edited["redirect_uris"] == sorted([REDIRECT_URI, LOOPBACK])
    return application


@pytest.fixture(scope="module")
def client(server, application, sink):
    return CodeClient(server, application, *open_account(server, application, sink))


# --- the page ---

@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_every_language(client, language):
    answer = client.authorize(language.lower())
    assert answer.status == 200 and client.browser.page.get("lang") == language.lower()
    assert answer.header("content-language") == language.lower()
    text = client.browser.page.text_content()
    assert "Shop <b>& Søn</b>" in text and "partner@example.org" in text and "{" not in text
    assert len(client.browser.page.xpath("//li")) == 2
    assert [b.get("value") for b in client.browser.page.xpath("//button")] == ["allow", "refuse"]
    assert len(client.browser.page.xpath("//label[@for='username' or @for='password']")) == 2
    assert "name=\"password\" type=\"password\"" in answer.text()
    policy = answer.header("content-security-policy")
    assert "form-action 'self' https: http:;" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and answer.header("x-content-type-options")
    cookie = answer.header("set-cookie")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie


def test_the_cookie_is_a_host_cookie_behind_https():
    with Usher({"server": {"public_url": "https://usher.example.com"}}) as secure:
        mine = secure.register()
        secure.run("app", "edit", mine.client_id, "--redirect-uri", REDIRECT_URI)
        other = CodeClient(secure, mine, {}, "m1", "x")
        answer = other.authorize()
        assert answer.header("set-cookie").startswith("__Host-usher-form=")
        assert "; Secure" in answer.header("set-cookie")


def test_allowing(client):
    client.authorize()
    parameters = redirect_parameters(client.press())
    assert sorted(parameters) == ["code", "from", "iss", "state"]
    assert parameters["state"] == "x&y=z é" and parameters["iss"] == client.server.url
    tokens = tokens_of(client.exchange(parameters["code"]))
    assert client.get("Authentication/Info", tokens["access_token"]).status == 200
    tokens_of(client.refresh(tokens["refresh_token"]))


@pytest.mark.parametrize("path", [LOG_ON.lower(), "/Authorization/OAuth/Authorization"])
def test_other_paths_of_the_page(client, path):
    client.authorize()
    assert client.call("GET", f"{path}?{client.query}").status == 200


def test_refusing(client):
    client.authorize()
    parameters = redirect_parameters(client.press("refuse", username="", password=""))
    assert parameters["error"] == "access_denied" and parameters["state"] == "x&y=z é"
    assert "code" not in parameters


def test_without_a_state(client):
    client.authorize(state=None)
    assert "state" not in redirect_parameters(client.press())


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"username": "m99999999"},
                                     {"username": "\xff"}, {"password": ""}], ids=str)
def test_wrong_credentials_return_the_page(client, changes):
    client.authorize()
    answer = client.press(**changes)
    page = html.fromstring(answer.body)
    assert answer.status == 400 and page.xpath("//*[@role='alert']")
    assert "wrong" in page.xpath("//*[@role='alert']")[0].text
    assert not page.xpath("//input[@type='password']/@value")


@pytest.mark.parametrize("how", ["no key", "no cookie", "another's cookie"])
def test_a_form_from_another_page(client, how):
    client.authorize()
    if how == "no key":
        answer = client.press(form="")
    else:
        cookies = client.browser.cookies
        client.browser.cookies = {} if how == "no cookie" else FORGED_COOKIES.copy()
        answer = client.press()
        client.browser.cookies = cookies
    assert answer.status == 400 and html.fromstring(answer.body).xpath("//*[@role='alert']")


def test_two_tabs_are_independent(client):
    client.authorize(state="one")
    first, query = client.form_key, client.query
    answer = client.browser.call("GET", f"{LOG_ON}?{query}")
    assert answer.header("set-cookie") is None, "the browser keeps its cookie"
    second = html.fromstring(answer.body).xpath("//input[@name='form']/@value")[0]
    assert redirect_parameters(client.press(form=second))["code"]
    assert redirect_parameters(client.press(form=first, query=query))["code"]


def test_guesses_are_throttled(client, sink):
    victim = CodeClient(client.server, client.application,
                        *open_account(client.server, client.application, sink))
    victim.authorize()
    statuses = [victim.press(password="wrong").status for _ in range(10)]
    assert statuses[:6] == [400] * 6 and 429 in statuses
    for password in ("wrong", victim.password):
        answer = victim.press(password=password)
        assert answer.status == 429 and int(answer.header("retry-after")) <= 20
        assert "attempts" in html.fromstring(answer.body).xpath("//*[@role='alert']")[0].text
    client.authorize()
    assert redirect_parameters(client.press())["code"], "another account from the same source"


# --- redirects ---

@pytest.mark.parametrize("changes", [
    {"client_id": None}, {"client_id": "x"}, {"client_id": "\x01"}, {"redirect_uri": None},
    {"redirect_uri": "https://evil.example.com/"}, {"redirect_uri": REDIRECT_URI + "&x=1"},
    {"redirect_uri": REDIRECT_URI.replace("https", "http")}, {"redirect_uri": "javascript:alert(1)"},
    {"redirect_uri": "https://shop.example.com/back"}, {"client_secret": "wrong"},
    {"redirect_uri": "http://127.0.0.1:5000/other"}, {"redirect_uri": "http://127.0.0.1:5000@e.com/"},
], ids=str)
def test_invalid_requests_are_not_redirected(client, changes):
    answer = client.authorize(**changes)
    assert answer.status == 400 and answer.header("location") is None
    page = html.fromstring(answer.body)
    assert page.xpath("//p[@class='detail']") and not page.xpath("//form")
    # A forged form is not redirected either.
    client.form_key, client.browser.cookies = "a" * 32, FORGED_COOKIES.copy()
    answer = client.press()
    assert answer.status == 400 and answer.header("location") is None


@pytest.mark.parametrize("name", ["client_id", "redirect_uri", "state", "response_type"])
def test_duplicate_parameters_are_rejected(client, name):
    """Duplicate parameters are invalid (RFC 6749, 3.1)."""
    assert client.authorize().status == 200
    value = dict(urllib.parse.parse_qsl(client.query))[name]
    answer = client.open(f"{client.query}&{urllib.parse.urlencode({name: value})}")
    if name in ("client_id", "redirect_uri"):
        assert answer.status == 400 and "comes twice" in answer.text()
    else:
        assert redirect_parameters(answer)["error"] == "invalid_request"


@pytest.mark.parametrize("changes,error", [
    ({"response_type": "token"}, "unsupported_response_type"),
    ({"response_type": None}, "unsupported_response_type"),
    ({"code_challenge": CHALLENGE, "code_challenge_method": "plain"}, "invalid_request"),
    ({"code_challenge": CHALLENGE}, "invalid_request"),
    ({"code_challenge": "short", "code_challenge_method": "S256"}, "invalid_request"),
], ids=str)
def test_errors_are_redirected_to_the_application(client, changes, error):
    parameters = redirect_parameters(client.authorize(**changes))
    assert parameters["error"] == error and parameters["state"]
    assert parameters["iss"] == client.server.url


def test_a_loopback_redirect_may_use_any_port(client):
    uri = "http://127.0.0.1:61234/"
    client.authorize(redirect_uri=uri)
    code = redirect_parameters(client.press(), uri)["code"]
    refused(client.exchange(code, redirect_uri=LOOPBACK), 400, "invalid_grant")
    tokens_of(client.exchange(code, redirect_uri=uri))


def test_an_unencoded_redirect_uri(client):
    """Published clients do not encode the redirect URI."""
    client.browser.language = "en"
    query = (f"client_id={client.application.client_id}&client_secret="
             f"{client.application.client_secret}&response_type=code&redirect_uri={LOOPBACK}")
    assert client.open(query).status == 200
    redirect_parameters(client.press(query=query), LOOPBACK)


# --- codes ---

def test_a_second_use_of_a_code_revokes_its_grant(client):
    code = client.code()
    tokens = tokens_of(client.exchange(code))
    refused(client.exchange(code), 400, "invalid_grant")
    assert client.get("Authentication/Info", tokens["access_token"]).status == 401
    refused(client.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    refused(client.exchange(code), 400, "invalid_grant")
    assert len(client.server.query(
        "SELECT 1 FROM audit WHERE event LIKE 'authorization code used again%'")) == 1


def test_a_code_without_its_verifier_revokes_nothing(client):
    code = client.code(**PKCE)
    tokens = tokens_of(client.exchange(code, code_verifier=VERIFIER))
    refused(client.exchange(code, code_verifier="wrong" * 10), 400, "invalid_grant")
    assert client.get("Authentication/Info", tokens["access_token"]).status == 200
    refused(client.exchange(code, code_verifier=VERIFIER), 400, "invalid_grant")
    assert client.get("Authentication/Info", tokens["access_token"]).status == 401


def test_new_credentials_revoke_codes(client, sink):
    mine = CodeClient(client.server, client.application,
                      *open_account(client.server, client.application, sink))
    code = mine.code()
    id_ = client.server.query("SELECT activation_id FROM account WHERE id = ?",
                              int(mine.user[1:]))[0][0]
    client.server.run("activation", "resend", str(id_))
    refused(mine.exchange(code), 400, "invalid_grant")


@pytest.mark.parametrize("changes,error", [
    ({"redirect_uri": LOOPBACK}, "invalid_grant"), ({"redirect_uri": None}, "invalid_grant"),
    ({"code": "x"}, "invalid_grant"), ({"code": ""}, "invalid_request"),
    ({"code_verifier": VERIFIER}, "invalid_grant"),
], ids=str)
def test_bad_exchanges(client, changes, error):
    code = client.code()
    refused(client.exchange(**({"code": code} | changes)), 400, error)


def test_another_application_can_not_use_a_code(client):
    other = client.server.register("Other")
    client.server.run("app", "edit", other.client_id, "--redirect-uri", REDIRECT_URI)
    code = client.code()
    answer = client.form(TOKEN, {"grant_type": "authorization_code", "code": code,
                                 "redirect_uri": REDIRECT_URI}, by=other)
    refused(answer, 400, "invalid_grant")
    tokens_of(client.exchange(code))


def test_a_code_expires(client):
    code = client.code()
    client.server.execute("UPDATE authorization_code SET expires_at = 1000 WHERE grant_id IS NULL")
    refused(client.exchange(code), 400, "invalid_grant")


def test_pkce(client):
    for verifier in ("wrong" * 10, "", None):
        refused(client.exchange(client.code(**PKCE), code_verifier=verifier), 400,
                "invalid_grant")
    tokens_of(client.exchange(client.code(**PKCE), code_verifier=VERIFIER))


def test_a_public_client_needs_pkce_and_no_secret(client):
    registered = client.server.run("app", "register", "--name", "App", "--contact", "a@example.org",
                                   "--public", "--redirect-uri", LOOPBACK)
    assert registered["client_secret"] == ""
    public = CodeClient(client.server, Application(registered["client_id"], ""), {}, client.user,
                        client.password)
    assert redirect_parameters(public.authorize(redirect_uri=LOOPBACK), LOOPBACK)["error"] == "invalid_request"
    public.authorize(redirect_uri=LOOPBACK, **PKCE)
    code = redirect_parameters(public.press(), LOOPBACK)["code"]
    fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": LOOPBACK,
              "client_id": registered["client_id"]}

    def post(fields):
        return public.call("POST", TOKEN, [("Content-Type", FORM)],
                           urllib.parse.urlencode(fields).encode())
    refused(post(fields), 400, "invalid_grant")
    refused(post({name: value for name, value in fields.items() if name != "client_id"}), 400,
            "invalid_client")
    tokens = tokens_of(post(fields | {"code_verifier": VERIFIER}))
    tokens_of(post({"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"],
                    "client_id": registered["client_id"]}))
    refused(post({"grant_type": "password", "username": client.user,
                  "password": client.password, "client_id": registered["client_id"]}), 400,
            "unauthorized_client")


# --- the token request without credentials (docs/contract/provisioning.md, B.3 and decision 9) ---

def get_token(client, code):
    return client.call("GET", f"{TOKEN}?code={code}&grant_type=authorization_code")


def test_a_get_without_credentials_when_the_request_had_the_secret(client):
    code = client.code(client_secret=client.application.client_secret)
    tokens_of(get_token(client, code))
    refused(get_token(client, code), 400, "invalid_grant")


def test_a_get_without_credentials_otherwise(client):
    refused(get_token(client, client.code()), 400, "invalid_client")
    secret = client.application.client_secret
    refused(get_token(client, client.code(client_secret=secret, **PKCE)), 400, "invalid_client")
    code = client.code(client_secret=secret)
    answer = client.call("POST", TOKEN, [("Content-Type", FORM)],
                         f"code={code}&grant_type=authorization_code".encode())
    refused(answer, 400, "invalid_client")


# --- staff ---

def test_staff_disable_the_password_grant(client):
    client.server.run("app", "edit", client.application.client_id, "--password-grant", "false")
    refused(client.form(TOKEN, client.credentials()), 400, "unauthorized_client")
    client.server.run("app", "edit", client.application.client_id, "--password-grant", "true")
    tokens_of(client.form(TOKEN, client.credentials()))


@pytest.mark.parametrize("uri", ["http://shop.example.com/", "shop", "https://a/#b",
                                 "javascript:alert(1)"])
def test_rejected_redirect_uris(client, uri):
    done = client.server.command("app", "edit", client.application.client_id, "--redirect-uri",
                                 uri)
    assert done.returncode != 0 and "redirect URI" in done.stderr
    stored = client.server.run("app", "show", client.application.client_id)
    assert stored["redirect_uris"] == sorted([REDIRECT_URI, LOOPBACK])


def test_sign_ins_log_no_secrets(client):
    client.authorize(state="a-state-to-search-for", client_secret=client.application.client_secret)
    code = redirect_parameters(client.press())["code"]
    log = client.server.log()
    for secret in ("a-state-to-search-for", client.application.client_secret, code,
                   client.password):
        assert secret not in log
    assert json.loads(log.splitlines()[-1])
