"""The secret address of a calendar of one's own."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class OwnCalendar(models.Model):
    """That somebody has an address at which a calendar program reads what is theirs; deleted, it opens nothing."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="own_calendar"
    )
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    made_on = models.DateField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.user_id)
