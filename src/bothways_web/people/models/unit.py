"""Units and where they hang, with the days on which that holds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """A unit by its code, for ever; name and place are in its spans."""

    code = models.CharField(_("code"), max_length=60, unique=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class UnitSpan(models.Model):
    """Name and parent of a unit from one day to another, both included; blank is open."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="spans")
    parent = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="spans_below"
    )
    name = models.CharField(_("name"), max_length=120)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_to = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        ordering = ["unit__code", "valid_from"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__isnull=True)
                | models.Q(valid_to__isnull=True)
                | models.Q(valid_from__lte=models.F("valid_to")),
                name="a_span_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("unit")),
                name="a_unit_is_not_its_own_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name
