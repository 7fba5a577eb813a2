"""When messages may come, and the one mail a week that says what is new."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways_web.people.notifications.quiet import Quiet


class DayOff(models.Model):
    """A day on which nobody is written to, such as a public holiday: everywhere, or at one site."""

    day = models.DateField(_("day"))
    #: As the records call it; blank: everywhere.
    site = models.CharField(_("site"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True)

    class Meta:
        ordering = ["day", "site"]
        constraints = [models.UniqueConstraint(fields=["day", "site"], name="a_day_off_once_a_site")]

    def __str__(self) -> str:
        return self.day.isoformat()


class OwnHours(models.Model):
    """When somebody does not want to be written to, beside the quiet hours of the organisation."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="own_hours"
    )
    #: Both the same: none beside those of the organisation.
    quiet_from = models.TimeField(_("quiet from"), default=dt.time(0))
    quiet_to = models.TimeField(_("quiet until"), default=dt.time(0))
    #: Days of the week; 0 is Monday.
    days_off = models.JSONField(_("days off"), default=list)

    def __str__(self) -> str:
        return "own quiet hours"

    def as_quiet(self) -> Quiet:
        """Return them as a time of rest."""
        days = tuple(day for day in range(7) if day not in self.days_off)
        return Quiet(self.quiet_from, self.quiet_to, days)


class Digest(models.Model):
    """The mail that says what is new for one person, without a word of what is in it."""

    class Rhythm(models.TextChoices):
        """How often."""

        WEEKLY = "weekly", _("once a week, on Tuesday")
        AS_IT_HAPPENS = "as_it_happens", _("as it happens, at most once a day")
        NEVER = "never", _("never")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="digest"
    )
    rhythm = models.CharField(max_length=14, choices=Rhythm, default=Rhythm.WEEKLY)
    #: What is new and was not told yet, by name.
    topics = models.JSONField(default=list)
    #: When it is looked next whether something is new; empty: not set yet.
    looks_at = models.DateTimeField(null=True, blank=True, db_index=True)
    #: Until which day it was looked.
    looked_on = models.DateField(null=True, blank=True)
    #: Empty: no mail waits.
    due_at = models.DateTimeField(null=True, blank=True, db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    #: By the clock of the reader.
    last_sent_on = models.DateField(null=True, blank=True)
    #: When what comes again and again was told last, by name.
    told = models.JSONField(default=dict)

    def __str__(self) -> str:
        return "digest"
