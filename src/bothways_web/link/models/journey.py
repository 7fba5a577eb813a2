"""Journeys, their versions, and the pain points on their stages."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

#: What a version says of itself, by the words of the change log.
_DONE = {
    "began journey": _("Begun"),
    "changed journey": _("Name or lanes changed"),
    "added stage of journey": _("Stage added: %(stage)s"),
    "changed stage of journey": _("Stage changed: %(stage)s"),
    "moved stage of journey": _("Stage moved: %(stage)s"),
    "renamed stage of journey": _("Stage renamed: %(stage)s"),
    "removed stage of journey": _("Stage removed: %(stage)s"),
    "restored journey": _("An earlier version restored"),
    "took back change of journey": _("The last change taken back"),
}


class Journey(models.Model):
    """A journey as it is now; what it was before is kept version by version."""

    #: As `bothways_web.link.journeys.document` describes it.
    document: models.JSONField[Any, Any] = models.JSONField()
    #: Number of the newest version: counts changes, so that two who write at once do not overwrite each other.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What it is called."""
        return str(self.document["name"])

    @property
    def stages(self) -> list[dict[str, Any]]:
        """Its stages, in their order."""
        return list(self.document["stages"])


class JourneyVersion(models.Model):
    """A journey as it was after one change; never changed itself."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document: models.JSONField[Any, Any] = models.JSONField()
    #: What was done, in the words of the change log, and to which stage.
    verb = models.CharField(max_length=60)
    stage = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["journey", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["journey", "number"], name="a_journey_has_a_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.journey}, {self.number}"

    def words(self) -> str:
        """Return what was done in the language of the page."""
        return str(_DONE.get(self.verb, self.verb)) % {"stage": self.stage}


class PainPoint(models.Model):
    """What hurts on a stage of a journey."""

    class Voice(models.TextChoices):
        """Who raises it."""

        EMPLOYEES = "employees", _("employees")
        CUSTOMERS = "customers", _("customers")
        BOTH = "both", _("employees and customers")

    class State(models.TextChoices):
        """How far it is."""

        UNKNOWN = "unknown", _("unknown")
        KNOWN = "known", _("known")
        FIXED = "fixed", _("fixed")

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, related_name="pains")
    #: Id of the stage in the document; the stage may have been removed since.
    stage = models.CharField(max_length=16, db_index=True)
    text = models.CharField(_("what hurts"), max_length=300)
    voice = models.CharField(_("who raises it"), max_length=10, choices=Voice)
    state = models.CharField(max_length=8, choices=State)
    #: The theme of comments that it was raised from; blank where somebody wrote it.
    theme = models.CharField(max_length=80, blank=True)
    problem = models.ForeignKey(
        "listen.Problem", on_delete=models.SET_NULL, null=True, blank=True, related_name="pains"
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["journey", "stage", "theme"], condition=~models.Q(theme=""), name="a_theme_hurts_once",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:80]


class PainPointStep(models.Model):
    """One line of the history of a pain point."""

    pain = models.ForeignKey(PainPoint, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=8, choices=PainPoint.State)
    voice = models.CharField(max_length=10, choices=PainPoint.Voice)
    day = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pain}: {self.state}"
