"""Tying a problem to what customers say about it, to topics and to steps of the journey."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.cases.looking import visible_cases
from bothways_web.act.models import Case, ProblemLink
from bothways_web.listen.models import Problem, VoiceNote
from bothways_web.listen.problems.families import merged_into
from bothways_web.listen.problems.triage import visible_problems
from bothways_web.people.access import Right, Viewer
from bothways_web.people.changes import record
from bothways_web.people.models import User
from bothways_web.people.units import today

Kind = ProblemLink.Kind
#: So much of a note is shown beside a problem; the whole stands on its own page.
EXCERPT = 600
LONGEST_NAME = 60
#: So many ties are enough to look at.
MOST_TIES = 100


@dataclass(frozen=True)
class Tie:
    """One tie as somebody sees it.

    Attributes
    ----------
    link : ProblemLink
    words : str
        Blank where they are not for this viewer: the words of one customer in a case.
    url : str
        Of the note or case; blank for who may not open it.
    own : bool
        Whether it hangs on this very problem, not on one that was merged into it.
    """

    link: ProblemLink
    words: str
    url: str
    own: bool


def tie_name(problem: Problem, kind: str, name: str, *, by: User) -> ProblemLink:
    """Tie a problem to a topic or a step of the journey; topics are kept in small letters.

    Raises
    ------
    InputError
        Where the name is blank or too long.
    """
    words = " ".join(name.replace("\x00", "").split())
    if kind == Kind.TOPIC:
        words = words.casefold()
    if not words or len(words) > LONGEST_NAME:
        raise InputError(
            _("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME}, remedy=_("Shorten it.")
        )
    return _tie(problem, kind, words, by=by)


def tie_note(problem: Problem, note: VoiceNote, *, by: User) -> ProblemLink:
    """Tie a problem to a note; its first words are shown to everybody who reads the problem."""
    return _tie(problem, Kind.NOTE, f"note {note.pk}", by=by, note=note)


def tie_comment(problem: Problem, text: str, *, by: User) -> ProblemLink:
    """Tie a problem to a comment that was released."""
    return _tie(problem, Kind.COMMENT, text, by=by)


def tie_case(problem: Problem, case: Case, *, by: User) -> ProblemLink:
    """Tie a problem to a case; the customer's words are read by those who may open the case alone."""
    return _tie(problem, Kind.CASE, f"case {case.pk}", by=by, case=case)


def untie(link: ProblemLink, *, by: User) -> None:
    """Take a tie away."""
    with transaction.atomic():
        if ProblemLink.objects.filter(pk=link.pk).delete()[0]:
            record(by, "untied problem", link.problem, kind=link.kind)


def ties_of(viewer: Viewer, problem: Problem) -> list[Tie]:
    """Return the ties of a problem, and those of problems merged into it that the viewer sees."""
    links = ProblemLink.objects.filter(problem__in=_family(viewer, problem))
    found = list(links.select_related("note", "case").order_by("kind", "pk")[:MOST_TIES])
    tied = [one.case_id for one in found if one.case_id]
    opens = set(visible_cases(viewer).filter(pk__in=tied).values_list("pk", flat=True)) if tied else set()
    return [_seen(viewer, problem, one, opens) for one in found]


def family(viewer: Viewer, problem: Problem) -> list[Problem]:
    """Return a problem with those merged into it that a viewer sees."""
    return list(_family(viewer, problem))


def used_names(viewer: Viewer, kind: str) -> list[str]:
    """Return the topics or steps of the problems that a viewer sees."""
    links = ProblemLink.objects.filter(
        kind=kind, problem__in=visible_problems(viewer).order_by().values("pk")
    )
    return sorted(set(links.order_by().values_list("text", flat=True)))


def with_topic(problems: QuerySet[Problem], topic: str) -> QuerySet[Problem]:
    """Return the problems that are tied to a topic."""
    tied = ProblemLink.objects.filter(kind=Kind.TOPIC, text=topic).values("problem")
    return problems.filter(pk__in=tied)


def _family(viewer: Viewer, problem: Problem) -> QuerySet[Problem]:
    return visible_problems(viewer).filter(pk__in=[one.pk for one in merged_into(problem)])


def _tie(problem: Problem, kind: str, text: str, *, by: User, **thing: VoiceNote | Case) -> ProblemLink:
    """Tie once: a second time is the first one."""
    with transaction.atomic():
        locked = Problem.objects.select_for_update().get(pk=problem.pk)
        if locked.links.count() >= MOST_TIES:
            raise InputError(_("This problem has many ties already."), remedy=_("Take one away first."))
        link, new = ProblemLink.objects.get_or_create(
            problem=locked, kind=kind, text=text, defaults={"by": by, "day": today(), **thing}
        )
        if new:
            record(by, "tied problem", locked, kind=kind)
    return link


def _seen(viewer: Viewer, problem: Problem, link: ProblemLink, opens: Collection[int]) -> Tie:
    """Return a tie as a viewer sees it who may open some cases."""
    words, url = link.text, ""
    if link.note:
        words = link.note.text[:EXCERPT] + ("…" if len(link.note.text) > EXCERPT else "")
        url = reverse("note", args=[link.note.pk]) if viewer.may(Right.ROUNDS, "customers") else ""
    elif link.kind == Kind.CASE:
        case = link.case if link.case_id in opens else None
        words = case.masked if case else ""
        url = reverse("case", args=[case.pk]) if case else ""
    return Tie(link, words, url, own=link.problem_id == problem.pk)
