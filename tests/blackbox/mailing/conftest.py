"""Fixtures of the tests of lists, recipients, messages and sendings."""

import pytest


@pytest.fixture(scope="module")
def server(server_with_sink):
    return server_with_sink
