"""Beginning packets, changing them, giving them to new colleagues, and taking an earlier version up again."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.act.models import Packet, PacketVersion
from bothways_web.act.welcome.packets import words_of
from bothways_web.act.welcome.starter import starter
from bothways_web.act.welcome.words import PacketWords
from bothways_web.people.changes import record
from bothways_web.people.models import Unit, User
from bothways_web.people.units import today

State = Packet.State


class Stale(InputError):
    """Somebody else has changed a packet since it was looked at."""


def begin_packet(unit: Unit | None, language: str, *, shipped: bool, by: User) -> Packet:
    """Begin a packet as a draft, with the shipped words or none; sent twice it is one.

    Raises
    ------
    InputError
        Where the unit has a packet in this language.
    """
    words = starter(language) if shipped else PacketWords(_("Welcome"))
    there = Packet.objects.filter(unit=unit, language=language)
    try:
        with transaction.atomic():
            if there.exists():
                raise IntegrityError
            made = Packet.objects.create(unit=unit, language=language, changed_on=today())
            _write(made, words, by)
            record(by, "began packet", log_name(made), unit=unit.code if unit else "")
    except IntegrityError:
        raise InputError(
            _("There is a packet for these in this language."), remedy=_("Change that one.")
        ) from None
    return made


def change_packet(packet: Packet, words: PacketWords, *, seen: int, by: User) -> bool:
    """Write a new version; return whether anything is new in it.

    Raises
    ------
    Stale
        Where somebody else was first.
    """
    with transaction.atomic():
        locked = _locked(packet, seen)
        if words_of(locked) == words:
            return False
        locked.version += 1
        _write(locked, words, by)
        _save(locked)
        record(by, "changed packet", log_name(locked), version=locked.version)
    return True


def restore_version(packet: Packet, number: int, *, seen: int, by: User) -> bool:
    """Take the words of an earlier version up again, as a new one; return whether that changes anything."""
    return change_packet(packet, words_of(packet, number), seen=seen, by=by)


def give_packet(packet: Packet, *, seen: int, by: User) -> None:
    """Give a packet to new colleagues from now on."""
    _set_state(packet, State.GIVEN, "gave packet to new colleagues", seen, by)


def end_packet(packet: Packet, *, seen: int, by: User) -> None:
    """Give a packet to nobody any more; its words and versions stay, and it can be given again."""
    _set_state(packet, State.ENDED, "stopped giving packet", seen, by)


def log_name(packet: Packet) -> str:
    """Return what the change log calls a packet."""
    return f"packet {packet.pk}"


def _set_state(packet: Packet, state: str, verb: str, seen: int, by: User) -> None:
    with transaction.atomic():
        locked = _locked(packet, seen)
        if locked.state == state:
            return
        locked.state = state
        _save(locked)
        record(by, verb, log_name(locked))


def _write(packet: Packet, words: PacketWords, by: User) -> None:
    PacketVersion.objects.create(
        packet=packet, number=packet.version, document=words.document(), made_on=today(), by=by
    )


def _save(packet: Packet) -> None:
    packet.changed_on = today()
    packet.save(update_fields=["version", "state", "changed_on"])


def _locked(packet: Packet, seen: int) -> Packet:
    locked = Packet.objects.select_for_update(of=("self",)).get(pk=packet.pk)
    if locked.version != seen:
        raise Stale(_("Somebody else has changed this packet meanwhile."), remedy=_("Look at it again."))
    return locked
