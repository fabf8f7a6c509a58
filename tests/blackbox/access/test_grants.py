"""Tokens: every token request that published clients send, rotation, revocation, introspection, throttling
of passwords, and rejected requests."""

import concurrent.futures
import json
import re
import urllib.parse

import pytest
from harness import Usher, eventually
from oauth import FORM, TOKEN, Client, open_account, refused, tokens_of
from owner import Owner
from partner import Partner
from wire import applicant, basic


@pytest.fixture(scope="module")
def other(server):
    return server.register("Another application")


@pytest.fixture(scope="module")
def client(server, application, sink):
    account = open_account(server, application, sink, Language="DA", Company="Møller & Søn")
    return Client(server, application, *account)


# --- the request shapes of published clients (docs/contract/provisioning.md, B.3) ---

@pytest.mark.parametrize("secret_in", ["both", "body", "basic"])
def test_password_grant_with_the_secret_anywhere(client, secret_in):
    tokens_of(client.form(TOKEN, client.credentials(), secret_in=secret_in))


def test_password_grant_in_the_query_of_a_post(client):
    fields = client.credentials() | {"client_id": client.application.client_id,
                                     "client_secret": client.application.client_secret,
                                     "PageNumber": "0", "PageSize": "20"}
    tokens_of(client.call("POST", f"{TOKEN}?{urllib.parse.urlencode(fields)}"))


@pytest.mark.parametrize("secret_in", ["both", "body", "basic"])
def test_refresh_with_the_secret_anywhere(client, secret_in):
    first = client.sign_in()
    second = tokens_of(client.form(TOKEN, {"grant_type": "refresh_token",
                                           "refresh_token": first["refresh_token"]},
                                   secret_in=secret_in))
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]


def test_tokens_need_no_encoding(client):
    """Clients that do not percent-encode send the tokens unchanged."""
    token = client.sign_in()["refresh_token"]
    by = client.application
    body = (f"client_id={by.client_id}&client_secret={by.client_secret}"
            f"&refresh_token={token}&grant_type=refresh_token")
    tokens_of(client.call("POST", TOKEN, [("Content-Type", FORM)], body.encode()))


@pytest.mark.parametrize("target", ["/authorization/oauth/token", "/AUTHORIZATION/OAUTH/TOKEN"])
def test_path_in_any_case(client, target):
    tokens_of(client.form(target, client.credentials()))


def test_user_names_are_normalised(client):
    fields = client.credentials() | {"username": f" {client.user.upper()} "}
    tokens_of(client.form(TOKEN, fields))
    fields = client.credentials() | {"username": client.user.replace("m", "m0")}
    # Similar names do not match, so that attempts are counted by name.
    refused(client.form(TOKEN, fields), 400, "invalid_grant")


# --- rejected requests ---

@pytest.mark.parametrize("changes,error", [
    ({"password": "wrong"}, "invalid_grant"),
    ({"password": ""}, "invalid_request"),
    ({"username": "m999999999"}, "invalid_grant"),
    ({"username": "owner@example.com"}, "invalid_grant"),
    ({"username": "m1' OR '1'='1"}, "invalid_grant"),
    ({"username": "m-1"}, "invalid_grant"),
    ({"username": "m99999999999999999999999"}, "invalid_grant"),
    ({"username": None}, "invalid_request"),
    ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
    ({"grant_type": None}, "invalid_request"),
    ({"grant_type": "refresh_token"}, "invalid_request"),
    ({"grant_type": "refresh_token", "refresh_token": "0" * 76}, "invalid_grant"),
    ({"grant_type": "refresh_token", "refresh_token": "é\r\n"}, "invalid_grant"),
], ids=str)
def test_bad_token_requests(client, changes, error):
    fields = client.credentials() | changes
    fields = {name: value for name, value in fields.items() if value is not None}
    refused(client.form(TOKEN, fields), 400, error)


def test_unknown_user_and_wrong_password_have_equal_answers(client):
    texts = {refused(client.form(TOKEN, client.credentials() | changes), 400, "invalid_grant")
             for changes in ({"password": "wrong"}, {"username": "m999999999"})}
    assert len(texts) == 1


def test_a_wrong_client(client):
    wrong = client.application.client_secret + "x"
    fields = client.credentials() | {"client_id": client.application.client_id,
                                     "client_secret": wrong}
    refused(client.form(TOKEN, fields, secret_in=None), 400, "invalid_client")
    answer = client.form(TOKEN, client.credentials(), secret_in=None,
                         headers=[("Authorization", basic(client.application.client_id, wrong))])
    refused(answer, 401, "invalid_client")
    assert answer.header("www-authenticate").startswith("Basic ")
    refused(client.form(TOKEN, client.credentials(), secret_in=None), 400, "invalid_client")


def test_basic_credentials_may_be_form_encoded(client):
    """RFC 6749, 2.3.1. Libraries that follow it strictly encode the hyphens of the client id."""
    by = client.application
    authorization = basic(by.client_id.replace("-", "%2D"), by.client_secret)
    tokens_of(client.form(TOKEN, client.credentials(), secret_in=None,
                          headers=[("Authorization", authorization)]))


def test_two_clients_in_one_request(client, other):
    answer = client.form(TOKEN, client.credentials(), secret_in="body",
                         headers=[("Authorization", other.authorization)])
    refused(answer, 400, "invalid_request")


def test_secrets_in_the_address_of_a_get(client):
    fields = client.credentials() | {"client_id": client.application.client_id,
                                     "client_secret": client.application.client_secret}
    refused(client.call("GET", f"{TOKEN}?{urllib.parse.urlencode(fields)}"), 400,
            "invalid_request")


def test_a_token_of_another_application(client, other):
    token = client.sign_in()["refresh_token"]
    answer = client.form(TOKEN, {"grant_type": "refresh_token", "refresh_token": token}, by=other)
    refused(answer, 400, "invalid_grant")
    tokens_of(client.refresh(token))  # the token is still unused


# --- rotation ---

def test_fifty_parallel_refreshes_revoke_nothing(client):
    token = client.sign_in()["refresh_token"]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = [tokens_of(answer) for answer in pool.map(client.refresh, [token] * 50)]
    successors = {answer["refresh_token"] for answer in answers}
    assert len(successors) == 1 and token not in successors
    assert len({answer["access_token"] for answer in answers}) == 50
    for answer in answers[::7]:
        assert client.get("Authentication/Info", answer["access_token"]).status == 200
    tokens_of(client.refresh(successors.pop()))


def test_reuse_of_a_refresh_token_revokes_the_grant(client):
    first = client.sign_in()
    second = tokens_of(client.refresh(first["refresh_token"]))
    # The first use is moved into the past, so that the minute for repeats is over.
    grant = int(first["refresh_token"][:16], 16)
    client.server.execute("UPDATE access_grant SET recent_uses = '1000' WHERE id = "
                          f"{grant}")
    refused(client.refresh(first["refresh_token"]), 400, "invalid_grant")
    refused(client.refresh(second["refresh_token"]), 400, "invalid_grant")
    assert client.get("Authentication/Info", second["access_token"]).status == 401
    entries = client.server.query(
        "SELECT event FROM audit WHERE event LIKE 'refresh token used again%'")
    assert len(entries) == 1


def test_rotations_are_limited_to_the_remembered_uses(client):
    tokens = client.sign_in()
    for _ in range(16):
        last, tokens = tokens, tokens_of(client.refresh(tokens["refresh_token"]))
    answer = client.refresh(tokens["refresh_token"])
    refused(answer, 429, "temporarily_unavailable")
    assert int(answer.header("retry-after")) == 60
    assert tokens_of(client.refresh(last["refresh_token"]))["refresh_token"] == \
        tokens["refresh_token"], "a lost answer can still be repeated"


def test_head_uses_up_no_code(client):
    answer = client.server.request("HEAD", f"{TOKEN}?grant_type=authorization_code&code=x")
    assert answer.status == 405 and "POST" in answer.header("allow")


# --- passwords ---

def attempts_until_throttled(client, fields):
    """Returns the number of attempts before the first 429; the number is slightly higher on a slow machine."""
    for number in range(30):
        answer = client.form(TOKEN, fields)
        if answer.status == 429:
            return number
        refused(answer, 400, "invalid_grant")
    return 30


def test_guesses_are_throttled_and_other_sign_ins_are_not(client, sink):
    """Twelve attempts at one account through one application are allowed. Further attempts get 429, even with
    the correct password. Other accounts and applications are not throttled."""
    guessed = Client(client.server, client.application,
                     *open_account(client.server, client.application, sink))
    wrong = guessed.credentials() | {"password": "wrong"}
    assert 12 <= attempts_until_throttled(guessed, wrong) <= 20
    for fields in (guessed.credentials(), wrong | {"username": guessed.user.upper()}):
        answer = guessed.form(TOKEN, fields)
        refused(answer, 429, "temporarily_unavailable")
        assert 1 <= int(answer.header("retry-after")) <= 10
    client.sign_in()
    another = client.server.register("The owner's other application")
    tokens_of(guessed.form(TOKEN, guessed.credentials(), by=another))


def test_unknown_names_are_throttled_equally(client):
    fields = client.credentials() | {"username": "m87654321"}
    assert 12 <= attempts_until_throttled(client, fields) <= 20


def test_staff_see_the_number_of_password_grants(client):
    before = client.server.run("app", "show", client.application.client_id)
    client.sign_in()
    after = client.server.run("app", "show", client.application.client_id)
    assert after["password_grants_30_days"] == before["password_grants_30_days"] + 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", after["last_password_grant"])
    fresh = client.server.register("Never")
    output = client.server.command("app", "show", fresh.client_id).stdout
    assert "never used" in output


def test_concurrent_calls_of_many_kinds_do_not_conflict(server, sink):
    """Sign-ins and links lock accounts, tasks and counters; on several connections to PostgreSQL their
    transactions must not deadlock."""
    applications = [server.register(f"Concurrent {i}") for i in range(2)]
    clients = [Client(server, application, *open_account(server, application, sink))
               for application in applications for _ in range(2)]
    partner = Partner(server, applications[0])
    first = server.metric("usher_store_conflicts_total", 'access="write"')

    def send_requests(number):
        client = clients[number % len(clients)]
        others = clients[(number * 7 + 1) % len(clients)]
        tokens_of(client.form(TOKEN, others.credentials() if number % 3 else client.credentials()))
        client.form("/oauth/revoke", {"token": "nonsense"})
        owner = Owner(server)
        owner.get()
        owner.post("/account", username=others.user, password=others.password)
        owner.get("/account/forgot")
        owner.post("/account/forgot", who=clients[number % 3].user)
        partner.activate(applicant())
    with concurrent.futures.ThreadPoolExecutor(12) as pool:
        list(pool.map(send_requests, range(60)))
    assert server.metric("usher_store_conflicts_total", 'access="write"') - first <= 2


# --- access that staff revoke ---

def is_revoked(client, tokens):
    refused(client.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    return client.get("Authentication/Info", tokens["access_token"]).status == 401


def test_staff_revoke_the_access_of_an_application(client, sink):
    mine = client.server.register("To be revoked")
    one = Client(client.server, mine, *open_account(client.server, mine, sink))
    two = Client(client.server, mine, *open_account(client.server, mine, sink))
    first, second, others = one.sign_in(), two.sign_in(), client.sign_in()
    assert client.server.run("app", "end-access", mine.client_id, "--account", one.user) == {
        "ended": 1}
    assert is_revoked(one, first)
    assert two.get("Authentication/Info", second["access_token"]).status == 200
    assert client.server.run("app", "end-access", mine.client_id) == {"ended": 1}
    assert is_revoked(two, second)
    assert client.server.run("app", "end-access", mine.client_id) == {"ended": 0}
    assert client.get("Authentication/Info", others["access_token"]).status == 200
    assert len(client.server.query(
        "SELECT 1 FROM audit WHERE event = 'access ended by staff'")) == 2
    tokens_of(two.form(TOKEN, two.credentials()))  # the owner may grant access again


def test_new_credentials_revoke_the_old_grants(client, sink):
    account = open_account(client.server, client.application, sink)
    mine = Client(client.server, client.application, *account)
    tokens = mine.sign_in()
    id_, = client.server.query("SELECT activation_id FROM account WHERE id = ?", int(mine.user[1:]))
    client.server.run("activation", "resend", str(id_[0]))
    assert is_revoked(mine, tokens)
    refused(mine.form(TOKEN, mine.credentials()), 400, "invalid_grant")


def test_a_sign_in_that_races_with_new_credentials(client, sink):
    """The last mail's password is valid in every order, and grants of older passwords are revoked."""
    fields, user, password = open_account(client.server, client.application, sink)
    mine = Client(client.server, client.application, fields, user, password)
    id_ = str(client.server.query("SELECT activation_id FROM account WHERE id = ?",
                                  int(user[1:]))[0][0])
    for round_ in range(3):
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            resend = pool.submit(client.server.command, "activation", "resend", id_, "--json")
            answers = [pool.submit(mine.form, TOKEN, mine.credentials()) for _ in range(3)]
        assert resend.result().returncode == 0
        for answer in answers:
            if answer.result().status == 200:
                token = json.loads(answer.result().text())["access_token"]
                assert client.get("Authentication/Info", token).status == 401
        mails = eventually(lambda: sink.mails_to(fields["Email"])[round_ + 1:], what="the new mail")
        _, mine.password = mails[-1].credentials()
        tokens = mine.sign_in()
        assert client.get("Authentication/Info", tokens["access_token"]).status == 200
        eventually(lambda: not client.server.query(
            "SELECT 1 FROM task WHERE activation_id = ?", int(id_)), what="the end of all tasks")


# --- revocation and introspection ---

def test_introspection(client, other):
    token = client.sign_in()["access_token"]
    known = client.introspect(token)
    assert known["active"] is True and known["username"] == client.user
    assert known["client_id"] == client.application.client_id
    assert client.introspect(token, by=other) == {"active": False}
    assert client.introspect("nonsense") == {"active": False}
    public = client.server.run("app", "register", "--name", "P", "--contact", "a@example.org",
                               "--public")
    answer = client.form("/oauth/introspect", {"token": token, "client_id": public["client_id"]},
                         secret_in=None)
    refused(answer, 400, "invalid_client")  # RFC 7662, 2.1
    refused(client.form("/oauth/introspect", {"token": token}, secret_in=None), 400,
            "invalid_client")


def test_revoking_an_access_token(client):
    tokens = client.sign_in()
    assert client.form("/oauth/revoke", {"token": tokens["access_token"]}).status == 200
    assert client.get("Authentication/Info", tokens["access_token"]).status == 401
    tokens_of(client.refresh(tokens["refresh_token"]))


def test_revoking_a_refresh_token_revokes_the_grant(client):
    tokens = client.sign_in()
    assert client.form("/oauth/revoke", {"token": tokens["refresh_token"]}).status == 200
    assert client.get("Authentication/Info", tokens["access_token"]).status == 401
    refused(client.refresh(tokens["refresh_token"]), 400, "invalid_grant")


def test_an_application_revokes_only_its_own_tokens(client, other):
    tokens = client.sign_in()
    for token in (tokens["access_token"], tokens["refresh_token"], "nonsense"):
        assert client.form("/oauth/revoke", {"token": token}, by=other).status == 200
    assert client.get("Authentication/Info", tokens["access_token"]).status == 200
    tokens_of(client.refresh(tokens["refresh_token"]))


def test_metadata(client):
    answer = client.call("GET", "/.well-known/oauth-authorization-server")
    metadata = json.loads(answer.text())
    assert metadata["token_endpoint"] == metadata["issuer"] + TOKEN
    assert metadata["revocation_endpoint"].endswith("/oauth/revoke")
    assert "refresh_token" in metadata["grant_types_supported"]


# --- lifetimes, and sign-ins as proof of delivery ---

def test_an_expired_account(client, sink):
    fields, user, password = open_account(client.server, client.application, sink)
    mine = Client(client.server, client.application, fields, user, password)
    token = mine.sign_in()["access_token"]
    client.server.execute(f"UPDATE account SET expires_at = 1000 WHERE id = {int(user[1:])}")
    for path in ("Authentication/Info", "User/Lists"):
        answer = mine.get(path, token)
        assert answer.status == 403 and "has expired" in answer.text()
    assert "has expired" in refused(mine.form(TOKEN, mine.credentials()), 400, "invalid_grant")


def test_an_access_token_expires(sink):
    with Usher({"oauth": {"access_token_seconds": 1}}, smtp_url=sink.url) as server:
        fields = applicant()
        application = server.register()
        Partner(server, application).activate(fields)
        user, password = sink.mail_to(fields["Email"]).credentials()
        client = Client(server, application, fields, user, password)
        answer = client.form(TOKEN, client.credentials())
        tokens = json.loads(answer.text())
        assert tokens["expires_in"] == 1
        eventually(lambda: client.get("Authentication/Info", tokens["access_token"]).status == 401,
                   what="the expiry of the token")
        again = json.loads(client.refresh(tokens["refresh_token"]).text())
        assert client.get("Authentication/Info", again["access_token"]).status == 200


def test_calls_are_limited_per_account(sink):
    with Usher({"limits": {"calls_per_second_per_method": 3}}, smtp_url=sink.url) as server:
        application = server.register()
        one = Client(server, application, *open_account(server, application, sink))
        two = Client(server, application, *open_account(server, application, sink))
        first, second = one.sign_in()["access_token"], two.sign_in()["access_token"]

        def is_limited():
            answers = [one.get("Authentication/Info", first) for _ in range(4)]
            assert {answer.status for answer in answers} <= {200, 429}
            return answers[-1] if answers[-1].status == 429 else None
        answer = eventually(is_limited, what="four calls within a second")
        assert answer.header("retry-after") == "1" and "too_many_requests" in answer.text()
        assert one.get("Authentication/Details", first).status == 200, "another method"
        assert two.get("Authentication/Info", second).status == 200, "another account"


@pytest.fixture
def undelivered(client, sink):
    """Returns (partner, {Id, Hash}, client) of an applicant who has received the mail although the mail
    server did not reply 250."""
    sink.control("accept-then-drop")
    try:
        fields = applicant()
        partner = Partner(client.server, client.application)
        activation = partner.activate(fields)
        user, password = sink.mail_to(fields["Email"]).credentials()
        yield partner, activation, Client(client.server, client.application, fields, user, password)
    finally:
        sink.control("ok")


def test_a_sign_in_counts_as_delivery(undelivered):
    partner, activation, client = undelivered
    assert partner.status(activation)["Code"] == 5
    client.sign_in()
    assert partner.status(activation)["Code"] == 2
    left = client.server.query("SELECT count(*) FROM task WHERE activation_id = "
                               f"{int(activation['Id'])}")
    assert left[0][0] == 0, "no further mail is sent"
    client.sign_in()  # the password stays valid


def test_a_blocked_activation_gives_no_access(undelivered):
    partner, activation, client = undelivered

    def blocked():
        client.server.run("activation", "block", str(activation["Id"]), "--reason", "a test")
        return partner.status(activation)["Code"] == 6
    eventually(blocked, what="Code 6")
    refused(client.form(TOKEN, client.credentials()), 400, "invalid_grant")
