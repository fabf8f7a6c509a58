"""requests-oauthlib: the code grant with PKCE or, with a password in the task, the password grant; the session
refreshes expired tokens automatically."""

import json
import time

from oauthlib.oauth2 import LegacyApplicationClient, WebApplicationClient
from requests_oauthlib import OAuth2Session

task = json.loads(input())
AUTHORIZE = f"{task['url']}/Authorization/OAuth/LogOn"
TOKEN = f"{task['url']}/Authorization/OAuth/Token"
SECRET = {"client_secret": task["client_secret"]}

refreshed = []


def session(client):
    return OAuth2Session(client=client, redirect_uri=task["redirect_uri"],
                         auto_refresh_url=TOKEN, token_updater=refreshed.append,
                         auto_refresh_kwargs={"client_id": task["client_id"], **SECRET})


def sign_in_with_code():
    client = WebApplicationClient(task["client_id"])
    verifier = client.create_code_verifier(64)
    challenge = client.create_code_challenge(verifier, "S256")
    user = session(client)
    url, _ = user.authorization_url(AUTHORIZE, code_challenge=challenge,
                                    code_challenge_method="S256")
    print(json.dumps({"open": url}), flush=True)
    # The session checks the state.
    user.fetch_token(TOKEN, authorization_response=json.loads(input())["url"],
                     code_verifier=verifier, **SECRET)
    return user


def sign_in_with_password():
    user = session(LegacyApplicationClient(task["client_id"]))
    user.fetch_token(TOKEN, username=task["username"], password=task["password"], **SECRET)
    return user


user = sign_in_with_password() if task["password"] else sign_in_with_code()
while True:
    info = user.get(f"{task['console']}Authentication/Info")
    lists = user.get(f"{task['console']}User/Lists")
    if refreshed and info.ok and lists.ok:
        break
    # The token may expire on the server slightly before it expires in the session.
    assert {info.status_code, lists.status_code} <= {200, 401}, info.text + lists.text
    time.sleep(task["pause_ms"] / 1000)

print(json.dumps({"info": info.json(), "lists": lists.json(),
                  "refresh_token": user.token["refresh_token"]}))
