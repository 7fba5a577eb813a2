"""Answers of past surveys that were asked with another tool: the files, their rounds, and what was said of columns."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bothways_web.people.models import Upload


class AnswerImport(models.Model):
    """One file of answers, from its look to its release or its undoing."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting for its turn")
        RUNNING = "running", _("being worked on")
        LOOKED = "looked", _("needs you: nothing is imported yet")
        CHECKED = "checked", _("checked, nothing is imported yet")
        HELD = "held", _("imported, not released yet")
        RELEASED = "released", _("released")
        UNDONE = "undone", _("undone")
        FAILED = "failed", _("could not be read")

    class Step(models.TextChoices):
        """What is done, or was done last."""

        LOOK = "look", _("The file is being looked at")
        CHECK = "check", _("The file is being checked")
        TAKE = "take", _("The answers are being imported")
        RELEASE = "release", _("The results are being released")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    side = models.CharField(max_length=12)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    step = models.CharField(max_length=8, choices=Step, default=Step.LOOK)
    #: An import that was never taken goes with its file.
    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, null=True, related_name="+")
    file_name = models.CharField(max_length=100)
    #: Of the content of the file; the same content is not taken twice.
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    #: Of the questions of the file: files of the same survey have the same.
    shape = models.CharField(max_length=64, blank=True)
    #: How the file is read, where it is not found: format, sheet, header_row, header_rows, keep.
    how = models.JSONField(default=dict)
    title = models.CharField(max_length=120, blank=True)
    #: The question set that was answered; of a new one also the draft that it is made of.
    instrument = models.CharField(max_length=60, blank=True)
    definition = models.TextField(blank=True)
    new_set = models.JSONField(null=True)
    audience = models.CharField(max_length=60, blank=True)
    #: What the columns mean, as JSON of the library.
    mapping = models.TextField(blank=True)
    #: Whether each respondent is somebody in the records; otherwise the answers speak of the whole alone.
    named = models.BooleanField(default=False)
    #: What the last check found: counts, periods, the first problems.
    found = models.JSONField(default=dict)
    trouble = models.TextField(blank=True)
    steps_done = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    attempt = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)
    pulse = models.ForeignKey("listen.Pulse", on_delete=models.SET_NULL, null=True, related_name="imports")

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_at_work(self) -> bool:
        """Whether a step waits for its job, or is being done."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def folder(self) -> Path:
        """Where its answers lie until their rounds are released."""
        return Path(settings.HOME) / "imports" / self.id.hex

    @property
    def look_path(self) -> Path | None:
        """Where what was seen of its file lies, as long as the file is kept."""
        return self.upload.path.with_suffix(".look.json") if self.upload else None

    @property
    def faults_path(self) -> Path | None:
        """Where its faulty rows lie: beside its file, and beside its answers once they are taken."""
        if self.upload:
            return self.upload.faults_path
        return self.folder / "faults.csv"


class ImportedPart(models.Model):
    """What one file brings to one round."""

    of = models.ForeignKey(AnswerImport, on_delete=models.CASCADE, related_name="parts")
    round = models.ForeignKey("listen.Round", on_delete=models.CASCADE, related_name="imported_parts")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "round"], name="one_part_a_file_and_round")]

    def __str__(self) -> str:
        return f"part of {self.of}"


class AnswerMapping(models.Model):
    """What was said of the columns of a survey, offered for its next file."""

    side = models.CharField(max_length=12)
    shape = models.CharField(max_length=64)
    title = models.CharField(max_length=120)
    instrument = models.CharField(max_length=60)
    definition = models.TextField()
    audience = models.CharField(max_length=60)
    mapping = models.TextField()
    named = models.BooleanField()
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["-used_at"]
        constraints = [
            models.UniqueConstraint(fields=["side", "shape", "instrument"], name="one_mapping_a_survey")
        ]

    def __str__(self) -> str:
        return self.title
