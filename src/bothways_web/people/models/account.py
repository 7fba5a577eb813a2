"""Accounts and the roles they have been given."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Accounts(BaseUserManager["User"]):
    """Makes accounts; addresses are compared in small letters."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new account; without a password nobody can sign in until one is set."""
        made = self.model(email=email.strip().lower(), **fields)
        made.set_password(password)
        made.save(using=self._db)
        return made

    def get_by_natural_key(self, email: str | None) -> User:
        """Return the account of an address."""
        return self.get(email=(email or "").strip().lower())


class User(AbstractBaseUser, PermissionsMixin):
    """An account: an address to sign in with and a name to greet."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    invited_on = models.DateField(auto_now_add=True)
    #: Gets in with password and second factor even where everybody else has to sign on at a provider.
    for_emergencies = models.BooleanField(default=False)
    #: How often all sessions of the account were ended at once; sessions from before do not count any more.
    sessions_ended = models.PositiveIntegerField(default=0)
    #: As of a person of the records.
    erasure_key = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = Accounts()
    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session is tied to: the password, and how often all sessions were ended."""
        tied: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        if not self.sessions_ended:
            return tied
        salt = "bothways_web.people.models.sessions_ended"
        value = f"{tied}{self.sessions_ended}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


class Role(models.TextChoices):
    """What somebody comes for; one account may have several."""

    EMPLOYEE = "employee", _("employee")
    MANAGER = "manager", _("manager")
    PEOPLE_LEAD = "people_lead", _("people lead")
    CX_LEAD = "cx_lead", _("customer experience lead")
    EXECUTIVE = "executive", _("executive")
    ANALYST = "analyst", _("analyst")
    COMMITTEE = "committee", _("committee member")
    ADMIN = "admin", _("administrator")


class Grant(models.Model):
    """A role of an account; a manager's names the unit that is led. Everybody with a post is an employee anyway."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=Role)
    unit = models.ForeignKey(
        "people.Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="grants"
    )

    class Meta:
        constraints = [
            # Two, because not every database compares missing units.
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=models.Q(unit__isnull=False),
                name="a_unit_led_once",
            ),
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(unit__isnull=True), name="a_role_once"
            ),
            models.CheckConstraint(
                condition=models.Q(role="manager", unit__isnull=False)
                | (~models.Q(role="manager") & models.Q(unit__isnull=True)),
                name="managers_lead_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.unit or ''}".strip()
