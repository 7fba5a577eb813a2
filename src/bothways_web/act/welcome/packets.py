"""Which packets there are, who may read and change them, and which one somebody is given."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways_web.act.models import Packet, PacketVersion
from bothways_web.act.welcome.starter import starter
from bothways_web.act.welcome.words import PacketWords, read_words
from bothways_web.link.team_places import names_of
from bothways_web.people.access import Right, Viewer
from bothways_web.people.models import Organisation
from bothways_web.people.units import above, current_tree

State = Packet.State


@dataclass(frozen=True)
class Given:
    """The words somebody is given, the language they are written in, and the packet; none where they are shipped."""

    words: PacketWords
    language: str
    packet: Packet | None = None


def given_to(unit: str, language: str) -> Given:
    """Return what new colleagues of a unit are given: the packet of the nearest unit, on top that of the whole.

    Parameters
    ----------
    unit : str
        A code; blank where somebody has no unit yet.
    language : str
        Of the reader. Among the packets of one unit it comes first, then that of the organisation.

    Notes
    -----
    Where there is no packet, the shipped words are given.
    """
    nearest = [unit, *above(current_tree(), unit)] if unit else []
    there = Packet.objects.filter(state=State.GIVEN).filter(Q(unit__code__in=nearest) | Q(unit=None))
    found = list(there.select_related("unit"))
    wanted = (language, language.split("-")[0], Organisation.current().language)
    for code in (*nearest, None):
        mine = [one for one in found if (one.unit.code if one.unit else None) == code]
        if mine:
            best = min(
                mine,
                key=lambda one: (
                    wanted.index(one.language) if one.language in wanted else len(wanted),
                    one.pk,
                ),
            )
            return Given(words_of(best), best.language, best)
    plain = (language or get_language() or "en").split("-")[0]
    return Given(starter(plain), plain)


def words_of(packet: Packet, number: int | None = None) -> PacketWords:
    """Return the words of a packet: of its newest version, or of an earlier one."""
    found = PacketVersion.objects.get(packet=packet, number=number or packet.version)
    return read_words(found.document)


def visible_packets(viewer: Viewer) -> QuerySet[Packet]:
    """Return the packets that a viewer may read; drafts and those no longer given by those who write them."""
    found = Packet.objects.select_related("unit").order_by("unit__code", "language", "pk")
    if writes_packets(viewer):
        return found
    found = found.filter(state=State.GIVEN)
    if viewer.may(Right.MISSION, "read"):
        return found
    tree = current_tree()
    near = {one for code in viewer.leads for one in (code, *above(tree, code))}
    return found.filter(Q(unit__code__in=near) | Q(unit=None))


def writes_packets(viewer: Viewer) -> bool:
    """Return whether a viewer writes packets and looks after the welcome."""
    return viewer.may(Right.MISSION, "edit")


def place_names(packets: list[Packet]) -> dict[int, str]:
    """Return for whom packets are, by their numbers."""
    names = names_of({one.unit.code for one in packets if one.unit})
    whole = _("The whole organisation")
    return {one.pk: names.get(one.unit.code, one.unit.code) if one.unit else whole for one in packets}
