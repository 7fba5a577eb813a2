"""Question sets as files: written, and read again with every part looked at before anything is kept."""

from __future__ import annotations

import json
import re
from typing import Any

from django.utils.translation import get_language_info

from bothways.errors import InputError
from bothways_web.listen.writing.draft import (
    FIRST_FORMAT,
    FORMAT,
    LARGEST_FILE,
    LONGEST_PURPOSE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    MOST_QUESTIONS,
    MOST_SECTIONS,
    VOICES,
    Draft,
    clean,
    questions_of,
)
from bothways_web.listen.writing.kinds import references_of, screens_of
from bothways_web.listen.writing.languages import LONGEST_NOTE, STATUSES
from bothways_web.listen.writing.lines import highest
from bothways_web.listen.writing.reading_questions import (
    IDENTIFIER,
    must,
    read_question,
    text_of,
)

_KEYS = {
    "format", "voice", "title", "purpose", "delicate", "language", "translations", "sections", "gone", "next",
}  # fmt: skip
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def write_draft(draft: Draft) -> str:
    """Return a draft as the text of a file."""
    return json.dumps(draft, ensure_ascii=False, indent=2) + "\n"


def read_draft(sent: bytes) -> Draft:
    """Read a draft from a file that `write_draft` made, or that somebody wrote by hand.

    Parts keep their names, so that conditions and repeated answers find them; where a part has none it is given one.

    Raises
    ------
    InputError
        Where it is none; the place is named.
    """
    found = _loaded(sent)
    must(
        isinstance(found, dict) and found.get("format") in (FORMAT, FIRST_FORMAT),
        "format", f'"{FORMAT}" or "{FIRST_FORMAT}"',
    )  # fmt: skip
    must(set(found) <= _KEYS, "its keys", "known")
    made: Draft = {"format": FORMAT, **_about(found), "sections": [], "gone": _gone(found.get("gone", {}))}
    sections = found.get("sections")
    must(
        isinstance(sections, list) and 0 < len(sections) <= MOST_SECTIONS,
        "sections",
        "a list of 1 to 20 sections",
    )
    for place, section in enumerate(sections, start=1):
        made["sections"].append(_section(section, f"section {place}"))
    size = sum(map(screens_of, questions_of(made)))
    must(size <= MOST_QUESTIONS, "sections", f"at most {MOST_QUESTIONS} questions together")
    _name_all(made, found.get("next", 1))
    _refuse_circles(made)
    return made


def _loaded(sent: bytes) -> Any:
    if len(sent) > LARGEST_FILE:
        raise InputError("The file is too large for a question set.", remedy="Send one of at most 400 kB.")
    try:
        return json.loads(sent.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputError(
            "The file is no JSON in UTF-8.", remedy="Export a set to see what one looks like."
        ) from None


def _about(found: Draft) -> Draft:
    """Return what a file says of the set as a whole."""
    language, delicate = found.get("language"), found.get("delicate", False)
    must(_is_language(language), "language", "the code of a language, such as en")
    must(isinstance(delicate, bool), "delicate", "true or false")
    voice = found.get("voice", "employee")
    must(voice in VOICES, "voice", "one of " + ", ".join(VOICES))
    purpose = found.get("purpose", "")
    must(
        isinstance(purpose, str) and len(purpose) <= LONGEST_PURPOSE,
        "purpose",
        "a text of up to 500 characters",
    )
    return {
        "voice": voice, "title": text_of(found.get("title"), "title", LONGEST_TITLE), "purpose": clean(purpose),
        "delicate": delicate, "language": language, "translations": _translations(found.get("translations", {})),
    }  # fmt: skip


def _translations(given: Any) -> dict[str, Any]:
    must(isinstance(given, dict), "translations", "statuses by language")
    for code, one in given.items():
        here = f"translations, {code[:12]}"
        must(_is_language(code), here, "under the code of a language, such as de")
        must(
            isinstance(one, dict) and set(one) <= {"status", "note"} and one.get("status") in STATUSES,
            here,
            "a status (" + ", ".join(STATUSES) + ") with a note",
        )
        note = one.get("note", "")
        must(
            isinstance(note, str) and len(note) <= LONGEST_NOTE,
            f"{here}, note",
            "a text of up to 500 characters",
        )
    return {
        code: {"status": one["status"], "note": clean(one.get("note", ""))} for code, one in given.items()
    }


def _gone(given: Any) -> dict[str, Any]:
    must(isinstance(given, dict) and len(given) <= MOST_QUESTIONS, "gone", "texts of removed questions")
    for name in given:
        must(IDENTIFIER["q"].fullmatch(name) is not None, "gone", "texts under names such as q2")
    return {name: text_of(text, f"gone, {name}", LONGEST_TEXT) for name, text in given.items()}


def _section(section: Any, where: str) -> dict[str, Any]:
    must(
        isinstance(section, dict) and isinstance(section.get("questions"), list), where, "name and questions"
    )
    must(set(section) <= {"id", "name", "questions"}, f"{where}, its keys", "id, name and questions")
    must(len(section["questions"]) <= MOST_QUESTIONS, where, f"one of at most {MOST_QUESTIONS} questions")
    return {
        "id": section.get("id"),
        "name": text_of(section.get("name"), f"{where}, name", LONGEST_TITLE),
        "questions": [
            read_question(question, f"{where}, question {place}")
            for place, question in enumerate(section["questions"], start=1)
        ],
    }


def _name_all(made: Draft, following: Any) -> None:
    """Check the names of sections and questions, give one to those without, and set the next number."""
    must(isinstance(following, int) and 0 <= following < 10**6, "next", "a whole number below a million")
    taken: set[str] = set()
    parts = [("s", f"section {place}", one) for place, one in enumerate(made["sections"], start=1)]
    parts += [
        ("q", f"section {place}, question {at}", question)
        for place, section in enumerate(made["sections"], start=1)
        for at, question in enumerate(section["questions"], start=1)
    ]
    for letter, where, part in parts:
        name = part["id"]
        if name is not None:
            must(
                isinstance(name, str)
                and IDENTIFIER[letter].fullmatch(name) is not None
                and name not in taken,
                f"{where}, id",
                f"a name of its own such as {letter}2",
            )
            taken.add(name)
    spoken_of = {name for question in questions_of(made) for name in references_of(question)}
    known = {name for name in spoken_of if IDENTIFIER["q"].fullmatch(name)}
    number = max(following - 1, highest(taken | known | set(made["gone"])))
    for _letter, _where, part in parts:
        if part["id"] is None:
            number += 1
            part["id"] = f"{_letter}{number}"
    made["next"] = number + 1


def _refuse_circles(made: Draft) -> None:
    """Refuse conditions that lead back to where they began."""
    leads = {
        question["id"]: question["ask_if"]["question"]
        for question in questions_of(made)
        if "ask_if" in question
    }
    for name in leads:
        seen, at = {name}, leads[name]
        while at in leads and at not in seen:
            seen.add(at)
            at = leads[at]
        must(at not in seen, f"ask_if of {name}", "a condition that does not lead back to its own question")


def _is_language(code: Any) -> bool:
    """Return whether a code is of a language that pages can name."""
    if not isinstance(code, str) or _CODE.fullmatch(code) is None:
        return False
    try:
        get_language_info(code)
    except KeyError:
        return False
    return True
