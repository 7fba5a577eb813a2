"""Themes in files: what they are and how they are known again, never what somebody wrote."""

from __future__ import annotations

import json
import math
from os import PathLike
from pathlib import Path
from typing import Any

from bothways.errors import FileError
from bothways.themes.results import Theme, Themes, Words

#: Of the form of the file.
FORM = 1
_NUMBERS = ("share", "low", "high", "agreement")
_COUNTS = ("comments", "people")


def themes_to_json(themes: Themes) -> str:
    """Return themes as JSON, to know them again in a later round.

    Parameters
    ----------
    themes : Themes

    Returns
    -------
    str
        ``form, themes, agreement, tried, by_hand, written, remarks``; each theme with its id, label, who named it,
        phrases, counts, shares and the weights of its words. No comment, no person. Numbers that are not told are null.
    """
    told: dict[str, Any] = {
        "form": FORM,
        "written": themes.written,
        "people": themes.people,
        "agreement": _or_null(themes.agreement),
        "by_hand": themes.by_hand,
        "tried": [
            {"themes": k, "agreement": agreement, "gain": gain, "error": error}
            for k, agreement, gain, error in themes.tried
        ],
        "remarks": list(themes.remarks),
        "themes": [_theme_out(one) for one in themes.themes],
    }
    return json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def read_themes(path: str | PathLike[str]) -> Themes:
    """Return themes of a file that :func:`themes_to_json` wrote.

    Parameters
    ----------
    path : path

    Returns
    -------
    Themes
        Without comments: to be handed to :func:`bothways.themes.fit_themes` as ``earlier``.

    Raises
    ------
    FileError
        The file is not there or holds something else; says what.
    """
    file = Path(path)
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except OSError as problem:
        raise FileError(
            f"The file cannot be opened ({problem.strerror or problem}).",
            remedy="Check the path.",
            file=file.name,
        ) from None
    except ValueError:
        raise _no_themes(file, "it is no JSON") from None
    if not isinstance(told, dict) or told.get("form") != FORM:
        raise _no_themes(file, f"“form” is not {FORM}")
    try:
        themes = tuple(_theme_in(one) for one in told["themes"])
        tried = tuple(
            (int(one["themes"]), float(one["agreement"]), float(one["gain"]), float(one["error"]))
            for one in told["tried"]
        )
        return Themes(
            themes, agreement=_or_nan(told["agreement"]), tried=tried, by_hand=bool(told["by_hand"]),
            remarks=tuple(map(str, told["remarks"])),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as problem:
        raise _no_themes(file, f"something is wrong with {problem}") from None


def _no_themes(file: Path, why: str) -> FileError:
    return FileError(
        f"This file holds no themes: {why}.", remedy="Take the themes.json of an earlier run.", file=file.name
    )


def _theme_out(one: Theme) -> dict[str, Any]:
    return {
        "id": one.id, "label": one.label, "named_by": one.named_by, "kind": one.kind, "phrases": list(one.phrases),
        **{name: getattr(one, name) for name in _COUNTS},
        **{name: _or_null(getattr(one, name)) for name in _NUMBERS},
        "parts": [[[word, round(weight, 6)] for word, weight in part] for part in one.parts],
    }  # fmt: skip


def _theme_in(told: dict[str, Any]) -> Theme:
    if told["named_by"] not in ("software", "person") or told["kind"] not in ("found", "own"):
        raise ValueError(f"theme {told['id']!r}")
    parts: tuple[Words, ...] = tuple(
        tuple((str(word), float(weight)) for word, weight in part) for part in told["parts"]
    )
    share, low, high, agreement = (_or_nan(told[name]) for name in _NUMBERS)
    return Theme(
        str(told["id"]), str(told["label"]), told["named_by"], told["kind"], tuple(map(str, told["phrases"])),
        int(told["comments"]), int(told["people"]), share, low, high, agreement, parts,
    )  # fmt: skip


def _or_null(value: float) -> float | None:
    return None if math.isnan(value) else value


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else float(value)
