"""A file of released numbers that somebody asked for."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ExportJob(models.Model):
    """One file; it lies in the home folder for a day, and only who asked for it may fetch it."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting for its turn")
        RUNNING = "running", _("being written")
        DONE = "done", _("ready")
        FAILED = "failed", _("not made")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: "numbers" or "findings".
    what = models.CharField(max_length=10)
    #: What was chosen: population, round, metric; the empty text stands for all.
    chosen: models.JSONField[Any, Any] = models.JSONField(default=dict)
    ending = models.CharField(max_length=20)
    #: What the one who asked might see at that time; a file is not handed out once it is less.
    reach: models.JSONField[Any, Any] = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField(auto_now_add=True, db_index=True)
    beat_at = models.DateTimeField(null=True, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    language = models.CharField(max_length=12, default="en")
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"{self.what}{self.ending}"

    @property
    def path(self) -> Path:
        """Where the file is."""
        return Path(settings.HOME) / "exports" / f"{self.id.hex}{self.ending}"
