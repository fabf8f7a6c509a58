"""Wrong ids, bodies and queries at every route of docs/compatibility.md: the response is a 4xx in the
requested format, and nothing is changed."""

import json

import pytest
from resources import Resources
from routes import base, body, documented, is_statistic, names, one_of_everything, target

# Numbers beyond the database's range return 404, as unknown ids do.
IDS = ["x", "-1", "0", "1.5", "%00", "2147483648", "9223372036854775807", "99999999999999999999"]
# Malformed JSON, and values that no route accepts.
BAD_JSON = [b"null", b"{", b"[", b'"', b'{"Name":"a","Name":"b"}', b"\xff\xfe", b'{"Name":"\xff"}',
            b"NaN", b'{"a":' * 2000, b"[" * 5000, b"<a/>", b"5", b"[5]", b'{"a":1}x']
BAD_XML = [b"x", b"<a>", b"<a></b>", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a>" * 5000, b"\xff",
           b"<a>\x00</a>", b"{}"]
VALUES = [None, True, -1, 2**63, 1.5, "", "a\u0000b", "x" * 40000, [], [[]], {}, {"a": {}}]
QUERIES = [{"pageNumber": -1}, {"pageNumber": "x"}, {"pageSize": 0}, {"pageSize": 1001},
           {"pageSize": 2**40}, {"pageNumber": 2**62, "pageSize": 1000}]
EXPRESSIONS = ["", "(", "Unknown == 1", "1", "1 == 1 == 1)", "\"", "a\u0000", "x" * 4001, "(" * 500,
               "1 == 'a'"]
# The routes whose body is optional.
OPTIONAL = {"Email/Sending/{idSending}/Deferred", "Email/Sendings/{idSending}/Deferred"}
# The routes whose body is one text.
TEXTS = {("POST", "List/{idList}/Tag"), ("DELETE", "Images")}

BODIES = [(verb, path) for verb, path in documented()
          if verb in ("POST", "PUT") and body(path) or path == "Images" and verb != "GET"]
# The request for a copy has no body.
BODIES.remove(("POST", "List/{idList}/Email/{idMessage}"))
PAGES = [(verb, path) for verb, path in documented()
         if verb == "GET" and "/Count/" not in path and ("/List/" in path or path.rsplit("/", 1)[-1] in (
             "Groups", "Subscribed", "Unsubscribed", "Pending", "EmailOptins", "Recipients", "Emails",
             "Tags", "SendHistory", "Immediate", "Undefined", "Lists", "List", "Imports"))]


@pytest.fixture(scope="module")
def account(server, sink):
    resources = Resources(server, server.register(), sink)
    yield resources
    resources.close()


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
                # Unknown ids have no statistics (docs/contract/resources.md, D).
                assert answer.text() == "0" or '"Items":[]' in answer.text(), (address, answer.text())
                continue
            refused(answer, (400, 404), verb, address)


@pytest.mark.parametrize("verb,path", BODIES)
def test_malformed_bodies(account, ids, nothing_changes, verb, path):
    address = target(path, ids)
    for raw in [b"", *BAD_JSON]:
        if path in OPTIONAL and raw in (b"", b"null"):
            continue
        if (verb, path) in TEXTS and not raw.startswith((b"{", b"[", b"\xff", b"null")):
            continue
        refused(account.call(verb, address, raw=raw), (400, 404), verb, address, raw[:30])
    for raw in BAD_XML:
        if (verb, path) in TEXTS and raw in (b"x", b"{}"):
            continue
        refused(account.call(verb, address, raw=raw, accept="application/xml",
                             content_type="application/xml"), (400, 404), verb, address, raw[:30])


@pytest.mark.parametrize("verb,path", BODIES)
def test_values_of_wrong_types(account, ids, verb, path):
    """Replaces each member of the valid body in turn; some routes accept some of the values."""
    valid = body(path)
    item = valid[0] if isinstance(valid, list) else valid
    address = target(path, ids)
    for name in item if isinstance(item, dict) else []:
        for wrong in [value for value in VALUES if value not in (None, True, "") or name == "Email"]:
            changed = item | {name: wrong}
            answer = account.call(verb, address, [changed] if isinstance(valid, list) else changed)
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
