"""Who changed what, and when."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from bothways_web.people.change_words import in_words


class Change(models.Model):
    """One line of the change log: never an answer, never who answered."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=254, blank=True)
    verb = models.CharField(max_length=60, db_index=True)
    about = models.CharField(max_length=200)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"

    def words(self) -> str:
        """Return what was done in the language of the page."""
        return in_words(self.verb)
