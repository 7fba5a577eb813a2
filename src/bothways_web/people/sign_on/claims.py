"""What a provider said about somebody who signs on, read by the names that an administrator gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_YES = {"true", "1", "yes"}
#: Providers that send more groups than this are told to send fewer.
MOST_GROUPS = 2000


@dataclass(frozen=True)
class Names:
    """What attributes are called at the provider; blank: not looked at.

    ``vouched`` are domains of which every address counts as verified.
    """

    address: str = "email"
    verified: str = "email_verified"
    name: str = "name"
    code: str = ""
    groups: str = ""
    vouched: Sequence[str] = ()


@dataclass(frozen=True)
class SignedOn:
    """Somebody as the provider tells of them.

    Attributes
    ----------
    uid : str
        As the provider writes it.
    address : str
        In small letters; blank where there is none.
    verified : bool
        Whether the provider has seen that the address is theirs.
    name : str
    code : str
        Code of the person in the personnel records; blank where none is told.
    groups : tuple of str
    firm : bool
        Whether the identifier never changes at the provider and is never given to somebody else.
    """

    uid: str
    address: str = ""
    verified: bool = False
    name: str = ""
    code: str = ""
    groups: tuple[str, ...] = ()
    firm: bool = True


def read_claims(uid: str, told: Mapping[str, Any], names: Names) -> SignedOn:
    """Return what was told, in words of ours; what is no text where a text should be is left out.

    Parameters
    ----------
    uid : str
    told : mapping
        Attribute to its value: a text, a number, yes or no, or a list of these.
    names : Names
    """
    address = _one(told, names.address).lower()
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    verified = _one(told, names.verified).lower() in _YES or domain_of(address) in names.vouched
    return SignedOn(
        uid=uid,
        address=address,
        verified=bool(address) and verified,
        name=_one(told, names.name)[:120],
        code=_one(told, names.code)[:60],
        groups=tuple(dict.fromkeys(_all(told, names.groups)))[:MOST_GROUPS],
    )


def domain_of(address: str) -> str:
    """Return what stands behind the sign in the middle; blank where there is no address."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def _all(told: Mapping[str, Any], name: str) -> list[str]:
    value = told.get(name) if name else None
    values = value if isinstance(value, list | tuple) else [value]
    return [str(one).strip() for one in values if isinstance(one, str | int | bool) and str(one).strip()]


def _one(told: Mapping[str, Any], name: str) -> str:
    found = _all(told, name)
    return found[0] if len(found) == 1 else ""
