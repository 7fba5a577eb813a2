"""A mission for tests, and a posting that keeps one of its promises and breaks another."""

from __future__ import annotations

from typing import Any

from bothways_web.act.mission.document import Document, new_document
from bothways_web.act.mission.reading import current_mission
from bothways_web.act.mission.writing import write_mission
from bothways_web.act.models import MissionVersion

DAY, TIME, SHIPS = (
    "We answer the same day.",
    "We take the time that is needed.",
    "The lighthouse keeper waves at ships.",
)
POSTING = (
    "You work in the office near the station. There are twelve rooms and a garden with two old trees. "
    "Every mail is answered before the end of the day. You take 15 calls per hour."
)
FRENCH = (
    "Nous cherchons une personne pour notre service. Vous répondez aux questions des clients et vous prenez le temps "
    "qu'il faut pour les écouter. Vous travaillez dans une petite équipe avec des horaires fixes."
)


def document(
    sentence: str = "We are there for people.",
    promises: tuple[str, ...] = (DAY, TIME, SHIPS),
    numbers: tuple[str, ...] = (),
) -> Document:
    now = current_mission()
    return new_document(sentence, promises, numbers, now.document if now else None)


def write(by: Any, given: Document | None = None) -> MissionVersion:
    now = current_mission()
    return write_mission(given or document(), now.number if now else 0, by=by)
