"""The committee: its charter, who is willing, how it was drawn, who sits on it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def no_rows() -> list[Any]:
    """Nothing was written yet."""
    return []


def nothing_yet() -> dict[str, Any]:
    """Nothing was worked out yet."""
    return {}


class Charter(models.Model):
    """What the committee is for, as it was written down at one time; the newest version holds."""

    class Powers(models.TextChoices):
        """How far its word goes."""

        DECIDES = "decides", _("it decides")
        ADVISES = "advises", _("it advises, and gets an answer each time")
        INFORMS = "informs", _("it passes on what it hears")

    number = models.PositiveIntegerField(unique=True)
    purpose = models.TextField(_("what the committee is for"))
    culture = models.TextField(_("the culture it stands for"))
    process = models.TextField(_("how it works"))
    goals = models.TextField(_("what it wants to reach"))
    expectations = models.TextField(_("what is expected of its members, and what they can expect"))
    accountability = models.TextField(_("to whom it answers, and how"))
    powers = models.CharField(_("how far its word goes"), max_length=8, choices=Powers)
    powers_words = models.TextField(_("what it decides about"), blank=True)
    time_for_it = models.TextField(_("working time for it"), blank=True)
    removal = models.TextField(_("how a member can be asked to go"), blank=True)
    term_months = models.PositiveSmallIntegerField(
        _("term in months"), default=12, validators=[MinValueValidator(3), MaxValueValidator(36)]
    )
    review_on = models.DateField(_("looked at again on"))
    #: Whether it may be read without an account.
    outside = models.BooleanField(_("everybody may read it, without an account"), default=False)
    written_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"charter {self.number}"


class Willingness(models.Model):
    """That somebody is willing to be drawn; who takes it back leaves no row from the next day on."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="willing"
    )
    since = models.DateField()
    #: The day on which it was taken back: nobody is drawn any more, and numbers of yesterday stay as they were.
    until = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return "willing"


class CommitteeDraw(models.Model):
    """One draw, from what is asked for to who was drawn."""

    class State(models.TextChoices):
        """How far it is."""

        PLANNED = "planned", _("being prepared")
        WORKING = "working", _("its lottery is being worked out")
        ANNOUNCED = "announced", _("announced")
        DRAWN = "drawn", _("drawn")
        CANCELLED = "cancelled", _("called off")

    state = models.CharField(max_length=10, choices=State, default=State.PLANNED, db_index=True)
    seats = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(3), MaxValueValidator(40)]
    )
    #: Not before this moment a seed is made.
    draw_at = models.DateTimeField()
    term_months = models.PositiveSmallIntegerField()
    #: Names of attributes, and for each the values that count together as "other".
    attributes = models.JSONField(default=no_rows)
    #: Rows of attribute, value, low, high.
    quotas = models.JSONField(default=no_rows)
    #: The list: rows of code, key of the person, and a value for each attribute. Never shown while it is announced.
    pool = models.JSONField(default=no_rows)
    #: Whether each row of the list fits as many people of the workforce as numbers need; else it is given to nobody.
    rows_are_shared = models.BooleanField(default=False)
    record = models.JSONField(default=nothing_yet)
    #: What was published before there was a seed.
    commitment = models.CharField(max_length=64, blank=True)
    #: Why its lottery could not be made.
    trouble = models.TextField(blank=True)
    announced_at = models.DateTimeField(null=True, blank=True)
    announced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    seed = models.CharField(max_length=64, blank=True)
    ticket = models.PositiveIntegerField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: The last day of the term.
    ends_on = models.DateField(null=True, blank=True)
    over = models.BooleanField(default=False)
    #: Each seat that was filled again: who stayed, who was gone, the lottery's record, whom it drew.
    refills = models.JSONField(default=no_rows)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seed="") | models.Q(commitment__gt=""),
                name="published_before_there_is_a_seed",
            ),
        ]

    def __str__(self) -> str:
        return f"draw {self.pk}"


class Seat(models.Model):
    """Somebody who was drawn, and what they said."""

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("asked")
        HELD = "held", _("on the committee")
        DECLINED = "declined", _("said no")
        LEFT = "left", _("left")
        OVER = "over", _("term over")

    draw = models.ForeignKey(CommitteeDraw, on_delete=models.CASCADE, related_name="people")
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="seats"
    )
    code = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED, db_index=True)
    #: 0 for the draw itself, else the number of the replacement.
    refill = models.PositiveSmallIntegerField(default=0)
    asked_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    #: Whether the role came with the seat, so that it goes with it.
    gave_role = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["draw", "code"], name="drawn_once"),
        ]

    def __str__(self) -> str:
        return f"seat {self.pk}"
