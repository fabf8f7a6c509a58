"""Fixtures of the black-box tests: one server and one application per test file, and one account per test."""

import pytest
from harness import Usher
from resources import Resources
from sink import SmtpSink


@pytest.fixture(scope="module")
def server():
    """A server that writes its mails into a folder."""
    with Usher() as usher:
        yield usher


@pytest.fixture(scope="module")
def application(server):
    return server.register()


@pytest.fixture(scope="module")
def sink():
    with SmtpSink() as smtp:
        yield smtp


@pytest.fixture(scope="module")
def server_with_sink(sink):
    with Usher(smtp_url=sink.url) as usher:
        yield usher


@pytest.fixture
def account(server, application, sink):
    """An account on a server that sends its mails to the SMTP sink."""
    resources = Resources(server, application, sink)
    yield resources
    resources.close()
