"""Thanks for something that somebody did for customers or colleagues."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Celebration(models.Model):
    """One word of thanks to one person or one team. Nothing is counted by whom it names."""

    class TakenDown(models.TextChoices):
        """Who took it down."""

        SENDER = "sender", _("whoever wrote it")
        RECEIVER = "receiver", _("whoever is thanked")
        LEAD = "lead", _("a lead")

    text = models.TextField(_("what for"))
    #: Who is thanked: a person, or a team; one of both.
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey("people.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    #: The unit whose people alone read it; empty for everybody with an account.
    only_in = models.ForeignKey(
        "people.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    day = models.DateField(db_index=True)
    #: Blank while it can be read.
    taken_down = models.CharField(max_length=8, choices=TakenDown, blank=True, db_index=True)
    #: The word of reason that a lead gave.
    reason = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True, team__isnull=False)
                | models.Q(person__isnull=False, team__isnull=True),
                name="a_celebration_thanks_a_person_or_a_team",
            ),
            models.CheckConstraint(
                condition=~models.Q(taken_down="lead") | models.Q(reason__gt=""),
                name="a_lead_says_why_thanks_are_taken_down",
            ),
        ]

    def __str__(self) -> str:
        return f"thanks {self.pk}"
