"""Who serves whom, what is asked of it, and what was computed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceNetwork(models.Model):
    """Who serves whom, as it was said on a day; a version never changes, and the latest that stands holds."""

    class How(models.TextChoices):
        """Where it comes from."""

        FILE = "file", _("from a file")
        ADDED = "added", _("a line added")
        REMOVED = "removed", _("a line removed")

    #: One an edge: provider, client, weight.
    edges: models.JSONField[Any, Any] = models.JSONField(default=list)
    how = models.CharField(max_length=10, choices=How)
    #: The file, or the two units of the line.
    about = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    #: When a computation took it: from then on it stays.
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.about or self.get_how_display()

    @property
    def count(self) -> int:
        """How many lines it has."""
        return len(self.edges)


class OverloadQuestion(models.Model):
    """Which number speaks of overload and which of service; the latest holds."""

    #: An employee metric and a customer metric.
    overload = models.CharField(max_length=120)
    service = models.CharField(max_length=120)
    chosen_at = models.DateTimeField(auto_now_add=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.overload} / {self.service}"


class OverloadRun(models.Model):
    """What spills over is computed once a released round, of one network; what it says is read from the ledger."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("not done")

    round = models.OneToOneField("listen.Round", on_delete=models.PROTECT, related_name="overload_run")
    network = models.ForeignKey(ServiceNetwork, on_delete=models.PROTECT, related_name="runs")
    question = models.ForeignKey(OverloadQuestion, on_delete=models.PROTECT, related_name="runs")
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(auto_now_add=True)
    #: Last sign of life of the job that holds it; an old one lets another job take it up.
    beat_at = models.DateTimeField(null=True, blank=True)
    #: Counts the times it was taken up, so that a job which was given up can tell.
    attempt = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    #: Whether something was released; if not, a word for why.
    released = models.BooleanField(default=False)
    nothing = models.CharField(max_length=20, blank=True)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"what spills over, {self.round}"

    @property
    def folder(self) -> Path:
        """Where its inputs lie while it is computed; nobody but the app reads it."""
        return Path(settings.HOME) / "runs" / f"overload-{self.pk}"
