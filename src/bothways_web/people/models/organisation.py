"""What holds for the whole organisation."""

from __future__ import annotations

import datetime as dt
from typing import cast

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def weekdays() -> list[int]:
    """Monday to Friday."""
    return [0, 1, 2, 3, 4]


class Organisation(models.Model):
    """One row: the organisation that this site belongs to."""

    name = models.CharField(_("name"), max_length=120, default="")
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    #: Whether somebody has saved the zone, UTC or another one.
    zone_chosen = models.BooleanField(default=False)
    language = models.CharField(_("language"), max_length=12, default="en")
    floor = models.PositiveSmallIntegerField(
        _("fewest people behind a number"),
        default=5,
        validators=[MinValueValidator(5), MaxValueValidator(50)],
    )
    quiet_from = models.TimeField(_("quiet from"), default=dt.time(18))
    quiet_to = models.TimeField(_("quiet until"), default=dt.time(8))
    working_days = models.JSONField(_("working days"), default=weekdays)
    rest_days = models.PositiveSmallIntegerField(
        _("days of rest between two surveys for one person"), default=14, validators=[MaxValueValidator(365)]
    )
    #: Nobody is asked for more surveys than this within so many days, of whatever kind.
    most_asks = models.PositiveSmallIntegerField(
        _("most surveys for one person"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    asks_days = models.PositiveSmallIntegerField(
        _("within"), default=7, choices=[(7, _("a week")), (28, _("four weeks"))]
    )
    #: Working days until a report should have an answer.
    answer_days = models.PositiveSmallIntegerField(
        _("working days until a report is answered"), default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )  # fmt: skip
    support = models.CharField(_("where to find support"), max_length=300, blank=True)
    #: Passwords open nothing but the accounts that are named for emergencies.
    only_sign_on = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    set_up_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_organisation"),
            models.CheckConstraint(condition=models.Q(floor__gte=5), name="never_fewer_than_five"),
        ]

    def __str__(self) -> str:
        return self.name or "Bothways"

    @classmethod
    def current(cls) -> Organisation:
        """Return the organisation; one with defaults where nothing is set up yet."""
        return cast(Organisation, cls.objects.get_or_create(pk=1)[0])


class PrivacyProposal(models.Model):
    """A higher floor that one administrator asks for and another one confirms."""

    floor = models.PositiveSmallIntegerField(validators=[MinValueValidator(5), MaxValueValidator(50)])
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_on = models.DateField(auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_on = models.DateField(null=True, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.floor)
