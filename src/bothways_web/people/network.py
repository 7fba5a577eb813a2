"""From which address of the network a request comes; looked at to slow guessing and floods down, never kept."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def network_address(request: HttpRequest) -> str | None:
    """Return the address: behind a proxy the last one that it names, because whoever asks may have written the others.

    Where nothing in front is known, headers are not believed.
    """
    named = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    last = str(named).rpartition(",")[2].strip()
    return last or request.META.get("REMOTE_ADDR") or None


def network_of(address: str) -> str:
    """Return what is counted as one: of the newer addresses the first half, since one customer of a net has all of it.

    Examples
    --------
    >>> network_of("2001:db8:1:2:3::4"), network_of("192.0.2.7")
    ('2001:db8:1:2::/64', '192.0.2.7')
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    return str(ip.ipv4_mapped or ipaddress.ip_network((ip, 64), strict=False))
