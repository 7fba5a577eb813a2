"""What a chat room wants to hear, and the posts that are to be sent or were."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoomChoice(models.Model):
    """What a room is told beside that a survey opens; nothing where nobody chose."""

    room = models.OneToOneField(
        "listen.ChatRoom", on_delete=models.CASCADE, primary_key=True, related_name="choice"
    )
    reminders = models.BooleanField(_("a survey of the room closes soon"), default=False)
    results = models.BooleanField(_("results of a survey of the room are open"), default=False)
    news = models.BooleanField(_("what is new for everybody, once a week"), default=False)

    def __str__(self) -> str:
        return str(self.room_id)


class RoomPost(models.Model):
    """One post to one room."""

    class Kind(models.TextChoices):
        """What it says."""

        REMINDER = "reminder", _("a survey closes soon")
        RESULTS = "results", _("results are open")
        NEWS = "news", _("what is new this week")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        GIVEN_UP = "given_up", _("given up")

    room = models.ForeignKey("listen.ChatRoom", on_delete=models.CASCADE, related_name="more_posts")
    kind = models.CharField(max_length=10, choices=Kind)
    round = models.ForeignKey("listen.Round", on_delete=models.CASCADE, null=True, related_name="+")
    #: The round or the week, so that a room hears of it once.
    key = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due_at = models.DateTimeField()
    #: From then on it would say nothing that holds.
    until = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-due_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["room", "kind", "key"], name="one_post_a_room_and_thing")
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="room_posts_due")]

    def __str__(self) -> str:
        return f"{self.room} {self.kind} {self.key}"
