"""Which number speaks of overload and which of service: what there is, what is proposed, what was chosen."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.link.cells import standing_imports
from bothways_web.link.labels import metric_label, metric_labels, round_labels
from bothways_web.link.models import MetricImport
from bothways_web.link.runs import surveyed_rounds
from bothways_web.listen.models import Pulse, Round
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.verify.models import OverloadQuestion
from bothways_web.wording import in_order

#: Parts of names by which a number is proposed, the likeliest first.
_OVERLOAD = ("workload", "burnout", "after_hours", "after hours", "overtime", "exhaust", "load")
_SERVICE = ("ease", "csat", "satisf", "promise", "nps", "complaint")
#: Rounds that are looked through for numbers.
_LATEST = 12
Choices = list[tuple[str, str]]


@dataclass(frozen=True)
class Numbers:
    """What can be chosen, as name and label in the order of the alphabet."""

    overload: Choices
    service: Choices

    @property
    def proposed(self) -> tuple[str, str]:
        """The pair that is chosen where nobody says otherwise; blank where there is none."""
        return _likeliest(self.overload, _OVERLOAD), _likeliest(self.service, _SERVICE)


def numbers() -> Numbers:
    """Return the numbers of both voices that were asked for or brought in."""
    employees = {}
    for asked in _employee_rounds():
        employees.update(round_labels(asked))
    customers = {}
    for asked in surveyed_rounds().order_by("-closes_at")[:_LATEST]:
        customers.update(round_labels(asked))
    sides = ((employees, MetricImport.Side.EMPLOYEES), (customers, MetricImport.Side.CUSTOMERS))
    for found, side in sides:
        for one in standing_imports(side):
            found.update({name: metric_label(name) for name in one.metric_names if name not in found})
    return Numbers(_listed(employees), _listed(customers))


def current_question() -> OverloadQuestion | None:
    """Return the question that holds."""
    return OverloadQuestion.objects.first()


def question_in_words(question: OverloadQuestion) -> tuple[str, str]:
    """Return what people call the two numbers of a question."""
    labels = metric_labels()
    overload, service = (
        labels.get(name) or metric_label(name) for name in (question.overload, question.service)
    )
    return overload, service


def choose(overload: str, service: str, *, seen: int, by: User) -> OverloadQuestion:
    """Choose the two numbers; choosing the same again changes nothing.

    Raises
    ------
    InputError
        Where one of them is not there, or somebody else has chosen meanwhile.
    """
    there = numbers()
    for name, choices in ((overload, there.overload), (service, there.service)):
        if name not in dict(choices):
            raise InputError(_("This number is not there any more."), remedy=_("Choose one of the list."))
    with transaction.atomic():
        one_at_a_time()
        last = current_question()
        if (last.pk if last else 0) != seen:
            raise InputError(
                _("Somebody else has chosen meanwhile."),
                remedy=_("Look at what was chosen, then send yours once more if it still fits."),
            )
        if last is not None and (last.overload, last.service) == (overload, service):
            return last
        made = OverloadQuestion.objects.create(overload=overload, service=service, chosen_by=by)
        record(by, "chose numbers of overload and service", made)
    return made


def _employee_rounds() -> list[Round]:
    released = Round.objects.filter(state=Round.State.RELEASED, pulse__side=Pulse.Side.EMPLOYEES)
    return list(released.exclude(mode=Pulse.Mode.OPEN).order_by("-closes_at")[:_LATEST])


def _listed(found: dict[str, str]) -> Choices:
    return sorted(found.items(), key=lambda pair: in_order(pair[1]))


def _likeliest(choices: Choices, parts: tuple[str, ...]) -> str:
    for part in parts:
        for name, label in choices:
            if part in name.casefold() or part in label.casefold():
                return name
    return choices[0][0] if choices else ""
