"""Showing an open survey on a website: a frame, and nothing that runs there."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from bothways_web.listen.channels.links import Door, door_link
from bothways_web.listen.models import Pulse
from bothways_web.people.models import Organisation

HEIGHT = 720


def snippet_of(pulse: Pulse, organisation: Organisation) -> SafeString:
    """Return what is to be copied into a website, as HTML."""
    title = _("A short survey of %(organisation)s") % {"organisation": organisation.name or "Bothways"}
    return format_html(
        '<iframe src="{}?frame=1" title="{}" width="100%" height="{}" loading="lazy" '
        'referrerpolicy="no-referrer"></iframe>',
        door_link(pulse, Door.OPEN),
        title,
        HEIGHT,
    )
