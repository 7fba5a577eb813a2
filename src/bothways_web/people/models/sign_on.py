"""Where people sign on instead of with a password here, and what that gives them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways_web.people.models.account import Grant, Role


class Protocol(models.TextChoices):
    """How a provider is spoken with."""

    OIDC = "oidc", _("OpenID Connect")
    SAML = "saml", _("SAML 2.0")


class Creates(models.TextChoices):
    """For whom an account is made at the first sign-on."""

    NOBODY = "nobody", _("nobody: an administrator invites first")
    RECORDS = "records", _("those who have a post in the personnel records today")
    DOMAINS = "domains", _("everybody whose address is verified and belongs to one of the domains below")


class SignOnProvider(models.Model):
    """A provider of identities; nobody signs on there before it was tried and two administrators want it."""

    #: Stands in addresses that the provider knows, so it never changes.
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=60)
    protocol = models.CharField(max_length=4, choices=Protocol)
    #: Where and with what is asked comes from the environment; no column below holds the secret then.
    from_environment = models.BooleanField(default=False)
    is_on = models.BooleanField(default=False)
    #: Empty: not tried since it was set up or changed.
    tried_on = models.DateField(null=True, blank=True)
    #: When an administrator last set out to try it: answers are taken for a while, though it is off.
    trial_at = models.DateTimeField(null=True, blank=True)
    #: The administrator who asks to switch it on; another one confirms.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: Whether two administrators, or the environment of the server, stand for it as it is.
    is_agreed = models.BooleanField(default=False)
    issuer = models.CharField(max_length=400, blank=True)
    client_id = models.CharField(max_length=300, blank=True)
    #: Whoever has it can ask in our name: no page shows it again.
    secret = models.TextField(blank=True)
    metadata_address = models.CharField(max_length=400, blank=True)
    metadata = models.TextField(blank=True)
    #: What the attributes are called at the provider; blank: the usual one, or not looked at.
    id_attribute = models.CharField(max_length=200, blank=True)
    address_attribute = models.CharField(max_length=200, blank=True, default="email")
    verified_attribute = models.CharField(max_length=200, blank=True, default="email_verified")
    name_attribute = models.CharField(max_length=200, blank=True, default="name")
    code_attribute = models.CharField(max_length=200, blank=True)
    groups_attribute = models.CharField(max_length=200, blank=True)
    #: SAML alone: the company itself gives out every address of its domains, so all of them are verified.
    vouches = models.BooleanField(default=False)
    creates = models.CharField(max_length=8, choices=Creates, default=Creates.NOBODY)
    #: In small letters, between blanks.
    domains = models.TextField(blank=True)

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def domain_list(self) -> tuple[str, ...]:
        """Return the domains."""
        return tuple(self.domains.split())


class RoleRule(models.Model):
    """A group at a provider that gives a role here."""

    provider = models.ForeignKey(SignOnProvider, on_delete=models.CASCADE, related_name="rules")
    #: As the provider writes it; of a manager's a ``*`` may stand for the code of the unit.
    group = models.CharField(_("group"), max_length=300)
    role = models.CharField(_("role"), max_length=16, choices=Role)
    unit = models.ForeignKey("people.Unit", on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["group", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "group", "role", "unit"],
                condition=models.Q(unit__isnull=False),
                name="a_rule_of_a_unit_once",
            ),
            models.UniqueConstraint(
                fields=["provider", "group", "role"],
                condition=models.Q(unit__isnull=True),
                name="a_rule_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.get_role_display()} {self.unit or ''}".strip()


class MappedGrant(models.Model):
    """Marks a role that a rule has given, so that rules take away what rules gave and nothing else."""

    grant = models.OneToOneField(Grant, on_delete=models.CASCADE, primary_key=True, related_name="mapped")
    provider = models.ForeignKey(SignOnProvider, on_delete=models.CASCADE, related_name="mapped")

    def __str__(self) -> str:
        return str(self.grant)


class OpenSession(models.Model):
    """A browser in which somebody is signed in: what kind, since when; never from where."""

    key = models.CharField(max_length=40, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="open_sessions")
    #: The code of a browser and of a system, such as "firefox windows"; no version, nothing else of the header.
    device = models.CharField(max_length=40, blank=True)
    #: Name of the provider; blank: with a password.
    way = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return "a session"
