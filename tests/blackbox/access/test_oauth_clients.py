"""Published OAuth client libraries complete their flows: sign-in, calls until the access token has expired,
refresh, revocation. tests/oauth_clients/ has one program per library."""

import concurrent.futures
import contextlib
import json
import shutil
import subprocess
import tempfile
import threading

import pytest
from harness import (REPOSITORY, Application, Usher, clean_environment, install_node_packages,
                     make_certificate)
from oauth import CONSOLE, REDIRECT_URI, CodeClient, open_account, refused

PROGRAMS = REPOSITORY / "tests" / "oauth_clients"
ACCESS_TOKEN_SECONDS = 2
PROGRAM_SECONDS_MAX = 60.0

# Library and flow: (program, kind of sign-in, whether the library can revoke)
FLOWS = {
    "openid-client, code": (["node", "openid_client.mjs"], "code", True),
    "openid-client, public client": (["node", "openid_client.mjs"], "public", True),
    "simple-oauth2, code": (["node", "simple_oauth2.mjs"], "code", True),
    "simple-oauth2, password": (["node", "simple_oauth2.mjs"], "password", True),
    "ruby-oauth2, code": (["/usr/bin/ruby", "ruby_oauth2.rb"], "code", False),
    "ruby-oauth2, password": (["/usr/bin/ruby", "ruby_oauth2.rb"], "password", False),
    "requests-oauthlib, code": (["/usr/bin/python3", "requests_session.py"], "code", False),
    "requests-oauthlib, password": (["/usr/bin/python3", "requests_session.py"], "password", False),
}


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(scope="module")
def server(sink, certificate):
    usher = Usher({"oauth": {"access_token_seconds": ACCESS_TOKEN_SECONDS}}, sink.url, certificate)
    # The address is an IPv4 address because some clients connect to localhost by IPv6 only.
    usher.configure("server", public_url=f"https://127.0.0.1:{usher.port}")
    with usher:
        yield usher


@pytest.fixture(scope="module")
def application(server):
    application = server.register()
    server.run("app", "edit", application.client_id, "--redirect-uri", REDIRECT_URI)
    return application


@pytest.fixture(scope="module")
def public_application(server):
    registered = server.run("app", "register", "--name", "App", "--contact", "partner@example.org",
                            "--public", "--redirect-uri", REDIRECT_URI)
    return Application(registered["client_id"], "")


@pytest.fixture(scope="module")
def account(server, application, sink):
    return open_account(server, application, sink)


def converse(command, folder, environment, task, client):
    """Runs a program: sends the task, opens pages in the browser for the program, and returns the program's
    report."""
    with tempfile.TemporaryFile("w+") as errors, subprocess.Popen(
            command, cwd=folder, env=environment, encoding="utf-8", stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=errors) as process:
        limit = threading.Timer(PROGRAM_SECONDS_MAX, process.kill)
        limit.start()
        try:
            report = None
            with contextlib.suppress(BrokenPipeError):  # the program has ended; its standard error has the reason
                print(json.dumps(task), file=process.stdin, flush=True)
                for line in process.stdout:
                    report = json.loads(line)
                    if "open" in report:
                        back = {"url": client.allow(report["open"])}
                        print(json.dumps(back), file=process.stdin, flush=True)
            status = process.wait()
        finally:
            limit.cancel()
            process.kill()
        errors.seek(0)
        assert status == 0, f"the program exited with {status}:\n{errors.read()}"
        return report


@pytest.fixture(scope="module")
def clients(server, application, public_application, account):
    """Returns a client with its own browser for each flow."""
    return {flow: CodeClient(server, public_application if kind == "public" else application, *account)
            for flow, (_, kind, _) in FLOWS.items()}


@pytest.fixture(scope="module")
def reports(server, certificate, clients, tmp_path_factory):
    """Returns a future of each program's report. The programs run concurrently because they mostly wait for
    the expiry of their access tokens."""
    folder = tmp_path_factory.mktemp("programs")
    shutil.copytree(PROGRAMS, folder, dirs_exist_ok=True)
    trusted = {name: str(certificate[0])
               for name in ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")}
    environment = clean_environment() | trusted

    with concurrent.futures.ThreadPoolExecutor(len(FLOWS) + 1) as pool:
        installed = pool.submit(install_node_packages, folder)

        def run(flow):
            command, kind, _ = FLOWS[flow]
            client = clients[flow]
            task = {"url": server.url, "console": server.url + CONSOLE, "redirect_uri": REDIRECT_URI,
                    "client_id": client.application.client_id,
                    "client_secret": client.application.client_secret,
                    "username": client.user if kind == "password" else None,
                    "password": client.password if kind == "password" else None,
                    "pause_ms": 200}
            if command[0] == "node":
                installed.result()
            return converse(command, folder, environment, task, client)

        yield {flow: pool.submit(run, flow) for flow in FLOWS}


@pytest.mark.parametrize("flow", FLOWS)
def test_a_library_completes_its_flow(flow, reports, clients):
    report, client = reports[flow].result(), clients[flow]
    assert report["info"]["Username"] == client.user
    assert report["info"]["Company"] == client.fields["Company"]
    assert [item["Name"] for item in report["lists"]["Items"]] == ["Newsletter"]
    # The program's last refresh token is valid unless the program has revoked it.
    answer = client.refresh(report["refresh_token"])
    if FLOWS[flow][2]:
        refused(answer, 400, "invalid_grant")
    else:
        assert answer.status == 200, answer.text()
