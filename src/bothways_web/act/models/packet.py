"""What new colleagues are given to read and do, and what they ticked for themselves."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Packet(models.Model):
    """What is given to the new colleagues of a unit and those below, in one language; its words are in versions."""

    class State(models.TextChoices):
        """Whether it is given to anybody."""

        DRAFT = "draft", _("draft")
        GIVEN = "given", _("given to new colleagues")
        ENDED = "ended", _("no longer given")

    #: Blank: the whole organisation.
    unit = models.ForeignKey(
        "people.Unit", on_delete=models.PROTECT, null=True, blank=True, related_name="packets"
    )
    language = models.CharField(_("language"), max_length=12)
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    #: The newest version; who changes the packet says which one they saw.
    version = models.PositiveIntegerField(default=1)
    changed_on = models.DateField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            # Two, because not every database compares missing units.
            models.UniqueConstraint(
                fields=["unit", "language"], condition=models.Q(unit__isnull=False), name="a_packet_a_unit"
            ),
            models.UniqueConstraint(
                fields=["language"], condition=models.Q(unit__isnull=True), name="a_packet_of_the_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"packet {self.pk}"


class PacketVersion(models.Model):
    """The words of a packet as they were from a day on."""

    packet = models.ForeignKey(Packet, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    #: As :class:`bothways_web.act.welcome.words.PacketWords` writes them.
    document = models.JSONField()
    made_on = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["packet", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["packet", "number"], name="a_version_of_a_packet_once")
        ]

    def __str__(self) -> str:
        return f"{self.packet} {self.number}"


class PacketTick(models.Model):
    """A task that a new colleague ticked: for their own eyes, and on no page of anybody else."""

    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="packet_ticks")
    #: What the task is called in all versions that have it in the same words.
    task = models.CharField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "task"], name="a_task_ticked_once")]

    def __str__(self) -> str:
        return "tick"
