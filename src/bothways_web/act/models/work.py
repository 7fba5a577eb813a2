"""Work that comes out of problems, plans, huddles and cases, and the room that people have for it.

These are work records, no survey data: the unit sees them, and no export for appraisals holds them.
"""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

#: Hours of one piece of work, and of one month.
MOST_HOURS, MOST_HOURS_A_MONTH = 200, 200


def no_skills() -> list[str]:
    """Nothing in particular is needed."""
    return []


class WorkItem(models.Model):
    """Something to do, shared among the people of one unit and those below."""

    class State(models.TextChoices):
        """Where it is."""

        POOL = "pool", _("waits for somebody")
        PROPOSED = "proposed", _("proposed to somebody")
        TAKEN = "taken", _("taken")
        DONE = "done", _("done")
        DROPPED = "dropped", _("not done")

    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="work")
    title = models.CharField(_("what is to be done"), max_length=160)
    text = models.TextField(_("more about it"), blank=True)
    #: In hours, as estimated.
    effort = models.DecimalField(
        _("hours it will take"), max_digits=5, decimal_places=1, default=1,
        validators=[MinValueValidator(0.5), MaxValueValidator(MOST_HOURS)],
    )  # fmt: skip
    #: Names of skills it needs, lower case.
    skills = models.JSONField(default=no_skills, blank=True)
    due_on = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.POOL, db_index=True)
    #: Whom it is proposed to, who has taken it, or who has done it.
    owner = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="work"
    )
    problem = models.ForeignKey(
        "listen.Problem", on_delete=models.SET_NULL, null=True, blank=True, related_name="work"
    )
    plan = models.ForeignKey(
        "act.Plan", on_delete=models.SET_NULL, null=True, blank=True, related_name="work"
    )
    huddle = models.ForeignKey(
        "act.Huddle", on_delete=models.SET_NULL, null=True, blank=True, related_name="work"
    )
    case = models.ForeignKey(
        "act.Case", on_delete=models.SET_NULL, null=True, blank=True, related_name="work"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_on = models.DateField()
    #: Since when it is proposed or taken; when it was done or dropped.
    since = models.DateField()
    #: Hours it took in the end, where somebody said so.
    took = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    #: Counts changes: who changes it says which one they saw.
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["unit", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="pool") | models.Q(owner__isnull=True), name="the_pool_is_nobodys"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Return whether it is still to be done."""
        return self.state in (self.State.POOL, self.State.PROPOSED, self.State.TAKEN)

    def get_state_display(self) -> str:  # type: ignore[no-redef]  # the stubs have written one already
        """Return the state in words that read well beside a name, and without one."""
        proposed = self.state == self.State.PROPOSED
        return str(_("proposed") if proposed else self.State(self.state).label)


class WorkEvent(models.Model):
    """What happened to a piece of work, by day."""

    class Kind(models.TextChoices):
        """What it was."""

        MADE = "made", _("written down")
        PROPOSED = "proposed", _("proposed")
        TAKEN = "taken", _("taken")
        HANDED_BACK = "handed_back", _("handed back")
        LEFT = "left", _("back to the pool, because somebody left")
        DONE = "done", _("done")
        DROPPED = "dropped", _("not done")
        REOPENED = "reopened", _("open again")

    item = models.ForeignKey(WorkItem, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=Kind)
    person = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    day = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.kind


class Capacity(models.Model):
    """The room that somebody declares for shared work; without a row: none, and nothing is proposed."""

    person = models.OneToOneField(
        "people.Person", on_delete=models.CASCADE, primary_key=True, related_name="capacity"
    )
    hours = models.PositiveSmallIntegerField(
        _("hours a month"), default=0, validators=[MaxValueValidator(MOST_HOURS_A_MONTH)]
    )
    #: Names of skills, lower case, sorted.
    skills = models.JSONField(default=no_skills, blank=True)
    #: Nothing is proposed until this day is over.
    away_until = models.DateField(_("away until"), null=True, blank=True)
    changed_on = models.DateField()

    class Meta:
        verbose_name_plural = "capacities"

    def __str__(self) -> str:
        return f"{self.hours} h"
