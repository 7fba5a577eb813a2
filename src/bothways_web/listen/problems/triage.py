"""Triage: who sees which problems, how far they are, merging, answers. Each change is in the change log, no text is."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.privacy.values.bands import SMALLEST, band
from bothways_web.listen.models import MeToo, Problem, Reply
from bothways_web.listen.problems.families import answers_reach, merged_into
from bothways_web.listen.problems.mails import tell_reporter
from bothways_web.listen.problems.private_codes import number_from
from bothways_web.listen.problems.reporting import add_reply, listed
from bothways_web.listen.problems.waiting import OPEN
from bothways_web.people.access import Right, Viewer
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.people.units import below, current_tree, today

State = Problem.State
#: What somebody sets by hand; "answered" comes with an answer, "same as another" with merging.
SET_BY_HAND = (State.NEW, State.LOOKED_AT, State.TAKEN_UP)
WAITING = "waiting"
_READ = "read"


@dataclass(frozen=True)
class Search:
    """What the list is searched for; blank is everything. ``order`` is blank, newest first, or "waiting"."""

    state: str = ""
    unit: str = ""
    prompt: str = ""
    text: str = ""
    order: str = ""


def visible_problems(viewer: Viewer) -> QuerySet[Problem]:
    """Return the problems that a viewer sees: those of the units led, or all."""
    found = Problem.objects.filter(listed()).select_related("unit", "reporter", "same_as")
    units = None if viewer.may(Right.TRIAGE, _READ) else viewer.units(Right.TRIAGE)
    return found if units is None else found.filter(unit__code__in=units)


def may_change(viewer: Viewer, problem: Problem) -> bool:
    """Return whether a viewer may change a problem, not only read it."""
    units = viewer.units(Right.TRIAGE)
    return units is None or (problem.unit is not None and problem.unit.code in units)


def find_problems(viewer: Viewer, search: Search) -> QuerySet[Problem]:
    """Return what is found; a text is looked for in what is shown, never in what is masked.

    The newest day stands first, or what is open and has waited longest for its first answer.
    """
    found = visible_problems(viewer)
    if search.state:
        found = found.filter(state=search.state)
    if search.unit:
        found = found.filter(unit__code__in=below(current_tree(), search.unit))
    if search.prompt:
        found = found.filter(prompt=search.prompt)
    if search.text:
        found = found.filter(masked__icontains=search.text)
    last = replies_for_triage().filter(problem=OuterRef("pk")).order_by("-number").values("kind")[:1]
    answers = Reply.objects.filter(problem=OuterRef("pk"), kind=Reply.Kind.ANSWER)
    found = found.annotate(last_reply=Subquery(last), answered_before=Exists(answers))
    if search.order != WAITING:
        return found.order_by("-day", "pk")
    waits = Case(When(state__in=OPEN, answered_before=False, then=F("day")))
    return found.annotate(waits=waits).order_by(F("waits").asc(nulls_last=True), "-day", "pk")


def replies_for_triage() -> QuerySet[Reply]:
    """Return replies as those who look after problems see them: a message without a name from its next day on."""
    at_once = Q(kind=Reply.Kind.ANSWER) | Q(problem__code_mark__isnull=True)
    return Reply.objects.filter(at_once | Q(day__lt=today())).select_related("by")


def others_with_it(problem: Problem) -> str:
    """Return how many others have the same problem, in bands from five up, as of yesterday; blank below."""
    merged = [one for one in merged_into(problem) if one.pk != problem.pk]
    me_toos = MeToo.objects.filter(problem__in=[problem, *merged], day__lt=today())
    count = sum(one.day < today() for one in merged) + me_toos.count()
    return band(count).replace("-", "–") if count >= SMALLEST else ""


def waiting_problems(viewer: Viewer) -> bool:
    """Return whether something new waits for a viewer who may change it."""
    units = viewer.units(Right.TRIAGE)
    new = Problem.objects.filter(listed(), state=State.NEW)
    return (new if units is None else new.filter(unit__code__in=units)).exists()


def set_state(problem: Problem, state: str, *, seen: str, by: User) -> None:
    """Say how far a problem is.

    Raises
    ------
    InputError
        Where the state is not one to be set by hand, or somebody else has changed it since ``seen``.
    """
    if state not in SET_BY_HAND:
        raise InputError(_("There is no such state."), remedy=_("Choose one from the list."))
    with transaction.atomic():
        locked = _locked(problem, seen)
        if locked.state == State.DUPLICATE:
            raise InputError(_("It is the same as another problem."), remedy=_("Undo that first."))
        if locked.state != state:
            _change(locked, state, by, "set problem to " + State(state).value.replace("_", " "))


def merge(problem: Problem, into: Problem, *, seen: str, by: User) -> None:
    """Close a problem as the same as another one; its reporter then reads the answers of that one.

    Raises
    ------
    InputError
        Where they are one, or the other is itself closed as the same as a third.
    """
    with transaction.atomic():
        one_at_a_time()
        locked, other = _locked(problem, seen), Problem.objects.get(pk=into.pk)
        if locked.state == State.DUPLICATE:
            raise InputError(_("It is the same as another problem already."), remedy=_("Undo that first."))
        if other.pk == locked.pk or other.state == State.DUPLICATE:
            raise InputError(
                _("A problem cannot be merged into itself or into one that was merged."),
                remedy=_("Choose another one."),
            )
        locked.same_as = other
        _change(locked, State.DUPLICATE, by, "merged problem", into=str(other))
        if other.replies.filter(kind=Reply.Kind.ANSWER).exists():
            _tell_reporters(locked)


def undo(problem: Problem, *, seen: str, by: User) -> None:
    """Take the last change of the state back, merging too. An answer that was given stays.

    Raises
    ------
    InputError
        Where there is nothing to undo.
    """
    with transaction.atomic():
        one_at_a_time()
        locked = _locked(problem, seen)
        if not locked.state_before:
            raise InputError(_("There is nothing to undo."), remedy=_("Choose the state instead."))
        before, locked.same_as = locked.state_before, None
        _change(locked, before, by, "undid change of problem")
        Problem.objects.filter(pk=locked.pk).update(state_before="")


def answer(problem: Problem, text: str, key: bytes, *, by: User) -> bool:
    """Answer a problem, once a form; return whether it was stored now. Who reported with a name gets a mail.

    Raises
    ------
    InputError
        Where it was merged: the answer belongs to the other one.
    """
    with transaction.atomic():
        locked = Problem.objects.select_for_update().get(pk=problem.pk)
        if locked.state == State.DUPLICATE:
            raise InputError(_("It is the same as another problem."), remedy=_("Answer that one."))
        _reply, first = add_reply(locked, text, number_from(key, "answer"), kind=Reply.Kind.ANSWER, by=by)
        if not first:
            return False
        if locked.state != State.ANSWERED:
            _change(locked, State.ANSWERED, by, "answered problem")
        else:
            record(by, "answered problem", locked)
        _tell_reporters(locked)
    return True


def reopen(problem: Problem, text: str, key: bytes, *, seen: str, by: User) -> bool:
    """Take up an answered problem again, once a form; return whether this call did it.

    The text says why. It stands among the answers, so that the reporter reads it beside what was said before.

    Raises
    ------
    InputError
        Where it is not answered, or somebody else has changed it since ``seen``.
    """
    number = number_from(key, "reopened")
    with transaction.atomic():
        if Reply.objects.filter(pk=number).exists():
            return False
        locked = _locked(problem, seen)
        if locked.state != State.ANSWERED:
            raise InputError(_("This problem is not answered."), remedy=_("Choose the state instead."))
        add_reply(locked, text, number, kind=Reply.Kind.ANSWER, by=by)
        _change(locked, State.TAKEN_UP, by, "reopened problem")
        _tell_reporters(locked)
    return True


def show_to_colleagues(problem: Problem, shown: bool, *, by: User) -> None:
    """Decide whether colleagues who write something similar may be shown it."""
    with transaction.atomic():
        locked = Problem.objects.select_for_update().get(pk=problem.pk)
        if locked.suggested != shown:
            locked.suggested = shown
            locked.save(update_fields=["suggested"])
            record(by, "showed problem to colleagues" if shown else "hid problem from colleagues", locked)


def merge_targets(viewer: Viewer, problem: Problem) -> QuerySet[Problem]:
    """Return the problems that one may be merged into: those that the viewer may see and were not merged."""
    return visible_problems(viewer).exclude(pk=problem.pk).exclude(state=State.DUPLICATE)


def count_by_state(viewer: Viewer) -> dict[str, int]:
    """Return how many problems a viewer sees in each state."""
    rows = visible_problems(viewer).order_by().values_list("state").annotate(n=Count("pk"))
    return dict(rows)


def _tell_reporters(problem: Problem) -> None:
    """Let a mail wait for everybody with a name who reads the answers of a problem."""
    for each in sorted(
        answers_reach(problem), key=lambda one: one.reporter_id or 0
    ):  # one order for all locks
        tell_reporter(each)


def _locked(problem: Problem, seen: str) -> Problem:
    locked = Problem.objects.select_for_update().get(pk=problem.pk)
    if locked.state != seen:
        raise InputError(
            _("Somebody else has changed this problem meanwhile."), remedy=_("Look at it again.")
        )
    return locked


def _change(problem: Problem, state: str, by: User, verb: str, **details: str) -> None:
    problem.state_before, problem.state = problem.state, state
    problem.save(update_fields=["state", "state_before", "same_as"])
    record(by, verb, problem, before=problem.state_before, **details)
