"""Every kind of message that leaves the app: to whom it goes, whether it waits for waking hours, and who may stop it.

A message of a kind that is not here cannot be sent, and a kind without a case in the tests of the frozen clock fails
them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _


class Audience(StrEnum):
    """Who gets it."""

    PEOPLE = "people"
    OUTSIDE = "outside"
    ROOMS = "rooms"


class Default(StrEnum):
    """Whether somebody gets it who has chosen nothing."""

    ALWAYS = "always"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    Attributes
    ----------
    name : str
        As code calls it; never on a page.
    title, words : str
        As pages call it, and what it is.
    audience : Audience
    default : Default
        ``ALWAYS`` cannot be stopped.
    waits : bool
        Whether it is held in quiet hours. Otherwise ``words`` say why it comes at once.
    """

    name: str
    title: Any
    words: Any
    audience: Audience
    default: Default = Default.ALWAYS
    waits: bool = True


SURVEY = Kind(
    "survey invitation", _("Invitation to a survey"),
    _("One mail a survey, with a link of your own. Taking part is up to you."), Audience.PEOPLE,
)  # fmt: skip
SURVEY_REMINDER = Kind(
    "survey reminder", _("Reminder of a survey"),
    _("At most one a survey. Everybody invited gets it, whether or not they answered."), Audience.PEOPLE,
)  # fmt: skip
DIGEST = Kind(
    "digest", _("What is new for you"),
    _("One mail a week, on Tuesday, and only if something new waits for you. It does not say what is in it."),
    Audience.PEOPLE, Default.ON,
)  # fmt: skip
STORY = Kind(
    "story", _("Mail about the story"), _("Once a month or once a quarter, if the story has something new."),
    Audience.PEOPLE, Default.OFF,
)  # fmt: skip
ACCOUNT_INVITATION = Kind(
    "account invitation", _("Invitation to an account"),
    _("It comes at once: an administrator has just made the account."), Audience.PEOPLE, waits=False,
)  # fmt: skip
ACCOUNT_CHANGED = Kind(
    "account changed", _("A change to your account"),
    _("It comes at once, for your safety: you should hear of it even if you did not ask for it."),
    Audience.PEOPLE, waits=False,
)  # fmt: skip
SIGN_IN = Kind(
    "sign in", _("Signing in and passwords"),
    _("It comes at once, for your safety: somebody has just asked for it on the page of signing in."),
    Audience.PEOPLE, waits=False,
)  # fmt: skip
EMERGENCY = Kind(
    "emergency", _("Use of the way for emergencies"),
    _("It comes at once, for your safety, to administrators: somebody has signed in past the provider."),
    Audience.PEOPLE, waits=False,
)  # fmt: skip
TEST_MAIL = Kind(
    "test mail", _("Test of the mail server"),
    _("It comes at once: an administrator sends it to themselves and waits for it."), Audience.PEOPLE, waits=False,
)  # fmt: skip
OUTSIDE_SURVEY = Kind(
    "outside survey", _("Invitation of a customer or candidate"),
    _("One mail a contact, with a link to be left alone."), Audience.OUTSIDE, Default.ON,
)  # fmt: skip
OUTSIDE_REMINDER = Kind(
    "outside reminder", _("Reminder of a customer or candidate"),
    _("At most one a survey, with a link to be left alone."), Audience.OUTSIDE, Default.ON,
)  # fmt: skip
CASE_REPLY = Kind(
    "case reply", _("Mail about a case"),
    _("Written by whoever looks after the case, with a link to be left alone."), Audience.OUTSIDE, Default.ON,
)  # fmt: skip
CHAT_SURVEY = Kind(
    "chat survey", _("Post that a survey is open"), _("Once a room and survey, in rooms that were chosen."),
    Audience.ROOMS, Default.OFF,
)  # fmt: skip
CHAT_HUDDLE = Kind(
    "chat huddle", _("Post that a huddle is today"), _("Once in the morning, in a room that a team has chosen."),
    Audience.ROOMS, Default.OFF,
)  # fmt: skip
CHAT_REMINDER = Kind(
    "chat reminder", _("Post that a survey closes soon"),
    _("Once a room and survey, on the last day, in rooms that chose it."), Audience.ROOMS, Default.OFF,
)  # fmt: skip
CHAT_RESULTS = Kind(
    "chat results", _("Post that results are open"), _("Once a room and survey, in rooms that chose it. No number."),
    Audience.ROOMS, Default.OFF,
)  # fmt: skip
CHAT_NEWS = Kind(
    "chat news", _("Post of what is new"), _("Once a week, on Tuesday, in rooms that chose it, if there is something."),
    Audience.ROOMS, Default.OFF,
)  # fmt: skip
CHAT_TEST = Kind(
    "chat test", _("Test of a chat room"),
    _("It comes at once: somebody sends it from the page of the rooms and waits for it."), Audience.ROOMS,
    Default.OFF, waits=False,
)  # fmt: skip

KINDS = (
    SURVEY, SURVEY_REMINDER, DIGEST, STORY, ACCOUNT_INVITATION, ACCOUNT_CHANGED, SIGN_IN, EMERGENCY,
    TEST_MAIL, OUTSIDE_SURVEY, OUTSIDE_REMINDER, CASE_REPLY, CHAT_SURVEY, CHAT_HUDDLE, CHAT_TEST,
    CHAT_REMINDER, CHAT_RESULTS, CHAT_NEWS,
)  # fmt: skip


def kinds_for(audience: Audience) -> list[Kind]:
    """Return the kinds that somebody may get."""
    return [one for one in KINDS if one.audience == audience]
