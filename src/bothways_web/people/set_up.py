"""What is left to set up: any order, each with a default that works."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from bothways_web.people.floors import open_proposal
from bothways_web.people.models import Change, Grant, Organisation, Post, Role, Unit, User
from bothways_web.people.sign_on.providers import offered
from bothways_web.people.users import administrators


@dataclass(frozen=True)
class Task:
    """One row of the list; ``state`` is done, open or optional."""

    label: str
    url: str
    state: str
    note: str


def list_tasks() -> list[Task]:
    """Return the tasks of setting up, in the order that suits most."""
    organisation = Organisation.current()
    return [*_own_tasks(organisation), *_record_tasks(), *_default_tasks(organisation), *_account_tasks()]


def tasks_left() -> int:
    """Return how many tasks are not done, besides the optional ones."""
    return sum(task.state == "open" for task in list_tasks())


def people_leads() -> list[str]:
    """Return who goes on once everything is set up: those who choose questions and launch surveys."""
    leads = User.objects.filter(is_active=True, grants__role=Role.PEOPLE_LEAD).distinct()
    return sorted(user.name or user.email for user in leads)


def _own_tasks(organisation: Organisation) -> list[Task]:
    zone = _("Time zone: %(zone)s.") % {"zone": organisation.time_zone}
    chosen = organisation.zone_chosen or organisation.time_zone != "UTC"
    if not chosen:
        zone = _("Time zone: %(zone)s. Choose yours and save it.") % {"zone": organisation.time_zone}
    state = "done" if organisation.name and chosen else "open"
    return [Task(_("Organisation"), reverse("set_up_organisation"), state, zone)]


def _record_tasks() -> list[Task]:
    units, people = Unit.objects.exists(), Post.objects.exists()
    return [
        Task(
            _("Units"),
            reverse("import_file", args=["units"]),
            "done" if units else "open",
            "" if units else _("A file of your units and what they belong to."),
        ),
        Task(
            _("People"),
            reverse("import_file", args=["people"]),
            "done" if people else "open",
            "" if people else _("A file of who works where, so that surveys find them."),
        ),
    ]


def _default_tasks(organisation: Organisation) -> list[Task]:
    verbs = set(
        Change.objects.filter(verb="sent test mail", details__taken=True).values_list("verb", flat=True)[:1]
    )
    waiting = open_proposal()
    floor = _("Nothing is shown about fewer than %(floor)s people.") % {"floor": organisation.floor}
    if waiting:
        floor = _("A proposal of %(floor)s waits for a second administrator.") % {"floor": waiting.floor}
    languages = ", ".join(str(name) for _code, name in settings.LANGUAGES)
    hours = {"start": f"{organisation.quiet_from:%H:%M}", "end": f"{organisation.quiet_to:%H:%M}"}
    answers = _("Reports should be answered within %(days)s working days.") % {
        "days": organisation.answer_days
    }
    return [
        Task(_("Privacy floor"), reverse("set_up_privacy"), "open" if waiting else "optional", floor),
        Task(
            _("Languages"),
            reverse("set_up_languages"),
            "optional",
            _("Offered: %(languages)s.") % {"languages": languages},
        ),
        Task(
            _("Mail"),
            reverse("set_up_mail"),
            "done" if verbs else "open",
            "" if verbs else _("Send a test mail to yourself."),
        ),
        Task(
            _("Quiet hours and working days"),
            reverse("set_up_quiet"),
            "optional",
            _("No mails from %(start)s to %(end)s, nor on days off.") % hours,
        ),
        Task(
            _("Days off"),
            reverse("set_up_days_off"),
            "optional",
            _("Public holidays, on which nobody is written to."),
        ),
        Task(
            _("How often people are asked"),
            reverse("set_up_asks"),
            "optional",
            _("%(most)s surveys at most within %(days)s days.")
            % {"most": organisation.most_asks, "days": organisation.asks_days},
        ),
        Task(_("Answers to reports"), reverse("set_up_answers"), "optional", answers),
    ]


def _account_tasks() -> list[Task]:
    others = Grant.objects.exclude(role="admin").exists()
    second = administrators() > 1
    names = ", ".join(offered().values_list("name", flat=True))
    signing = _("People sign on at: %(names)s.") % {"names": names} if names else _("With a password here.")
    return [
        Task(_("Signing on"), reverse("set_up_sign_on"), "optional", signing),
        Task(
            _("Accounts and roles"),
            reverse("accounts"),
            "done" if others else "open",
            "" if others else _("Invite those who ask, lead and read."),
        ),
        Task(
            _("A second administrator"),
            reverse("accounts"),
            "done" if second else "open",
            "" if second else _("Changes of privacy need two, and so does a holiday."),
        ),
    ]
