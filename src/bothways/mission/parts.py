"""A mission: one sentence, and the promises that it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bothways.errors import FileError, InputError

LONGEST_SENTENCE, LONGEST_PROMISE, LONGEST_PHRASE = 600, 300, 120
MOST_PARTS, MOST_PHRASES = 12, 30
_REMEDY = "Write YAML with sentence: and parts:, each part with id: and promise:."
_FIELDS = {"sentence", "parts"}
_PART_FIELDS = {"id", "promise", "words", "against"}


@dataclass(frozen=True)
class Part:
    """One promise of a mission.

    Attributes
    ----------
    id : str
    promise : str
        A short sentence, such as "We answer the same day."
    words : tuple of str
        Phrases of the company's own that speak of it, whatever their case; ``*`` at the end of a word stands for any
        ending.
    against : tuple of str
        Phrases of the company's own that contradict it.
    """

    id: str
    promise: str
    words: tuple[str, ...] = ()
    against: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no rule could read."""
        if not self.id.strip():
            raise InputError("A part of the mission has no id.", remedy="Give it a short word of its own.")
        _check_text(self.promise, f"The promise of {self.id!r}", LONGEST_PROMISE)
        for phrase in (*self.words, *self.against):
            _check_text(phrase, f"A phrase of {self.id!r}", LONGEST_PHRASE)
        if max(len(self.words), len(self.against)) > MOST_PHRASES:
            raise InputError(
                f"The part {self.id!r} has too many phrases.", remedy=f"Keep {MOST_PHRASES} of each kind."
            )


@dataclass(frozen=True)
class Mission:
    """A mission.

    Attributes
    ----------
    sentence : str
    parts : tuple of Part
        At least one, each with an id of its own.
    """

    sentence: str
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        """Refuse a mission without parts, or with two parts of one id."""
        _check_text(self.sentence, "The sentence of the mission", LONGEST_SENTENCE)
        if not 0 < len(self.parts) <= MOST_PARTS:
            raise InputError(
                f"A mission has 1 to {MOST_PARTS} parts.", remedy="Write each promise as a part of its own."
            )
        ids = [part.id for part in self.parts]
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise InputError(f"Two parts are called {twice[0]!r}.", remedy="Give each part an id of its own.")


def read_mission(path: str | Path) -> Mission:
    """Read a mission from a YAML file.

    Parameters
    ----------
    path : str or Path
        A mapping with ``sentence`` and ``parts``; a part has ``id`` and ``promise``, and may have ``words`` and
        ``against``, lists of phrases.

    Returns
    -------
    Mission

    Raises
    ------
    FileError
        Where it is no such file.
    InputError
        Where a part is not as it should be.
    """
    import yaml

    path = Path(path)
    try:
        told = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise FileError("The mission cannot be read.", remedy=_REMEDY, file=path.name) from error
    return mission_from(told, file=path.name)


def mission_from(told: Any, *, file: str | None = None) -> Mission:
    """Return a mission from what a file or a form holds.

    Parameters
    ----------
    told : mapping
        As :func:`read_mission` describes it.
    file : str, optional
        Its name, for errors.

    Raises
    ------
    FileError
    InputError
    """
    parts = told.get("parts") if isinstance(told, Mapping) and set(told) <= _FIELDS else None
    good = isinstance(parts, list) and all(
        isinstance(one, Mapping) and set(one) <= _PART_FIELDS for one in parts
    )
    if not good or parts is None:
        raise FileError("This is no mission.", remedy=_REMEDY, file=file)
    made = tuple(
        Part(
            _word(one, "id", file),
            _word(one, "promise", file),
            _list(one, "words", file),
            _list(one, "against", file),
        )
        for one in parts
    )
    return Mission(_word(told, "sentence", file), made)


def _word(told: Mapping[str, Any], name: str, file: str | None) -> str:
    value = told.get(name)
    if not isinstance(value, str):
        raise FileError(f"{name} is no text, or missing.", remedy=_REMEDY, file=file)
    return " ".join(value.split())


def _list(told: Mapping[str, Any], name: str, file: str | None) -> tuple[str, ...]:
    value = told.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise FileError(f"{name} is no list of phrases.", remedy=_REMEDY, file=file)
    return tuple(" ".join(one.split()) for one in value)


def _check_text(text: str, what: str, longest: int) -> None:
    if not any(letter.isalpha() for letter in text):
        raise InputError(f"{what} has no words.", remedy="Write it in words.")
    if len(text) > longest:
        raise InputError(f"{what} is too long.", remedy=f"Write at most {longest} characters.")
