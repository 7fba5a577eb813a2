"""One computation of the findings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Run(models.Model):
    """Findings are computed once a released round; what they say is read from the ledger."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("not done")

    round = models.OneToOneField("listen.Round", on_delete=models.PROTECT, related_name="run")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(auto_now_add=True)
    #: Last sign of life of the job that holds it; an old one lets another job take it up.
    beat_at = models.DateTimeField(null=True, blank=True)
    #: Counts the times it was taken up, so that a job which was given up can tell.
    attempt = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    steps = models.PositiveIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    #: About the whole run, no numbers of people: units, periods, pairs, settings, notes of the panel.
    summary: models.JSONField[Any, Any] = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"findings of {self.round}"

    @property
    def folder(self) -> Path:
        """Where its inputs lie while it is computed; nobody but the app reads it."""
        return Path(settings.HOME) / "runs" / str(self.pk)
