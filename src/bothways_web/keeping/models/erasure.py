"""That somebody was erased: what was done, and not who it was."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Erasure(models.Model):
    """One erasure, without a name, an address, a code or a number that would lead to somebody."""

    class Kind(models.TextChoices):
        """Who was erased."""

        EMPLOYEE = "employee", _("somebody who works or worked here")
        CONTACT = "contact", _("a customer or a candidate")

    class Why(models.TextChoices):
        """Why."""

        ASKED = "asked", _("the person asked for it")
        TIME = "time", _("the time for keeping it was over")
        OTHER = "other", _("another reason")

    kind = models.CharField(max_length=10, choices=Kind)
    why = models.CharField(max_length=8, choices=Why)
    day = models.DateField(db_index=True)
    #: Who did it; nobody where the time was over.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: What was done: name of the kind of row -> how many were deleted, cut loose, or had a name taken out.
    done: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"erasure {self.pk}"


class ErasedKey(models.Model):
    """Somebody who was erased, by a random number that nothing but backups of before still holds.

    With it a backup that comes back can erase the same people again; nothing else can be done with it.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self) -> str:
        return "somebody who was erased"
