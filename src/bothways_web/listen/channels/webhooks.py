"""Addresses that we post to: what they may look like, and to which networks they may lead."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from bothways.errors import InputError

LONGEST = 2000
_PLAIN = re.compile(r"[!-~]+")
#: Networks in whose addresses one of the older kind is hidden.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: Networks of one house, or that hide an older address, which some versions of Python call public.
_NOT_PUBLIC = tuple(
    map(ipaddress.ip_network, ("fec0::/10", "64:ff9b:1::/48", "::/96", "::ffff:0:0:0/96", "192.0.0.0/24"))
)
Address = tuple[str, int]
_IP = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Webhook:
    """Where posts are taken.

    Attributes
    ----------
    host, port, path
    secure : bool
        Whether over TLS.
    setting : str
        The setting that names the hosts which may lie in a network that is not public.
    """

    host: str
    port: int
    path: str
    secure: bool = True
    setting: str = "CHAT_HOSTS"

    @property
    def is_named(self) -> bool:
        """Whether whoever runs this site has named the host."""
        return self.host in getattr(settings, self.setting)


def read_webhook(text: str, *, setting: str = "CHAT_HOSTS", unlocked: bool = False) -> Webhook:
    """Return the parts of an address.

    Parameters
    ----------
    text : str
    setting : str
        See :class:`Webhook`.
    unlocked : bool
        Whether hosts that the setting names may be reached without TLS.

    Raises
    ------
    InputError
        Where it is no https address, or holds what a webhook does not need.
    """
    plain = text.strip()
    try:
        url = urlsplit(plain)
        port = url.port
    except ValueError:
        url, port = urlsplit(""), None
    sound = _PLAIN.fullmatch(plain) and len(plain) <= LONGEST and not url.fragment and "@" not in url.netloc
    secure = url.scheme == "https"
    named = unlocked and url.scheme == "http" and url.hostname in getattr(settings, setting)
    if not sound or not (secure or named) or not url.hostname:
        raise InputError(
            _("This is no address of an incoming webhook."),
            remedy=_("Copy it from there. It begins with https:// and holds no name or password."),
        )
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    return Webhook(url.hostname, port or (443 if secure else 80), path, secure, setting)


def checked_address(webhook: Webhook) -> Address:
    """Return the network address to connect to, looked up now.

    Raises
    ------
    InputError
        Where the host is not known, or any of its addresses lies in a network that is not public and the setting does
        not name the host.
    """
    try:
        found = socket.getaddrinfo(webhook.host, webhook.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        found = []
    addresses = [str(place[4][0]) for place in found]
    if not addresses:
        raise InputError(
            _("The host of this webhook is not known."), remedy=_("Look whether the address is right.")
        )
    if not webhook.is_named and not all(map(is_public, addresses)):
        raise InputError(
            _("This webhook leads into a network that is not public."),
            remedy=_("Whoever runs this site can name its host in %(setting)s.")
            % {"setting": f"BOTHWAYS_{webhook.setting}"},
        )
    return addresses[0], webhook.port


def is_public(address: str) -> bool:
    """Return whether an address is one of the public network: not of this machine, a private net, or a link.

    Examples
    --------
    >>> [is_public(one) for one in ("9.9.9.9", "10.0.0.1", "169.254.169.254", "::ffff:127.0.0.1")]
    [True, False, False, False]
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    found = (ip, *_hidden(ip))
    return all(one.is_global and not one.is_multicast for one in found) and not any(
        one in network for one in found for network in _NOT_PUBLIC
    )


def _hidden(ip: _IP) -> list[_IP]:
    """Return the addresses that are written inside another one."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    inside = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in _NAT64:
        inside.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return [one for one in inside if one is not None]
