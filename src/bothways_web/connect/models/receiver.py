"""Programs elsewhere that are told of events, and what became of each notice."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Receiver(models.Model):
    """An address elsewhere that is told of some events, by signed requests."""

    class State(models.TextChoices):
        """Whether it is told."""

        ON = "on", _("is told")
        OFF = "off", _("switched off")
        #: By itself, after days without an answer. What happens meanwhile is kept, to be sent again.
        BROKEN = "broken", _("switched off: it did not answer for days")

    name = models.CharField(_("name"), max_length=80)
    address = models.TextField(_("address"))
    events = models.JSONField(_("is told of"), default=list)
    secret = models.CharField(max_length=100)
    #: The secret before, which signs beside the new one until then.
    former_secret = models.CharField(max_length=100, blank=True)
    former_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ON)
    #: When the first of the tries failed that all failed since.
    failing_since = models.DateTimeField(null=True, blank=True)
    made_on = models.DateField(auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def secrets_at(self, moment: dt.datetime) -> list[str]:
        """Return the secrets that sign at a moment, the newest first."""
        still = self.former_secret and self.former_until is not None and moment < self.former_until
        return [self.secret, self.former_secret] if still else [self.secret]


class Event(models.Model):
    """What happened, as receivers are told: written in the transaction in which it happens."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(db_index=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return self.kind


class Notice(models.Model):
    """One event for one receiver."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        TAKEN = "taken", _("taken")
        GIVEN_UP = "given_up", _("not taken")

    receiver = models.ForeignKey(Receiver, on_delete=models.CASCADE, related_name="notices")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="notices")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    #: What was answered; of answers nothing else is kept.
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-event__at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["receiver", "event"], name="one_notice_a_receiver")]
        indexes = [models.Index(fields=["state", "due_at"], name="notices_due")]

    def __str__(self) -> str:
        return f"{self.receiver} {self.event} {self.state}"
