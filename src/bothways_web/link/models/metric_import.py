"""A file of metrics that somebody brought in."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def metrics_folder() -> Path:
    """Return the folder of imported cells; nobody but the app reads it."""
    folder = Path(settings.HOME) / "metrics"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


class MetricImport(models.Model):
    """One file of tidy metrics; its cells lie as Parquet under the home folder."""

    class Side(models.TextChoices):
        """Whose voice it is."""

        EMPLOYEES = "employees", _("employees")
        CUSTOMERS = "customers", _("customers")

    class State(models.TextChoices):
        """How far it is."""

        IMPORTED = "imported", _("imported")
        UNDONE = "undone", _("undone")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    side = models.CharField(max_length=12, choices=Side)
    state = models.CharField(max_length=12, choices=State, default=State.IMPORTED)
    file_name = models.CharField(max_length=200)
    columns = models.JSONField(default=dict)
    cells = models.PositiveIntegerField(default=0)
    units = models.PositiveIntegerField(default=0)
    frequency = models.CharField(max_length=8, default="month")
    first_period = models.CharField(max_length=12, blank=True)
    last_period = models.CharField(max_length=12, blank=True)
    #: One a metric: name, kind, low, high, better, and where it was said measured_in.
    metrics: models.JSONField[Any, Any] = models.JSONField(default=list)
    #: What must be told about how the file was read.
    notes: models.JSONField[Any, Any] = models.JSONField(default=list)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    imported_at = models.DateTimeField(auto_now_add=True)
    #: When a run or a release took its cells: from then on it stays.
    used_at = models.DateTimeField(null=True, blank=True)
    #: Customers only: when its numbers had passed the ledger.
    released_at = models.DateTimeField(null=True, blank=True)
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def path(self) -> Path:
        """Where its cells are."""
        return metrics_folder() / f"{self.key.hex}.parquet"

    @property
    def metric_names(self) -> list[str]:
        """Names of its metrics, in the order of the file."""
        return [one["name"] for one in self.metrics]

    @property
    def can_be_undone(self) -> bool:
        """Whether nothing rests on it yet."""
        return self.state == self.State.IMPORTED and self.used_at is None
