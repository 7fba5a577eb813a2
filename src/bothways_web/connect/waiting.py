"""Telling administrators that a receiver was switched off: in the mail that says what is new."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bothways_web.people.models import Role, User
from bothways_web.people.notifications.digest import let_wait
from bothways_web.people.notifications.topics import Topic, contribute

RECEIVER_OFF = contribute(
    Topic("receiver off", _("A program that is told what happens does not answer, and was switched off."))
)


def tell_administrators() -> None:
    """Let their next mail say so; it does not say which."""
    for user in User.objects.filter(is_active=True, grants__role=Role.ADMIN).distinct():
        let_wait(user, RECEIVER_OFF)
