"""What rooms read: fixed sentences, the same for everybody, with no number, no name and no link of one person."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bothways_web.act.models import CommitteeMeeting
from bothways_web.act.said.reading import published
from bothways_web.connect.models import RoomPost
from bothways_web.listen.channels.links import Door, door_link
from bothways_web.listen.models import Round
from bothways_web.listen.quiet import zone_of
from bothways_web.listen.round_results import on_team_pages
from bothways_web.people.models import Organisation
from bothways_web.people.units import today

WEEK = dt.timedelta(days=7)


def words_of(post: RoomPost) -> str:
    """Return what a post says; blank where nothing of it holds any more."""
    organisation = Organisation.current()
    with translation.override(organisation.language):
        told = {"organisation": organisation.name or "Bothways"}
        if post.kind == RoomPost.Kind.NEWS:
            return (
                "\n".join([_("%(organisation)s: new this week") % told, *lines]) if (lines := news()) else ""
            )
        asked = post.round
        if asked is None:
            return ""
        if post.kind == RoomPost.Kind.RESULTS:
            told["link"] = _link("teams")
            return (
                _("%(organisation)s: the results of a survey are open. What your team sees: %(link)s") % told
            )
        return _reminder(asked, told) if asked.state == Round.State.OPEN else ""


def news() -> list[str]:
    """Return what is new for everybody since a week ago, as sentences with links."""
    since = today() - WEEK
    lines = []
    if published().filter(unit=None, published_on__gt=since).exists():
        lines.append(_("Under “You said, we did”: %(link)s") % {"link": _link("said")})
    if CommitteeMeeting.objects.filter(published_on__gt=since).exists():
        lines.append(_("Minutes of the committee: %(link)s") % {"link": _link("committee")})
    recent = Q(state=Round.State.RELEASED, closes_at__date__gt=since)
    if any(on_team_pages(one) for one in Round.objects.filter(recent).select_related("pulse").defer("tree")):
        lines.append(_("Results of a survey: %(link)s") % {"link": _link("teams")})
    return lines


def _reminder(asked: Round, told: dict[str, str]) -> str:
    zone = zone_of(Organisation.current().time_zone)
    day = date_format(asked.closes_at.astimezone(zone), pgettext("date format", "l, j F"))
    if asked.is_open_to_all:
        words = _("%(organisation)s: a short survey closes on %(day)s. Whoever likes may answer: %(link)s")
        return words % {**told, "day": day, "link": door_link(asked.pulse, Door.OPEN)}
    words = _(
        "%(organisation)s: a short survey closes on %(day)s. Whoever was asked has a link of their own in the mail; "
        "taking part is up to everybody."
    )
    return words % {**told, "day": day}


def _link(name: str) -> str:
    return settings.BASE_URL + reverse(name)
