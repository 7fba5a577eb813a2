"""Tasks that new colleagues tick for themselves: nobody else sees it, and no log keeps it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import PacketTick
from bothways_web.act.welcome.words import PacketWords
from bothways_web.people.models import Person


def ticked(person: Person) -> frozenset[str]:
    """Return the keys of the tasks that somebody ticked."""
    return frozenset(PacketTick.objects.filter(person=person).values_list("task", flat=True))


def tick_task(person: Person, words: PacketWords, key: str, *, done: bool) -> None:
    """Tick a task of one's packet, or take the tick away.

    Raises
    ------
    InputError
        Where the packet has no such task any more.
    """
    if key not in {one.key for one in words.tasks}:
        raise InputError(_("This task is no longer in your packet."), remedy=_("Look at the page again."))
    if done:
        PacketTick.objects.get_or_create(person=person, task=key)
    else:
        PacketTick.objects.filter(person=person, task=key).delete()
