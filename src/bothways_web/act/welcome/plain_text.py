"""A packet as plain text, as a check of texts reads it: headings begin with #, tasks and examples with a dash."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import override

from bothways_web.act.models import Packet
from bothways_web.act.welcome.packets import Given, words_of
from bothways_web.act.welcome.showing import ShownPacket, show_packet


def packet_text(packet: Packet) -> str:
    """Return what new colleagues read today, but for the mission itself and for who helps."""
    with override(packet.language):
        return "\n\n".join(_paragraphs(show_packet(Given(words_of(packet), packet.language, packet))))


def _paragraphs(shown: ShownPacket) -> Iterator[str]:
    words = shown.words
    yield f"# {words.title}"
    if words.opening:
        yield words.opening
    if words.tasks:
        yield f"# {_('What to do, bit by bit')}"
        yield from (f"- {one.words}" for one in words.tasks)
    if shown.said:
        yield f"# {_('What came of what was said')}"
        yield from (f"- {one.you_said}\n\n{one.we_did}" for one in shown.said)
    if shown.practices:
        yield f"# {_('How teams do it here')}"
        yield from (f"- {one.title}\n\n{one.what}" for one in shown.practices)
    for block in words.blocks:
        yield f"# {block.heading}"
        yield block.words
