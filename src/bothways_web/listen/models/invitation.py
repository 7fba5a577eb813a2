"""Who was invited to a round, and the mails that say so."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from bothways_web.listen.models.contact import Contact
    from bothways_web.people.models import Person


class Invitation(models.Model):
    """The right of one person to answer one round once; unit and attributes are those of the launch.

    Whether it was used stands nowhere here: only a response that points to it tells.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey("listen.Round", on_delete=models.CASCADE, related_name="invitations")
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, related_name="invitations"
    )
    #: Instead of a person: somebody outside the company.
    contact = models.ForeignKey(
        "listen.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    #: What happened, and on which day, where that was the reason to ask.
    touchpoint = models.CharField(max_length=80, blank=True)
    happened_on = models.DateField(null=True, blank=True)
    #: The person's id as it was: what the ledger follows from round to round.
    respondent = models.UUIDField()
    unit = models.CharField(max_length=60)
    attributes = models.JSONField(default=dict)
    #: In a sealed round the box that the ballot is cast into; what lies in it names nobody.
    stratum = models.CharField(max_length=12, blank=True)
    #: The address at launch. A link goes nowhere else: whoever may change addresses could look whether it was used.
    address = models.EmailField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "respondent"], name="invited_once")]

    @property
    def addressee(self) -> Person | Contact | None:
        """Return who is written to; ``None`` where nobody is any more, or never was."""
        return self.person or self.contact

    def __str__(self) -> str:
        return str(self.pk)


class Delivery(models.Model):
    """A mail that is to be sent, or was. It is made for everybody invited, whether or not they answered."""

    class Kind(models.TextChoices):
        """Why it is sent."""

        INVITATION = "invitation"
        REMINDER = "reminder"

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting"
        SENT = "sent"
        GIVEN_UP = "given_up"

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invitation", "kind"], name="one_mail_a_kind")]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
