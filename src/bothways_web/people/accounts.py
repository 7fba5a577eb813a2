"""Accounts come from an invitation; nobody signs up by themselves."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.db.models import Count
from django.db.models.functions import Lower
from django.http import HttpRequest
from django.urls import reverse

from bothways_web.people.models import Organisation, Person, User
from bothways_web.people.notifications import door, kinds
from bothways_web.people.notifications.readers import at_address
from bothways_web.people.sign_on.emergencies import passwords_open

#: Seconds for which a sign-on at a provider is fresh enough to change how one signs in.
FRESH = 300


@dataclass(frozen=True)
class Site:
    """What mails call the site, and where it is."""

    name: str
    domain: str


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """What differs from the usual."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Return that signing up is closed."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: object) -> None:
        """Leave passwords to axes, which locks out by account and address; the limit here is for second factors."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Return whose password it is; where only sign-on opens accounts, a right one is answered as a wrong one.

        It is looked at after the password, so that the time tells nothing of which accounts are for emergencies.
        Whoever is signed in and confirms that it is them is asked for the password as ever.
        """
        user: User | None = super().authenticate(request, **credentials)
        if user is None or request.user.is_authenticated or passwords_open(user):
            return user
        # Counted like a wrong one: else a lock that does not come would tell that the password was right.
        told = {name: value for name, value in credentials.items() if name != "password"}
        user_login_failed.send(sender=__name__, credentials=told, request=request)
        return None

    def is_reauthentication_required(self, *, app: str, **more: Any) -> bool:
        """Return whether somebody has to confirm who they are; not right after they have signed on at a provider."""
        request = context.request
        records = get_authentication_records(request, request.user)
        fresh = any(one["method"] == "socialaccount" and time.time() - one["at"] < FRESH for one in records)
        return not fresh and bool(super().is_reauthentication_required(app=app, **more))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a mail: at the address of the settings, as anybody can write another host in a request."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return str(settings.BASE_URL) + path.replace("UID-KEY", quote(key))

    def send_mail(self, template_prefix: str, email: str, words: dict[str, Any]) -> None:
        """Send a mail that names the address of the settings, too, at once: somebody waits for it."""
        given = {"current_site": Site(str(Organisation.current()), settings.BASE_URL), **words}
        if "signup_url" in given:
            given["signup_url"] = settings.BASE_URL + reverse("account_signup")
        made = self.render_mail(template_prefix, email, {"request": context.request, "email": email, **given})
        door.send_made(kinds.SIGN_IN, made, at_address(email))


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Nobody signs up or is tied to an account by the pages of the package: our own rules decide it."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Return that signing up is closed."""
        return False


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps the second factor of accounts that are for emergencies."""

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Return whether the owner may switch it off."""
        codes = authenticator.type == Authenticator.Type.TOTP
        return not (codes and authenticator.user.for_emergencies)


def tried_address(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Return the address with which somebody tries to sign in, for counting wrong passwords.

    Without it, tries would be counted by the address of the network alone, and one forgetful person would lock out
    an office.
    """
    given = credentials or {}
    named = given.get("email") or given.get("username") or given.get("login") or request.POST.get("login", "")
    return str(named).strip().lower()[:254]


def link_people() -> int:
    """Link accounts with the people of the same address, where exactly one has it; return how many."""
    linked = 0
    addresses = dict(User.objects.filter(person__isnull=True).values_list("email", "pk"))
    if not addresses:
        return 0
    people = Person.objects.annotate(address=Lower("email")).exclude(email="").order_by()
    single = people.values("address").annotate(people=Count("pk")).filter(people=1)
    wanted = [row["address"] for row in single.iterator() if row["address"] in addresses]
    for start in range(0, len(wanted), 500):
        free = people.filter(address__in=wanted[start : start + 500], user__isnull=True)
        for person in free:
            person.user_id = addresses[person.address]
            person.save(update_fields=["user"])
            linked += 1
    return linked
