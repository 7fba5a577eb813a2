"""What cases put on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bothways_web.act.cases.lessons import lessons_of
from bothways_web.act.cases.looking import MINE, NOBODY, Search, due_day, find_cases, leads_all
from bothways_web.act.models import Case
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import Post, User
from bothways_web.people.units import today


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what waits for the owner of cases and for CX leads, and what a unit has learnt lately."""
    if viewer.may(Right.CASES):
        yield from _own(viewer)
        if leads_all(viewer):
            yield from _of_leads(viewer)
        yield HomeItem(
            _("Customers’ cases"), reverse("cases"), order=24,
            text=_("Customers who were unhappy and said that somebody may get back to them."),
        )  # fmt: skip
    yield from _learnt(viewer, user)


def _own(viewer: Viewer) -> Iterator[HomeItem]:
    """Yield the case of the viewer whose day comes first."""
    first = find_cases(viewer, Search(whose=MINE)).first()
    if first is None:
        return
    day = date_format(due_day(first), pgettext("date format", "l, j F"))
    words = _("A customer should hear from you by {day}") if first.first_reply_on is None else _(
        "A case of yours wants its next step by {day}"
    )  # fmt: skip
    yield HomeItem(
        words.format(day=day), reverse("case", args=[first.pk]), action=_("Open the case"), now=True, order=14
    )


def _of_leads(viewer: Viewer) -> Iterator[HomeItem]:
    held = Case.objects.filter(state=Case.State.HELD).select_related("rule__pulse").first()
    if held is not None and held.rule is not None:
        words = _("A rule of “{survey}” opened more than {most} cases on one day; the others are held back")
        yield HomeItem(
            words.format(survey=held.rule.pulse.title, most=held.rule.most_a_day), reverse("held_cases"),
            action=_("Decide"), now=True, order=13,
        )  # fmt: skip
    if find_cases(viewer, Search(whose=NOBODY)).exists():
        yield HomeItem(
            _("Nobody looks after some cases yet"), f"{reverse('cases')}?whose={NOBODY}",
            action=_("Find somebody"), now=True, order=15,
        )  # fmt: skip


def _learnt(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield the newest lesson of the unit in which somebody works."""
    if not viewer.may(Right.TEAM):
        return
    posts = Post.objects.filter(person__user=user, start__lte=today()).exclude(end__lt=today())
    unit = posts.values_list("unit__code", flat=True).first()
    newest = lessons_of(unit).first() if unit else None
    if newest is not None:
        text = newest.lesson if len(newest.lesson) <= 120 else newest.lesson[:119] + "…"
        yield HomeItem(
            _("What we learnt from customers"), reverse("unit_lessons", args=[unit]), text=text, order=23
        )
