"""What stands on the page of act: its parts, as far as they are open to somebody, in the order of a loop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.act.culture.standing import OPENS_WHOLE, any_round
from bothways_web.people.access import Right, Viewer


@dataclass(frozen=True)
class Part:
    """One part: its name, where it is, and one line about it."""

    title: str
    url: str
    text: str


@dataclass(frozen=True)
class Group:
    """Parts that belong together, under a heading that can be pointed at by its name."""

    name: str
    title: str
    parts: tuple[Part, ...]


def groups(viewer: Viewer) -> tuple[Group, ...]:
    """Return the parts that are open to a viewer, in groups; a group without any is left out."""
    found = (
        Group("team", _("In the team"), (*_team(viewer), *_culture(viewer))),
        Group("customers", _("For customers"), tuple(_customers(viewer))),
        Group("answers", _("Answers"), tuple(_answers(viewer))),
        Group("welcome", _("Welcome"), tuple(_welcome(viewer))),
        Group("committee", _("For everybody"), tuple(_committee(viewer))),
        Group("yourself", _("For yourself"), tuple(_yourself(viewer))),
    )
    return tuple(group for group in found if group.parts)


def _team(viewer: Viewer) -> Iterator[Part]:
    if not viewer.may(Right.TEAM):
        return
    yield Part(
        _("Huddles"), reverse("huddles"),
        _("A quarter of an hour with what customers say, and who does what by when."),
    )  # fmt: skip
    yield Part(
        _("Plans"), reverse("plans"),
        _("What a team will do, and what it expects, written down before the result is there."),
    )  # fmt: skip
    yield Part(
        _("Playbook"),
        reverse("playbook"),
        _("Things a team can begin on Monday, for each number that its people give."),
    )
    yield Part(
        _("Shared work"), reverse("work"),
        _("What is to be done, who has room for it, and how it is shared."),
    )  # fmt: skip
    if viewer.member_of:
        yield Part(
            _("My work"), reverse("my_work"), _("What is proposed to me, what I have taken, and how much room I have.")
        )  # fmt: skip


def _culture(viewer: Viewer) -> Iterator[Part]:
    """Yield the culture path where somebody may open it and a round was released, or to those who can ask it."""
    asks = viewer.may(Right.ROUNDS, "employees")
    opens = viewer.may(Right.TEAM) or viewer.may(Right.FINDINGS, *OPENS_WHOLE)
    if asks or (opens and any_round()):
        yield Part(
            _("Culture path"), reverse("culture"),
            _("Where a team stands from initiative to instinct, and what one step further looks like."),
        )  # fmt: skip


def _customers(viewer: Viewer) -> Iterator[Part]:
    if viewer.may(Right.CASES):
        yield Part(
            _("Customers’ cases"), reverse("cases"),
            _("Customers who were unhappy and said that somebody may get back to them."),
        )  # fmt: skip
    if viewer.may(Right.TEAM):
        yield Part(
            _("What we learnt from customers"), reverse("case_lessons"),
            _("How cases of unhappy customers ended, without who it was."),
        )  # fmt: skip


def _answers(viewer: Viewer) -> Iterator[Part]:
    if viewer.may(Right.ANSWER):
        yield Part(
            _("Celebrations"), reverse("celebrations"),
            _("Thanks for what somebody did for customers or colleagues."),
        )  # fmt: skip
    if viewer.may(Right.TRIAGE):
        yield Part(
            _("Problems that were reported"), reverse("triage"),
            _("Looked at, put together, split, and answered."),
        )  # fmt: skip
    yield Part(_("You said, we did"), reverse("said"), _("What was heard, and what became of it."))


def _welcome(viewer: Viewer) -> Iterator[Part]:
    if viewer.may(Right.MISSION, "edit"):
        yield Part(
            _("Looking after newcomers"), reverse("welcome_desk"),
            _("Whether mentors are missing, and who has no unit yet."),
        )  # fmt: skip
    if viewer.may(Right.MISSION):
        yield Part(
            _("The mission"), reverse("mission"),
            _("What we are there for, and whether texts for people who come speak of it."),
        )  # fmt: skip
        yield Part(_("Packets for new colleagues"), reverse("packets"), _("What is given to whoever begins."))
    yield Part(_("New here"), reverse("new_here"), _("For the first weeks: what to do, and who helps."))
    yield Part(_("Mentors"), reverse("my_mentor"), _("Accompany somebody who is new, or be accompanied."))


def _yourself(viewer: Viewer) -> Iterator[Part]:
    if viewer.may(Right.ANSWER):
        yield Part(
            _("Emotional intelligence"), reverse("growth"),
            _("A mirror and small exercises. What you tick stays on the page and is sent nowhere."),
        )  # fmt: skip


def _committee(viewer: Viewer) -> Iterator[Part]:
    if viewer.may(Right.COMMITTEE):
        yield Part(
            _("The committee"), reverse("committee"),
            _("A cross-section of everybody, drawn by lot: what it is for, and what it decided."),
        )  # fmt: skip
