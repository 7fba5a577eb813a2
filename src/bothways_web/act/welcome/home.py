"""What the welcome puts on home pages: what waits for somebody who is new, for a mentor, for who looks after it."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways_web.act.models import MentorPair
from bothways_web.act.welcome.newcomers import newcomer_of, person_of, without_unit
from bothways_web.act.welcome.pairs import asking, suggestions_for
from bothways_web.act.welcome.showing import left_this_week
from bothways_web.act.welcome.talks import talks_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import Person, User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what waits for this person, and where the welcome is for who looks after it."""
    person = person_of(user)
    if person is not None:
        yield from _of_new(person)
        yield from _of_mentor(person)
        yield from _of_pairs(person)
    if viewer.may(Right.MISSION, "edit"):
        yield from _of_desk(viewer)


def _of_new(person: Person) -> Iterator[HomeItem]:
    new = newcomer_of(person)
    if new is None:
        return
    left = left_this_week(new)
    told = ngettext("%(n)s task is left for now.", "%(n)s tasks are left for now.", left) % {"n": left}
    yield HomeItem(
        _("New here: your first weeks"), reverse("new_here"), _("Open"), now=left > 0, order=12,
        text=told if left else _("What to do, who helps, and when you are asked how it goes."),
    )  # fmt: skip
    if suggestions_for(person):
        yield HomeItem(
            _("Mentors are suggested to you"), reverse("my_mentor"), _("Look at them"), now=True, order=13,
            text=_("You choose whom to ask; the mentor says yes as well."),
        )  # fmt: skip


def _of_mentor(person: Person) -> Iterator[HomeItem]:
    if asking(person):
        yield HomeItem(
            _("A new colleague would like you as a mentor"), reverse("my_mentor"), _("Look"), now=True, order=14,
            text=_("You can say no without a reason."),
        )  # fmt: skip


def _of_pairs(person: Person) -> Iterator[HomeItem]:
    together = MentorPair.objects.filter(state=MentorPair.State.TOGETHER)
    mine = (together.filter(hire=person) | together.filter(mentor=person)).distinct()
    for pair in mine.select_related("hire", "mentor").prefetch_related("talks").order_by("pk"):
        if any(talk.is_waited_for for talk in talks_of(pair)):
            other = pair.mentor if pair.hire_id == person.pk else pair.hire
            yield HomeItem(
                _("Time to talk with %(name)s") % {"name": other}, reverse("mentor_pair", args=(pair.pk,)),
                _("Open"), _("Tick it when you have talked. Nobody but you two sees it."), now=True, order=16,
            )  # fmt: skip


def _of_desk(viewer: Viewer) -> Iterator[HomeItem]:
    missing = len(without_unit()) if viewer.may(Right.RECORDS, "edit") else 0
    if missing:
        told = ngettext(
            "%(n)s new colleague has no unit yet", "%(n)s new colleagues have no unit yet", missing
        )
        yield HomeItem(
            told % {"n": missing}, f"{reverse('welcome_desk')}#no-unit", _("Look"), now=True, order=18,
            text=_("They get the packet of the organisation, and nobody can be found for them as a mentor."),
        )  # fmt: skip
    yield HomeItem(
        _("Looking after newcomers"), reverse("welcome_desk"), order=41,
        text=_("Packets for new colleagues, and whether mentors are missing."),
    )  # fmt: skip
