"""The calendar of a unit's huddles, to download or to subscribe to by a secret address."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bothways_web.act.huddles.calendar_file import calendar_file
from bothways_web.act.huddles.rhythms import rhythm_behind
from bothways_web.act.models import HuddleRhythm
from bothways_web.act.units import reached
from bothways_web.link.team_places import find_place
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs, open_to_all


@require_safe
@needs(Right.TEAM)
def download(request: SignedInRequest, code: str) -> HttpResponse:
    """Give the calendar of a unit as a file."""
    place = reached(request, code)
    found = HuddleRhythm.objects.filter(unit__code=code).select_related("unit").first()
    if found is None:
        raise Http404
    answer = _answer(found, place.name)
    answer["Content-Disposition"] = 'attachment; filename="huddles.ics"'
    return answer


@open_to_all
@require_safe
def subscribed(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar to a program that has its secret address: days and times, and nothing of what was said."""
    found = rhythm_behind(token)
    place = find_place(found.unit.code) if found else None
    if found is None or place is None:
        raise Http404
    answer = _answer(found, place.name)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _answer(found: HuddleRhythm, name: str) -> HttpResponse:
    answer = HttpResponse(calendar_file(found, name), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer
