"""Cases: a customer was unhappy and may be written to."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseRule(models.Model):
    """When an answer to a survey of customers opens a case: a question is answered at or below a value.

    Only answers of customers who said that somebody may get back to them open one.
    """

    pulse = models.ForeignKey("listen.Pulse", on_delete=models.CASCADE, related_name="case_rules")
    #: The question, by its id in the survey's set.
    item = models.CharField(_("question"), max_length=60)
    at_most = models.FloatField(_("opens a case at this answer and below"))
    active = models.BooleanField(_("in use"), default=True)
    #: Working days until the customer hears something, and until it should be closed.
    reply_days = models.PositiveSmallIntegerField(
        _("working days until the customer hears from us"), default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )  # fmt: skip
    close_days = models.PositiveSmallIntegerField(
        _("working days until it should be closed"), default=10,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )  # fmt: skip
    #: More than so many on one day are held back together, so that a mistake in a rule does not drown anybody.
    most_a_day = models.PositiveSmallIntegerField(
        _("most cases opened on one day"),
        default=20,
        validators=[MinValueValidator(1), MaxValueValidator(500)],
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pulse", "pk"]
        constraints = [models.UniqueConstraint(fields=["pulse", "item"], name="one_case_rule_a_question")]

    def __str__(self) -> str:
        return f"{self.pulse} {self.item}"


class Case(models.Model):
    """One unhappy customer; the customer's own words are for the owner, others read them masked."""

    class State(models.TextChoices):
        """Where it stands."""

        HELD = "held", _("held back: more than usual on one day")
        OPEN = "open", _("open")
        WAITING = "waiting", _("waiting for the customer")
        CLOSED = "closed", _("closed")

    class Outcome(models.TextChoices):
        """How it ended."""

        SOLVED = "solved", _("solved")
        PARTLY = "partly", _("solved in part")
        NOT_SOLVED = "not_solved", _("could not be solved")
        NO_ANSWER = "no_answer", _("the customer did not answer")
        MISTAKE = "mistake", _("opened by mistake")

    rule = models.ForeignKey(CaseRule, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="cases")
    #: Empty once the customer was deleted from the contacts; the words go with it.
    contact = models.ForeignKey(
        "listen.Contact", on_delete=models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    #: The invitation that was answered, so that one answer opens one case; nothing for a case opened by hand.
    answered = models.UUIDField(null=True, blank=True, unique=True)
    touchpoint = models.CharField(max_length=80, blank=True)
    score = models.FloatField(null=True, blank=True)
    #: "0–10", in every language alike, so that the score can be read.
    scale = models.CharField(max_length=40, blank=True)
    #: As the customer wrote them: for the owner.
    words = models.TextField(_("what the customer said"), blank=True)
    masked = models.TextField(blank=True)
    opened_on = models.DateField(db_index=True)
    reply_by = models.DateField()
    close_by = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, db_index=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    next_step = models.CharField(_("next step"), max_length=160, blank=True)
    next_on = models.DateField(_("on"), null=True, blank=True)
    first_reply_on = models.DateField(null=True, blank=True)
    outcome = models.CharField(_("how it ended"), max_length=10, choices=Outcome, blank=True)
    #: What the team should learn: read by everybody in the unit, so written without the customer.
    lesson = models.TextField(_("what should the team learn?"), blank=True)
    root_problem = models.ForeignKey(
        "listen.Problem", on_delete=models.SET_NULL, null=True, blank=True, related_name="cases"
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["close_by", "pk"]
        indexes = [models.Index(fields=["unit", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(outcome__gt="", closed_on__isnull=False),
                name="a_closed_case_says_how_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"case {self.pk}"


class CaseStep(models.Model):
    """What was done about a case."""

    class Kind(models.TextChoices):
        """What it was."""

        OPENED = "opened", _("opened")
        ASSIGNED = "assigned", _("given to somebody")
        REPLY = "reply", _("mail to the customer")
        TALK = "talk", _("talk with the customer")
        NOTE = "note", _("note")
        STATE = "state", _("changed")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("open again")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    day = models.DateField()
    #: For the owner; may hold the customer's words.
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.kind


class CaseMail(models.Model):
    """A mail to a customer that waits to be sent."""

    step = models.OneToOneField(CaseStep, on_delete=models.CASCADE, primary_key=True, related_name="mail")
    subject = models.CharField(max_length=160)
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_on = models.DateField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return "mail of a case"


class ReplyTemplate(models.Model):
    """Words to begin a mail to a customer with."""

    name = models.CharField(_("name"), max_length=80)
    language = models.CharField(_("language"), max_length=12)
    subject = models.CharField(_("subject"), max_length=160)
    body = models.TextField(_("text"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["name", "language"]
        constraints = [models.UniqueConstraint(fields=["name", "language"], name="a_template_has_its_name")]

    def __str__(self) -> str:
        return self.name


class CaseDesk(models.Model):
    """How many open cases somebody looks after at once; without a row: the usual number."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="case_desk"
    )
    at_once = models.PositiveSmallIntegerField(
        _("open cases at once"), default=10, validators=[MaxValueValidator(200)]
    )
    away_until = models.DateField(_("away until"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.at_once)
