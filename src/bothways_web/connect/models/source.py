"""Programs elsewhere that tell of customers, and what became of what they told."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.Model):
    """An address here at which one program tells what happened, by signed requests."""

    class Kind(models.TextChoices):
        """How it writes."""

        HELPDESK = "helpdesk", _("a help desk, or a program of your own")
        FORMBRICKS = "formbricks", _("Formbricks")

    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("it is"), max_length=12, choices=Kind, default=Kind.HELPDESK)
    #: What its address is made of.
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    secret = models.CharField(max_length=100)
    former_secret = models.CharField(max_length=100, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    #: The survey that asks customers after a contact; cases are about its customers as well.
    pulse = models.ForeignKey("listen.Pulse", on_delete=models.CASCADE, related_name="+")
    asks = models.BooleanField(_("ask the customer in this survey"), default=True)
    #: Ratings up to here open a case, where the customer said yes; none opens none.
    low = models.FloatField(_("open a case for ratings up to"), null=True, blank=True)
    unit = models.CharField(_("unit, where none is told"), max_length=60, blank=True)
    #: Of a form: which question or hidden field holds what.
    fields = models.JSONField(default=dict)
    is_on = models.BooleanField(default=True)
    #: Since when whoever runs the survey agrees that it is heard; none: it waits for a yes.
    agreed_on = models.DateField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    made_on = models.DateField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def secrets_at(self, moment: dt.datetime) -> list[str]:
        """Return the secrets that are believed at a moment."""
        still = self.former_secret and self.former_until is not None and moment < self.former_until
        found = [self.secret, self.former_secret] if still else [self.secret]
        return [one for one in found if one]


class Receipt(models.Model):
    """One message of a source: its id, so that it is done once, and what became of it. Never what it said."""

    class Outcome(models.TextChoices):
        """What became of it; never what the customer was before, or is now: asked, resting, left alone."""

        TAKEN = "taken", _("taken")
        NOTHING = "nothing", _("nothing to do")
        REFUSED = "refused", _("not understood")

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="receipts")
    #: Stands for the id of the message.
    mark = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=10, choices=Outcome)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["source", "mark"], name="a_message_is_done_once")]

    def __str__(self) -> str:
        return f"{self.source} {self.outcome}"
