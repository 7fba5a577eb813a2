"""What an identifier is tied under: one of another provider, or of another attribute, opens nothing."""

from __future__ import annotations

from allauth.socialaccount.models import SocialAccount
from django.db.models import Q

from bothways_web.people.models import Protocol, SignOnProvider, User
from bothways_web.people.sign_on import saml
from bothways_web.people.sign_on.connections import connection_of


def whose_identifiers(provider: SignOnProvider) -> str:
    """Return who gives out the identifiers today, and in which attribute; it is kept beside each tie.

    An issuer of OpenID Connect, or the name in SAML metadata; the attribute is blank where the protocol has its own.
    """
    giver = connection_of(provider).issuer.rstrip("/")
    if provider.protocol == Protocol.SAML:
        giver = saml.their_name(provider)
    return f"{giver} {provider.id_attribute}".strip()


def tie_of(provider: SignOnProvider, uid: str) -> SocialAccount | None:
    """Return the tie of an identifier, if it was made under what holds today."""
    return _holding(provider, Q(uid=uid))


def is_tied(provider: SignOnProvider, user: User) -> bool:
    """Return whether an account is tied at a provider under what holds today."""
    return _holding(provider, Q(user=user)) is not None


def tie(provider: SignOnProvider, uid: str, user: User) -> None:
    """Tie an identifier to an account; ties of either that hold no more go."""
    SocialAccount.objects.filter(Q(uid=uid) | Q(user=user), provider=provider.slug).delete()
    under = {"under": whose_identifiers(provider)}
    SocialAccount.objects.create(provider=provider.slug, uid=uid, user=user, extra_data=under)


def untie_all(provider: SignOnProvider) -> None:
    """Let nobody open an account from a provider by what was tied before."""
    SocialAccount.objects.filter(provider=provider.slug).delete()


def _holding(provider: SignOnProvider, which: Q) -> SocialAccount | None:
    under = whose_identifiers(provider)
    found = SocialAccount.objects.filter(which, provider=provider.slug).select_related("user")
    return next((one for one in found if one.extra_data.get("under") == under), None)
