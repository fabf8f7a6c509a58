"""Accounts are isolated: every route of docs/compatibility.md is called with the ids of one account and the token of
another, and the program has no routes that the document does not list."""

import re

import pytest
from resources import Resources
from routes import (REPOSITORY, base, body, documented, is_statistic, names, one_of_everything,
                    target)

ROUTE = re.compile(r'add<[^>]*>\(\s*"\w+",\s*Method::(get|post|put|delete_),\s*"([^"]+)"')
# The routes whose resources are common to all accounts.
COMMON = {"List/{idList}/Templates/{idTemplate}"}


def without_names(path):
    return re.sub(r"\{\w+\}", "{}", path).lower()


def test_the_document_has_every_route():
    source = "".join(file.read_text("utf-8") for file in
                     (REPOSITORY / "src" / "api" / "published").rglob("*.cpp"))
    known = {(verb.upper().rstrip("_"), without_names(path)) for verb, path in ROUTE.findall(source)}
    listed = {(verb, without_names(path)) for verb, path in documented()}
    assert known - listed == set(), "routes that docs/compatibility.md does not list"
    assert listed - known == set(), "routes that the sources do not have"
    assert len(listed) >= 90


def test_the_program_has_every_route_of_the_document(accounts):
    """Checks that each route returns 401 without a token; unknown routes would return 404 or 405."""
    for verb, path in documented():
        answer = accounts[0].call(verb, re.sub(r"\{\w+\}", "1", path), token="unknown",
                                  base=base(path))
        assert answer.status == 401, (verb, path, answer.status)


@pytest.fixture(scope="module")
def accounts(server, sink):
    application = server.register()
    owner, stranger = (Resources(server, application, sink) for _ in range(2))
    yield owner, stranger
    owner.close()
    stranger.close()


@pytest.fixture(scope="module")
def ids(accounts):
    """Returns the ids of resources in a list of the owner's account, which the stranger's account does not
    have."""
    return one_of_everything(accounts[0])


@pytest.mark.parametrize("verb,path", documented())
def test_a_stranger_has_no_access(accounts, ids, verb, path):
    _, stranger = accounts
    if not names(path) or path in COMMON:
        assert stranger.call(verb, path, token="unknown", base=base(path)).status == 401
        return
    address = target(path, ids)
    if is_statistic(path):
        # Unknown ids have no statistics (docs/contract/resources.md, D).
        answer = stranger.call(verb, address, base=base(path))
        assert answer.status == 404 or answer.status == 200 and (
            answer.text() == "0" or '"Items":[]' in answer.text())
        return
    answer = stranger.call(verb, address, body(path) if verb in ("POST", "PUT") else None)
    assert answer.status in (403, 404), (verb, address, answer.status, answer.text())


def test_the_owners_resources_are_unchanged(accounts, ids):
    owner, stranger = accounts
    assert [item["idGroup"] for item in owner.get(f"List/{ids['idList']}/Groups")["Items"]] \
        == [ids["idGroup"]]
    assert owner.get(f"List/{ids['idList']}/Email/{ids['idMessage']}")["Subject"] == "S"
    assert stranger.get("List/1/Groups")["Items"] == []
