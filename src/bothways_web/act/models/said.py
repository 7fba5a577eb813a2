"""You said, we did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Said(models.Model):
    """What was heard and what became of it, in words for everybody."""

    class Voice(models.TextChoices):
        """Who said it."""

        EMPLOYEES = "employees", _("employees")
        CUSTOMERS = "customers", _("customers")
        BOTH = "both", _("employees and customers")

    class Outcome(models.TextChoices):
        """What became of it."""

        DONE = "done", _("done")
        TRYING = "trying", _("being tried")
        NOT_NOW = "not_now", _("not now")

    voice = models.CharField(_("who said it"), max_length=10, choices=Voice)
    you_said = models.TextField(_("you said"))
    outcome = models.CharField(_("what became of it"), max_length=8, choices=Outcome)
    we_did = models.TextField(_("what we did, or why not now"))
    decided_by = models.CharField(_("who decided"), max_length=120, blank=True)
    #: Blank: the whole organisation.
    unit = models.ForeignKey(
        "people.Unit", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: Whether customers may read it, without an account.
    for_customers = models.BooleanField(_("customers may read it too"), default=False)
    problem = models.ForeignKey(
        "listen.Problem", on_delete=models.SET_NULL, null=True, blank=True, related_name="said"
    )
    plan = models.ForeignKey(
        "act.Plan", on_delete=models.SET_NULL, null=True, blank=True, related_name="said"
    )
    case = models.ForeignKey(
        "act.Case", on_delete=models.SET_NULL, null=True, blank=True, related_name="said"
    )
    #: Empty while it is a draft or withdrawn.
    published_on = models.DateField(null=True, blank=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-published_on", "-pk"]

    def __str__(self) -> str:
        return self.you_said[:60]
