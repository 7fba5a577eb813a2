"""A pulse: what is asked, of whom, and how often."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Pulse(models.Model):
    """One set of questions that recurs in rounds."""

    class Cadence(models.TextChoices):
        """How often a round opens."""

        ONCE = "once", _("once")
        WEEKLY = "weekly", _("every week")
        MONTHLY = "monthly", _("every month")
        QUARTERLY = "quarterly", _("every quarter")
        YEARLY = "yearly", _("every year")

    class State(models.TextChoices):
        """Where a pulse stands."""

        DRAFT = "draft", _("draft")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        ENDED = "ended", _("ended")

    class Form(models.TextChoices):
        """How much of the question set is asked."""

        FULL = "full", _("all questions, a number for each domain")
        SHORT = "short", _("the short form, one number")

    class Mode(models.TextChoices):
        """Whether answers lie beside the person's unit, or in a box that nobody can open by name."""

        CONFIDENTIAL = "confidential", _("confidential")
        SEALED = "sealed", _("sealed")
        OPEN = "open", _("open to whoever has the link")

    class Side(models.TextChoices):
        """Whose experience it is about."""

        EMPLOYEES = "employees", _("employees")
        CUSTOMERS = "customers", _("customers")
        CANDIDATES = "candidates", _("candidates")

    class Occasion(models.TextChoices):
        """What brings a person's turn: the calendar, or something that happened to this person."""

        CALENDAR = "calendar", _("everybody at once, by the calendar")
        LEAVING = "leaving", _("each person who leaves, before the last day")
        FIRST_DAYS = "first_days", _("each new colleague, some days after the start")
        INTERVIEW = "interview", _("each candidate, after an interview")
        CONTACT = "contact", _("each customer, after a contact such as a ticket or an order")

    title = models.CharField(_("title"), max_length=120)
    instrument = models.CharField(_("question set"), max_length=60)
    #: The instrument as it is asked, as text in the schema of the library; frozen at the first launch.
    definition = models.TextField()
    form = models.CharField(_("length"), max_length=8, choices=Form, default=Form.FULL)
    mode = models.CharField(_("kind of round"), max_length=12, choices=Mode, default=Mode.CONFIDENTIAL)
    comment = models.BooleanField(_("ask for a comment at the end"), default=True)
    audience = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="pulses")
    cadence = models.CharField(_("how often"), max_length=12, choices=Cadence, default=Cadence.MONTHLY)
    open_days = models.PositiveSmallIntegerField(
        _("days open"), default=7, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    share = models.PositiveSmallIntegerField(
        _("share of people asked each time, in per cent"),
        default=100, validators=[MinValueValidator(10), MaxValueValidator(100)],
    )  # fmt: skip
    side = models.CharField(_("who answers"), max_length=12, choices=Side, default=Side.EMPLOYEES)
    occasion = models.CharField(_("when"), max_length=12, choices=Occasion, default=Occasion.CALENDAR)
    #: Days between what happened and the question: after it, but before the last day of somebody who leaves.
    days = models.PositiveSmallIntegerField(_("days"), default=0, validators=[MaxValueValidator(365)])
    #: Nobody outside the company is asked again within so many days.
    rest_days = models.PositiveSmallIntegerField(
        _("days of rest for one customer"), default=30, validators=[MaxValueValidator(365)]
    )
    #: Customers are asked whether somebody may get back to them; only where they say so their answer is more than one
    #: of many.
    follow_up = models.BooleanField(_("ask customers whether we may get back to them"), default=False)
    #: What the address of an open survey is made of; a new one ends the old address.
    link_key = models.UUIDField(default=uuid.uuid4, editable=False)
    #: Websites on which the open survey may be shown in a frame: one origin a line.
    shown_on = models.TextField(_("websites that may show it"), blank=True)
    reminder = models.BooleanField(_("send one reminder to everybody invited"), default=True)
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    next_opens = models.DateTimeField(null=True, blank=True)
    #: Why the round that is due does not open.
    trouble = models.TextField(blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def anchor(self) -> str:
        """Return what its heading is called on a page."""
        return f"pulse-{self.pk}"

    @property
    def is_standing(self) -> bool:
        """Return whether people are asked one by one, when something happened to them."""
        return self.occasion != self.Occasion.CALENDAR

    @property
    def is_open_to_all(self) -> bool:
        """Return whether whoever has the link may answer: nobody is invited."""
        return self.mode == self.Mode.OPEN
