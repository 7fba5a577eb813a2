"""What this room contributes to home pages."""

from __future__ import annotations

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways_web.people.access import Right, Viewer
from bothways_web.people.floors import open_proposal
from bothways_web.people.home import HomeItem
from bothways_web.people.models import Role, Unit, User
from bothways_web.people.notifications.hours import has_no_hour_left
from bothways_web.people.set_up import tasks_left


def items(viewer: Viewer, user: User) -> Iterator[HomeItem]:
    """Yield what somebody finds in this room."""
    if viewer.may(Right.SETTINGS, "yes, but no results"):
        yield from _for_administrators(user)
    if viewer.may(Right.RECORDS, "edit"):
        yield from _for_people_leads()
    if has_no_hour_left(user):
        yield HomeItem(
            title=_("Your quiet hours leave no time for messages"),
            url=reverse("own_mails"),
            action=_("Look at them"),
            text=_("Together with those of the organisation hardly an hour of the week is left."),
            now=True,
            order=27,
        )
    yield HomeItem(
        title=_("When may Bothways write to me?"),
        url=reverse("own_mails"),
        text=_("Your quiet hours, what may come, and how often."),
        order=59,
    )
    yield HomeItem(
        title=_("What is stored about you"),
        url=reverse("own_record"),
        text=_("Your posts, your roles, and the language of your mails."),
        order=60,
    )
    yield HomeItem(
        title=_("How we protect your answers"),
        url=reverse("promise"),
        text=_("Who can see what, and what nobody can see."),
        order=61,
    )


def _for_administrators(user: User) -> Iterator[HomeItem]:
    if not Authenticator.objects.filter(user=user).exists():
        yield HomeItem(
            title=_("Your account has no second factor"),
            url=reverse("mfa_index"),
            action=_("Set one up"),
            text=_("An administrator’s account opens the settings: a password alone is thin."),
            now=True,
            order=20,
        )
    waiting = open_proposal()
    if waiting and waiting.proposed_by_id != user.pk:
        yield HomeItem(
            title=_("A higher privacy floor waits for you"),
            url=reverse("set_up_privacy"),
            action=_("Look at it"),
            text=_("Another administrator proposed %(floor)s.") % {"floor": waiting.floor},
            now=True,
            order=15,
        )
    left = tasks_left()
    yield HomeItem(
        title=ngettext("%(n)s task of setting up is left", "%(n)s tasks of setting up are left", left)
        % {"n": left}
        if left
        else _("Set up"),
        url=reverse("set_up"),
        action=_("Go on"),
        text=_("Organisation, units, people, privacy, mail, accounts."),
        now=left > 0,
        order=25,
    )
    yield HomeItem(
        _("Accounts and roles"), reverse("accounts"), text=_("Invite, give roles, unlock."), order=50
    )
    yield HomeItem(_("Change log"), reverse("change_log"), text=_("Who changed what, and when."), order=51)


def _for_people_leads() -> Iterator[HomeItem]:
    empty = not Unit.objects.exists()
    yield HomeItem(
        title=_("Bring your units and people") if empty else _("People"),
        url=reverse("people"),
        action=_("Begin"),
        text=_("Surveys go to those who work here.")
        if empty
        else _("Who works where; files in, corrections by hand."),
        now=empty,
        order=40,
    )


def greeting_roles(viewer: Viewer) -> list[str]:
    """Return the roles of somebody, in the order of the table."""
    return [str(role.label) for role in Role if role in viewer.roles]
