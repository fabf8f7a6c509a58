"""The owner's pages: sign in, the password, what is forgotten, sessions, applications with access.
With a client that shares no code with the server; browsers walk through them in test_browser."""

import ctypes
import ctypes.util

import pytest
from harness import Usher, eventually
from lxml import html
from oauth import BACK, TOKEN, Browser, Client, open_account, refused, sent_back, tokens_of
from owner import Owner, ask_for_link, goes_to, link_to
from wire import LANGUAGES

CHOSEN = "three quiet red foxes"


@pytest.fixture(scope="module")
def server(sink):
    with Usher(smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture(scope="module")
def application(server):
    application = server.register("Shop <b>")
    server.run("app", "edit", application.client_id, "--redirect-uri", BACK)
    return application


@pytest.fixture
def account(server, application, sink):
    return open_account(server, application, sink)


@pytest.fixture
def owner(server, account):
    owner = Owner(server)
    goes_to(owner.sign_in(*account[1:]), "/account")
    assert owner.is_in()
    return owner


def choose(owner, present, chosen=CHOSEN, repeat=None):
    assert owner.get("/account/password").status == 200
    return owner.post("/account/password", present=present, new=chosen,
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


def test_the_sessions_cookie(server, account):
    owner = Owner(server)
    answer = owner.sign_in(*account[1:])
    cookies = [value for name, value in answer.headers if name.lower() == "set-cookie"]
    session = next(value for value in cookies if value.startswith("usher-session="))
    assert "HttpOnly" in session and "SameSite=Lax" in session and "Path=/" in session
    kept = owner.cookies["usher-session"]
    rows = server.query("SELECT hash FROM session")
    assert kept.encode() not in [row[0] for row in rows], "only a hash is kept"
    owner.cookies["usher-session"] = "a" * 32
    assert not owner.is_in()


@pytest.mark.parametrize("user,password", [("mine", "wrong"), ("m99999999", "right"), ("", ""),
                                           ("mine", "x" * 5000)],
                         ids=lambda value: value[:12] or "none")
def test_wrong_credentials(server, account, user, password):
    owner = Owner(server)
    answer = owner.sign_in(account[1] if user == "mine" else user,
                           account[2] if password == "right" else password)
    assert answer.status == 400 and "wrong" in owner.alert()
    assert not owner.page.xpath("//input[@type='password']/@value")


def test_strangers_from_many_places_do_not_lock_the_owner_out(sink):
    """Sixty tries at one account: no stranger gets in any more, a browser of the owner's does. It is
    known by the password that was used in it: whoever had an old one is a stranger again."""
    with Usher({"server": {"trusted_proxies": ["127.0.0.1"]}}, smtp_url=sink.url) as server:
        _, user, password = open_account(server, server.register(), sink)
        first, second, third = (Owner(server, address=f"198.51.100.{i}") for i in range(3))
        goes_to(first.sign_in(user, password), "/account")
        (id_,), = server.query("SELECT activation_id FROM account")
        server.run("activation", "resend", str(id_), "--email", "later@example.org")
        password = sink.mail_to("later@example.org").credentials()[1]
        goes_to(second.sign_in(user, password), "/account")
        link, password = ask_for_link(server, sink, user, "later@example.org"), CHOSEN
        third.get(link)
        goes_to(third.post(link, new=password, repeat=password), "/account?done=changed")

        stranger = Owner(server)
        stranger.get()
        statuses = []
        for place in range(11):  # six from each, until the account has had too many
            stranger.address = f"203.0.113.{place}"
            statuses += [stranger.post("/account", username=user, password="wrong").status
                         for _ in range(6)]
        assert set(statuses[:60]) == {400} and statuses[-1] == 429
        for place, browser in enumerate((Owner(server), first, second)):
            browser.address = f"203.0.113.{200 + place}"
            assert browser.sign_in(user, password).status == 429, "not even with the right password"
        third.post("/account/sign-out", session="0")
        third.address = "203.0.113.210"
        goes_to(third.sign_in(user, password), "/account")


def test_a_form_that_is_not_from_our_page(server, account):
    owner = Owner(server)
    owner.get()
    owner.cookies["usher-form"] = "b" * 32
    answer = owner.post("/account", username=account[1], password=account[2])
    assert answer.status == 400 and "too long" in owner.alert()
    assert not owner.is_in()


def test_nobody_acts_for_a_signed_in_owner(owner, account, server):
    """Another site's form has the cookies, but not the key."""
    owner.page = html.fromstring("<p>")
    goes_to(owner.post("/account/sign-out", session="0"), "/account")
    assert owner.is_in()
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
    copy = dict(owner.cookies)
    goes_to(choose(owner, password), "/account?done=changed")
    stolen = Owner(server)
    stolen.cookies = copy
    assert not stolen.is_in(), "a copy of the cookie"
    assert owner.get("/account?done=changed").status == 200
    assert "changed" in owner.page.xpath("//*[@role='status']")[0].text
    assert owner.is_in() and not other.is_in(), "other browsers are signed out"
    assert other.sign_in(user, password).status == 400
    goes_to(other.sign_in(user, CHOSEN), "/account")
    stored, = server.query("SELECT password_hash FROM account WHERE id = ?", int(user[1:]))
    assert bytes(stored[0]).startswith(b"$argon2id$v=19$m=19456,t=2,p=1$")
    assert server.query("SELECT 1 FROM audit WHERE event = 'password changed by the owner' "
                        f"AND account_id = {int(user[1:])}")


@pytest.mark.parametrize("present,chosen,repeat,problem", [
    ("wrong", CHOSEN, CHOSEN, "present password is wrong"),
    ("right", "short", "short", "at least 12"),
    ("right", "あいうえおかきくけこさ", "あいうえおかきくけこさ", "at least 12"),
    ("right", "x" * 201, "x" * 201, "at most 200"),
    ("right", "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "easy to guess"),
    ("right", "right", "right", "easy to guess"),
    ("right", CHOSEN, CHOSEN + "x", "not the same"),
], ids=lambda value: str(value)[:12])
def test_passwords_that_are_not_taken(owner, account, present, chosen, repeat, problem):
    right = account[2]
    answer = choose(owner, right if present == "right" else present,
                    right if chosen == "right" else chosen,
                    right if repeat == "right" else repeat)
    assert answer.status == 400 and problem in owner.alert()
    assert right not in answer.text() and CHOSEN not in answer.text()


def test_a_chosen_password_of_any_script(owner, account, server):
    goes_to(choose(owner, account[2], "三匹の静かな赤い狐たちの夜"), "/account?done=changed")
    goes_to(Owner(server).sign_in(account[1], "三匹の静かな赤い狐たちの夜"), "/account")


def test_a_chosen_password_works_for_applications_too(server, application, owner, account):
    choose(owner, account[2])
    client = Client(server, application, account[0], account[1], CHOSEN)
    client.sign_in()
    browser = Browser(server, application, account[0], account[1], CHOSEN)
    browser.ask()
    assert sent_back(browser.press())["code"]


def test_a_plan_that_asks_for_a_password_of_ones_own(server, sink):
    server.run("plan", "add", "strict", "--choose-password", "true", "--brand", "Acme")
    application = server.register("Strict")
    server.run("app", "enable", application.client_id, "--plan", "strict")
    server.run("app", "edit", application.client_id, "--redirect-uri", BACK)
    account = open_account(server, application, sink)
    client = Client(server, application, *account)
    said = refused(client.form(TOKEN, client.credentials()), 400, "invalid_grant")
    assert "choose a password" in said
    browser = Browser(server, application, *account)
    browser.ask()
    answer = browser.press()
    assert answer.status == 400 and "/account" in html.fromstring(answer.body).xpath(
        "//*[@role='alert']")[0].text
    owner = Owner(server)
    owner.sign_in(*account[1:])
    goes_to(owner.get(), "/account/password")
    owner.get("/account/password")
    assert "Acme" in owner.page.text_content() and "first" in owner.page.text_content()
    goes_to(choose(owner, account[2]), "/account?done=changed")
    assert owner.is_in()
    client.password = browser.password = CHOSEN
    client.sign_in()
    browser.ask()
    assert sent_back(browser.press())["code"]


def test_the_cost_of_a_hash_follows_the_times(server, owner, account):
    """A hash at another cost is made anew at the next sign-in."""
    choose(owner, account[2])
    cheap = "$argon2id$v=19$m=8,t=1,p=1$" + make_cheap_hash(CHOSEN)
    id_ = int(account[1][1:])
    value = f"'\\x{cheap.encode().hex()}'" if server.on_postgres else f"x'{cheap.encode().hex()}'"
    server.execute(f"UPDATE account SET password_hash = {value} WHERE id = {id_}")
    goes_to(Owner(server).sign_in(account[1], CHOSEN), "/account")
    stored, = server.query("SELECT password_hash FROM account WHERE id = ?", id_)
    assert bytes(stored[0]).startswith(b"$argon2id$v=19$m=19456,t=2,p=1$")
    goes_to(Owner(server).sign_in(account[1], CHOSEN), "/account")


def make_cheap_hash(password):
    """Salt and hash as Argon2id's text has them, by libsodium itself."""
    sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")
    out = ctypes.create_string_buffer(128)
    assert sodium.sodium_init() >= 0
    assert sodium.crypto_pwhash_argon2id_str(out, password.encode(), ctypes.c_ulonglong(
        len(password.encode())), ctypes.c_ulonglong(1), ctypes.c_size_t(8192)) == 0
    return out.value.decode().split("p=1$", 1)[1]


# --- a forgotten password ---

@pytest.mark.parametrize("by", ["user name", "address"])
def test_a_link_chooses_a_password_once(server, application, sink, account, by):
    fields, user, _ = account
    client = Client(server, application, *account)
    tokens = client.sign_in()
    path = ask_for_link(server, sink, user if by == "user name" else fields["Email"],
                        fields["Email"])
    scanner = Owner(server)
    for verb in ("GET", "HEAD", "GET"):
        assert scanner.call(verb, path).status == 200, "opening it uses nothing up"
    owner = Owner(server)
    owner.get(path)
    assert owner.post(path, new="short", repeat="short").status == 400
    goes_to(owner.post(path, new=CHOSEN, repeat=CHOSEN), "/account?done=changed")
    assert owner.is_in(), "and signs in"
    refused(client.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    assert owner.get(path).status == 404 and "does not work any more" in owner.call(
        "GET", path).text()
    goes_to(Owner(server).sign_in(user, CHOSEN), "/account")


def test_the_mail_is_the_accounts(server, sink, application):
    account = open_account(server, application, sink, Language="JA")
    ask_for_link(server, sink, account[1], account[0]["Email"])
    mail = sink.mails_to(account[0]["Email"])[-1]
    assert mail.message["Content-Language"] == "ja" and account[1] in mail.text
    assert "パスワード" in mail.message["Subject"] and account[2] not in mail.text


def test_nobody_learns_who_has_an_account(server, account):
    texts = set()
    for who in (account[1], account[0]["Email"], "m99999999", "nobody@example.org", "?", ""):
        owner = Owner(server)
        owner.get("/account/forgot")
        answer = owner.post("/account/forgot", who=who)
        assert answer.status == 200
        texts.add(answer.text())
    assert len(texts) == 1


def test_the_same_link_again_and_not_too_often(server, sink, account):
    fields, user, _ = account
    first = ask_for_link(server, sink, user, fields["Email"])

    def again():
        owner = Owner(server)
        owner.get("/account/forgot")
        assert owner.post("/account/forgot", who=user).status == 200

    def sent():
        return sink.mails_to(fields["Email"])
    again()
    assert server.query("SELECT requests FROM password_reset WHERE account_id = ?",
                        int(user[1:])) == [(1,)], "not so soon"
    for number in range(2, 7):
        eventually(lambda: not server.query("SELECT 1 FROM task WHERE kind = 3"),
                   what="the mail is settled")
        server.execute("UPDATE password_reset SET created_at = created_at - 200000 "
                       f"WHERE account_id = {int(user[1:])}")
        count = len(sent())
        owner = Owner(server)
        owner.get("/account/forgot")
        owner.post("/account/forgot", who=user if number % 2 else fields["Email"])
        if number <= 5:
            eventually(lambda: len(sent()) > count, what=f"link {number}")
    assert server.query("SELECT requests FROM password_reset WHERE account_id = ?",
                        int(user[1:])) == [(5,)]
    assert link_to(sink, fields["Email"]) == first, "strangers spoil nobody's link"
    assert Owner(server).get(first).status == 200
    assert len({mail.message["Message-ID"] for mail in sent()}) == len(sent())


def test_a_link_that_is_made_up(server, account):
    id_ = int(account[1][1:])
    for token in (f"{id_:016x}" + "a" * 52, "x", "a" * 68, f"{id_:016x}"):
        assert Owner(server).get(f"/account/reset/{token}").status == 404


def test_pages_before_anybody_is_known_have_the_default_plans_brand(server):
    server.run("plan", "edit", "default", "--brand", "Acme Mail")
    try:
        for path in ("/account", "/account/forgot", "/account/reset/x"):
            page = html.fromstring(Owner(server).get(path).body)
            assert page.xpath("//p[@class='brand']")[0].text == "Acme Mail", path
    finally:
        server.run("plan", "edit", "default", "--brand", "Usher")


def test_staff_send_a_link_to_who_has_chosen_a_password(server, sink, owner, account):
    fields, user, password = account
    choose(owner, password)
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    said = server.command("activation", "resend", id_, "--email", "new@example.org")
    assert said.returncode == 0 and "link" in said.stdout
    sink.mail_to("new@example.org")
    assert Owner(server).get(link_to(sink, "new@example.org")).status == 200
    goes_to(Owner(server).sign_in(user, CHOSEN), "/account")
    history = server.query("SELECT why FROM history WHERE activation_id = ?", int(id_))
    assert ("link to choose a password sent by staff to another address",) in history


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_former_address_is_told_of_a_move(server, application, sink, language):
    fields, user, password = open_account(server, application, sink, Language=language)
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    moved_to = f"moved-{language.lower()}@example.org"
    server.run("activation", "resend", id_, "--email", moved_to)
    new = sink.mail_to(moved_to).credentials()[1]
    _, notice = sink.mails_to(fields["Email"])
    assert notice.message["Content-Language"] == language.lower()
    assert user in notice.text and "support@example.com" in notice.text
    for secret in (password, new, moved_to, "/account/"):
        assert secret not in notice.text and secret not in notice.html
    eventually(lambda: not server.query("SELECT 1 FROM task WHERE activation_id = ?", int(id_)),
               what="all is settled")
    history = server.query("SELECT why FROM history WHERE activation_id = ?", int(id_))
    assert ("the former address was notified of the new address",) in history
    assert len(sink.mails_to(fields["Email"])) == 2 and len(sink.mails_to(moved_to)) == 1


def test_the_former_address_of_who_has_chosen_a_password_is_told(server, sink, owner, account):
    fields, user, password = account
    choose(owner, password)
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    server.run("activation", "resend", id_, "--email", "chosen@example.org")
    sink.mail_to("chosen@example.org")
    assert link_to(sink, "chosen@example.org")
    assert "er blevet ændret" in sink.mails_to(fields["Email"])[-1].message["Subject"]


def test_new_credentials_end_sessions_and_links(server, sink, owner, account):
    path = ask_for_link(server, sink, account[1], account[0]["Email"])
    eventually(lambda: not server.query("SELECT 1 FROM task WHERE kind = 3"),
               what="the mail is settled")
    id_ = server.query("SELECT activation_id FROM account WHERE id = ?", int(account[1][1:]))[0][0]
    server.run("activation", "resend", str(id_))
    assert not owner.is_in()
    assert Owner(server).get(path).status == 404


def test_a_session_ends_with_its_account(server, owner, account):
    server.execute(f"UPDATE account SET expires_at = 1000 WHERE id = {int(account[1][1:])}")
    assert not owner.is_in()
    assert owner.sign_in(*account[1:]).status == 400


def test_staffs_link_ends_the_one_before(server, sink, owner, account):
    """However many strangers have asked for."""
    fields, user, password = account
    choose(owner, password)
    old = ask_for_link(server, sink, user, fields["Email"])
    eventually(lambda: not server.query("SELECT 1 FROM task WHERE kind = 3"),
               what="the mail is settled")
    server.execute(f"UPDATE password_reset SET requests = 5 WHERE account_id = {int(user[1:])}")
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    server.run("activation", "resend", id_, "--email", "new2@example.org")
    sink.mail_to("new2@example.org")
    assert Owner(server).get(old).status == 404
    assert Owner(server).get(link_to(sink, "new2@example.org")).status == 200


def test_what_is_refused_changes_nothing(server, sink, owner, account):
    fields, user, password = account
    choose(owner, password)
    server.execute(f"UPDATE account SET expires_at = 1000 WHERE id = {int(user[1:])}")
    id_ = str(server.query("SELECT activation_id FROM account WHERE id = ?",
                           int(user[1:]))[0][0])
    said = server.command("activation", "resend", id_, "--email", "new3@example.org")
    assert said.returncode != 0 and "has expired" in said.stderr
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
    goes_to(owner.post("/account/sign-out", session=ids[0]), "/account")
    assert not other.is_in() and owner.is_in()
    other.sign_in(*account[1:])
    owner.get()
    goes_to(owner.post("/account/sign-out", session="others"), "/account?done=signed-out")
    assert not other.is_in() and owner.is_in()
    kept = dict(owner.cookies)
    goes_to(owner.post("/account/sign-out", session=ids[1]), "/account")
    assert not owner.is_in()
    owner.cookies = kept
    assert not owner.is_in(), "the session is over, not only its cookie"


def test_withdrawing_an_applications_access(server, application, owner, account, sink):
    browser = Browser(server, application, *account)
    tokens = tokens_of(browser.exchange(browser.code()))
    owner.get()
    assert "Shop <b>" in owner.page.text_content() and "partner@example.org" in \
        owner.page.text_content()
    asked, = owner.page.xpath("//input[@name='application']/@value")
    stranger = Owner(server)
    stranger.sign_in(*open_account(server, application, sink)[1:])
    stranger.get()
    goes_to(stranger.post("/account/withdraw", application=asked), "/account?done=withdrawn")
    assert browser.get("Authentication/Info", tokens["access_token"]).status == 200, "not theirs"
    more = browser.sign_in()
    code = browser.code()
    goes_to(owner.post("/account/withdraw", application=asked), "/account?done=withdrawn")
    refused(browser.exchange(code), 400, "invalid_grant")
    refused(browser.refresh(more["refresh_token"]), 400, "invalid_grant")
    assert browser.get("Authentication/Info", tokens["access_token"]).status == 401
    refused(browser.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    owner.get()
    assert "No application has access" in owner.page.text_content()


def test_nothing_secret_is_logged_or_kept(server, sink, account):
    path = ask_for_link(server, sink, account[1], account[0]["Email"])
    owner = Owner(server)
    owner.get(path)
    owner.post(path, new=CHOSEN, repeat=CHOSEN)
    log = server.log()
    for secret in (path.rsplit("/", 1)[1], CHOSEN, owner.cookies["usher-session"], account[2]):
        assert secret not in log
