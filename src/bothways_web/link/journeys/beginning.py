"""Beginning a journey: blank, from one of the starters, or from a file; all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml
from django.db import transaction
from django.utils.translation import get_language

from bothways_web.link.journeys.document import Document, add_stage, new_journey, new_stage
from bothways_web.link.journeys.pains import StagePlace, add_pain
from bothways_web.link.journeys.reading import read_journey
from bothways_web.link.journeys.themes import Themes
from bothways_web.link.journeys.verbs import begin_journey
from bothways_web.link.models import Journey
from bothways_web.people.models import User

LANGUAGES = ("en", "de", "es")


@dataclass(frozen=True)
class Starter:
    """A journey to begin with: its name in the address, what it is called, and what it is about."""

    id: str
    name: str
    about: str


def starters() -> list[Starter]:
    """Return the starters in the language of the page."""
    return [Starter(name, one["name"], one["about"]) for name, one in _told(_language()).items()]


def starter_document(name: str) -> Document:
    """Return a starter as a document with stages of its own.

    Raises
    ------
    KeyError
        Where there is no such starter.
    """
    told = _told(_language())[name]
    made = new_journey(told["name"], told["lanes"])
    for one in told["stages"]:
        made = add_stage(made, new_stage(**one))
    return made


class Begun(NamedTuple):
    """A journey that was begun from a file, and the themes of the file that are not told here, by their names."""

    journey: Journey
    left_out: tuple[str, ...]


@transaction.atomic
def begin_from_file(raw: bytes, *, by: User, themes: Themes | None = None) -> Begun:
    """Begin a journey with what a file holds, pain points and all.

    Parameters
    ----------
    raw : bytes
    by : User
    themes : Themes, optional
        Those that whoever begins it may see; themes that are not among them are left out.

    Raises
    ------
    InputError
        Where the file is none; nothing is kept.
    """
    found = read_journey(raw, themes=themes.names() if themes else {})
    made = begin_journey(found.document, by=by)
    for stage, pain in found.pains:
        add_pain(StagePlace(made.pk, stage), pain, by=by)
    return Begun(made, found.left_out)


def _language() -> str:
    code = (get_language() or "en").split("-")[0]
    return code if code in LANGUAGES else "en"


@lru_cache(maxsize=len(LANGUAGES))
def _told(language: str) -> dict[str, Any]:
    text = (files("bothways_web.link.journeys") / "starters" / f"{language}.yaml").read_text(encoding="utf-8")
    told: dict[str, Any] = yaml.safe_load(text)
    return told
