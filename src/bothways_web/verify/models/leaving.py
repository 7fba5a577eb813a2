"""Who leaves: which quarters were handed to the ledger, and what leaving costs by whose assumptions."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def nothing() -> dict[str, Any]:
    """Nothing is known."""
    return {}


class LeavingQuarter(models.Model):
    """One quarter of the records, from its end to what the ledger shows of it; no number of people is in it."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being worked on")
        DONE = "done", _("done")

    #: As the ledger names it: 2024-Q1.
    name = models.CharField(max_length=7, unique=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    #: The unit tree of its first day: code, parent, name.
    tree = models.JSONField(default=list)
    #: Where many of the people of the records could not be counted.
    many_left_out = models.BooleanField(default=False)
    #: Of a fourth quarter: the roles that are told of the year, and "" for all others.
    roles = models.JSONField(default=list)
    #: What came of looking for what comes before leaving; blank where nobody has looked.
    before = models.JSONField(default=nothing)
    begun_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    #: Why it does not get on.
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class LeavingCost(models.Model):
    """What it costs when one person leaves, as somebody has written it down; each change is a version of its own."""

    version = models.PositiveIntegerField(unique=True)
    #: Part of the model -> its lowest and highest value.
    parts = models.JSONField()
    currency = models.CharField(_("currency"), max_length=12, blank=True)
    #: About how many people work here, lowest and highest; blank: the band of the ledger is taken.
    headcount = models.JSONField(null=True, blank=True)
    why = models.CharField(_("why it was changed"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-version"]

    def __str__(self) -> str:
        return f"{self.version}"
