"""What somebody may tie a problem to: notes, released comments and cases that they may read anyway."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bothways_web.act.cases.looking import visible_cases
from bothways_web.act.models import Case, ProblemLink
from bothways_web.act.problems.ties import EXCERPT
from bothways_web.link.customers import said_by_customers
from bothways_web.listen.models import Problem, VoiceNote
from bothways_web.listen.problems import similar
from bothways_web.people.access import Right, Viewer
from bothways_web.people.units import current_tree

MOST_OFFERED, MOST_COMPARED = 5, 500


@dataclass(frozen=True)
class Offer:
    """Something a problem may be tied to; ``key`` names it in a form."""

    key: str
    words: str


def notes_for(viewer: Viewer, problem: Problem, text: str = "") -> list[Offer]:
    """Return notes that hold a text, or without one those that read alike; for those who read notes."""
    if not viewer.may(Right.ROUNDS, "customers"):
        return []
    tied = ProblemLink.objects.filter(problem=problem, note__isnull=False).values("note")
    found = VoiceNote.objects.exclude(pk__in=tied)
    if text:
        some = list(found.filter(text__icontains=text)[:MOST_OFFERED])
    else:
        newest = list(found[:MOST_COMPARED])
        some = [newest[place] for place in _alike(problem, [one.text for one in newest])]
    return [Offer(str(one.pk), one.text[:EXCERPT]) for one in some]


def note_of(viewer: Viewer, key: int) -> VoiceNote | None:
    """Return a note that a viewer may tie."""
    return VoiceNote.objects.filter(pk=key).first() if viewer.may(Right.ROUNDS, "customers") else None


def comments_for(viewer: Viewer, problem: Problem, text: str = "") -> list[Offer]:
    """Return comments of customers that were released for pages that a viewer may open, like notes."""
    tied = set(ProblemLink.objects.filter(problem=problem, kind="comment").values_list("text", flat=True))
    found = [one for one in released_comments(viewer, problem) if one not in tied]
    if text:
        some = [one for one in found if text.casefold() in one.casefold()][:MOST_OFFERED]
    else:
        some = [found[place] for place in _alike(problem, found)]
    return [Offer(key_of(one), one) for one in some]


def comment_of(viewer: Viewer, problem: Problem, key: str) -> str | None:
    """Return the released comment that a form names."""
    return next((one for one in released_comments(viewer, problem) if key_of(one) == key), None)


def released_comments(viewer: Viewer, problem: Problem) -> list[str]:
    """Return what was released of customers' comments for the problem's unit and for the whole organisation.

    Of the two, what stands on a team page that this viewer may open.
    """
    tree = current_tree()
    if tree is None:
        return []
    units = [problem.unit.code] if problem.unit and problem.unit.code in tree.places else []
    pages = [code for code in dict.fromkeys([*units, *tree.roots]) if viewer.reaches(Right.TEAM, [code])]
    return list(dict.fromkeys(text for code in pages for text in said_by_customers(code)))


def case_of(viewer: Viewer, number: int) -> Case | None:
    """Return a case that a viewer may open."""
    return visible_cases(viewer).filter(pk=number).select_related("unit").first()


def key_of(text: str) -> str:
    """Return what names a comment in a form."""
    return hashlib.sha256(text.encode()).hexdigest()


def _alike(problem: Problem, texts: list[str]) -> list[int]:
    return similar.most_similar(problem.masked, texts, most=MOST_OFFERED)
