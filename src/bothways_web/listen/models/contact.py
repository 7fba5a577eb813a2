"""People outside the company who are asked: customers and candidates."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Contact(models.Model):
    """A customer or a candidate, as some other system names them; no account, no answers."""

    class Side(models.TextChoices):
        """Which of both."""

        CUSTOMERS = "customers", _("customer")
        CANDIDATES = "candidates", _("candidate")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: As of a person of the records.
    erasure_key = models.UUIDField(default=uuid.uuid4, editable=False)
    side = models.CharField(max_length=12, choices=Side)
    #: The name by which the other system knows this person, such as a customer number.
    key = models.CharField(_("number or code"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, blank=True)
    #: The code of the unit that looks after a customer; blank where each contact says so.
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    #: From this day on nothing is sent: the person asked for that.
    stopped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["side", "key"]
        constraints = [models.UniqueConstraint(fields=["side", "key"], name="one_contact_a_key")]
        indexes = [models.Index(fields=["side", "unit"])]

    def __str__(self) -> str:
        return self.key


class Ask(models.Model):
    """Somebody is to be asked because something happened; it becomes an invitation when the day has come."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting for its day")
        ASKED = "asked", _("asked")
        DROPPED = "dropped", _("not asked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pulse = models.ForeignKey("listen.Pulse", on_delete=models.CASCADE, related_name="asks")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="asks")
    unit = models.CharField(max_length=60)
    touchpoint = models.CharField(max_length=80, blank=True)
    happened_on = models.DateField()
    ask_on = models.DateField(db_index=True)
    #: When nobody needs to be asked any more, because it is too long ago.
    until = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    invitation = models.OneToOneField(
        "listen.Invitation", on_delete=models.SET_NULL, null=True, blank=True, related_name="ask"
    )

    class Meta:
        ordering = ["ask_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["pulse", "person", "happened_on"], name="asked_once_of_it"),
            models.UniqueConstraint(fields=["pulse", "contact", "happened_on"], name="asked_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(person__isnull=True) ^ models.Q(contact__isnull=True), name="asks_somebody"
            ),
        ]
        indexes = [models.Index(fields=["state", "ask_on"])]

    def __str__(self) -> str:
        return f"{self.pulse} {self.happened_on}"
