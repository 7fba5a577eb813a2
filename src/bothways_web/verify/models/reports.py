"""Mails that say that the story has something new."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class StoryMail(models.Model):
    """How often one person is told by mail that the story has something new."""

    class Rhythm(models.TextChoices):
        """How often."""

        NEVER = "never", _("never")
        MONTHLY = "monthly", _("once a month, on the first")
        QUARTERLY = "quarterly", _("once a quarter, on the first")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="story_mail"
    )
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.NEVER)
    #: What somebody else suggested, until this person says yes or no; blank for nothing.
    suggested = models.CharField(max_length=10, blank=True)
    suggested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: The day on which it is looked next whether something is new.
    next_on = models.DateField(null=True, blank=True, db_index=True)
    #: Empty: no mail waits.
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_sent_on = models.DateField(null=True, blank=True)
    #: What the story told when this person last had a mail, or chose to have them, as a digest.
    told = models.CharField(max_length=64, blank=True)
    #: Since when that story told: only stories of the same time can be compared.
    told_since = models.DateField(null=True, blank=True)

    @property
    def suggested_words(self) -> str:
        """What was suggested, in words."""
        return str(dict(self.Rhythm.choices).get(self.suggested, ""))

    def __str__(self) -> str:
        return "mail about the story"
