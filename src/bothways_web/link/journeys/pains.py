"""Pain points on a stage: who raises them, how far they are, and the problem that they are tied to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.reports.story.clean import clean
from bothways_web.link.hooks import problems_done
from bothways_web.link.journeys.document import find_stage
from bothways_web.link.journeys.verbs import ChangedMeanwhileError
from bothways_web.link.models import Journey, PainPoint, PainPointStep
from bothways_web.listen.models import Problem
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today

State, Voice = PainPoint.State, PainPoint.Voice
LONGEST_PAIN, MOST_PAINS = 300, 20


@dataclass(frozen=True)
class StagePlace:
    """A stage of a journey: the number of the journey, and the id of the stage."""

    journey: int
    stage: str


@dataclass(frozen=True)
class Written:
    """A pain point as somebody writes it."""

    text: str
    voice: str
    state: str


@transaction.atomic
def add_pain(place: StagePlace, written: Written, *, by: User | None, theme: str = "") -> PainPoint:
    """Add a pain point to a stage.

    Raises
    ------
    InputError
        Where the stage is not there any more or holds as many as it can, or a text is blank or too long.
    """
    journey = Journey.objects.select_for_update().get(pk=place.journey)
    if find_stage(journey.document, place.stage) is None:
        raise InputError(
            _("This stage is not there any more."), remedy=_("Look at the journey as it is now.")
        )
    if PainPoint.objects.filter(journey=journey, stage=place.stage).count() >= MOST_PAINS:
        raise InputError(
            _("A stage has at most %(most)s pain points.") % {"most": MOST_PAINS},
            remedy=_("Write what belongs together as one."),
        )
    made = PainPoint(journey=journey, stage=place.stage, theme=theme)
    _set(made, written)
    made.save()
    _keep(made, by)
    record(by, "added pain point", journey)
    return made


def raise_pain_point(
    stage: StagePlace, *, theme: str, voice: str, text: str = "", by: User | None = None
) -> PainPoint:
    """Raise a pain point from a theme of comments: unknown at first, known once the other voice raises it as well.

    Parameters
    ----------
    stage : StagePlace
    theme : str
        Name that the theme keeps from round to round; it hurts once on a stage, however often it is raised.
    voice : {"employees", "customers", "both"}
        Who raises it.
    text : str
        What hurts; the name of the theme where it is blank.
    by : User or None
        ``None``: nobody by hand.

    Raises
    ------
    InputError
        As :func:`add_pain` does, and where the theme has no name.
    """
    name = clean(theme)[:80]
    if not name:
        raise InputError(_("A theme has a name."), remedy=_("Name the theme first."))
    with transaction.atomic():
        Journey.objects.select_for_update().get(pk=stage.journey)
        found = PainPoint.objects.filter(journey_id=stage.journey, stage=stage.stage, theme=name).first()
        if found is None:
            state = State.KNOWN if voice == Voice.BOTH else State.UNKNOWN
            return add_pain(stage, Written(text or name, voice, state), by=by, theme=name)
        if found.voice in (voice, Voice.BOTH):
            return found
        known = str(State.KNOWN) if found.state == State.UNKNOWN else found.state
        return change_pain(found, found.version, Written(found.text, Voice.BOTH, known), by=by)


@transaction.atomic
def change_pain(pain: PainPoint, seen: int, written: Written, *, by: User | None) -> PainPoint:
    """Write a pain point otherwise, or say how far it is.

    Raises
    ------
    ChangedMeanwhileError
        Where somebody else has changed it since ``seen``; nothing is changed.
    InputError
        Where the text is blank or too long.
    """
    found = _locked(pain, seen)
    before = (found.state, found.voice)
    _set(found, written)
    found.version += 1
    found.save()
    if found.state != before[0]:
        record(by, f"set pain point to {State(found.state).value}", found.journey, before=before[0])
    else:
        record(by, "changed pain point", found.journey)
    if (found.state, found.voice) != before:
        _keep(found, by)
    return found


@transaction.atomic
def tie_problem(pain: PainPoint, problem: Problem | None, seen: int, *, by: User) -> PainPoint:
    """Tie a pain point to a problem, or to none any more."""
    found = _locked(pain, seen)
    if found.problem != problem:
        found.problem = problem
        found.version += 1
        found.save()
        if problem is None:
            record(by, "untied pain point from problem", found.journey)
        else:
            record(by, "tied pain point to problem", found.journey, problem=str(problem))
    return found


def offers_fixed(pains: Iterable[PainPoint]) -> frozenset[int]:
    """Return the pain points that may be fixed: not said to be, and their problem was closed as done."""
    open_ones = [one for one in pains if one.problem_id and one.state != State.FIXED]
    done = problems_done([one.problem_id for one in open_ones if one.problem_id])
    return frozenset(one.pk for one in open_ones if one.problem_id in done)


def _locked(pain: PainPoint, seen: int) -> PainPoint:
    found = PainPoint.objects.select_for_update().select_related("journey").get(pk=pain.pk)
    if found.version != seen:
        raise ChangedMeanwhileError
    return found


def _set(pain: PainPoint, written: Written) -> None:
    text = clean(written.text)
    if not text or len(text) > LONGEST_PAIN:
        raise InputError(
            _("A pain point has 1 to %(most)s characters.") % {"most": LONGEST_PAIN},
            remedy=_("Write a shorter one.") if text else _("Write one."),
        )
    if written.voice not in Voice.values or written.state not in State.values:
        raise InputError(
            _("Somebody raises a pain point, and it is known, unknown or fixed."),
            remedy=_("Choose one of each."),
        )
    pain.text, pain.voice, pain.state = text, written.voice, written.state


def _keep(pain: PainPoint, by: User | None) -> None:
    PainPointStep.objects.create(pain=pain, state=pain.state, voice=pain.voice, day=today(), by=by)
