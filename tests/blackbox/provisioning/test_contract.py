"""Successful requests of the provisioning contract (docs/contract/provisioning.md): formats, sandbox, repeats,
one activation per address."""

import json

import pytest
from harness import Usher, curl
from lxml import etree
from partner import Partner
from wire import (ACTIVATION, JSON, LENGTHS_MAX, STATUS, XML, applicant, assert_error, basic,
                  fresh_ip, json_body, local_name, read_object, xml_body, xml_raw, xml_text)

ALL_CODES = set(range(8))
POLLS_MAX = 400  # the probability that one of 8 equally likely codes is missing is below 1e-22


@pytest.fixture(scope="module")
def partner(server, application):
    return Partner(server, application)


# Tests of formats (docs/contract/provisioning.md, E.1 to E.3)

@pytest.mark.parametrize("accept", [
    None, "*/*", JSON, "application/json;utf-8", "application/json; charset=utf-8", "text/html",
    "application/*", "application/json, application/xml;q=0.5", "application/xml;q=0",
    "image/png, */*;q=0.1", "garbage;;;", "", "application/xmlish"])
def test_answers_json(partner, accept):
    answer = partner.post(ACTIVATION, json_body(applicant()), accept=accept)
    assert answer.status == 200
    assert answer.header("content-type") == "application/json; charset=utf-8"
    activation = json.loads(answer.text())
    assert list(activation) == ["Hash", "Id"], "members in ordinal order"
    assert type(activation["Id"]) is int and activation["Id"] > 0
    assert isinstance(activation["Hash"], str) and activation["Hash"].isalnum()
    assert answer.text() == json.dumps(activation, separators=(",", ":")), "compact"


@pytest.mark.parametrize("accept", [
    XML, "text/xml", "APPLICATION/XML", "application/xml; charset=utf-8",
    "application/json;q=0.5, application/xml", "application/xml, */*;q=0.1"])
def test_answers_xml(partner, accept):
    answer = partner.post(ACTIVATION, json_body(applicant()), accept=accept)
    assert answer.status == 200
    assert answer.header("content-type") == "application/xml; charset=utf-8"
    assert not answer.body.startswith(b"\xef\xbb\xbf")
    root = etree.fromstring(answer.body)
    assert [local_name(child) for child in root] == ["Hash", "Id"]
    assert int(root[1].text) > 0


@pytest.mark.parametrize("content_type", [
    None, JSON, "application/json; charset=utf-8", "application/json;utf-8", "text/plain",
    "application/x-www-form-urlencoded", "text/json", "", "nonsense"])
def test_reads_json(partner, content_type):
    assert partner.post(ACTIVATION, json_body(applicant()), content_type).status == 200


@pytest.mark.parametrize("content_type", [
    XML, "text/xml", "application/xml; charset=utf-8", "Application/XML;utf-8",
    "application/soap+xml"])
def test_reads_xml(partner, content_type):
    assert partner.post(ACTIVATION, xml_body(applicant()), content_type).status == 200


NAMESPACE = "http://MailupSoa.Ws.Schema.API.Console"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def xml_shapes():
    """Returns valid documents, each with its own applicant."""
    def members(changes=()):
        return [(name, dict(changes).get(name, xml_text(value)))
                for name, value in applicant().items()]

    def with_attributes(name, attributes, pairs):
        return xml_raw(pairs, name).replace(f"<{name}>".encode(), f"<{name} {attributes}>".encode())

    return {
        "declaration": b'<?xml version="1.0" encoding="utf-8"?>\n' + xml_body(applicant()),
        "byte-order-mark": "\ufeff".encode() + xml_body(applicant()),
        "comments": b"<!-- a --><?go on?>" + xml_body(applicant()) + b"<!-- b -->\n",
        "other-root": xml_body(applicant(), "Anything"),
        "reversed": xml_raw(members()[::-1]),
        "default-namespace": with_attributes("x", f'xmlns="{NAMESPACE}"', members()),
        "prefixes": with_attributes("a:x", f'xmlns:a="{NAMESPACE}"',
                                    [(f"a:{name}", text) for name, text in members()]),
        "cdata": xml_raw(members({"Company": "<![CDATA[Smith & <Sons>]]>"})),
        "references": xml_raw(members({"Company": "Smith &amp; &#83;&#x6f;ns &lt;&quot;&apos;"})),
        "unknown-members": xml_raw([("Extra", "<a><b/></a>"), *members()]),
        "nil": with_attributes("x", f'xmlns:i="{INSTANCE}"', members()).replace(
            b"<Referer>shop.example.org</Referer>", b'<Referer i:nil="true"/>'),
        "line-breaks": xml_body(applicant()).replace(b"><", b">\r\n  <"),
    }


@pytest.mark.parametrize("name", xml_shapes())
def test_reads_xml_of_any_shape(partner, name):
    answer = partner.post(ACTIVATION, xml_shapes()[name], XML, XML)
    assert answer.status == 200, answer.text()


def test_curl_and_lxml_from_request_to_status(server, application):
    user = ["--user", f"{application.client_id}:{application.client_secret}",
            "--header", f"Content-Type: {XML}", "--header", f"Accept: {XML}"]
    code, body, _ = curl(*user, "--data-binary", xml_body(applicant()).decode(),
                         server.url + ACTIVATION)
    assert code == 200
    activation = {local_name(child): child.text for child in etree.fromstring(body)}
    request = etree.Element("TrialActivationStatus")
    for name, value in activation.items():
        etree.SubElement(request, name).text = value
    code, body, _ = curl(*user, "--data-binary", etree.tostring(request).decode(),
                         server.url + STATUS)
    assert code == 200
    status = {local_name(child): child.text for child in etree.fromstring(body)}
    assert list(status) == ["Code", "Description"] and 0 <= int(status["Code"]) <= 7


@pytest.mark.parametrize("path", [ACTIVATION.lower(), ACTIVATION.upper(),
                                  "/API/v1.1/rest/publicservice.svc/console/trialactivation",
                                  f"{ACTIVATION}?pageNum=0&x=%22\""])
def test_path_in_any_case(partner, path):
    assert partner.post(path, json_body(applicant())).status == 200


# Tests of fields (docs/contract/provisioning.md, A.1)

@pytest.mark.parametrize("changes", [
    {"IsUSA": "true"}, {"IsUSA": "FALSE"}, {"RegisterToNewsletter": "True"},
    {"Language": "en"}, {"Language": "Ja"}, {"Language": " FR "},
    {"Referer": ...}, {"UserAgent": ..., "Referer": ""}, {"Referer": None},
    {"NameAndSurname": "  山田 太郎  "}, {"Extra": {"deep": [1, {"a": None}]}},
    {"PhoneNumber": "(02) 123-456 ext. 7/8"}, {"Email": "jorgen+tag@bücher.example.org"},
    {"Email": "o'brien_1@sub.example.co.uk"}, {"Email": " a.b@example.org "},
    *({name: "é" * length} for name, length in LENGTHS_MAX.items() if name != "Email"),
], ids=str)
def test_accepts(partner, changes):
    answer = partner.submit(applicant(**changes))
    assert answer.status == 200, answer.text()


def test_each_language_is_known(partner):
    for language in ("EN", "IT", "ES", "FR", "PT", "JA", "DA"):
        assert partner.submit(applicant(Language=language)).status == 200


# Tests of the sandbox (docs/contract/provisioning.md, A.2)

@pytest.mark.parametrize("address", ["127.0.0.1", "192.168.0.1", "192.168.255.254",
                                     "::ffff:127.0.0.1", "::ffff:192.168.1.1", " 127.0.0.1 "])
def test_sandbox(partner, server, address):
    # Only activations are counted, because activations of earlier tests still write history.
    stored = "SELECT count(*) FROM activation"
    before = server.query(stored)
    activation = partner.activate(applicant(IpAddress=address))
    assert activation["Id"] == -1 and activation["Hash"]
    assert server.query(stored) == before, "the sandbox stores nothing"


def test_sandbox_status_reaches_every_code(partner):
    described = {}
    with partner.server.connect() as connection:
        for _ in range(POLLS_MAX):
            connection.send(partner.request(STATUS, json_body({"Id": -1, "Hash": "anything"})))
            status = read_object(connection.read())
            assert described.setdefault(status["Code"], status["Description"]) \
                == status["Description"], "one code, one description"
            if set(described) == ALL_CODES:
                break
    assert set(described) == ALL_CODES and all(described.values())


@pytest.mark.parametrize("number", [-1, "-1"])
@pytest.mark.parametrize("proof", ["x", "", "A" * 26])
def test_sandbox_accepts_any_hash(partner, number, proof):
    assert partner.status({"Id": number, "Hash": proof})["Code"] in ALL_CODES


def test_sandbox_before_the_right_is_granted(server):
    newcomer = Partner(server, server.register("Newcomer", enabled=False))
    assert newcomer.activate(applicant(IpAddress="127.0.0.1"))["Id"] == -1
    answer = newcomer.submit(applicant())
    assert_error(answer, 403)
    assert read_object(answer)["ErrorName"] == "Forbidden"


# Tests of repeats and of one activation per address (docs/contract/provisioning.md, A.2 and decision 3)

def test_repeat_returns_the_first_answer(partner):
    fields = applicant(Email="Repeat@Example.org")
    first = partner.activate(fields)
    assert partner.activate(fields) == first
    changed = dict(fields, Company="Other", Language="IT", Email="Repeat@EXAMPLE.ORG")
    assert partner.activate(changed) == first, "the same IP and email address"


def test_second_activation_of_an_address_is_refused(partner):
    fields = applicant()
    partner.activate(fields)
    answer = partner.submit(applicant(IpAddress=fields["IpAddress"]))
    assert "IpAddress" in assert_error(answer, 403) or "address" in answer.text()
    assert read_object(answer)["ErrorName"] == "Forbidden"


def test_repeat_by_another_application_is_refused(partner, server):
    fields = applicant()
    partner.activate(fields)
    other = Partner(server, server.register("Other"))
    assert_error(other.submit(fields), 403)


@pytest.mark.parametrize(("first", "second", "same"), [
    ("2a00:1450:4001:801::1", "2a00:1450:4001:801:ffff::2", True),
    ("2a00:1450:4001:802::1", "2a00:1450:4001:803::1", False),
    ("2A00:1450:4001:0804::1", "2a00:1450:4001:804::1", True),
    ("13.1.2.3", "::ffff:13.1.2.3", True),
    ("13.1.2.4", "::ffff:d01:204", True),
    ("13.1.2.5", "64:ff9b::13.1.2.5", True),
    ("13.1.2.6", "13.1.2.7", False),
])
def test_equivalent_addresses(partner, first, second, same):
    partner.activate(applicant(IpAddress=first))
    assert partner.submit(applicant(IpAddress=second)).status == (403 if same else 200)


# Tests of the status (docs/contract/provisioning.md, decision 5)

def test_status_accepts_the_id_as_text(partner):
    activation = partner.activate(applicant())
    assert partner.status({"Id": str(activation["Id"]), "Hash": activation["Hash"]})["Code"] in ALL_CODES


def test_status_needs_the_right_hash(partner):
    activation = partner.activate(applicant())
    for proof in ("", "A" * 26, activation["Hash"][:-1], activation["Hash"] + "A", activation["Hash"][::-1]):
        assert_error(partner.post(STATUS, json_body({"Id": activation["Id"], "Hash": proof})), 404)
    assert_error(partner.post(STATUS, json_body({"Id": activation["Id"]})), 404)


def test_status_of_another_applications_id(partner, server):
    activation = partner.activate(applicant())
    other = Partner(server, server.register("Curious"))
    assert_error(other.post(STATUS, json_body(activation)), 404)
    unknown = {"Id": 2_000_000_000, "Hash": activation["Hash"]}
    assert_error(partner.post(STATUS, json_body(unknown)), 404)


# Tests of the right to provision, which every request requires.

def test_disabling_and_enabling(server):
    application = server.register("Switched")
    partner = Partner(server, application)
    activation = partner.activate(applicant())
    server.run("app", "disable", application.client_id, "--reason", "review")
    assert_error(partner.submit(applicant()), 403)
    partner.status(activation)
    server.run("app", "enable", application.client_id)
    partner.activate(applicant())


def test_the_old_secret_stays_valid_after_a_rotation(server):
    application = server.register("Rotating")
    rotated = server.run("app", "rotate-secret", application.client_id)
    secrets = (application.client_secret, rotated["client_secret"])
    assert secrets[0] != secrets[1]
    for secret in secrets:
        headers = [("Authorization", basic(application.client_id, secret))]
        body = json_body(applicant(IpAddress="127.0.0.1"))
        assert server.request("POST", ACTIVATION, headers, body).status == 200


# Tests of the caller's own address (docs/contract/provisioning.md, decision 4)

def test_a_missing_address_defaults_to_the_callers():
    with Usher({"server": {"trusted_proxies": ["127.0.0.1"]}}) as server:
        partner = Partner(server, server.register())
        caller, other = fresh_ip(), fresh_ip()
        for missing in (..., "", None):
            fields = applicant(IpAddress=missing, Email="caller@example.org")
            answer = partner.post(ACTIVATION, json_body(fields),
                                  extra=[("X-Forwarded-For", f"9.9.9.9, {caller}")])
            assert answer.status == 200 and read_object(answer)["Id"] > 0, answer.text()
        repeated = partner.post(ACTIVATION, json_body(applicant(IpAddress=...)),
                                extra=[("X-Forwarded-For", caller)])
        assert "IpAddress" in assert_error(repeated, 403), "names the field"
        free = partner.post(ACTIVATION, json_body(applicant(IpAddress=...)),
                            extra=[("X-Forwarded-For", other)])
        assert free.status == 200
        from_sandbox = partner.post(ACTIVATION, json_body(applicant(IpAddress=...)),
                                    extra=[("X-Forwarded-For", "192.168.1.1")])
        assert from_sandbox.status == 400 or read_object(from_sandbox)["Id"] != -1, \
            "the connection's address never chooses the sandbox"


def test_a_kill_loses_no_activation():
    """Tasks that a worker held at the kill are retried when their leases have expired."""
    with Usher({"worker": {"lease_seconds": 2}}) as server:
        partner = Partner(server, server.register())
        activations = [partner.activate(applicant()) for _ in range(20)]
        server.restart()
        for activation in activations:
            partner.wait_for_code(activation, 2)
