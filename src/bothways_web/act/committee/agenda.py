"""The standing agenda, filled from what is there when somebody looks: mission, what to celebrate, blockers, ideas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways_web.act.hooks import COMMITTEE_LINES, MISSION_WORDS
from bothways_web.act.models import CommitteeDecision, CommitteeMeeting, Plan, Said
from bothways_web.act.plans.reach import stuck
from bothways_web.listen.problems.triage import visible_problems
from bothways_web.listen.problems.waiting import OPEN, Promise
from bothways_web.people.access import Viewer
from bothways_web.people.units import today

#: A first meeting looks back so far.
FIRST_LOOKS_BACK = dt.timedelta(days=90)
#: So many lines of a kind fit into a meeting.
MOST = 6
_LONGEST = 140


@dataclass(frozen=True)
class Line:
    """One line: what it says, and where to read on; blank for nowhere."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Point:
    """One point of the agenda.

    Attributes
    ----------
    name : str
        The field of the minutes that belongs to it.
    title : str
    asked : str
        What the committee is asked to do.
    lines : tuple of Line
    """

    name: str
    title: str
    asked: str
    lines: tuple[Line, ...]


def standing_agenda(viewer: Viewer, meeting: CommitteeMeeting) -> tuple[Point, ...]:
    """Return the agenda of a meeting, with what this viewer may open."""
    since = _since(meeting)
    return (
        Point("mission", _("The mission"), _("Does it still say what we are for?"),
              _lines("mission", viewer, _mission())),
        Point("celebrate", _("What we celebrate"), _("What went well, and who should hear it?"),
              _lines("celebrate", viewer, _celebrate(since))),
        Point("blockers", _("What is in the way"), _("What do we decide, so that it moves?"),
              _lines("blockers", viewer, _blockers(viewer))),
        Point("ideas", _("New ideas"), _("Which of them do we try, and who asks further?"),
              _lines("ideas", viewer, _ideas(viewer, since))),
    )  # fmt: skip


def _lines(name: str, viewer: Viewer, own: Iterable[Line]) -> tuple[Line, ...]:
    """Return own lines and those of other rooms."""
    theirs = [Line(text, url) for hook in COMMITTEE_LINES.get(name, ()) for text, url in hook(viewer)]
    return (*own, *theirs[:MOST])


def _since(meeting: CommitteeMeeting) -> dt.date:
    before = CommitteeMeeting.objects.filter(at__lt=meeting.at).first()
    return before.at.date() if before else meeting.at.date() - FIRST_LOOKS_BACK


def _mission() -> Iterator[Line]:
    words = next((text for text in (hook() for hook in MISSION_WORDS) if text), "")
    if words:
        yield Line(words)


def _celebrate(since: dt.date) -> Iterator[Line]:
    done = Said.objects.filter(published_on__gte=since, outcome=Said.Outcome.DONE)
    for one in done[:MOST]:
        yield Line(_short(one.we_did), reverse("said_entry", args=[one.pk]))
    kept = Plan.objects.filter(state=Plan.State.KEPT, ended_on__gte=since).count()
    if kept:
        yield Line(
            ngettext("%(count)s plan became a habit.", "%(count)s plans became habits.", kept)
            % {"count": kept}
        )


def _blockers(viewer: Viewer) -> Iterator[Line]:
    overdue = visible_problems(viewer).filter(Promise().overdue()).order_by("day", "pk")
    for one in overdue[:MOST]:
        words = _("Waits for an answer longer than was promised: %(text)s") % {"text": _short(one.masked)}
        yield Line(words, reverse("triage_problem", args=[one.pk]))
    more = overdue.count() - MOST
    if more > 0:
        words = ngettext("%(count)s more report waits.", "%(count)s more reports wait.", more) % {
            "count": more
        }
        yield Line(words, reverse("triage"))
    under_way = Plan.objects.filter(state=Plan.State.STARTED)
    if late := under_way.filter(review_on__lt=today()).count():
        words = ngettext(
            "%(count)s plan waits for its team to look back.",
            "%(count)s plans wait for their teams to look back.", late,
        )  # fmt: skip
        yield Line(words % {"count": late})
    if held := stuck(under_way).count():
        yield Line(ngettext("%(count)s plan is stuck.", "%(count)s plans are stuck.", held) % {"count": held})
    due = CommitteeDecision.objects.filter(
        plan=None, by_when__lt=today(), meeting__published_on__isnull=False
    )
    for decision in due.select_related("meeting")[:MOST]:
        words = _("Decided, and its day has passed: %(text)s") % {"text": _short(decision.text)}
        yield Line(words, reverse("committee_meeting", args=[decision.meeting.pk]))


def _ideas(viewer: Viewer, since: dt.date) -> Iterator[Line]:
    for one in visible_problems(viewer).filter(state__in=OPEN, day__gte=since).order_by("-day", "pk")[:MOST]:
        yield Line(_short(one.masked), reverse("triage_problem", args=[one.pk]))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
