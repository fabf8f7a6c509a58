"""The owner's pages: sign-in, the password, a forgotten password, sessions, applications with access.
test_browser tests the same pages in a real browser."""

import ctypes
import ctypes.util

import pytest
from harness import Usher, eventually
from lxml import html
from oauth import (REDIRECT_URI, TOKEN, Client, CodeClient, open_account, redirect_parameters, refused,
                   tokens_of)
from owner import Owner, assert_redirect, last_link, request_link
from wire import LANGUAGES

CHOSEN = "three quiet red foxes"


@pytest.fixture(scope="module")
def application(server):
    application = server.register("Shop <b>")
    server.run("app", "edit", application.client_id, "--redirect-uri", REDIRECT_URI)
    return application


@pytest.fixture
def account(server, application, sink):
    return open_account(server, application, sink)


@pytest.fixture
def owner(server, account):
    owner = Owner(server)
    assert_redirect(owner.sign_in(*account[1:]), "/account")
    assert owner.is_signed_in()
    return owner


def choose(owner, current, chosen=CHOSEN, repeat=None):
    assert owner.get("/account/password").status == 200
    return owner.post("/account/password", present=current, new=chosen,
                      repeat=chosen if repeat is None else repeat)


# --- signing in ---

@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_in_every_language(server, account, language):
    tag = language.lower()
    owner = Owner(server, tag)
    for path in ("/account", "/account/forgot"):
        answer = owner.get(path)
        assert answer.status == 200 and answer.header("content-language") == tag
        policy = answer.header("content-security-policy")
        assert "form-action 'self';" in policy and "unsafe" not in policy
        assert owner.page.get("lang") == tag and "{" not in owner.page.text_content()
    owner.sign_in(*account[1:])
    for path in ("/account", "/account/password"):
        answer = owner.get(path)
        assert answer.status == 200 and answer.header("content-language") == tag
        assert "{" not in owner.page.text_content()
    assert owner.get("/account/reset/" + "a" * 68).status == 404


def test_the_page_shows_the_account(owner, account):
    text = owner.page.text_content()
    fields, user, _ = account
    for value in (user, fields["Company"], fields["Email"], "Firefox, Linux", "127.0.0.1"):
        assert value in text, value
    assert "No application has access" in text


def test_the_session_cookie(server, account):
    owner = Owner(server)
    answer = owner.sign_in(*account[1:])
    cookies = [value for name, value in answer.headers if name.lower() == "set-cookie"]
    session = next(value for value in cookies if value.startswith("usher-session="))
    assert "HttpOnly" in session and "SameSite=Lax" in session and "Path=/" in session
    token = owner.cookies["usher-session"]
    rows = server.query("SELECT hash FROM session")
    assert token.encode() not in [row[0] for row in rows], "only a hash is stored"
    owner.cookies["usher-session"] = "a" * 32
    assert not owner.is_signed_in()


@pytest.mark.parametrize("user,password", [("mine", "wrong"), ("m99999999", "right"), ("", ""),
                                           ("mine", "x" * 5000)],
                         ids=lambda value: value[:12] or "none")
def test_wrong_credentials(server, account, user, password):
    owner = Owner(server)
    answer = owner.sign_in(account[1] if user == "mine" else user,
                           account[2] if password == "right" else password)
    assert answer.status == 400 and "wrong" in owner.alert()
    assert not owner.page.xpath("//input[@type='password']/@value")


def test_attempts_from_many_sources_do_not_lock_the_owner_out(sink):
    """Sixty failed attempts at one account block sign-ins from unknown browsers; a trusted device of the owner still
    signs in. A device is trusted only with the current password."""
    with Usher({"server": {"trusted_proxies": ["127.0.0.1"]}}, smtp_url=sink.url) as server:
        _, user, password = open_account(server, server.register(), sink)
        first, second, third = (Owner(server, address=f"198.51.100.{i}") for i in range(3))
        assert_redirect(first.sign_in(user, password), "/account")
        (id_,), = server.query("SELECT activation_id FROM account")
        server.run("activation", "resend", str(id_), "--email", "later@example.org")
        password = sink.mail_to("later@example.org").credentials()[1]
        assert_redirect(second.sign_in(user, password), "/account")
        link, password = request_link(server, sink, user, "later@example.org"), CHOSEN
        third.get(link)
        assert_redirect(third.post(link, new=password, repeat=password), "/account?done=changed")

        stranger = Owner(server)
        stranger.get()
        statuses = []
        for source in range(11):  # six attempts from each source, up to the limit of the account
            stranger.address = f"203.0.113.{source}"
            statuses += [stranger.post("/account", username=user, password="wrong").status
                         for _ in range(6)]
        assert set(statuses[:60]) == {400} and statuses[-1] == 429
        for number, owner in enumerate((Owner(server), first, second)):
            owner.address = f"203.0.113.{200 + number}"
            assert owner.sign_in(user, password).status == 429, "also with the correct password"
        third.post("/account/sign-out", session="0")
        third.address = "203.0.113.210"
        assert_redirect(third.sign_in(user, password), "/account")


def test_a_form_from_another_page(server, account):
    owner = Owner(server)
    owner.get()
    owner.cookies["usher-form"] = "b" * 32
    answer = owner.post("/account", username=account[1], password=account[2])
    assert answer.status == 400 and "too long" in owner.alert()
    assert not owner.is_signed_in()


def test_forms_of_other_sites_are_rejected(owner, account, server):
    """A form of another site has the cookies, but not the key."""
    owner.page = html.fromstring("<p>")
    assert_redirect(owner.post("/account/sign-out", session="0"), "/account")
    assert owner.is_signed_in()
    before = server.query("SELECT password_hash FROM account WHERE id = ?", int(account[1][1:]))
    owner.page = html.fromstring("<p>")
    answer = owner.post("/account/password", present=account[2], new=CHOSEN, repeat=CHOSEN)
    assert answer.status == 400
    assert before == server.query("SELECT password_hash FROM account WHERE id = ?",
                                  int(account[1][1:]))


# --- the password ---

def test_changing_the_password(server, owner, account):
    fields, user, password = account
    other = Owner(server, agent="curl/8")
    other.sign_in(user, password)
    copied_cookies = dict(owner.cookies)
    assert_redirect(choose(owner, password), "/account?done=changed")
    thief = Owner(server)
    thief.cookies = copied_cookies
    assert not thief.is_signed_in(), "a copy of the cookie"
    assert owner.get("/account?done=changed").status == 200
    assert "changed" in owner.page.xpath("//*[@role='status']")[0].text
    assert owner.is_signed_in() and not other.is_signed_in(), "other browsers are signed out"
    assert other.sign_in(user, password).status == 400
    assert_redirect(other.sign_in(user, CHOSEN), "/account")
    stored, = server.query("SELECT password_hash FROM account WHERE id = ?", int(user[1:]))
    assert bytes(stored[0]).startswith(b"$argon2id$v=19$m=19456,t=2,p=1$")
    assert server.query("SELECT 1 FROM audit WHERE event = 'password changed by the owner' "
                        f"AND account_id = {int(user[1:])}")


@pytest.mark.parametrize("current,chosen,repeat,problem", [
    ("wrong", CHOSEN, CHOSEN, "present password is wrong"),
    ("right", "short", "short", "at least 12"),
    ("right", "あいうえおかきくけこさ", "あいうえおかきくけこさ", "at least 12"),
    ("right", "x" * 201, "x" * 201, "at most 200"),
    ("right", "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "easy to guess"),
    ("right", "right", "right", "easy to guess"),
    ("right", CHOSEN, CHOSEN + "x", "not the same"),
], ids=lambda value: str(value)[:12])
def test_rejected_passwords(owner, account, current, chosen, repeat, problem):
    correct = account[2]
    answer = choose(owner, correct if current == "right" else current,
                    correct if chosen == "right" else chosen,
                    correct if repeat == "right" else repeat)
    assert answer.status == 400 and problem in owner.alert()
    assert correct not in answer.text() and CHOSEN not in answer.text()


def test_a_chosen_password_of_any_script(owner, account, server):
    assert_redirect(choose(owner, account[2], "三匹の静かな赤い狐たちの夜"), "/account?done=changed")
    assert_redirect(Owner(server).sign_in(account[1], "三匹の静かな赤い狐たちの夜"), "/account")


def test_a_chosen_password_works_for_applications_too(server, application, owner, account):
    choose(owner, account[2])
    client = Client(server, application, account[0], account[1], CHOSEN)
    client.sign_in()
    code_client = CodeClient(server, application, account[0], account[1], CHOSEN)
    code_client.authorize()
    assert redirect_parameters(code_client.press())["code"]


def test_a_plan_that_requires_a_chosen_password(server, sink):
    server.run("plan", "add", "strict", "--choose-password", "true", "--brand", "Acme")
    application = server.register("Strict")
    server.run("app", "enable", application.client_id, "--plan", "strict")
    server.run("app", "edit", application.client_id, "--redirect-uri", REDIRECT_URI)
    account = open_account(server, application, sink)
    client = Client(server, application, *account)
    description = refused(client.form(TOKEN, client.credentials()), 400, "invalid_grant")
    assert "choose a password" in description
    code_client = CodeClient(server, application, *account)
    code_client.authorize()
    answer = code_client.press()
    assert answer.status == 400 and "/account" in html.fromstring(answer.body).xpath(
        "//*[@role='alert']")[0].text
    owner = Owner(server)
    owner.sign_in(*account[1:])
    assert_redirect(owner.get(), "/account/password")
    owner.get("/account/password")
    assert "Acme" in owner.page.text_content() and "first" in owner.page.text_content()
    assert_redirect(choose(owner, account[2]), "/account?done=changed")
    assert owner.is_signed_in()
    client.password = code_client.password = CHOSEN
    client.sign_in()
    code_client.authorize()
    assert redirect_parameters(code_client.press())["code"]


def test_a_hash_of_another_cost_is_replaced(server, owner, account):
    """The next sign-in hashes the password with the current cost."""
    choose(owner, account[2])
    cheap = "$argon2id$v=19$m=8,t=1,p=1$" + cheap_hash(CHOSEN)
    id_ = int(account[1][1:])
    value = f"'\\x{cheap.encode().hex()}'" if server.on_postgres else f"x'{cheap.encode().hex()}'"
    server.execute(f"UPDATE account SET password_hash = {value} WHERE id = {id_}")
    assert_redirect(Owner(server).sign_in(account[1], CHOSEN), "/account")
    stored, = server.query("SELECT password_hash FROM account WHERE id = ?", id_)
    assert bytes(stored[0]).startswith(b"$argon2id$v=19$m=19456,t=2,p=1$")
    assert_redirect(Owner(server).sign_in(account[1], CHOSEN), "/account")


def cheap_hash(password):
    """Returns the text form of an Argon2id hash and its salt, computed by libsodium with a low cost."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    out = ctypes.create_string_buffer(128)
    assert sodium.sodium_init() >= 0
    assert sodium.crypto_pwhash_argon2id_str(out, password.encode(), ctypes.c_ulonglong(
        len(password.encode())), ctypes.c_ulonglong(1), ctypes.c_size_t(8192)) == 0
    return out.value.decode().split("p=1$", 1)[1]


# --- a forgotten password ---

@pytest.mark.parametrize("by", ["user name", "address"])
def test_a_link_is_valid_for_one_new_password(server, application, sink, account, by):
    fields, user, _ = account
    client = Client(server, application, *account)
    tokens = client.sign_in()
    path = request_link(server, sink, user if by == "user name" else fields["Email"],
                        fields["Email"])
    scanner = Owner(server)
    for verb in ("GET", "HEAD", "GET"):
        assert scanner.call(verb, path).status == 200, "opening the link does not use it up"
    owner = Owner(server)
    owner.get(path)
    assert owner.post(path, new="short", repeat="short").status == 400
    assert_redirect(owner.post(path, new=CHOSEN, repeat=CHOSEN), "/account?done=changed")
    assert owner.is_signed_in(), "the owner is signed in"
    refused(client.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    assert owner.get(path).status == 404 and "does not work any more" in owner.call(
        "GET", path).text()
    assert_redirect(Owner(server).sign_in(user, CHOSEN), "/account")


def test_the_mail_has_the_language_of_the_account(server, sink, application):
    account = open_account(server, application, sink, Language="JA")
    request_link(server, sink, account[1], account[0]["Email"])
    mail = sink.mails_to(account[0]["Email"])[-1]
    assert mail.message["Content-Language"] == "ja" and account[1] in mail.text
    assert "パスワード" in mail.message["Subject"] and account[2] not in mail.text


def test_the_answer_does_not_reveal_accounts(server, account):
    texts = set()
    for name in (account[1], account[0]["Email"], "m99999999", "unknown@example.org", "?", ""):
        owner = Owner(server)
        owner.get("/account/forgot")
        answer = owner.post("/account/forgot", who=name)
        assert answer.status == 200
        texts.add(answer.text())
    assert len(texts) == 1


def test_repeated_requests_mail_the_same_link_within_limits(server, sink, account):
    fields, user, _ = account
    first = request_link(server, sink, user, fields["Email"])

    def request_again():
        owner = Owner(server)
        owner.get("/account/forgot")
        assert owner.post("/account/forgot", who=user).status == 200

    def mails():
        return sink.mails_to(fields["Email"])
    request_again()
    assert server.query("SELECT requests FROM password_reset WHERE account_id = ?",
                        int(user[1:])) == [(1,)], "too soon"
    for number in range(2, 7):
        eventually(lambda: not server.query("SELECT 1 FROM task WHERE kind = 3"),
                   what="the end of the mail's task")
        server.execute("UPDATE password_reset SET created_at = created_at - 200000 "
                       f"WHERE account_id = {int(user[1:])}")
        count = len(mails())
        owner = Owner(server)
        owner.get("/account/forgot")
        owner.post("/account/forgot", who=user if number % 2 else fields["Email"])
        if number <= 5:
            eventually(lambda: len(mails()) > count, what=f"link {number}")
    assert server.query("SELECT requests FROM password_reset WHERE account_id = ?",
                        int(user[1:])) == [(5,)]
    assert last_link(sink, fields["Email"]) == first, "further requests do not change the link"
    assert Owner(server).get(first).status == 200
    assert len({mail.message["Message-ID"] for mail in mails()}) == len(mails())


def test_a_forged_link(server, account):
    id_ = int(account[1][1:])
    for token in (f"{id_:016x}" + "a" * 52, "x", "a" * 68, f"{id_:016x}"):
        assert Owner(server).get(f"/account/reset/{token}").status == 404


def test_pages_without_an_account_have_the_brand_of_the_default_plan(server):
    server.run("plan", "edit", "default", "--brand", "Acme Mail")
    try:
        for path in ("/account", "/account/forgot", "/account/reset/x"):
            page = html.fromstring(Owner(server).get(path).body)
            assert page.xpath("//p[@class='brand']")[0].text == "Acme Mail", path
    finally:
        server.run("plan", "edit", "default", "--brand", "Usher")


def test_staff_send_a_link_after_a_password_was_chosen(server, sink, owner, account):
    fields, user, password = account
    choose(owner, password)
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    done = server.command("activation", "resend", id_, "--email", "new@example.org")
    assert done.returncode == 0 and "link" in done.stdout
    sink.mail_to("new@example.org")
    assert Owner(server).get(last_link(sink, "new@example.org")).status == 200
    assert_redirect(Owner(server).sign_in(user, CHOSEN), "/account")
    history = server.query("SELECT why FROM history WHERE activation_id = ?", int(id_))
    assert ("link to choose a password sent by staff to another address",) in history


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_former_address_receives_a_notice(server, application, sink, language):
    fields, user, password = open_account(server, application, sink, Language=language)
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    new_address = f"moved-{language.lower()}@example.org"
    server.run("activation", "resend", id_, "--email", new_address)
    new_password = sink.mail_to(new_address).credentials()[1]
    _, notice = sink.mails_to(fields["Email"])
    assert notice.message["Content-Language"] == language.lower()
    assert user in notice.text and "support@example.com" in notice.text
    for secret in (password, new_password, new_address, "/account/"):
        assert secret not in notice.text and secret not in notice.html
    eventually(lambda: not server.query("SELECT 1 FROM task WHERE activation_id = ?", int(id_)),
               what="the end of all tasks")
    history = server.query("SELECT why FROM history WHERE activation_id = ?", int(id_))
    assert ("the former address was notified of the new address",) in history
    assert len(sink.mails_to(fields["Email"])) == 2 and len(sink.mails_to(new_address)) == 1


def test_the_former_address_receives_a_notice_after_a_password_was_chosen(server, sink, owner, account):
    fields, user, password = account
    choose(owner, password)
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    server.run("activation", "resend", id_, "--email", "chosen@example.org")
    sink.mail_to("chosen@example.org")
    assert last_link(sink, "chosen@example.org")
    assert "er blevet ændret" in sink.mails_to(fields["Email"])[-1].message["Subject"]


def test_new_credentials_revoke_sessions_and_links(server, sink, owner, account):
    path = request_link(server, sink, account[1], account[0]["Email"])
    eventually(lambda: not server.query("SELECT 1 FROM task WHERE kind = 3"),
               what="the end of the mail's task")
    id_ = server.query("SELECT activation_id FROM account WHERE id = ?", int(account[1][1:]))[0][0]
    server.run("activation", "resend", str(id_))
    assert not owner.is_signed_in()
    assert Owner(server).get(path).status == 404


def test_a_session_expires_with_its_account(server, owner, account):
    server.execute(f"UPDATE account SET expires_at = 1000 WHERE id = {int(account[1][1:])}")
    assert not owner.is_signed_in()
    assert owner.sign_in(*account[1:]).status == 400


def test_a_link_from_staff_revokes_the_one_before(server, sink, owner, account):
    """The limit of requests does not apply to staff."""
    fields, user, password = account
    choose(owner, password)
    old = request_link(server, sink, user, fields["Email"])
    eventually(lambda: not server.query("SELECT 1 FROM task WHERE kind = 3"),
               what="the end of the mail's task")
    server.execute(f"UPDATE password_reset SET requests = 5 WHERE account_id = {int(user[1:])}")
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    server.run("activation", "resend", id_, "--email", "new2@example.org")
    sink.mail_to("new2@example.org")
    assert Owner(server).get(old).status == 404
    assert Owner(server).get(last_link(sink, "new2@example.org")).status == 200


def test_a_refused_resend_changes_nothing(server, sink, owner, account):
    fields, user, password = account
    choose(owner, password)
    server.execute(f"UPDATE account SET expires_at = 1000 WHERE id = {int(user[1:])}")
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    done = server.command("activation", "resend", id_, "--email", "new3@example.org")
    assert done.returncode != 0 and "has expired" in done.stderr
    assert server.query("SELECT address FROM account WHERE id = ?", int(user[1:])) == [
        (fields["Email"],)]


# --- sessions and applications ---

def test_signing_out(server, owner, account):
    other = Owner(server, agent="Mozilla/5.0 (iPhone; x) Version/17 Safari/605")
    other.sign_in(*account[1:])
    owner.get()
    assert "Safari, iPhone" in owner.page.text_content()
    ids = owner.page.xpath("//button[@name='session']/@value")
    assert len(ids) == 3 and ids[-1] == "others"
    assert_redirect(owner.post("/account/sign-out", session=ids[0]), "/account")
    assert not other.is_signed_in() and owner.is_signed_in()
    other.sign_in(*account[1:])
    owner.get()
    assert_redirect(owner.post("/account/sign-out", session="others"), "/account?done=signed-out")
    assert not other.is_signed_in() and owner.is_signed_in()
    cookies = dict(owner.cookies)
    assert_redirect(owner.post("/account/sign-out", session=ids[1]), "/account")
    assert not owner.is_signed_in()
    owner.cookies = cookies
    assert not owner.is_signed_in(), "the session has ended, not only its cookie"


def test_withdrawing_an_applications_access(server, application, owner, account, sink):
    code_client = CodeClient(server, application, *account)
    tokens = tokens_of(code_client.exchange(code_client.code()))
    owner.get()
    assert "Shop <b>" in owner.page.text_content() and "partner@example.org" in \
        owner.page.text_content()
    application_id, = owner.page.xpath("//input[@name='application']/@value")
    stranger = Owner(server)
    stranger.sign_in(*open_account(server, application, sink)[1:])
    stranger.get()
    assert_redirect(stranger.post("/account/withdraw", application=application_id), "/account?done=withdrawn")
    assert code_client.get("Authentication/Info", tokens["access_token"]).status == 200, "another account"
    more = code_client.sign_in()
    code = code_client.code()
    assert_redirect(owner.post("/account/withdraw", application=application_id), "/account?done=withdrawn")
    refused(code_client.exchange(code), 400, "invalid_grant")
    refused(code_client.refresh(more["refresh_token"]), 400, "invalid_grant")
    assert code_client.get("Authentication/Info", tokens["access_token"]).status == 401
    refused(code_client.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    owner.get()
    assert "No application has access" in owner.page.text_content()


def test_secrets_are_not_logged(server, sink, account):
    path = request_link(server, sink, account[1], account[0]["Email"])
    owner = Owner(server)
    owner.get(path)
    owner.post(path, new=CHOSEN, repeat=CHOSEN)
    log = server.log()
    for secret in (path.rsplit("/", 1)[1], CHOSEN, owner.cookies["usher-session"], account[2]):
        assert secret not in log
