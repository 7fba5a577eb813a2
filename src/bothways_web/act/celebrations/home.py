"""What celebrations put on home pages: one calm line."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from bothways_web.act.celebrations.reading import newest_celebrations
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User

_WORDS = 20


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield where thanks are read and given, with the newest of the last two weeks; nothing is counted."""
    if not viewer.may(Right.ANSWER):
        return
    newest = next(iter(newest_celebrations(viewer, most=1)), None)
    text = _("Thank somebody for something they did for customers or colleagues.")
    if newest:
        told = {"to": newest.to, "text": Truncator(newest.celebration.text).words(_WORDS)}
        text = _("Thanks to %(to)s: %(text)s") % told
    yield HomeItem(_("Celebrations"), reverse("celebrations"), order=14, text=text)


def committee_lines(viewer: Viewer) -> Iterator[tuple[str, str]]:
    """Yield the newest thanks that everybody may read, for the standing agenda of the committee."""
    for one in newest_celebrations():
        told = {"to": one.to, "text": Truncator(one.celebration.text).words(_WORDS)}
        yield _("Thanks to %(to)s: %(text)s") % told, reverse("celebration", args=[one.celebration.pk])
