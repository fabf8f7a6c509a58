"""Tests of the HTTP server: connections, TLS, stop, probes, metrics, batches, rate limit."""

import contextlib
import json
import re
import signal
import sqlite3
import ssl
import subprocess
import threading
import time

import psycopg2
import pytest
from harness import ON_POSTGRES, Usher, curl, eventually, make_certificate
from partner import Partner
from raw_http import Connection, ConnectionEnded, NoAnswer, request_bytes
from wire import ACTIVATION, JSON, STATUS, XML, applicant, assert_error, json_body, read_object

PIPELINE_DEPTH = 50
BURST = 400  # the number of concurrent requests
CALLS_PER_BATCH_MAX = 64 if ON_POSTGRES else 256
METRICS = ("usher_http_requests_total", "usher_http_request_seconds_bucket",
           "usher_activations_total", "usher_queue_depth", "usher_queue_oldest_seconds",
           "usher_mail_outcomes_total", "usher_mail_seconds_bucket")
RATE = 5  # calls per second and method (docs/contract/provisioning.md, B.8)


@pytest.fixture(scope="module")
def partner(server, application):
    return Partner(server, application)


def sandbox_body():
    return json_body(applicant(IpAddress="127.0.0.1"))


# Tests of connections.

def test_keep_alive(server, partner):
    with server.connect() as connection:
        for _ in range(20):
            connection.send(partner.request(ACTIVATION, sandbox_body()))
            answer = connection.read()
            assert answer.status == 200 and answer.header("connection") != "close"


def test_keep_alive_survives_an_error(server, partner):
    with server.connect() as connection:
        for body in (b"{}", sandbox_body(), b"{", sandbox_body()):
            connection.send(partner.request(ACTIVATION, body))
            assert connection.read().status == (200 if len(body) > 2 else 400)


def test_connection_close_is_obeyed(server):
    with server.connect() as connection:
        connection.send(request_bytes("GET", "/healthz", [("Connection", "close")]))
        assert connection.read().header("connection") == "close"
        assert connection.is_closed_by_peer()


def test_http_1_0(server):
    with server.connect() as connection:
        connection.send(b"GET /healthz HTTP/1.0\r\n\r\n")
        assert connection.read().status == 200
        assert connection.is_closed_by_peer()


def test_pipelining_answers_in_order(server, partner):
    activations = [partner.activate(applicant()) for _ in range(PIPELINE_DEPTH)]
    requests = []
    for i in range(PIPELINE_DEPTH):
        requests.append(partner.request(ACTIVATION, sandbox_body()) if i % 2
                        else partner.request(STATUS, json_body(activations[i])))
    with server.connect() as connection:
        connection.send(b"".join(requests))
        for i in range(PIPELINE_DEPTH):
            members = sorted(read_object(connection.read()))
            assert members == (["Hash", "Id"] if i % 2 else ["Code", "Description"])


def test_a_request_byte_by_byte(server, partner):
    request = partner.request(ACTIVATION, sandbox_body())
    with server.connect() as connection:
        for i in range(len(request)):
            connection.send(request[i:i + 1])
        assert connection.read().status == 200


def test_chunked_body(server, partner):
    body = sandbox_body()
    head = request_bytes("GET", ACTIVATION, [*partner.headers(), ("Transfer-Encoding", "chunked")])
    pieces = [body[i:i + 37] for i in range(0, len(body), 37)]
    data = b"".join(b"%x;x=y\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
    with server.connect() as connection:
        connection.send(head.replace(b"GET", b"POST", 1) + data + b"0\r\nX-Trailer: a\r\n\r\n")
        assert connection.read().status == 200


def test_expect_continue(server, partner):
    body = sandbox_body()
    request = partner.request(ACTIVATION, body, extra=[("Expect", "100-continue")])
    with server.connect() as connection:
        connection.send(request[:-len(body)])
        assert connection.read_interim() == 100
        connection.send(body)
        assert connection.read().status == 200


def test_expect_continue_with_curl(server, application):
    code, body, _ = curl("--user", f"{application.client_id}:{application.client_secret}",
                         "--header", "Expect: 100-continue", "--data-binary",
                         sandbox_body().decode(), server.url + ACTIVATION)
    assert code == 200 and json.loads(body)["Id"] == -1


def test_head(server):
    got, head = server.get("/healthz"), server.request("HEAD", "/healthz")
    assert head.status == got.status == 200 and head.body == b""
    assert head.header("content-length") == got.header("content-length")
    assert head.header("content-type") == got.header("content-type")
    code, body, _ = curl("--head", server.url + "/healthz")
    assert code == 200 and body.startswith(b"HTTP/1.1 200")


def test_largest_body_is_read(partner):
    fields = applicant(IpAddress="127.0.0.1")
    fields["Padding"] = "x" * (64 * 1024 - len(json_body(fields)) - len(', "Padding": ""'))
    body = json_body(fields)
    assert len(body) == 64 * 1024
    assert partner.post(ACTIVATION, body).status == 200


# Tests of probes and metrics.

def test_probes(server):
    assert server.get("/healthz").status == 200
    assert server.get("/readyz").status == 200


def test_metrics(server, partner):
    partner.wait_for_code(partner.activate(applicant()), 2)
    partner.submit({})
    answer = server.get("/metrics")
    assert answer.status == 200 and answer.header("content-type").startswith("text/plain")
    samples = [line for line in answer.text().splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r'[a-zA-Z_:][\w:]*(\{[^{}]*\})? \S+( \d+)?', line) for line in samples)
    assert any('"200"' in line for line in samples), "requests by status"
    assert any('"400"' in line for line in samples)
    assert any("_bucket{" in line for line in samples), "latency histograms"


def test_every_metric_appears(server, partner):
    """Gauges such as the queue's are updated periodically, not at each request."""
    partner.wait_for_code(partner.activate(applicant()), 2)

    def has_all_families():
        text = server.get("/metrics").text()
        return all(re.search(rf"^{family}\b", text, re.M) for family in METRICS)
    eventually(has_all_families, what="every family of metrics")


# Tests of batches (docs/invariants.md, 18)

@contextlib.contextmanager
def blocked_submissions(server):
    """Locks the activations, so that submissions wait and form a batch."""
    other = psycopg2.connect(server.postgres.url) if ON_POSTGRES else sqlite3.connect(server.database)
    with contextlib.closing(other):
        other.cursor().execute("LOCK TABLE activation" if ON_POSTGRES else "BEGIN IMMEDIATE")
        yield


def batches(server):
    """Returns {number of calls as a text: number of write transactions with at most that number of calls}."""
    samples = re.findall(r'^usher_store_batch_calls_bucket\{access="write",le="(.+)"\} (\d+)$',
                         server.get("/metrics").text(), re.M)
    return {calls: int(count) for calls, count in samples}


def test_the_size_of_a_batch_is_limited(server, partner):
    request = partner.request(ACTIVATION, json_body(applicant()))
    with contextlib.ExitStack() as stack:
        connections = [stack.enter_context(server.connect()) for _ in range(BURST)]
        with blocked_submissions(server):
            for connection in connections:
                connection.send(request)
            assert server.get("/healthz").status == 200  # the server has read the requests above by now
        assert {connection.read().status for connection in connections} == {200}
    count = batches(server)
    assert count["+Inf"] == count[str(CALLS_PER_BATCH_MAX)]
    assert count["+Inf"] > count[str(CALLS_PER_BATCH_MAX // 2)], "a full batch"


# Tests of TLS.

@pytest.fixture(scope="module")
def tls_server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    with Usher(tls=make_certificate(folder)) as usher:
        yield usher


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_tls(tls_server, version):
    code, body, _ = curl("--cacert", tls_server.tls_certificate, f"--tlsv{version}",
                         "--tls-max", version, tls_server.url + "/healthz")
    assert code == 200 and body


def test_old_tls_is_refused(tls_server):
    done = subprocess.run(
        ["openssl", "s_client", "-connect", f"127.0.0.1:{tls_server.port}", "-tls1_1", "-cipher",
         "ALL:@SECLEVEL=0"], capture_output=True, timeout=10, input=b"", check=False)
    assert done.returncode != 0 and b"protocol version" in done.stderr, done.stderr.decode()


def test_activation_over_tls(tls_server):
    partner = Partner(tls_server, tls_server.register())
    partner.wait_for_code(partner.activate(applicant()), 2)


def test_plain_http_on_the_tls_port_is_harmless(tls_server):
    with Connection(tls_server.port) as plain:
        plain.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        try:
            assert plain.read().status != 200
        except (ConnectionEnded, AssertionError):
            pass
    assert tls_server.get("/healthz").status == 200


def test_certificate_is_reloaded_on_sighup(tmp_path):
    certificate, key = make_certificate(tmp_path)
    with Usher(tls=(certificate, key)) as server:
        fresh_certificate, fresh_key = make_certificate(tmp_path, "fresh")
        key.write_bytes(fresh_key.read_bytes())
        certificate.write_bytes(fresh_certificate.read_bytes())
        server.signal(signal.SIGHUP)
        eventually(lambda: ssl.get_server_certificate(("127.0.0.1", server.port)).split()
                   == fresh_certificate.read_text().split(), what="the new certificate")
        assert server.is_running()


# Tests of stops.

def test_sigterm_completes_requests_in_flight():
    with Usher() as server:
        partner = Partner(server, server.register())
        body = sandbox_body()
        request = partner.request(ACTIVATION, body, accept=XML)
        with server.connect() as idle, server.connect() as busy:
            idle.send(request_bytes("GET", "/healthz"))
            assert idle.read().status == 200
            busy.send(request[:-len(body) // 2])
            assert server.get("/healthz").status == 200  # the server has read the bytes above by now
            server.signal(signal.SIGTERM)
            assert idle.is_closed_by_peer(timeout=5), "idle connections are closed"
            eventually(lambda: not server.is_ready(), what="not ready while draining")
            busy.send(request[-len(body) // 2:])
            answer = busy.read()
            assert answer.status == 200 and answer.header("connection") == "close"
        assert server.wait() == 0


def test_a_stop_under_load_loses_no_answered_id():
    with Usher() as server:
        partner = Partner(server, server.register())
        answered = []

        def submit_until_stopped():
            while True:
                try:
                    answer = partner.submit(applicant())
                except (OSError, ConnectionEnded, NoAnswer):
                    return
                if answer.status != 200:
                    assert answer.status == 503
                    return
                answered.append(read_object(answer))

        clients = [threading.Thread(target=submit_until_stopped) for _ in range(8)]
        for client in clients:
            client.start()
        eventually(lambda: len(answered) >= 100, what="some load")
        assert server.stop() == 0
        for client in clients:
            client.join(10)
        server.start()
        for activation in answered:
            partner.status(activation)


# Tests of the rate limit (docs/contract/provisioning.md, B.7 and B.8)

@pytest.mark.parametrize("accept", [JSON, XML])
def test_rate_limit(accept):
    with Usher({"limits": {"calls_per_second_per_method": RATE}}) as server:
        partner = Partner(server, server.register())
        request = partner.request(STATUS, json_body({"Id": -1, "Hash": "x"}), accept=accept)
        with server.connect() as connection:
            connection.send(request * (RATE * 4))
            answers = [connection.read() for _ in range(RATE * 4)]
            refused = [answer for answer in answers if answer.status == 429]
            assert {answer.status for answer in answers} == {200, 429}
            assert RATE <= len(answers) - len(refused) <= 2 * RATE
            description = assert_error(refused[0], 429, accept)
            assert "too_many_requests" in description
            numbers = [int(number) for number in re.findall(r"\d+", description)]
            assert RATE in numbers and any(number > RATE for number in numbers), description
            assert int(refused[0].header("retry-after")) >= 0

            connection.send(partner.request(ACTIVATION, sandbox_body()))
            assert connection.read().status == 200, "counted per method"
            other = Partner(server, server.register("Other"))
            assert other.post(STATUS, json_body({"Id": -1, "Hash": "x"})).status == 200, \
                "counted per application"

            def allowed_again():
                connection.send(request)
                return connection.read().status == 200
            started_at = time.monotonic()
            eventually(allowed_again, 5, "calls are allowed again")
            assert time.monotonic() - started_at < 3
