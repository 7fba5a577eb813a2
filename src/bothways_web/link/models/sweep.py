"""The analysts' table of regressions: one computation of it, and its rows."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways_web.link.models.run import Run


class SweepRun(models.Model):
    """The table that belongs to a run of the linkage, made of released numbers alone."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="sweep")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    #: What is said of the table as a whole: teams, first and last period, frequency, metrics that are not in it.
    summary: models.JSONField[Any, Any] = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-run"]

    def __str__(self) -> str:
        return f"regressions of {self.run}"


class SweepRow(models.Model):
    """One regression: a pair, a lag and a direction; numbers are null where nothing can be estimated."""

    class Direction(models.TextChoices):
        """Whose number stands before."""

        EMPLOYEES_FIRST = "employee_to_customer", _("Employees first")
        CUSTOMERS_FIRST = "customer_to_employee", _("Customers first")

    sweep = models.ForeignKey(SweepRun, on_delete=models.CASCADE, related_name="rows")
    employee_metric = models.TextField()
    customer_metric = models.TextField()
    direction = models.CharField(max_length=20, choices=Direction)
    lag = models.PositiveSmallIntegerField()
    #: Units of the outcome per unit of the driver; errors clustered by team.
    estimate = models.FloatField(null=True)
    se = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    p = models.FloatField(null=True)
    q = models.FloatField(null=True)
    #: In standard deviations within teams and periods.
    standardised = models.FloatField(null=True)
    #: Size of that, so that a database can sort by it.
    size = models.FloatField(null=True)
    units = models.PositiveIntegerField()
    transitions = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["sweep", "p"], name="sweep_p")]

    def __str__(self) -> str:
        return f"{self.employee_metric}, {self.customer_metric}, {self.direction}, {self.lag}"
