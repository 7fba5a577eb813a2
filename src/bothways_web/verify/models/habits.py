"""Habits that were named, and what was asked of a round about each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Habit(models.Model):
    """A question about a habit beside an outcome of the same question set."""

    #: The question set by its id, and whether it is asked in full or short.
    instrument = models.CharField(max_length=200)
    form = models.CharField(max_length=8)
    question = models.CharField(max_length=200)
    #: Answers that mean somebody does it, and never does; steps or options as they are stored.
    often: models.JSONField[Any, Any] = models.JSONField(default=list)
    never: models.JSONField[Any, Any] = models.JSONField(default=list)
    outcome = models.CharField(max_length=200)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    named_at = models.DateTimeField(auto_now_add=True)
    stopped = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["instrument", "form", "question", "outcome"],
                name="a_habit_and_outcome_are_named_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.question} / {self.outcome}"


class HabitRun(models.Model):
    """One habit asked of one released round: once, whatever comes of it."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("not done")

    habit = models.ForeignKey(Habit, on_delete=models.CASCADE, related_name="runs")
    round = models.ForeignKey("listen.Round", on_delete=models.PROTECT, related_name="habit_runs")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(auto_now_add=True)
    #: When a job took it; one that fell silent is taken up again.
    begun_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["habit", "round"], name="a_habit_is_asked_once_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.habit} {self.round}"
