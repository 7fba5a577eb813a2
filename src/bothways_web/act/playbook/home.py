"""What the playbook puts on home pages: where practices of rest are."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield the practices of rest and breaks, to whoever reads the playbook."""
    if viewer.may(Right.TEAM):
        yield HomeItem(
            _("Rest and breaks"), f"{reverse('playbook')}?rest=yes", order=15,
            text=_("Small things a team can begin, so that breaks, evenings and days off stay free."),
        )  # fmt: skip
