"""Ways into beliefs: what the page of verify lists, and lines of home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.people.access import Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User
from bothways_web.verify.beliefs.opening import has_opened, is_leader, newest_run
from bothways_web.verify.parts import Part


def parts(viewer: Viewer) -> Iterator[Part]:
    """Yield what is open to a viewer."""
    if is_leader(viewer):
        text = _("Say what you expect before you look. Later it stands beside what was found.")
        yield Part(_("What leaders expect"), reverse("beliefs"), text)


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield that findings are there which this leader has not opened."""
    if not is_leader(viewer):
        return
    run = newest_run()
    if run is not None and not has_opened(user.pk, run):
        yield HomeItem(
            _("New findings: say first what you expect"), reverse("say_beliefs"), _("Say what I expect"),
            _("It takes a few minutes. You can also open them at once."), order=22,
        )  # fmt: skip
