"""Rooms of a chat that are told when a survey opens."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChatRoom(models.Model):
    """A room that takes posts at a secret address, an incoming webhook."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    #: Whoever has it can post: no page shows it again.
    address = models.TextField(_("address of the webhook"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    stopped_on = models.DateField(null=True, blank=True)
    pulses = models.ManyToManyField("listen.Pulse", related_name="chat_rooms", blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ChatPost(models.Model):
    """A post that is to be sent to a room, or was."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("given up")

    room = models.ForeignKey(ChatRoom, on_delete=models.CASCADE, related_name="posts")
    round = models.ForeignKey("listen.Round", on_delete=models.CASCADE, related_name="chat_posts")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "round"], name="one_post_a_room")]
        indexes = [models.Index(fields=["state", "due_at"])]

    def __str__(self) -> str:
        return f"{self.room} {self.state}"
