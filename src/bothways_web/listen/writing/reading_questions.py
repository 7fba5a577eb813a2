"""Questions of a file, kind by kind; whatever is wrong is named with its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any, TypeGuard

from bothways.errors import InputError
from bothways_web.listen.writing.draft import LONGEST_TEXT, clean
from bothways_web.listen.writing.kinds import (
    KINDS,
    LARGEST,
    LONGEST_ANSWER,
    LONGEST_OPTION,
    MOST_OPTIONS,
    TABLE_SCALES,
)
from bothways_web.listen.writing.lines import highest
from bothways_web.listen.writing.scales import SCALES

IDENTIFIER = {letter: re.compile(rf"{letter}[1-9][0-9]{{0,5}}") for letter in "sqor"}
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
Given = dict[str, Any]


def read_question(given: Any, where: str) -> Given:
    """Return a question of a file; its name is looked at where all names are known."""
    must(isinstance(given, dict), where, "text and kind")
    kind = given.get("kind", "scale")
    must(isinstance(kind, str) and kind in KINDS, f"{where}, kind", "one of " + ", ".join(KINDS))
    read, keys = _BODIES[kind]
    known = {"id", "kind", "text", "ask_if", *keys}
    must(set(given) <= known, f"{where}, its keys", "among " + ", ".join(sorted(known)))
    made = {
        "id": given.get("id"), "kind": kind, "text": text_of(given.get("text"), f"{where}, text", LONGEST_TEXT),
        **read(given, where),
    }  # fmt: skip
    if "ask_if" in given:
        made["ask_if"] = _condition(given["ask_if"], f"{where}, ask_if")
    return made


def text_of(given: Any, where: str, longest: int) -> dict[str, str]:
    """Return a text of a file by language."""
    must(isinstance(given, dict) and bool(given), where, "texts by language")
    for code, text in given.items():
        must(_CODE.fullmatch(code) is not None, where, "codes of languages such as en")
        must(
            isinstance(text, str) and len(text) <= longest and bool(clean(text)),
            where,
            f"texts of up to {longest} characters that can be read",
        )
    return {code: clean(text) for code, text in given.items()}


def must(holds: bool, where: str, what: str) -> None:
    """Refuse a file in which something does not hold."""
    if not holds:
        raise InputError(
            f"In the file, {where} must be {what}.", remedy="Correct it there; nothing was imported."
        )


def _condition(given: Any, where: str) -> Given:
    must(
        isinstance(given, dict) and set(given) == {"question", "answers"},
        where,
        "a question with its answers",
    )
    name, answers = given["question"], given["answers"]
    must(isinstance(name, str) and IDENTIFIER["q"].fullmatch(name) is not None, where, "on a name such as q2")
    must(
        isinstance(answers, list) and 0 < len(answers) <= MOST_OPTIONS and all(map(_is_answer, answers)),
        f"{where}, answers",
        "a list of steps such as 1, or of names of options such as o1",
    )
    return {"question": name, "answers": list(dict.fromkeys(answers))}


def _is_answer(answer: Any) -> bool:
    if isinstance(answer, str):
        return IDENTIFIER["o"].fullmatch(answer) is not None
    return _is_whole(answer) and 0 <= answer <= 100


def _is_whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _on_scale(given: Given, where: str) -> Given:
    scale, turned = given.get("scale"), given.get("turned", False)
    allowed = TABLE_SCALES if given.get("kind") == "matrix" else tuple(SCALES)
    must(isinstance(scale, str) and scale in allowed, f"{where}, scale", "one of " + ", ".join(allowed))
    must(isinstance(turned, bool), f"{where}, turned", "true or false")
    return {"scale": scale, "turned": turned}


def _options(given: Given, where: str) -> Given:
    return _lines(given, where, key="options", word="label", letter="o", longest=LONGEST_OPTION)


def _lines(given: Given, where: str, *, key: str, word: str, letter: str, longest: int) -> Given:
    """Return options, or rows of a table, each with a name of its own."""
    rows, last = given.get(key, []), given.get("last", 0)
    must(
        isinstance(rows, list) and len(rows) <= MOST_OPTIONS,
        f"{where}, {key}",
        f"a list of at most {MOST_OPTIONS}",
    )
    must(_is_whole(last) and 0 <= last < 10**6, f"{where}, last", "a whole number below a million")
    taken: set[str] = set()
    made = []
    for place, row in enumerate(rows, start=1):
        here = f"{where}, {key}, {place}"
        must(isinstance(row, dict) and set(row) <= {"id", word}, here, f"an id with a {word}")
        name = row.get("id")
        if name is not None:
            fits = isinstance(name, str) and IDENTIFIER[letter].fullmatch(name) is not None
            must(fits and name not in taken, f"{here}, id", f"a name of its own such as {letter}1")
            taken.add(name)
        made.append({"id": name, word: text_of(row.get(word), f"{here}, {word}", longest)})
    number = max(last, highest(taken))
    for row in made:
        if row["id"] is None:
            number += 1
            row["id"] = f"{letter}{number}"
    return {key: made, "last": number}


def _multiple(given: Given, where: str) -> Given:
    made = _options(given, where)
    if "most" in given:
        most = given["most"]
        fits = _is_whole(most) and 1 <= most <= max(1, len(made["options"]))
        must(fits, f"{where}, most", "a whole number up to the number of options")
        made["most"] = most
    return made


def _matrix(given: Given, where: str) -> Given:
    rows = _lines(given, where, key="rows", word="text", letter="r", longest=LONGEST_TEXT)
    return rows | _on_scale(given, where)


def _number(given: Given, where: str) -> Given:
    low, high = given.get("low"), given.get("high")
    for key, value in (("low", low), ("high", high)):
        fits = _is_whole(value) and -LARGEST < value < LARGEST
        must(fits, f"{where}, {key}", "a whole number of at most nine digits")
    return {"low": low, "high": high}


def _date(given: Given, where: str) -> Given:
    for key in ("first", "last"):
        must(_is_day(given.get(key)), f"{where}, {key}", "a day such as 2026-12-31")
    return {"first": given["first"], "last": given["last"]}


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _text(given: Given, where: str) -> Given:
    most = given.get("most", 1000)
    must(
        _is_whole(most) and 1 <= most <= LONGEST_ANSWER,
        f"{where}, most",
        f"a whole number up to {LONGEST_ANSWER}",
    )
    return {"most": most}


_BODIES: dict[str, tuple[Callable[[Given, str], Given], tuple[str, ...]]] = {
    "scale": (_on_scale, ("scale", "turned")),
    "single": (_options, ("options", "last")),
    "multiple": (_multiple, ("options", "last", "most")),
    "matrix": (_matrix, ("rows", "last", "scale", "turned")),
    "ranking": (_options, ("options", "last")),
    "number": (_number, ("low", "high")),
    "date": (_date, ("first", "last")),
    "text": (_text, ("most",)),
}
