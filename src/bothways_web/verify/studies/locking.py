"""Expectation first: what a study expects is locked before a result speaks of the time since the first start."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.plans.expecting import LARGEST, MOST_LONG
from bothways_web.act.plans.measured import Measured
from bothways_web.act.plans.number_words import plain
from bothways_web.act.plans.results import Result, first_result_since
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.people.units import today
from bothways_web.verify.models import Study
from bothways_web.verify.studies.changing import locked_study, note, written_down
from bothways_web.verify.studies.looks import first_look
from bothways_web.verify.studies.measured import measured_of, whole
from bothways_web.verify.studies.starts import Start, starts_of
from bothways_web.wording import period_name

MOST_ANTICIPATION = 6


@dataclass(frozen=True)
class Question:
    """Which number will tell, what is expected of it, and when it is looked at; None expects nothing."""

    side: str
    metric: str
    smallest: float
    look_on: dt.date
    expected: float | None = None
    anticipation: int = 0


def ask(study: Study, question: Question, *, version: int, by: User) -> None:
    """Write down what a draft asks.

    Raises
    ------
    InputError
        Where the number is not measured, a figure or day makes no sense, the study is locked, or somebody else has
        changed it.
    """
    with transaction.atomic():
        locked = locked_study(study, version)
        if locked.state != Study.State.DRAFT:
            raise InputError(_("This study is locked."), remedy=_("Write another one to ask something else."))
        told = check(question)
        for name in ("side", "metric", "smallest", "look_on", "expected", "anticipation"):
            setattr(locked, name, getattr(question, name))
        locked.better = told.better
        written_down(locked, ["side", "metric", "smallest", "look_on", "expected", "anticipation", "better"])
        record(by, "said what a study asks", locked.pk, metric=question.metric)


def lock(study: Study, *, version: int, by: User) -> None:
    """Lock what a study asks and expects, and note its first look.

    An expectation is refused once a result speaks of the first start or a later day; that try is kept. Without an
    expectation a study may be locked late: then nobody wrote down beforehand what would come, and its page says so.

    Raises
    ------
    InputError
    """
    with transaction.atomic():
        one_at_a_time()  # an import that comes at this very moment is there before or after, not in between
        locked = locked_study(study, version)
        if locked.state != Study.State.DRAFT:
            raise InputError(_("This study is locked."), remedy=_("Look at it again."))
        if not locked.metric or locked.look_on is None or locked.smallest is None:
            raise InputError(_("The study asks nothing yet."), remedy=_("Say which number will tell."))
        starts = starts_of(locked)
        if not starts:
            raise _nowhere(locked)
        if locked.look_on <= today() and locked.expected is not None:
            raise InputError(
                _("The day of the first look is over."), remedy=_("Choose a day that is still to come.")
            )
        result = _result(locked, starts) if locked.expected is not None else None
        if result is None:
            locked.state, locked.locked_at, locked.locked_by = Study.State.WAITING, timezone.now(), by
            written_down(locked, ["state", "locked_at", "locked_by"])
            first_look(locked)
            record(by, "locked study", locked.pk, metric=locked.metric, expects=locked.expected is not None)
            return
        tried = _("Expected better by %(size)s") % {"size": plain(locked.expected or 0.0)}
        note(locked, tried, by=by, refused=True)
        record(by, "tried to lock expectation of study", locked.pk, period=result.period)
    raise InputError(  # outside: the try stays written down
        _("A result for %(period)s is there already, and it speaks of the time after the first start.")
        % {"period": period_name(result.period)},
        remedy=_(
            "Lock the study without an expectation. Its page will say that nobody wrote one down before."
        ),
    )


def end_study(study: Study, *, version: int, by: User) -> None:
    """Look no more at a study; what it has told stays.

    Raises
    ------
    InputError
    """
    with transaction.atomic():
        locked = locked_study(study, version)
        if locked.state != Study.State.WAITING:
            raise InputError(_("This study waits for no look."), remedy=_("Look at it again."))
        locked.state = Study.State.ENDED
        written_down(locked, ["state"])
        note(locked, _("No more looks"), by=by)
        record(by, "ended study", locked.pk)


def reopen_study(study: Study, *, version: int, by: User) -> None:
    """Take the end of a study back, as long as a look is still to come.

    Raises
    ------
    InputError
    """
    with transaction.atomic():
        locked = locked_study(study, version)
        if locked.state != Study.State.ENDED or not locked.looks.exclude(state="done").exists():
            raise InputError(_("There is nothing to undo."), remedy=_("Look at the study again."))
        locked.state = Study.State.WAITING
        written_down(locked, ["state"])
        note(locked, _("Looks go on"), by=by)
        record(by, "took study up again", locked.pk)


def check(question: Question) -> Measured:
    """Return the number of a question, or refuse what makes no sense.

    Raises
    ------
    InputError
    """
    told = measured_of(question.side, question.metric)
    if told is None or not told.better:
        raise InputError(
            _("This number is not measured, or nobody has said which end of it is good."),
            remedy=_("Choose one from the list."),
        )
    width = LARGEST if told.low is None or told.high is None else told.high - told.low
    for value in (question.smallest, *(() if question.expected is None else (question.expected,))):
        if not (math.isfinite(value) and 0 < value <= width):
            raise InputError(
                _("A change is a number above 0, and not larger than the scale."),
                remedy=_("Write a number up to %(most)s.") % {"most": plain(width)},
            )
    if question.expected is not None and question.smallest > question.expected:
        raise InputError(
            _("The smallest change worth the effort is larger than what you expect."),
            remedy=_("Make it smaller, or expect more."),
        )
    if abs(question.look_on - today()) > MOST_LONG:
        raise InputError(
            _("The first look is more than three years away."), remedy=_("Choose an earlier day.")
        )
    if not 0 <= question.anticipation <= MOST_ANTICIPATION:
        raise InputError(
            _("Things begin to move at most %(most)s periods before the start.")
            % {"most": MOST_ANTICIPATION},
            remedy=_("Write 0 where nothing can have moved before."),
        )
    return told


def _nowhere(study: Study) -> InputError:
    """Return that a study begins nowhere yet, and what to do about it."""
    if study.kind == Study.Kind.HUDDLES:
        return InputError(
            _("No team has held a huddle yet."), remedy=_("Lock the study after the first one.")
        )
    return InputError(_("No team is named yet."), remedy=_("Say in which teams it began, and when."))


def _result(study: Study, starts: list[Start]) -> Result | None:
    """Return the first result, of whichever team, that speaks of the first start or a later day."""
    return first_result_since(whole(), study.side, study.metric, min(one.day for one in starts))
