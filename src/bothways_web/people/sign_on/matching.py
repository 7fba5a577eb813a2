"""Which account somebody opens who signs on: one tied before, by the code of the records, or by a verified address."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q

from bothways_web.people.account_mails import tell_owner
from bothways_web.people.accounts import link_people
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import Creates, Person, Post, SignOnProvider, User
from bothways_web.people.sign_on.claims import SignedOn, domain_of
from bothways_web.people.sign_on.refusals import Refused
from bothways_web.people.sign_on.ties import is_tied, tie, tie_of
from bothways_web.people.units import today

#: How an account was found.
TIED, BY_CODE, BY_ADDRESS, NEW = "tied", "code", "address", "new"


@dataclass(frozen=True)
class Match:
    """An account and how it was found; ``user`` is ``None`` where one would be made."""

    user: User | None
    how: str
    person: Person | None = None
    address: str = ""


def find_account(provider: SignOnProvider, signed: SignedOn) -> Match:
    """Return whose account it is; nothing is changed.

    Raises
    ------
    Refused
        Where there is none and no rule makes one, where the address is not verified, where two would fit, or where
        the identifier may have gone to somebody else.
    """
    tied = tie_of(provider, signed.uid)
    if tied is not None:
        if not signed.firm and not _agrees(tied.user, signed):
            raise Refused("disagrees")
        return Match(tied.user, TIED)
    person = Person.objects.filter(code=signed.code).select_related("user").first() if signed.code else None
    by_code = person.user if person else None
    by_address = User.objects.filter(email=signed.address).first() if signed.verified else None
    if by_code and by_address and by_code != by_address:
        raise Refused("two accounts")
    user = by_code or by_address
    if user is None:
        return _new_account(provider, signed, person)
    owner = getattr(user, "person", None)
    if person is not None and owner is not None and owner != person:
        raise Refused("two accounts")
    if is_tied(provider, user):
        raise Refused("taken")
    return Match(user, BY_CODE if by_code else BY_ADDRESS, person)


def _agrees(user: User, signed: SignedOn) -> bool:
    """Return whether what is told is still of the person of an account: the code, or else the verified address."""
    person = getattr(user, "person", None)
    if signed.code and person is not None:
        return bool(person.code == signed.code)
    return signed.verified and signed.address == user.email.lower()


def _new_account(provider: SignOnProvider, signed: SignedOn, person: Person | None) -> Match:
    """Return the account that a rule makes."""
    verified = signed.address if signed.verified else ""
    if provider.creates == Creates.RECORDS:
        if person is None and verified:
            found = Person.objects.filter(email__iexact=verified)[:2]
            person = found[0] if len(found) == 1 else None
        address = verified or (person.email.strip().lower() if person else "")
        if person is not None and person.user_id is None and address and _works_here(person):
            if User.objects.filter(email=address).exists():
                raise Refused("two accounts")
            return Match(None, NEW, person, address)
    elif provider.creates == Creates.DOMAINS and domain_of(verified) in provider.domain_list():
        return Match(None, NEW, person, verified)
    raise Refused("unverified" if signed.address and not signed.verified else "unknown")


def _works_here(person: Person) -> bool:
    day = today()
    posts = Post.objects.filter(Q(end__isnull=True) | Q(end__gte=day), person=person, start__lte=day)
    return bool(posts.exists())


def take_in(provider: SignOnProvider, signed: SignedOn) -> User:
    """Return the account that somebody opens, tied to them from now on; it is made where a rule says so.

    The owner of an account that was there before hears of the tie by mail.

    Raises
    ------
    Refused
    """
    with transaction.atomic():
        one_at_a_time()
        match = find_account(provider, signed)
        user = match.user
        if user is not None and match.how == TIED:
            return user
        if user is None:
            user = User.objects.create_user(match.address, name=signed.name)
            record(None, "made account by sign-on", user, provider=provider.name)
        if match.person is not None and match.person.user_id is None:
            match.person.user = user
            match.person.save(update_fields=["user"])
        link_people()
        tie(provider, signed.uid, user)
        record(None, "tied account to sign-on", user, provider=provider.name)
    if match.user is not None:
        tell_owner(user, "sign-on", provider=provider.name)
    return user


def untie(user: User, *, by: User) -> None:
    """Let an account be opened by nobody from any provider, until somebody fits it anew."""
    with transaction.atomic():
        SocialAccount.objects.filter(user=user).delete()
        record(by, "untied account from sign-on", user)
