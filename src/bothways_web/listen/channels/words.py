"""What a chat room is told: that a survey is open, and nothing about anybody."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bothways_web.listen.channels.links import Door, door_link
from bothways_web.listen.models import Round
from bothways_web.listen.quiet import zone_of
from bothways_web.people.models import Organisation

#: Hosts of Microsoft Teams, whose workflows take cards alone.
_TEAMS = (".logic.azure.com", ".powerplatform.com", ".powerautomate.com", ".webhook.office.com")
_SLACK = "hooks.slack.com"
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def words_of(asked: Round) -> str:
    """Return what is posted when a round is open: the same for everybody, with no link of one person."""
    organisation = Organisation.current()
    with translation.override(organisation.language):
        closes = asked.closes_at.astimezone(zone_of(organisation.time_zone))
        day = date_format(closes, pgettext("date format", "l, j F"))
        told = {"organisation": organisation.name or "Bothways", "day": day}
        if asked.is_open_to_all:
            words = _(
                "%(organisation)s: a short survey is open until %(day)s. Whoever likes may answer: %(link)s"
            )
            return words % {**told, "link": door_link(asked.pulse, Door.OPEN)}
        return (
            _(
                "%(organisation)s: a short survey is open until %(day)s. "
                "Whoever is asked has a link of their own in the mail."
            )
            % told
        )


def test_words() -> str:
    """Return what a test says."""
    organisation = Organisation.current()
    with translation.override(organisation.language):
        return _("%(organisation)s: this is a test. Posts about surveys will appear in this room.") % {
            "organisation": organisation.name or "Bothways"
        }


def payload_of(host: str, words: str) -> dict[str, Any]:
    """Return words as a host takes them.

    Slack and Mattermost take a text, in which Slack gives three characters a meaning. Workflows of Teams take cards
    alone.
    """
    if host.endswith(_TEAMS):
        return {"type": "message", "attachments": [_card(words)]}
    if host == _SLACK:
        words = "".join(_ESCAPED.get(one, one) for one in words)
    return {"text": words}


def _card(words: str) -> dict[str, Any]:
    return {
        "contentType": "application/vnd.microsoft.card.adaptive",
        "contentUrl": None,
        "content": {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.2",
            "body": [{"type": "TextBlock", "text": words, "wrap": True}],
        },
    }
