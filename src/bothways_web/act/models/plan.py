"""Action plans: what a unit will do, why, what it expects, and how it goes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def nothing() -> dict[str, Any]:
    """Nothing is known."""
    return {}


class Plan(models.Model):
    """One plan of one unit."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("draft")
        STARTED = "started", _("under way")
        KEPT = "kept", _("kept as a habit")
        CHANGED = "changed", _("ended, and changed into another plan")
        STOPPED = "stopped", _("stopped")

    class Because(models.TextChoices):
        """What it comes from."""

        DOMAIN = "domain", _("a number of the team")
        FINDING = "finding", _("a finding")
        PROBLEM = "problem", _("a problem that was reported")
        CASE = "case", _("a customer’s case")
        OTHER = "other", _("something else")

    class Degree(models.TextChoices):
        """How big a change it is."""

        SMALL = "small", _("small: one habit, one team, in weeks")
        MEDIUM = "medium", _("medium: how the team works, in a quarter")
        LARGE = "large", _("large: rules, roles or money, with those above")

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="plans")
    title = models.CharField(_("we will"), max_length=160)
    text = models.TextField(_("how"), blank=True)
    because = models.CharField(max_length=10, choices=Because, default=Because.OTHER)
    #: The sentence as it stood when the plan was written, without any number that was not released.
    because_text = models.TextField(_("because"), blank=True)
    #: A domain's metric such as "team_psychological_safety.help"; blank where it comes from something else.
    domain = models.CharField(max_length=120, blank=True)
    #: Run and number of a finding.
    finding_run = models.PositiveIntegerField(null=True, blank=True)
    finding_number = models.PositiveIntegerField(null=True, blank=True)
    problem = models.ForeignKey(
        "listen.Problem", on_delete=models.SET_NULL, null=True, blank=True, related_name="plans"
    )
    case = models.ForeignKey(
        "act.Case", on_delete=models.SET_NULL, null=True, blank=True, related_name="plans"
    )
    #: The practice of the playbook it was begun from; blank for none.
    practice = models.CharField(max_length=120, blank=True)
    owner = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="plans"
    )
    #: What whoever leads the unit promises to do for it.
    commitment = models.TextField(_("what I will do for it"), blank=True)
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    committed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(_("start"))
    review_on = models.DateField(_("review"))
    stop_if = models.TextField(_("we will stop if"), blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, db_index=True)

    #: The expectation: a metric that is measured in the unit, and by how much it will be better.
    metric = models.CharField(_("number that will tell"), max_length=120, blank=True)
    metric_side = models.CharField(max_length=12, blank=True)
    expected = models.FloatField(_("better by at least"), null=True, blank=True)
    #: The smallest change worth the effort.
    smallest = models.FloatField(_("smallest change worth the effort"), null=True, blank=True)
    expected_by = models.DateField(_("by"), null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    #: How big a change was suggested, why, and how big it was chosen to be.
    suggested_degree = models.CharField(max_length=8, choices=Degree, blank=True)
    degree_reasons = models.JSONField(default=nothing)
    degree = models.CharField(_("how big a change"), max_length=8, choices=Degree, blank=True)

    ended_on = models.DateField(null=True, blank=True)
    #: What was learnt.
    learnt = models.TextField(_("what we learnt"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_on = models.DateField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["review_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_on__gte=models.F("starts_on")),
                name="a_plan_is_reviewed_after_it_starts",
            ),
            models.CheckConstraint(
                condition=models.Q(locked_at__isnull=True)
                | models.Q(metric__gt="", expected__isnull=False, expected_by__isnull=False),
                name="what_is_locked_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class PlanChange(models.Model):
    """A change of an expectation after it was locked, or a try that was refused: part of the plan for good."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=254, blank=True)
    field = models.CharField(max_length=40)
    before = models.CharField(max_length=200, blank=True)
    after = models.CharField(max_length=200, blank=True)
    refused = models.BooleanField(default=False)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.field


class CheckIn(models.Model):
    """How a plan goes, said between its start and its review."""

    class How(models.TextChoices):
        """How it goes."""

        ON_TRACK = "on_track", _("on track")
        SLOW = "slow", _("slower than planned")
        STUCK = "stuck", _("stuck")

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="check_ins")
    day = models.DateField()
    how = models.CharField(max_length=10, choices=How)
    text = models.TextField(_("what happened"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return self.how
