"""Problems and ideas that employees report, and what is said about them.

Every key is drawn at random, days have no time, and rows of one day are laid anew in mixed order: nothing here tells
who reported without a name, in which order, or that two reports came from one hand.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Problem(models.Model):
    """A customer problem or an idea. Without a name it holds no account, only the mark of a private code."""

    class Prompt(models.TextChoices):
        """The question it answers."""

        EASIER = "easier", _("What would make our customers’ lives easier?")
        WAND = "wand", _("If you had a magic wand?")

    class State(models.TextChoices):
        """How far it is."""

        NEW = "new", _("new")
        LOOKED_AT = "looked_at", _("looked at")
        TAKEN_UP = "taken_up", _("taken up")
        ANSWERED = "answered", _("answered")
        DUPLICATE = "duplicate", _("same as another")

    #: Drawn at random. On SQLite it is the row's own number as well, which would otherwise count up.
    id = models.BigAutoField(primary_key=True)
    prompt = models.CharField(max_length=8, choices=Prompt)
    #: As it was written: for the one who wrote it.
    text = models.TextField()
    #: For everybody else.
    masked = models.TextField()
    #: Without a name: never one that had fewer people than the floor.
    unit = models.ForeignKey(
        "people.Unit", on_delete=models.SET_NULL, null=True, blank=True, related_name="problems"
    )
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: What the private code of a report without a name is found by.
    code_mark = models.CharField(max_length=64, unique=True, null=True, blank=True)
    #: When it was reported. With a name it is on the list at once, without one from the next day on.
    day = models.DateField(db_index=True)
    #: Until when it should be answered, by the settings as they were when its day was over: kept for all reports of
    #: a day at once, as one kept with each would tell whether it came before or after a change of settings. Blank
    #: until then, and where the day was over before promises were kept.
    answer_by = models.DateField(null=True, blank=True)
    #: Whether the rows of its day were laid anew in mixed order.
    mixed = models.BooleanField(default=False, db_index=True)
    state = models.CharField(max_length=12, choices=State, default=State.NEW, db_index=True)
    #: What an undo goes back to; blank where there is nothing to undo.
    state_before = models.CharField(max_length=12, choices=State, blank=True)
    same_as = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )
    #: The problem that this is one part of; its reporter reads the answers of the parts as well.
    split_from = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="parts"
    )
    #: Whether colleagues who write something similar may be shown it, once it was looked at.
    suggested = models.BooleanField(default=True)

    class Meta:
        ordering = ["-day", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reporter__isnull=True) | models.Q(code_mark__isnull=True),
                name="a_code_or_an_account",
            )
        ]

    def __str__(self) -> str:
        return f"problem {self.pk % 10**6:06d}"

    @property
    def anonymous(self) -> bool:
        """Return whether it was reported without a name."""
        return self.code_mark is not None


class Reply(models.Model):
    """What is said about a problem later: an answer, or a message of the one who reported it."""

    class Kind(models.TextChoices):
        """Who speaks."""

        ANSWER = "answer"
        FOLLOW_UP = "follow_up"

    id = models.BigAutoField(primary_key=True)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="replies")
    #: Its place among the replies of this problem.
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.TextField()
    masked = models.TextField()
    #: Who answered; a message of the reporter names nobody here.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    day = models.DateField()
    mixed = models.BooleanField(default=False, db_index=True)

    class Meta:
        ordering = ["problem", "number"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "number"], name="a_reply_has_its_place"),
            models.CheckConstraint(
                condition=models.Q(kind="answer") | models.Q(by__isnull=True), name="a_message_names_nobody"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class MeToo(models.Model):
    """Somebody found that a problem is theirs as well; who is not kept."""

    id = models.BigAutoField(primary_key=True)
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="me_toos")
    day = models.DateField()
    mixed = models.BooleanField(default=False, db_index=True)

    def __str__(self) -> str:
        return "me too"
