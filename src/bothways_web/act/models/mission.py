"""The mission, its versions, and checks of texts that somebody kept."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

#: What a version says of itself, by the words of the change log.
_DONE = {
    "wrote mission": _("Written"),
    "changed mission": _("Changed"),
    "changed words of mission": _("Own words of a promise changed"),
    "restored mission": _("An earlier version restored"),
    "took back change of mission": _("The last change taken back"),
}


class MissionVersion(models.Model):
    """The mission as it was after one change; the newest is the one that holds. Never changed itself."""

    number = models.PositiveIntegerField(unique=True)
    #: As `bothways_web.act.mission.document` describes it.
    document: models.JSONField[Any, Any] = models.JSONField()
    #: What was done, in the words of the change log.
    verb = models.CharField(max_length=60)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.document["sentence"])[:80]

    def words(self) -> str:
        """Return what was done in the language of the page."""
        return str(_DONE.get(self.verb, self.verb))


class KeptCheck(models.Model):
    """A check that somebody kept, with its text. Others leave nothing behind."""

    class Kind(models.TextChoices):
        """What sort of text it is."""

        POSTING = "posting", _("a job posting")
        KIT = "kit", _("an interview kit")
        PACKET = "packet", _("an onboarding packet")

    title = models.CharField(_("title"), max_length=120)
    kind = models.CharField(_("what sort of text it is"), max_length=8, choices=Kind)
    #: Blank: told from the text.
    language = models.CharField(max_length=2, blank=True)
    text = models.TextField()
    #: The mission that it was checked against.
    mission = models.ForeignKey(MissionVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.title
