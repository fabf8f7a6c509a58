"""Fixtures that the black-box tests share: one server and one application per test file, and an account
for each test that works on one."""

import pytest
from harness import Usher
from resources import Resources
from sink import SmtpSink


@pytest.fixture(scope="module")
def server():
    with Usher() as usher:
        yield usher


@pytest.fixture(scope="module")
def application(server):
    return server.register()


@pytest.fixture(scope="module")
def sink():
    with SmtpSink() as smtp:
        yield smtp


@pytest.fixture
def account(server, application, sink):
    """Of a server that mails into the sink."""
    resources = Resources(server, application, sink)
    yield resources
    resources.close()
