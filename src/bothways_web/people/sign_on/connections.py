"""How a provider is reached: from its row, or from the environment, which then holds the secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from bothways_web.people.models import Protocol, SignOnProvider
from bothways_web.people.sign_on.claims import Names

#: Where SAML providers usually write what we look for, where no other name was given.
SAML_USUAL = {
    "email": (
        "urn:oid:0.9.2342.19200300.100.1.3", "mail",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    ),
    "name": (
        "urn:oid:2.16.840.1.113730.3.1.241", "displayName",
        "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Connection:
    """What is needed to ask a provider; blank where its protocol needs none."""

    issuer: str = ""
    client_id: str = ""
    secret: str = ""
    metadata: str = ""
    metadata_address: str = ""
    more_scopes: tuple[str, ...] = ()


def connection_of(provider: SignOnProvider) -> Connection:
    """Return how a provider is reached today."""
    scopes = (
        ("groups",) if provider.protocol == Protocol.OIDC and provider.groups_attribute == "groups" else ()
    )
    if not provider.from_environment:
        return Connection(
            provider.issuer, provider.client_id, provider.secret, provider.metadata, provider.metadata_address, scopes
        )  # fmt: skip
    given: Mapping[str, str] = settings.SIGN_ON.get(provider.protocol, {})
    metadata = given.get("metadata", "")
    is_file = bool(metadata) and not metadata.startswith("http")
    return Connection(
        issuer=given.get("issuer", ""),
        client_id=given.get("client_id", ""),
        secret=given.get("secret", ""),
        metadata=Path(metadata).read_text(encoding="utf-8") if is_file else provider.metadata,
        metadata_address="" if is_file else metadata,
        more_scopes=scopes,
    )


def names_of(provider: SignOnProvider) -> Names:
    """Return what attributes are called at a provider."""
    return Names(
        address=provider.address_attribute,
        verified=provider.verified_attribute,
        name=provider.name_attribute,
        code=provider.code_attribute,
        groups=provider.groups_attribute,
        vouched=provider.domain_list() if provider.vouches else (),
    )
