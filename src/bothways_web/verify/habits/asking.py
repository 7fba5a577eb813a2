"""What can be asked: questions about a habit, their answers in order, and outcomes of the same question set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import get_language

from bothways.errors import BothwaysError
from bothways.measures.instrument import SCORED_KINDS, Item
from bothways_web.link.labels import round_labels
from bothways_web.listen.answering.kinds import choices, options
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.question_sets import (
    additional_items,
    domains_of,
    in_language,
    instrument_of,
    items_of,
    questions_of,
)
from bothways_web.people.units import current_tree
from bothways_web.wording import in_order

#: A good answer lies in the best quarter of the scale.
GOOD_PART = 0.75
Answer = int | str


@dataclass(frozen=True)
class Outcome:
    """A number of a person: what it is called, its scale, and from where to where an answer is good."""

    metric: str
    label: str
    low: float
    high: float
    is_higher_better: bool

    @property
    def good(self) -> tuple[float, float]:
        """First and last value of a good answer."""
        part = GOOD_PART * (self.high - self.low)
        return (self.low + part, self.high) if self.is_higher_better else (self.low, self.high - part)


@dataclass(frozen=True)
class HabitQuestion:
    """A question that may be about a habit: its words, and its answers in order."""

    id: str
    text: str
    answers: tuple[tuple[Answer, str], ...]

    def words(self, some: Iterable[Answer]) -> str:
        """Return some answers in words."""
        wanted = list(some)
        return ", ".join(f"“{words}”" for answer, words in self.answers if answer in wanted)


def askable_rounds() -> QuerySet[Round]:
    """Return the released rounds of everybody that a habit can be asked of, newest first; none of a part."""
    tree = current_tree()
    released = Round.objects.filter(
        state=Round.State.RELEASED, ledger_name__isnull=False, mode=Pulse.Mode.CONFIDENTIAL,
        pulse__side=Pulse.Side.EMPLOYEES, pulse__occasion=Pulse.Occasion.CALENDAR,
        pulse__audience__code__in=tree.roots if tree else (),
    )  # fmt: skip
    return released.select_related("pulse").order_by("-closes_at", "-pk")


def latest_of_each_set() -> list[Round]:
    """Return the newest round of each question set that holds a question and an outcome; by title."""
    found: dict[tuple[str, str], Round] = {}
    for one in askable_rounds():
        found.setdefault((instrument_of(one).id, one.form), one)
    fitting = [one for one in found.values() if outcomes(one) and habit_questions(one)]
    return sorted(fitting, key=lambda one: in_order(set_title(one)))


def rounds_of(instrument: str, form: str) -> list[Round]:
    """Return the rounds of a question set, newest first."""
    return [one for one in askable_rounds().filter(form=form) if instrument_of(one).id == instrument]


def set_title(asked: Round) -> str:
    """Return what people call a question set."""
    return in_language(instrument_of(asked).title, get_language() or "en")


def habit_questions(asked: Round) -> tuple[HabitQuestion, ...]:
    """Return the questions that everybody is asked and that have several answers."""
    return tuple(question_of(item) for item in items_of(asked) if _fits(item))


def in_no_number(asked: Round) -> frozenset[str]:
    """Return the questions that count in no number: those about habits are most often among them."""
    return frozenset(item.id for item in additional_items(asked))


def find_question(asked: Round, name: str) -> HabitQuestion | None:
    """Return one question of a round."""
    return next((one for one in habit_questions(asked) if one.id == name), None)


def question_of(item: Item) -> HabitQuestion:
    """Return a question in the language of the page."""
    language = get_language() or "en"
    given: Sequence[tuple[Answer, str]] = (
        [(value, words or str(value)) for value, words in choices(item, language)]
        if item.scale.kind in SCORED_KINDS
        else options(item, language)
    )
    return HabitQuestion(item.id, in_language(item.text, language), tuple(given))


def _fits(item: Item) -> bool:
    if item.ask_if is not None:
        return False
    if item.scale.kind in SCORED_KINDS:
        return 2 < len(choices(item, "en")) <= 11
    return item.scale.kind == "single_choice" and len(item.scale.options) > 1


def outcomes(asked: Round, without: str = "") -> tuple[Outcome, ...]:
    """Return the outcomes of a round, but those that a question is a part of; by name."""
    try:
        scales = {one.metric: one for one in domains_of(asked)}
    except BothwaysError:
        return ()
    labels = round_labels(asked)
    found = [
        Outcome(metric.name, labels.get(metric.name, metric.name), metric.low, metric.high,
                metric.name not in scales or scales[metric.name].better == "higher")
        for metric in questions_of(asked).metrics
        if metric.kind == "mean" and without not in metric.columns
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: in_order(one.label)))


def levels_of(
    question: HabitQuestion, often: Sequence[Answer], never: Sequence[Answer]
) -> tuple[tuple[Answer, ...], ...]:
    """Return the levels from never to often: the answers between the two groups one by one; none where they mix."""
    places = {answer: place for place, (answer, _words) in enumerate(question.answers)}
    if not {*often, *never} <= set(places):  # an older or a newer version of the question has other answers
        return ()
    most, least = sorted(places[one] for one in often), sorted(places[one] for one in never)
    if not most or not least:
        return ()
    if most[0] < least[0]:
        between = range(least[0] - 1, most[-1], -1)
        mixed = most[-1] > least[0]
    else:
        between = range(least[-1] + 1, most[0])
        mixed = least[-1] > most[0]
    if mixed or set(most) & set(least):
        return ()
    inner = [question.answers[place][0] for place in between]
    return (tuple(never), *((one,) for one in inner), tuple(often))
