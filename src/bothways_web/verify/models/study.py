"""Studies: what began where and when, what was expected of it, and the looks at what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Study(models.Model):
    """One question: did a number change more where something began than where it had not begun?"""

    class Kind(models.TextChoices):
        """What began."""

        PROGRAMME = "programme", _("a programme")
        HUDDLES = "huddles", _("the habit of huddles")
        PRACTICE = "practice", _("a practice of the playbook")
        PLAN = "plan", _("the plan of one team")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("draft")
        WAITING = "waiting", _("waits for its look")
        TOLD = "told", _("told")
        ENDED = "ended", _("no more looks")

    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(_("what begins"), max_length=160)
    text = models.TextField(_("what it is"), blank=True)
    plan = models.OneToOneField(
        "act.Plan", on_delete=models.CASCADE, null=True, blank=True, related_name="study"
    )
    #: The practice whose plans are put together; blank for none.
    practice = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT, db_index=True)

    side = models.CharField(max_length=12, blank=True)
    metric = models.CharField(_("number that will tell"), max_length=120, blank=True)
    better = models.CharField(max_length=6, blank=True)
    expected = models.FloatField(_("better by at least"), null=True, blank=True)
    #: Differences smaller than this do not matter.
    smallest = models.FloatField(_("smallest change worth the effort"), null=True, blank=True)
    look_on = models.DateField(_("first look"), null=True, blank=True)
    #: Periods before the start in which things may have begun to move.
    anticipation = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_on = models.DateField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "side", "metric"], condition=models.Q(kind="practice"),
                name="one_study_a_practice_and_number",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class StudyUnit(models.Model):
    """A unit in which a programme began, from when, until when, and how much of it there was."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    start = models.DateField(_("start"))
    end = models.DateField(_("end"), null=True, blank=True)
    dose = models.FloatField(_("how much"), null=True, blank=True)

    class Meta:
        ordering = ["start", "unit__code"]
        constraints = [
            models.UniqueConstraint(fields=["study", "unit"], name="a_unit_begins_once_in_a_study"),
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(start__lte=models.F("end")),
                name="a_programme_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.start}"


class StudyChange(models.Model):
    """A change of a study after it was locked, or a try that was refused: part of it for good."""

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    by_name = models.CharField(max_length=254, blank=True)
    what = models.CharField(max_length=200)
    refused = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.what


class Look(models.Model):
    """One look at a study: on which day, how strict, and where what it told was released."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="looks")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField(db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    beat_at = models.DateTimeField(null=True, blank=True)
    #: Counts the times it was taken up, so that a job which was given up can tell.
    attempt = models.PositiveIntegerField(default=0)
    looked_on = models.DateField(null=True, blank=True)
    #: Name of the round in the ledger that holds it; blank while nothing could be told.
    round_name = models.CharField(max_length=120, blank=True)
    #: Why nothing was told so far.
    trouble = models.TextField(blank=True)

    class Meta:
        ordering = ["study", "number"]
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="looks_are_numbered")]

    def __str__(self) -> str:
        return f"{self.study} {self.number}"

    @property
    def ledger_name(self) -> str:
        """What the ledger calls this look."""
        return f"study {self.study_id} look {self.number}"
