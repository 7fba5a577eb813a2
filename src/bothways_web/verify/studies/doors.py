"""Ways into studies: what the page of verify lists, and lines of home pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User
from bothways_web.people.units import today
from bothways_web.verify.models import Look
from bothways_web.verify.parts import Part
from bothways_web.verify.studies.reach import may_open, visible_studies

#: A look is news for so many days.
NEWS = dt.timedelta(days=14)
MOST = 2


def parts(viewer: Viewer) -> Iterator[Part]:
    """Yield what is open to a viewer."""
    if viewer.may(Right.FINDINGS):
        yield Part(
            _("Did it work?"), reverse("studies"),
            _("What began in some teams, beside teams in which it had not begun."),
        )  # fmt: skip


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield the studies that were looked at lately."""
    if not may_open(viewer):
        return
    new = Look.objects.filter(
        study__in=visible_studies(viewer), state=Look.State.DONE, looked_on__gte=today() - NEWS
    )
    for look in new.select_related("study").order_by("-looked_on", "-pk")[:MOST]:
        yield HomeItem(
            _("Did it work? A study was looked at"), reverse("study", args=(look.study.pk,)), _("Look"),
            look.study.title, order=28,
        )  # fmt: skip
