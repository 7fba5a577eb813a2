"""What the API puts on home pages."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.api.scopes import may_have_tokens
from bothways_web.people.access import Right, Viewer
from bothways_web.people.home import HomeItem
from bothways_web.people.models import User


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield the page of tokens for those who may make some, and the people feed for administrators."""
    if viewer.may(Right.SETTINGS, "yes, but no results"):
        yield HomeItem(
            _("People from a directory"),
            reverse("people_feed"),
            order=55,
            text=_("Joiners, movers and leavers as your directory says (SCIM)."),
        )
    if may_have_tokens(viewer):
        yield HomeItem(
            _("Tokens for programs"),
            reverse("tokens"),
            order=60,
            text=_("What other programs may read or send."),
        )
