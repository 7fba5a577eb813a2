"""What every page shows around its content: the way through the loop, as far as it is open to the viewer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from bothways_web.listen.pulses import RUNS
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Organisation
from bothways_web.verify.index import open_parts


@dataclass(frozen=True)
class Step:
    """One step of the navigation."""

    label: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Give templates the organisation, the viewer and the steps that are open."""
    viewer = getattr(request, "viewer", Viewer())
    return {
        "organisation": SimpleLazyObject(Organisation.current),
        "viewer": viewer,
        "steps": SimpleLazyObject(lambda: _steps(viewer, request.path)),
    }


def _steps(viewer: Viewer, path: str) -> list[Step]:
    """Return the steps in the order of the loop."""
    if viewer.user_id is None:
        return []
    places = [(_("Home"), reverse("home"), True)]
    places.append((_("Listen"), reverse("pulses"), viewer.may(Right.ROUNDS, *RUNS)))
    places.append((_("Problems"), reverse("dig_up"), viewer.may(Right.DIG_UP)))
    places.append((_("Teams"), reverse("teams"), viewer.may(Right.TEAM)))
    places.append((_("Findings"), reverse("findings"), viewer.may(Right.FINDINGS)))
    places.append((_("Act"), reverse("act"), True))
    places.append((_("Verify"), reverse("verify"), bool(open_parts(viewer))))
    places.append((_("Set up"), reverse("set_up"), viewer.may(Right.SETTINGS, "yes, but no results")))
    places.append((_("People"), reverse("people"), viewer.may(Right.RECORDS, "edit", "import only")))
    return [Step(label, url, current=_is_current(path, url)) for label, url, there in places if there]


def _is_current(path: str, url: str) -> bool:
    """Return whether a page belongs to a step; some parts of a step stand at addresses of their own."""
    if url == reverse("home"):
        return path == url
    more = {reverse("act"): (reverse("said"),), reverse("findings"): (reverse("journeys"), reverse("themes"))}
    return path.startswith((url, *more.get(url, ())))
