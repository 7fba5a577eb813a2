"""Themes of comments, and the runs that found them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways_web.listen.models import Round


def themes_path() -> Path:
    """Return where the themes are kept by which the next round is matched; nobody but the app reads it."""
    folder = Path(settings.HOME) / "themes"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / "themes.json"


class ThemeRun(models.Model):
    """Looking for the themes of one round, once its results are there. Each round is looked at once."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("at work")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="theme_run")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    #: The themes that were looked for: one that is not among them was not silent, it was not there.
    looked_for: models.JSONField[Any, Any] = models.JSONField(default=list)
    #: How many people must have written on a theme for it to be told.
    fewest = models.PositiveSmallIntegerField(default=5)
    #: Themes that counted as another one in this round, and as which.
    merged: models.JSONField[Any, Any] = models.JSONField(default=dict)
    #: Whether anything was told of it.
    told = models.BooleanField(default=False)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"themes of {self.round}"


class Theme(models.Model):
    """Something that comments are about; its shares are Released numbers, found by its key."""

    #: As in the ledgers: stays with the theme from round to round.
    key = models.CharField(max_length=40, unique=True)
    label = models.CharField(_("name"), max_length=80)
    #: Who looked at the name that software gave, or gave another one.
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_checked = models.BooleanField(default=False)
    #: Words that at least five people of one round wrote, the most characteristic first.
    phrases: models.JSONField[Any, Any] = models.JSONField(default=list)
    #: From the next round on it counts as this one.
    merged_into = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="merged"
    )
    problem = models.ForeignKey(
        "listen.Problem", on_delete=models.SET_NULL, null=True, blank=True, related_name="themes"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.label
