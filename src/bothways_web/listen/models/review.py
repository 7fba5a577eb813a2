"""Reviews and tickets that were written elsewhere."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways_web.people.models import Upload


class ReviewImport(models.Model):
    """One file of reviews or tickets: asked for, read by a job, and there once it has been read to the end."""

    class Source(models.TextChoices):
        """Where they were written."""

        REVIEWS = "reviews", _("reviews")
        TICKETS = "tickets", _("tickets")
        OTHER = "other", _("other comments")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being read")
        IMPORTED = "imported", _("imported")
        FAILED = "failed", _("failed")
        UNDONE = "undone", _("undone")

    source = models.CharField(_("what they are"), max_length=8, choices=Source, default=Source.REVIEWS)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    file_name = models.CharField(max_length=100)
    upload = models.ForeignKey(Upload, on_delete=models.SET_NULL, null=True, related_name="+")
    columns = models.JSONField(default=dict)
    #: The unit of rows that name none.
    unit = models.CharField(max_length=60)
    count = models.PositiveIntegerField(default=0)
    #: Rows that were faulty, that were there already, and that have no words.
    faulty = models.PositiveIntegerField(default=0)
    doubled = models.PositiveIntegerField(default=0)
    wordless = models.PositiveIntegerField(default=0)
    first_day = models.DateField(null=True)
    last_day = models.DateField(null=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    steps_done = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    #: When something that is shown was made of it: from then on it stays.
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """Whether it waits for its job, or is being read."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def can_be_undone(self) -> bool:
        """Whether it is there and nothing rests on it."""
        return self.state == self.State.IMPORTED and self.used_at is None


class Review(models.Model):
    """What somebody wrote elsewhere, masked when it was read; nothing says who."""

    of = models.ForeignKey(ReviewImport, on_delete=models.CASCADE, related_name="reviews")
    #: Stands for its number in the other system, so that it is not taken twice; cannot be turned back.
    mark = models.CharField(max_length=32, db_index=True)
    unit = models.CharField(max_length=60)
    day = models.DateField()
    stage = models.CharField(max_length=80, blank=True)
    #: How good, from 0 (worst) to 1 (best); none where it was not said.
    rating = models.FloatField(null=True)
    language = models.CharField(max_length=12, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [models.Index(fields=["day", "unit"])]

    def __str__(self) -> str:
        return f"{self.unit} {self.day}"
