"""What administrators do with providers: add, change, try, switch on and off, remove."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Creates, Organisation, Protocol, SignOnProvider, User
from bothways_web.people.sign_on import saml
from bothways_web.people.sign_on.asking import refuse_open_address
from bothways_web.people.sign_on.connections import connection_of
from bothways_web.people.sign_on.ties import untie_all, whose_identifiers
from bothways_web.people.two_administrators import refuse_the_same
from bothways_web.people.units import today

#: What must be tried and agreed on anew once it is changed: it decides who is taken for whom.
TO_TRY = (
    "issuer", "client_id", "metadata", "metadata_address", "id_attribute", "address_attribute", "verified_attribute",
    "code_attribute", "vouches", "domains",
)  # fmt: skip
NEEDS = {Protocol.OIDC: ("requests", "jwt"), Protocol.SAML: ("requests", "onelogin.saml2")}


def protocols() -> list[tuple[str, Any]]:
    """Return the protocols for which the packages are installed."""
    return [(one.value, one.label) for one in Protocol if not missing(one)]


def missing(protocol: str) -> bool:
    """Return whether packages for a protocol are missing."""
    return any(not _is_there(name) for name in NEEDS[Protocol(protocol)])


def _is_there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def offered() -> QuerySet[SignOnProvider]:
    """Return the providers at which people can sign on."""
    found = SignOnProvider.objects.filter(is_on=True)
    return found.exclude(protocol__in=[one for one in Protocol if missing(one)])


def tied_to(user: User) -> QuerySet[SignOnProvider]:
    """Return the providers at which somebody opens an account."""
    slugs = SocialAccount.objects.filter(user=user).values_list("provider", flat=True)
    return SignOnProvider.objects.filter(slug__in=list(slugs))


def add_provider(*, by: User, **fields: Any) -> SignOnProvider:
    """Add a provider, switched off.

    Raises
    ------
    InputError
        Where the fields do not make one that could work.
    """
    with transaction.atomic():
        one_at_a_time()
        made = SignOnProvider(slug=_free_slug(fields["name"]), **fields)
        if made.protocol == Protocol.SAML:
            made.verified_attribute = fields.get("verified_attribute", "")
        _check(made)
        made.save()
        record(by, "added provider of sign-on", made, kind=made.protocol)
    return made


def change_provider(provider: SignOnProvider, *, by: User, **fields: Any) -> bool:
    """Change a provider; return whether it has to be tried anew, and is switched off until then.

    An empty secret leaves the one that is kept. Where others give out the identifiers from now on, nothing stays tied.

    Raises
    ------
    InputError
        Where the fields do not make one that could work, or nobody could sign in any more.
    """
    if not fields.get("secret"):
        fields.pop("secret", None)
    with transaction.atomic():
        one_at_a_time()
        before = whose_identifiers(provider)
        if fields.get("metadata", "").split() == provider.metadata.split():
            fields.pop("metadata", None)  # a form sends other ends of lines than it got
        changed = [name for name, value in fields.items() if getattr(provider, name) != value]
        anew = any(name in TO_TRY for name in changed)
        if anew and provider.is_on:
            _keep_a_way_in(provider)
        for name in changed:
            setattr(provider, name, fields[name])
        _check(provider)
        if anew:
            _begin_anew(provider)
        provider.save()
        if before != whose_identifiers(provider) or {"metadata", "metadata_address"} & set(changed):
            untie_all(provider)
        if changed:
            record(by, "changed provider of sign-on", provider, fields=changed)
    return anew


def _begin_anew(provider: SignOnProvider) -> None:
    """Let a provider be tried and agreed on as if it were new."""
    provider.tried_on, provider.trial_at, provider.asked_by = None, None, None
    provider.is_on = provider.is_agreed = False


def note_trial_begun(provider: SignOnProvider) -> None:
    """Take answers of a provider for a while, though it is off: an administrator tries it."""
    SignOnProvider.objects.filter(pk=provider.pk).update(trial_at=timezone.now())


def note_tried(provider: SignOnProvider, *, by: User) -> None:
    """Remember that an administrator has signed on there and come back."""
    with transaction.atomic():
        provider.tried_on = today()
        provider.save(update_fields=["tried_on"])
        record(by, "tried provider of sign-on", provider)


def switch(provider: SignOnProvider, on: bool, *, by: User) -> bool:
    """Let people sign on there, or let nobody any more; return whether it is done.

    What is new or changed is switched on by two administrators: one asks, another confirms. Whoever could do it alone
    could have a provider of their own say that they are anybody. What the environment names needs no second one.

    Raises
    ------
    InputError
        Where it was not tried, or nobody could sign in any more.
    """
    with transaction.atomic():
        one_at_a_time()
        provider.refresh_from_db()
        if on and provider.tried_on is None:
            raise InputError(_("It was not tried yet."), remedy=_("Try it first."))
        if not on and provider.is_on:
            _keep_a_way_in(provider)
        waits = on and not provider.is_agreed and provider.asked_by in (None, by)
        if waits:
            refuse_the_same(provider.asked_by, by)
        provider.asked_by = by if waits else None
        provider.is_on = on and not waits
        provider.is_agreed = provider.is_agreed or provider.is_on
        provider.save(update_fields=["is_on", "asked_by", "is_agreed"])
        if waits:
            record(by, "asked for provider of sign-on", provider)
            return False
        record(by, f"switched provider of sign-on {'on' if on else 'off'}", provider)
    return True


def remove_provider(provider: SignOnProvider, *, by: User) -> None:
    """Remove a provider with its rules; accounts and the roles that it gave stay.

    Raises
    ------
    InputError
        Where nobody could sign in any more, or it comes from the environment.
    """
    if provider.from_environment and provider.protocol in settings.SIGN_ON:
        raise InputError(
            _("This provider comes from the environment."), remedy=_("Take its variables out of it first.")
        )
    with transaction.atomic():
        one_at_a_time()
        if provider.is_on:
            _keep_a_way_in(provider)
        record(by, "removed provider of sign-on", provider)
        untie_all(provider)
        provider.delete()


def bring_from_environment() -> None:
    """Make rows for the providers that the environment names; switch off those that it names no more."""
    for protocol in settings.SIGN_ON:
        SignOnProvider.objects.get_or_create(
            slug=f"environment-{protocol}",
            defaults={
                "name": str(Organisation.current()), "protocol": protocol, "from_environment": True,
                "is_agreed": True,
                "verified_attribute": "email_verified" if protocol == Protocol.OIDC else "",
            },
        )  # fmt: skip
    gone = SignOnProvider.objects.filter(from_environment=True).exclude(protocol__in=list(settings.SIGN_ON))
    gone.update(is_on=False)


def _free_slug(name: str) -> str:
    """Return what stands in addresses: the name in small letters, with a number where it is taken."""
    stem, number = slugify(name)[:30] or "provider", 1
    slug = stem
    while (
        SignOnProvider.objects.filter(slug=slug).exists() or slug == "add" or slug.startswith("environment-")
    ):
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _check(provider: SignOnProvider) -> None:
    """Refuse what could not work or would let in whom nobody has vouched for."""
    if provider.protocol == Protocol.OIDC and not provider.from_environment:
        refuse_open_address(provider.issuer)
        if not provider.client_id or not provider.secret:
            raise InputError(
                _("The identifier and the secret are both needed."), remedy=_("Copy them from the provider.")
            )
    if provider.protocol == Protocol.OIDC and provider.vouches:
        raise InputError(
            _("An OpenID Connect provider says itself which addresses are verified."),
            remedy=_("Name the attribute that says so, or use the code of the records."),
        )
    if (provider.vouches or provider.creates == Creates.DOMAINS) and not provider.domain_list():
        raise InputError(_("No domain is named."), remedy=_("Write the domains of your own addresses."))
    if provider.protocol == Protocol.SAML:
        refresh_metadata(provider)


def refresh_metadata(provider: SignOnProvider) -> None:
    """Fetch the metadata of a provider where an address is named, and read them.

    Raises
    ------
    InputError
    """
    connection = connection_of(provider)
    if connection.metadata_address:
        provider.metadata = saml.fetch_metadata(connection.metadata_address)
    saml.read_metadata(connection_of(provider).metadata)


def refresh(provider: SignOnProvider, *, by: User) -> None:
    """Fetch the metadata anew, as when the provider has new certificates; if it is another one, it begins anew.

    Raises
    ------
    InputError
    """
    with transaction.atomic():
        one_at_a_time()
        before, giver = provider.metadata, whose_identifiers(provider)
        refresh_metadata(provider)
        if before and giver != whose_identifiers(provider):
            if provider.is_on:
                _keep_a_way_in(provider)
            _begin_anew(provider)
            untie_all(provider)
        provider.save()
        record(by, "fetched metadata of sign-on", provider, changed=before != provider.metadata)


def _keep_a_way_in(provider: SignOnProvider) -> None:
    """Refuse to switch off the last provider while passwords open nothing."""
    others = offered().exclude(pk=provider.pk)
    if Organisation.current().only_sign_on and not others.exists():
        raise InputError(
            _("People can only get in by signing on, and this is the last provider."),
            remedy=_("Allow passwords again first, or switch another provider on."),
        )
