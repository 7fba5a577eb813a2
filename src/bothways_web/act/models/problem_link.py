"""What a problem is tied to: words of customers, a topic, a step of a journey."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProblemLink(models.Model):
    """One tie of a problem; its text is what may be shown to everybody who reads the problem."""

    class Kind(models.TextChoices):
        """What it is tied to."""

        NOTE = "note", _("a note of a talk with a customer")
        COMMENT = "comment", _("a comment of a customer")
        CASE = "case", _("a customer’s case")
        TOPIC = "topic", _("a topic")
        STEP = "step", _("a step of the journey")

    problem = models.ForeignKey("listen.Problem", on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=8, choices=Kind)
    #: The masked words, or the name of the topic or step.
    text = models.TextField()
    note = models.ForeignKey(
        "listen.VoiceNote", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    case = models.ForeignKey(
        "act.Case", on_delete=models.CASCADE, null=True, blank=True, related_name="links"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    day = models.DateField()

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "kind", "text"], name="a_problem_is_tied_once"),
        ]

    def __str__(self) -> str:
        return self.kind
