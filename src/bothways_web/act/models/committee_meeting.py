"""Meetings of the committee, their minutes, and what was decided."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class CommitteeMeeting(models.Model):
    """One meeting: when, and once it was held what was said under each point of the standing agenda."""

    at = models.DateTimeField(db_index=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=60, validators=[MinValueValidator(15), MaxValueValidator(480)]
    )
    place = models.CharField(_("where"), max_length=160, blank=True)
    mission = models.TextField(_("the mission"), blank=True)
    celebrate = models.TextField(_("what we celebrate"), blank=True)
    blockers = models.TextField(_("what is in the way"), blank=True)
    ideas = models.TextField(_("new ideas"), blank=True)
    other = models.TextField(_("anything else"), blank=True)
    #: Whether the minutes may be read without an account.
    outside = models.BooleanField(_("everybody may read them, without an account"), default=False)
    #: Empty while the minutes are a draft or withdrawn.
    published_on = models.DateField(null=True, blank=True, db_index=True)
    #: The last day on which published minutes or decisions were changed.
    corrected_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"meeting {self.pk}"


class CommitteeDecision(models.Model):
    """One decision: what, why, who, by when, and who saw it otherwise."""

    meeting = models.ForeignKey(CommitteeMeeting, on_delete=models.CASCADE, related_name="decisions")
    text = models.CharField(_("what was decided"), max_length=300)
    reason = models.TextField(_("why"))
    who = models.CharField(_("who does it"), max_length=120)
    by_when = models.DateField(_("by when"), null=True, blank=True)
    #: Objections belong to the minutes; names only where those who object want it.
    dissent = models.TextField(_("who saw it otherwise, and why"), blank=True)
    #: The team that is asked to make it a plan.
    unit = models.ForeignKey(
        "people.Unit", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    plan = models.ForeignKey(
        "act.Plan", on_delete=models.SET_NULL, null=True, blank=True, related_name="decisions"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"decision {self.pk}"
