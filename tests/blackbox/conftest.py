"""Fixtures that the black-box tests share: one server and one application per test file."""

import pytest
from harness import Usher
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
