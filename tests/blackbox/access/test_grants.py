"""From the mailed credentials to tokens and the account's first resources: every token request that
published clients send, rotation, revocation, introspection, and what is refused."""

import concurrent.futures
import json
import re
import urllib.parse

import pytest
from harness import Usher, eventually
from lxml import etree
from oauth import CONSOLE, FORM, TOKEN, Client, open_account, refused, tokens_of
from owner import Owner
from partner import Partner
from wire import applicant, basic

CONSOLE_NAMESPACE = "{http://MailupSoa.Ws.Schema.API.Console}"


@pytest.fixture(scope="module")
def server(sink):
    with Usher(smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture(scope="module")
def other(server):
    return server.register("Another application")


@pytest.fixture(scope="module")
def client(server, application, sink):
    account = open_account(server, application, sink, Language="DA", Company="Møller & Søn")
    return Client(server, application, *account)


# --- the request shapes of published clients (the contract's B.3) ---

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
    """Clients that forget to percent-encode send what we gave them, byte for byte."""
    token = client.sign_in()["refresh_token"]
    by = client.application
    body = (f"client_id={by.client_id}&client_secret={by.client_secret}"
            f"&refresh_token={token}&grant_type=refresh_token")
    tokens_of(client.call("POST", TOKEN, [("Content-Type", FORM)], body.encode()))


@pytest.mark.parametrize("target", ["/authorization/oauth/token", "/AUTHORIZATION/OAUTH/TOKEN"])
def test_path_in_any_case(client, target):
    tokens_of(client.form(target, client.credentials()))


def test_user_name_as_people_type_it(client):
    fields = client.credentials() | {"username": f" {client.user.upper()} "}
    tokens_of(client.form(TOKEN, fields))
    fields = client.credentials() | {"username": client.user.replace("m", "m0")}
    refused(client.form(TOKEN, fields), 400, "invalid_grant")  # or tries could not be counted


# --- what is refused ---

@pytest.mark.parametrize("changes,error", [
    ({"password": "wrong"}, "invalid_grant"),
    ({"password": ""}, "invalid_request"),
    ({"username": "m999999999"}, "invalid_grant"),
    ({"username": "somebody@example.com"}, "invalid_grant"),
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


def test_unknown_user_and_wrong_password_look_alike(client):
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
    """RFC 6749, 2.3.1. Libraries that follow it to the mail encode the client id's hyphens."""
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
    tokens_of(client.refresh(token))  # and it has not been used up by that


# --- rotation ---

def test_fifty_parallel_refreshes_log_nobody_out(client):
    token = client.sign_in()["refresh_token"]
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        answers = [tokens_of(answer) for answer in pool.map(client.refresh, [token] * 50)]
    successors = {answer["refresh_token"] for answer in answers}
    assert len(successors) == 1 and token not in successors
    assert len({answer["access_token"] for answer in answers}) == 50
    for answer in answers[::7]:
        assert client.get("Authentication/Info", answer["access_token"]).status == 200
    tokens_of(client.refresh(successors.pop()))


def test_a_stolen_refresh_token_ends_the_grant(client):
    first = client.sign_in()
    second = tokens_of(client.refresh(first["refresh_token"]))
    # Its minute is over: as if it had been used long ago. (The server's clock is not ours to turn.)
    grant = int(first["refresh_token"][:16], 16)
    client.server.execute("UPDATE access_grant SET recent_uses = '1000' WHERE id = "
                          f"{grant}")
    refused(client.refresh(first["refresh_token"]), 400, "invalid_grant")
    refused(client.refresh(second["refresh_token"]), 400, "invalid_grant")
    assert client.get("Authentication/Info", second["access_token"]).status == 401
    said = client.server.query(
        "SELECT event FROM audit WHERE event LIKE 'refresh token used again%'")
    assert len(said) == 1


def test_a_token_is_not_rotated_more_often_than_replays_can_be_told(client):
    tokens = client.sign_in()
    for _ in range(16):
        last, tokens = tokens, tokens_of(client.refresh(tokens["refresh_token"]))
    answer = client.refresh(tokens["refresh_token"])
    refused(answer, 429, "temporarily_unavailable")
    assert int(answer.header("retry-after")) == 60
    assert tokens_of(client.refresh(last["refresh_token"]))["refresh_token"] == \
        tokens["refresh_token"], "a lost answer can still be had again"


def test_head_uses_nothing_up(client):
    answer = client.server.ask("HEAD", f"{TOKEN}?grant_type=authorization_code&code=x")
    assert answer.status == 405 and "POST" in answer.header("allow")


# --- passwords ---

def tries_until_stopped(client, fields):
    """How many are answered before one is not looked at; a slow machine gets a few more."""
    for number in range(30):
        answer = client.form(TOKEN, fields)
        if answer.status == 429:
            return number
        refused(answer, 400, "invalid_grant")
    return 30


def test_who_guesses_is_slowed_down_and_nobody_else(client, sink):
    """Twelve tries at one account through one application; then it waits, even with the right
    password. Others do not."""
    guessed = Client(client.server, client.application,
                     *open_account(client.server, client.application, sink))
    wrong = guessed.credentials() | {"password": "wrong"}
    assert 12 <= tries_until_stopped(guessed, wrong) <= 20
    for fields in (guessed.credentials(), wrong | {"username": guessed.user.upper()}):
        answer = guessed.form(TOKEN, fields)
        refused(answer, 429, "temporarily_unavailable")
        assert 1 <= int(answer.header("retry-after")) <= 10
    client.sign_in()
    another = client.server.register("Where the owner signs in instead")
    tokens_of(guessed.form(TOKEN, guessed.credentials(), by=another))


def test_unknown_names_are_slowed_down_alike(client):
    fields = client.credentials() | {"username": "m87654321"}
    assert 12 <= tries_until_stopped(client, fields) <= 20


def test_staff_see_how_often_passwords_are_exchanged(client):
    before = client.server.run("app", "show", client.application.client_id)
    client.sign_in()
    after = client.server.run("app", "show", client.application.client_id)
    assert after["password_grants_30_days"] == before["password_grants_30_days"] + 1
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", after["last_password_grant"])
    fresh = client.server.register("Never")
    shown = client.server.command("app", "show", fresh.client_id).stdout
    assert "never used" in shown


def test_calls_of_many_kinds_are_in_nobodys_way(server, sink):
    """Sign-ins and links lock accounts, tasks and counters; on several connections to PostgreSQL
    two transactions must not wait for each other crosswise."""
    applications = [server.register(f"Crosswise {i}") for i in range(2)]
    clients = [Client(server, application, *open_account(server, application, sink))
               for application in applications for _ in range(2)]
    partner = Partner(server, applications[0])
    first = server.metric("usher_store_conflicts_total", 'access="write"')

    def use(number):
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
        list(pool.map(use, range(60)))
    assert server.metric("usher_store_conflicts_total", 'access="write"') - first <= 2


# --- staff end access ---

def is_expired(client, tokens):
    refused(client.refresh(tokens["refresh_token"]), 400, "invalid_grant")
    return client.get("Authentication/Info", tokens["access_token"]).status == 401


def test_staff_end_the_access_of_an_application(client, sink):
    mine = client.server.register("To be ended")
    one = Client(client.server, mine, *open_account(client.server, mine, sink))
    two = Client(client.server, mine, *open_account(client.server, mine, sink))
    first, second, others = one.sign_in(), two.sign_in(), client.sign_in()
    assert client.server.run("app", "end-access", mine.client_id, "--account", one.user) == {
        "ended": 1}
    assert is_expired(one, first)
    assert two.get("Authentication/Info", second["access_token"]).status == 200
    assert client.server.run("app", "end-access", mine.client_id) == {"ended": 1}
    assert is_expired(two, second)
    assert client.server.run("app", "end-access", mine.client_id) == {"ended": 0}
    assert client.get("Authentication/Info", others["access_token"]).status == 200
    assert len(client.server.query(
        "SELECT 1 FROM audit WHERE event = 'access ended by staff'")) == 2
    tokens_of(two.form(TOKEN, two.credentials()))  # the owner may let it in again


def test_new_credentials_end_what_the_old_ones_opened(client, sink):
    account = open_account(client.server, client.application, sink)
    mine = Client(client.server, client.application, *account)
    tokens = mine.sign_in()
    id_, = client.server.query("SELECT activation_id FROM account WHERE id = ?", int(mine.user[1:]))
    client.server.run("activation", "resend", str(id_[0]))
    assert is_expired(mine, tokens)
    refused(mine.form(TOKEN, mine.credentials()), 400, "invalid_grant")


def test_a_sign_in_that_races_with_new_credentials(client, sink):
    """Whichever comes first: the last mail's password is good, and what older ones opened is shut."""
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
            "SELECT 1 FROM task WHERE activation_id = ?", int(id_)), what="nothing is left to do")


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


def test_revoking_a_refresh_token_ends_everything(client):
    tokens = client.sign_in()
    assert client.form("/oauth/revoke", {"token": tokens["refresh_token"]}).status == 200
    assert client.get("Authentication/Info", tokens["access_token"]).status == 401
    refused(client.refresh(tokens["refresh_token"]), 400, "invalid_grant")


def test_nobody_revokes_what_is_not_theirs(client, other):
    tokens = client.sign_in()
    for token in (tokens["access_token"], tokens["refresh_token"], "nonsense"):
        assert client.form("/oauth/revoke", {"token": token}, by=other).status == 200
    assert client.get("Authentication/Info", tokens["access_token"]).status == 200
    tokens_of(client.refresh(tokens["refresh_token"]))


def test_metadata(client):
    answer = client.call("GET", "/.well-known/oauth-authorization-server")
    said = json.loads(answer.text())
    assert said["token_endpoint"] == said["issuer"] + TOKEN
    assert said["revocation_endpoint"].endswith("/oauth/revoke")
    assert "refresh_token" in said["grant_types_supported"]


# --- the first resources ---

def test_info(client):
    answer = client.get("Authentication/Info", client.sign_in()["access_token"])
    info = json.loads(answer.text())
    assert list(info) == ["AccountName", "Company", "ExpiryDate", "IsTrial", "UID", "Url",
                          "Username", "Version"]
    assert info["Company"] == "Møller & Søn" and info["Username"] == client.user
    assert info["UID"] == client.user[1:] and info["IsTrial"] is True
    assert re.match(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$", info["ExpiryDate"])


def test_details(client):
    details = json.loads(
        client.get("authentication/details", client.sign_in()["access_token"]).text())
    assert details["Email"] == client.fields["Email"].lower() and details["Lang"] == "DA"
    assert details["CreditsByList"] == [{"Credit": 0, "ListId": 1}]


def test_lists(client):
    token = client.sign_in()["access_token"]
    page = json.loads(client.get("User/Lists?PageSize=5&pageNum=0", token).text())
    (item,) = page.pop("Items")
    assert page == {"IsPaginated": False, "PageNumber": 0, "PageSize": 5, "Skipped": 0,
                    "TotalElementsCount": 1}
    assert item["idList"] == 1 and item["Name"] == "Newsletter"
    assert list(item) == ["Company", "Description", "Name", "idList", "listGuid"]
    past = json.loads(client.get("User/Lists?pageNumber=3", token).text())
    assert past["Items"] == [] and past["Skipped"] == 60 and past["TotalElementsCount"] == 1


@pytest.mark.parametrize("query", ["pageNumber=-1", "pageSize=0", "pageSize=1001", "pageNumber=x",
                                   "pageNumber=99999999999999999999"])
def test_bad_paging(client, query):
    answer = client.get(f"User/Lists?{query}", client.sign_in()["access_token"])
    assert answer.status == 400 and json.loads(answer.text())["ErrorCode"] == "400"


def test_resources_in_xml(client):
    token = client.sign_in()["access_token"]
    xml = "application/xml"
    info = etree.fromstring(client.get("Authentication/Info", token, xml).body)
    assert info.tag == CONSOLE_NAMESPACE + "ConsoleUserInfo"
    assert info.find(CONSOLE_NAMESPACE + "Company").text == "Møller & Søn"
    page = etree.fromstring(client.get("User/Lists", token, xml).body)
    assert page.tag == "{http://MailupSoa.Ws.Schema.API}CollectionOfConsoleListItem"
    (item,) = page.find("{http://MailupSoa.Ws.Schema.API}Items")
    assert item.tag == CONSOLE_NAMESPACE + "ConsoleListItem"
    assert item.find(CONSOLE_NAMESPACE + "idList").text == "1"


@pytest.mark.parametrize("authorization", [None, "Bearer", "Bearer nonsense", "Bearer é", "MailUp x",
                                           "Basic eDp5"])
def test_without_a_good_token(client, authorization):
    headers = [("Authorization", authorization)] if authorization else []
    for path in ("Authentication/Info", "Authentication/Details", "User/Lists?pageNumber=x"):
        answer = client.call("GET", CONSOLE + path, headers)
        assert answer.status == 401, answer.text()
        said = json.loads(answer.text())
        assert said["ErrorCode"] == "401" and said["ErrorName"] == "Unauthorized"
        assert said["ErrorDescription"].startswith("Authorization error")
        assert answer.header("www-authenticate").startswith("Bearer ")


# --- lifetimes, and what a sign-in proves ---

def test_an_account_that_has_ended(client, sink):
    fields, user, password = open_account(client.server, client.application, sink)
    mine = Client(client.server, client.application, fields, user, password)
    token = mine.sign_in()["access_token"]
    client.server.execute(f"UPDATE account SET expires_at = 1000 WHERE id = {int(user[1:])}")
    for path in ("Authentication/Info", "User/Lists"):
        answer = mine.get(path, token)
        assert answer.status == 403 and "has expired" in answer.text()
    assert "has expired" in refused(mine.form(TOKEN, mine.credentials()), 400, "invalid_grant")


def test_an_access_token_ends(sink):
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
                   what="the token's end")
        again = json.loads(client.refresh(tokens["refresh_token"]).text())
        assert client.get("Authentication/Info", again["access_token"]).status == 200


def test_calls_on_an_account_are_limited_for_each_account(sink):
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
    """(partner, {Id, Hash}, client) of an applicant whose mail has arrived, but whose 250 was lost."""
    sink.control("accept-then-drop")
    try:
        fields = applicant()
        partner = Partner(client.server, client.application)
        given = partner.activate(fields)
        user, password = sink.mail_to(fields["Email"]).credentials()
        yield partner, given, Client(client.server, client.application, fields, user, password)
    finally:
        sink.control("ok")


def test_a_sign_in_counts_as_delivery(undelivered):
    """Who uses the password settles the matter."""
    partner, given, client = undelivered
    assert partner.status(given)["Code"] == 5
    client.sign_in()
    assert partner.status(given)["Code"] == 2
    left = client.server.query("SELECT count(*) FROM task WHERE activation_id = "
                               f"{int(given['Id'])}")
    assert left[0][0] == 0, "nothing is mailed any more"
    client.sign_in()  # and the password stays good


def test_a_stopped_activation_opens_nothing(undelivered):
    partner, given, client = undelivered

    def blocked():
        client.server.run("activation", "block", str(given["Id"]), "--reason", "a test")
        return partner.status(given)["Code"] == 6
    eventually(blocked, what="Code 6")
    refused(client.form(TOKEN, client.credentials()), 400, "invalid_grant")
