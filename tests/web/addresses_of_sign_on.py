"""Addresses of signing on and of sessions, and who may open them: lines of the table of addresses."""

from __future__ import annotations

from typing import Any

from address_table_lines import NOT_THERE, ONLY_POST, SIGNED_IN, Address, account, everybody, form, opens

from bothways_web.people.models import SignOnProvider

PROVIDER = {
    "name": "Another",
    "issuer": "https://other.example",
    "client_id": "us",
    "secret": "a secret of theirs",
    "creates": "nobody",
}
CHANGED = PROVIDER | {"name": "Changed"}
RULE = {"step": "add_rule", "group": "staff", "role": "analyst", "unit": ""}


def slug(world: Any) -> list[str]:
    """Return what stands in the addresses of the OpenID provider."""
    return [world.act["oidc"].slug]


def saml_slug(world: Any) -> list[str]:
    """Return what stands in the addresses of the SAML provider."""
    return [world.act["saml"].slug]


ADDRESSES: list[Address] = [
    Address("own_sessions", account(), sends=form(*SIGNED_IN, step="others")),
    Address("set_up_sign_on", opens("dua")),
    Address("add_sign_on", opens("dua"), lambda world: ["oidc"], sends=form("dua", **PROVIDER)),
    Address("sign_on_provider", opens("dua"), slug, sends=form("dua", **RULE)),
    Address("change_sign_on", opens("dua"), slug, sends=form("dua", **CHANGED)),
    Address("try_sign_on", everybody(ONLY_POST), slug),
    Address("remove_sign_on", opens("dua"), slug, sends=form("dua")),
    # Whoever comes from a provider is nobody yet: what they bring is checked, and without it they are refused.
    Address("sign_on", everybody(ONLY_POST), slug),
    Address("sign_on_back", everybody(403), slug),
    Address("sign_on_answer", everybody(ONLY_POST), saml_slug),
    Address("sign_on_finish", everybody(403), saml_slug),
    Address("sign_on_metadata", everybody(), saml_slug),
    Address("sign_on_metadata", everybody(NOT_THERE), slug, label="of a provider of the other kind"),
]


def add_to(company: Any) -> dict[str, Any]:
    """Make what these addresses show."""
    fields = {key: value for key, value in PROVIDER.items() if key != "name"}
    oidc = SignOnProvider.objects.create(slug="work", name="Work", protocol="oidc", **fields)
    saml = SignOnProvider.objects.create(slug="house", name="House", protocol="saml")
    return {"oidc": oidc, "saml": saml}
