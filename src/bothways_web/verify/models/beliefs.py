"""What leaders believe comes first, and when each of them opened what was found."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Opening(models.Model):
    """That somebody opened the findings of a run for the first time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="openings")
    run = models.ForeignKey("link.Run", on_delete=models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "run"], name="findings_open_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.run}"


class Belief(models.Model):
    """What one leader expects of one pair; nobody else is shown it."""

    class First(models.TextChoices):
        """Which comes first."""

        EMPLOYEES = "employees", _("Employees first")
        CUSTOMERS = "customers", _("Customers first")
        BOTH = "both", _("It runs both ways")
        NONE = "none", _("No link that matters")
        UNKNOWN = "unknown", _("I don’t know")

    class Sure(models.TextChoices):
        """How sure somebody is."""

        GUESS = "guess", _("a guess")
        FAIRLY = "fairly", _("fairly sure")
        VERY = "very", _("very sure")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="beliefs")
    employee_metric = models.CharField(max_length=200)
    customer_metric = models.CharField(max_length=200)
    first = models.CharField(max_length=10, choices=First)
    sure = models.CharField(max_length=8, choices=Sure, blank=True)
    said_at = models.DateTimeField(auto_now=True)
    #: The findings before which it was said; none while nothing was opened since, so it may change.
    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, null=True, related_name="beliefs")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "employee_metric", "customer_metric"], condition=models.Q(opening=None),
                name="one_open_belief_a_pair",
            ),
            models.UniqueConstraint(
                fields=["user", "employee_metric", "customer_metric", "opening"], name="one_belief_a_pair_and_run"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.employee_metric} / {self.customer_metric}"


class BeliefTry(models.Model):
    """A belief that was sent after the findings had been opened, and was not taken."""

    opening = models.ForeignKey(Opening, on_delete=models.CASCADE, related_name="tries")
    employee_metric = models.CharField(max_length=200)
    customer_metric = models.CharField(max_length=200)
    tried_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.employee_metric} / {self.customer_metric}"


class BeliefClosing(models.Model):
    """The moment at which it is told what leaders together expected of the findings of a run."""

    run = models.OneToOneField("link.Run", on_delete=models.CASCADE, related_name="belief_closing")
    closed_at = models.DateTimeField(auto_now_add=True)
    #: What counts: pair -> number of the account -> which comes first; forgotten once it is told.
    counted: models.JSONField[Any, Any] = models.JSONField(default=dict)
    told = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.run)
