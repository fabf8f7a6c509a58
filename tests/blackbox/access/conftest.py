"""Fixtures of the tests of sign-ins, tokens and the owner's pages."""

import pytest


@pytest.fixture(scope="module")
def server(server_with_sink):
    return server_with_sink
