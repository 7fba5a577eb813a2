"""What customers said in talks."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class VoiceNote(models.Model):
    """A note of an interview or a focus group with customers, with names taken out when it was written."""

    class Kind(models.TextChoices):
        """What kind of talk it was."""

        INTERVIEW = "interview", _("interview")
        FOCUS_GROUP = "focus_group", _("focus group")
        VISIT = "visit", _("visit")
        OTHER = "other", _("other")

    kind = models.CharField(_("kind of talk"), max_length=12, choices=Kind, default=Kind.INTERVIEW)
    unit = models.CharField(_("unit"), max_length=60)
    held_on = models.DateField(_("day"))
    #: The code of the language of the text.
    language = models.CharField(_("language"), max_length=12, blank=True)
    text = models.TextField(_("what was said"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_on = models.DateField(auto_now=True)

    class Meta:
        ordering = ["-held_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"
