"""The wire format of provisioning as a partner's program writes and reads it: bodies, headers, answers."""

import base64
import itertools
import json

from lxml import etree

PUBLIC = "/API/v1.1/Rest/PublicService.svc/Console"
ACTIVATION = f"{PUBLIC}/TrialActivation"
STATUS = f"{PUBLIC}/TrialActivationStatus"

JSON = "application/json"
XML = "application/xml"

FIELDS = ("NameAndSurname", "Company", "Email", "PhoneNumber", "Language", "IpAddress", "IsUSA",
          "RegisterToNewsletter", "Referer", "UserAgent")
STRINGS = tuple(name for name in FIELDS if name not in ("IsUSA", "RegisterToNewsletter"))
BOOLEANS = ("IsUSA", "RegisterToNewsletter")
MANDATORY_STRINGS = ("NameAndSurname", "Company", "Email", "PhoneNumber", "Language")
LENGTHS_MAX = {"NameAndSurname": 200, "Company": 200, "Email": 254, "PhoneNumber": 50,
               "Referer": 500, "UserAgent": 500}
LANGUAGES = ("EN", "IT", "ES", "FR", "PT", "JA", "DA")

ERROR_FIELDS = ["ErrorCode", "ErrorDescription", "ErrorName", "ErrorStack"]

_numbers = itertools.count(1)


def fresh_ip():
    """Returns a public address that no other test of this process uses."""
    number = next(_numbers)
    return f"11.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def applicant(**changes):
    """Returns the fields of a valid request with its own IP and email address; `changes` replace fields, and a
    value of `...` omits the field."""
    number = next(_numbers)
    fields = {
        "NameAndSurname": "Søren Østergård",
        "Company": "Caffè Perché S.r.l.",
        "Email": f"applicant{number}@example.org",
        "PhoneNumber": "+45 33 12 34 56",
        "Language": "DA",
        "IpAddress": fresh_ip(),
        "IsUSA": False,
        "RegisterToNewsletter": True,
        "Referer": "shop.example.org",
        "UserAgent": "Mozilla/5.0 (X11; Linux x86_64)",
    }
    fields.update(changes)
    return {name: value for name, value in fields.items() if value is not ...}


def json_body(fields):
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")


def xml_text(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def xml_raw(members, root="TrialActivation"):
    """Returns a document of (name, already escaped text) pairs."""
    inner = "".join(f"<{name}>{text}</{name}>" for name, text in members)
    return f"<{root}>{inner}</{root}>".encode("utf-8")


def xml_body(fields, root="TrialActivation"):
    return xml_raw([(name, xml_text(value)) for name, value in fields.items()], root)


def basic(client_id, secret):
    pair = f"{client_id}:{secret}".encode("utf-8")
    return "Basic " + base64.b64encode(pair).decode("ascii")


def local_name(element):
    return etree.QName(element).localname


def read_object(answer):
    """Parses an answer's object, JSON or XML by its Content-Type, into a dict of members. XML values are parsed
    by an independent parser (lxml) into strings, xsi:nil into None."""
    content_type = answer.header("content-type")
    if content_type == "application/json; charset=utf-8":
        members = json.loads(answer.text())
        assert isinstance(members, dict), f"not an object: {answer.text()}"
        return members
    assert content_type == "application/xml; charset=utf-8", f"Content-Type: {content_type}"
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(answer.body, parser)
    nil = "{http://www.w3.org/2001/XMLSchema-instance}nil"
    assert all(len(child) == 0 for child in root), "nested elements"
    return {local_name(child): None if child.get(nil) == "true" else child.text or ""
            for child in root}


def assert_error(answer, status, accept=JSON):
    """Checks an error object in the requested format (docs/contract/provisioning.md, A.4); returns the description."""
    assert answer.status == status, f"{answer.status} instead of {status}: {answer.body[:300]!r}"
    assert answer.header("content-type") == f"{accept}; charset=utf-8"
    error = read_object(answer)
    assert list(error) == ERROR_FIELDS, f"members: {list(error)}"
    assert error["ErrorCode"] == str(status), "ErrorCode is the status as a string"
    assert isinstance(error["ErrorDescription"], str) and error["ErrorDescription"].strip()
    assert error["ErrorStack"] is None
    assert (error["ErrorName"] is None) == (status == 429)
    return error["ErrorDescription"]
