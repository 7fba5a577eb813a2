"""From which address a request comes: the proxy's word where there is one, never the visitor's own."""

import pytest
from axes.helpers import get_client_ip_address
from django.test import RequestFactory

from bothways_web.people.network import network_address


@pytest.mark.parametrize(
    ("behind", "named", "address"),
    [
        (False, "198.51.100.1", "10.0.0.2"),
        (True, "198.51.100.1", "198.51.100.1"),
        (True, "192.0.2.9, 198.51.100.1", "198.51.100.1"),
        (True, "", "10.0.0.2"),
        (True, " , ", "10.0.0.2"),
    ],
)
def test_the_last_address_that_a_proxy_names_is_taken(settings, behind, named, address):
    settings.BEHIND_PROXY = behind
    request = RequestFactory().get("/", headers={"x-forwarded-for": named}, REMOTE_ADDR="10.0.0.2")
    assert network_address(request) == address
    assert get_client_ip_address(request) == address  # what locks out whoever guesses passwords and codes


def test_without_any_address_there_is_none(settings):
    request = RequestFactory().get("/", REMOTE_ADDR="")
    assert network_address(request) is None
