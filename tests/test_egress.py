"""A12: no test, and so no code under test, reaches beyond this machine."""

import socket

import pytest


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")])
@pytest.mark.parametrize("name", ["connect", "connect_ex"])
def test_a_connection_to_elsewhere_fails_the_test(family, host, name):
    with socket.socket(family) as opened, pytest.raises(pytest.fail.Exception, match="nothing may leave this machine"):
        getattr(opened, name)((host, 443))
