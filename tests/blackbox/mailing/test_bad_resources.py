"""Wrong ids, bodies and queries at every route of docs/compatibility.md: each a clear 4xx in the format
asked for, never a 5xx, and what is refused changes nothing."""

import json

import pytest
from harness import Usher
from resources import Resources
from routes import base, body, documented, is_statistic, names, one_of_everything, target

# Numbers that a database would not take are 404, as those of nothing are.
IDS = ["x", "-1", "0", "1.5", "%00", "2147483648", "9223372036854775807", "99999999999999999999"]
# No JSON value, or none that any of the routes takes.
NO_JSON = [b"null", b"{", b"[", b'"', b'{"Name":"a","Name":"b"}', b"\xff\xfe", b'{"Name":"\xff"}',
           b"NaN", b'{"a":' * 2000, b"[" * 5000, b"<a/>", b"5", b"[5]", b'{"a":1}x']
NO_XML = [b"x", b"<a>", b"<a></b>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a>" * 5000, b"\xff",
          b"<a>\x00</a>", b"{}"]
VALUES = [None, True, -1, 2**63, 1.5, "", "a\u0000b", "x" * 40000, [], [[]], {}, {"a": {}}]
QUERIES = [{"pageNumber": -1}, {"pageNumber": "x"}, {"pageSize": 0}, {"pageSize": 1001},
           {"pageSize": 2**40}, {"pageNumber": 2**62, "pageSize": 1000}]
EXPRESSIONS = ["", "(", "Nobody == 1", "1", "1 == 1 == 1)", "\"", "a\u0000", "x" * 4001, "(" * 500,
               "1 == 'a'"]
# These do something without a body as well.
OPTIONAL = {"Email/Sending/{idSending}/Deferred", "Email/Sendings/{idSending}/Deferred"}
# The whole body is a text, as the contract has it.
TEXTS = {("POST", "List/{idList}/Tag"), ("DELETE", "Images")}

BODIES = [(verb, path) for verb, path in documented()
          if verb in ("POST", "PUT") and body(path) or path == "Images" and verb != "GET"]
# A copy is asked for without one.
BODIES.remove(("POST", "List/{idList}/Email/{idMessage}"))
PAGES = [(verb, path) for verb, path in documented()
         if verb == "GET" and "/Count/" not in path and ("/List/" in path or path.rsplit("/", 1)[-1] in (
             "Groups", "Subscribed", "Unsubscribed", "Pending", "EmailOptins", "Recipients", "Emails",
             "Tags", "SendHistory", "Immediate", "Undefined", "Lists", "List", "Imports"))]


@pytest.fixture(scope="module")
def server(sink):
    with Usher(smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture(scope="module")
def account(server, sink):
    found = Resources(server, server.register(), sink)
    yield found
    found.close()


@pytest.fixture(scope="module")
def ids(account):
    return one_of_everything(account)


@pytest.fixture
def nothing_changes(account, ids):
    def everything():
        listed = ids["idList"]
        return [account.call("GET", path).text() for path in (
            "List", f"List/{listed}/Groups", f"List/{listed}/Emails", f"List/{listed}/Tags", "Images",
            f"List/{listed}/Recipients/Subscribed", "Email/Sendings/Deferred",
            f"List/{listed}/Email/{ids['idMessage']}/Attachment")]

    before = everything()
    yield
    assert everything() == before


def refused(answer, statuses, *context):
    assert answer.status in statuses, (*context, answer.status, answer.text()[:300])
    if answer.header("content-type").startswith("application/json"):
        assert list(json.loads(answer.text())) == ["ErrorCode", "ErrorDescription", "ErrorName",
                                                   "ErrorStack"], context
    else:
        assert "<ErrorDescription>" in answer.text(), context


@pytest.mark.parametrize("verb,path", [row for row in documented() if names(row[1])])
def test_wrong_ids(account, ids, nothing_changes, verb, path):
    for name in names(path):
        for wrong in IDS:
            address = target(path, ids | {name: wrong})
            answer = account.call(verb, address, body(path), base=base(path))
            if is_statistic(path) and answer.status == 200:
                # What is unknown has no statistics (the contract's D).
                assert answer.text() == "0" or '"Items":[]' in answer.text(), (address, answer.text())
                continue
            refused(answer, (400, 404), verb, address)


@pytest.mark.parametrize("verb,path", BODIES)
def test_bodies_that_are_none(account, ids, nothing_changes, verb, path):
    address = target(path, ids)
    for raw in [b"", *NO_JSON]:
        if path in OPTIONAL and raw in (b"", b"null"):
            continue
        if (verb, path) in TEXTS and not raw.startswith((b"{", b"[", b"\xff", b"null")):
            continue
        refused(account.call(verb, address, raw=raw), (400, 404), verb, address, raw[:30])
    for raw in NO_XML:
        if (verb, path) in TEXTS and raw in (b"x", b"{}"):
            continue
        refused(account.call(verb, address, raw=raw, accept="application/xml",
                             content_type="application/xml"), (400, 404), verb, address, raw[:30])


@pytest.mark.parametrize("verb,path", BODIES)
def test_values_of_a_wrong_kind(account, ids, verb, path):
    """Every member of the good body in turn; some routes take some of them."""
    good = body(path)
    item = good[0] if isinstance(good, list) else good
    address = target(path, ids)
    for name in item if isinstance(item, dict) else []:
        for wrong in [value for value in VALUES if value not in (None, True, "") or name == "Email"]:
            changed = item | {name: wrong}
            answer = account.call(verb, address, [changed] if isinstance(good, list) else changed)
            if answer.status != 200:
                refused(answer, (400, 404), verb, address, name, str(wrong)[:30])


@pytest.mark.parametrize("verb,path", PAGES)
def test_wrong_queries(account, ids, nothing_changes, verb, path):
    address = target(path, ids)
    for query in QUERIES:
        refused(account.call(verb, address, base=base(path), query=query), (400,), address, query)
    for name in ("filterby", "orderby"):
        for wrong in EXPRESSIONS[1:]:
            refused(account.call(verb, address, base=base(path), query={name: wrong}), (400, 414),
                    address, name, wrong[:30])
