"""Huddles: a unit's rhythm, each huddle that was held, and cards written in silence."""

from __future__ import annotations

import datetime as dt
import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class HuddleRhythm(models.Model):
    """When a unit meets."""

    class Every(models.TextChoices):
        """How often."""

        DAY = "day", _("every working day")
        WEEK = "week", _("every week")
        FORTNIGHT = "fortnight", _("every two weeks")
        MONTH = "month", _("every four weeks")

    class Weekday(models.IntegerChoices):
        """The day of the week."""

        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    unit = models.OneToOneField(
        "people.Unit", on_delete=models.CASCADE, primary_key=True, related_name="rhythm"
    )
    every = models.CharField(_("how often"), max_length=10, choices=Every, default=Every.WEEK)
    weekday = models.PositiveSmallIntegerField(_("day"), choices=Weekday, default=Weekday.TUESDAY)
    at = models.TimeField(_("time"), default=dt.time(10))
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=15, validators=[MinValueValidator(5), MaxValueValidator(120)]
    )
    #: The first day; later ones are counted from here.
    starts_on = models.DateField(_("first huddle on or after"))
    paused = models.BooleanField(_("paused"), default=False)
    room = models.ForeignKey(
        "listen.ChatRoom", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("chat room that is told"),
    )  # fmt: skip
    #: What the address of the calendar file is made of; a new one ends the old address.
    calendar_key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    #: The last day that the chat room was told of, so that it is told once.
    told_of = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.unit} {self.every}"


def empty_agenda() -> dict[str, object]:
    """Nothing was found for it."""
    return {}


class Huddle(models.Model):
    """One huddle of one unit; at most one is open at a time, and whoever opens a second one joins the first."""

    class State(models.TextChoices):
        """Where it stands."""

        OPEN = "open", _("open")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("not held")

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="huddles")
    day = models.DateField(db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    #: How many minutes the clock on the wall counts down.
    minutes = models.PositiveSmallIntegerField(default=15)
    #: What the agenda was filled with: keys of what was released, never a text or a number of its own.
    agenda = models.JSONField(default=empty_agenda)
    #: Whether the team looked at what customers say: this is what the habit counts.
    reviewed_feedback = models.BooleanField(default=False)
    #: Whether cards written in silence are laid open; from then on none is added.
    cards_open = models.BooleanField(default=False)
    #: What the address for writing a card is made of.
    card_key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    notes = models.TextField(_("notes"), blank=True)
    version = models.PositiveIntegerField(default=0)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(state="open"), name="one_open_huddle_a_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"


class Card(models.Model):
    """An idea written in silence: no name, no time, no order; laid open with all others, from five on."""

    #: Drawn at random, as in problems.
    id = models.BigAutoField(primary_key=True)
    huddle = models.ForeignKey(Huddle, on_delete=models.CASCADE, related_name="cards")
    #: Masked before it was stored.
    masked = models.TextField()

    def __str__(self) -> str:
        return "card"
