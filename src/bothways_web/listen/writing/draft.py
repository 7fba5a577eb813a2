"""A question set as it is being written: sections with questions, and every change that can be made to it.

A draft is plain data, so that it can be kept, taken back, sent to others and read again::

    {"format": "bothways-question-set/1", "title": {"en": "…"}, "purpose": "…", "delicate": false, "language": "en",
     "sections": [{"id": "s1", "name": {"en": "…"}, "questions": [
         {"id": "q2", "text": {"en": "…"}, "scale": "agree5", "turned": false}]}],
     "next": 3}

Functions here return a new draft and leave the old one as it was.
"""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from typing import Any

from django.utils.translation import get_language_info

from bothways.errors import InputError
from bothways_web.listen.writing.scales import SCALES

Draft = dict[str, Any]
FORMAT = "bothways-question-set/1"
MOST_SECTIONS, MOST_QUESTIONS = 20, 60
LONGEST_TITLE, LONGEST_TEXT, LONGEST_PURPOSE = 120, 500, 500
#: Largest file of a question set, in bytes.
LARGEST_FILE = 400_000
_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ID = re.compile(r"[sq][1-9][0-9]{0,5}")


def empty_draft(title: str, language: str) -> Draft:
    """Return a draft with one section and no question."""
    return {
        "format": FORMAT, "title": {language: title}, "purpose": "", "delicate": False, "language": language,
        "sections": [{"id": "s1", "name": {language: title}, "questions": []}], "next": 2,
    }  # fmt: skip


def add_section(draft: Draft, name: dict[str, str]) -> Draft:
    """Return a draft with one more section."""
    made = copy.deepcopy(draft)
    if len(made["sections"]) >= MOST_SECTIONS:
        raise InputError(f"A set has at most {MOST_SECTIONS} sections.", remedy="Put questions together.")
    made["sections"].append({"id": f"s{_number(made)}", "name": _filled(name), "questions": []})
    return made


def name_section(draft: Draft, section: str, name: dict[str, str]) -> Draft:
    """Return a draft in which a section is called otherwise."""
    made = copy.deepcopy(draft)
    _section(made, section)["name"] = _filled(name)
    return made


def put_question(
    draft: Draft, section: str, question: str | None, text: dict[str, str], scale: str, *, turned: bool
) -> Draft:
    """Return a draft with a question, new or changed; a changed one may stand in another section from then on."""
    made = copy.deepcopy(draft)
    given = {"text": _filled(text), "scale": scale, "turned": turned}
    target = _section(made, section)
    if question is None:
        if len(questions_of(made)) >= MOST_QUESTIONS:
            raise InputError(
                f"A set has at most {MOST_QUESTIONS} questions.", remedy="Leave some out: people tire."
            )
        target["questions"].append({"id": f"q{_number(made)}", **given})
        return made
    home, found = _question(made, question)
    found.update(given)
    if home is not target:
        home["questions"].remove(found)
        target["questions"].append(found)
    return made


def move(draft: Draft, name: str, step: int) -> Draft:
    """Return a draft in which a section, or a question inside its section, stands one place earlier or later."""
    made = copy.deepcopy(draft)
    rows = made["sections"] if name.startswith("s") else _question(made, name)[0]["questions"]
    at = next((place for place, row in enumerate(rows) if row["id"] == name), None)
    if at is None:
        raise _gone()
    to = at + step
    if 0 <= to < len(rows):
        rows[at], rows[to] = rows[to], rows[at]
    return made


def remove(draft: Draft, name: str) -> Draft:
    """Return a draft without a question, or without a section and all its questions."""
    made = copy.deepcopy(draft)
    if name.startswith("q"):
        home, found = _question(made, name)
        home["questions"].remove(found)
    else:
        made["sections"].remove(_section(made, name))
    return made


def describe(draft: Draft, title: dict[str, str], purpose: str, *, delicate: bool) -> Draft:
    """Return a draft with another title, purpose, or care."""
    return copy.deepcopy(draft) | {"title": _filled(title), "purpose": _clean(purpose), "delicate": delicate}


def questions_of(draft: Draft) -> list[dict[str, Any]]:
    """Return all questions, in the order in which they are asked."""
    return [question for section in draft["sections"] for question in section["questions"]]


def text_in(text: dict[str, str], draft: Draft, language: str = "") -> str:
    """Return a text in a language, or in that in which the set is written, or in any."""
    return text.get(language) or text.get(draft["language"]) or next(iter(text.values()), "")


def read_draft(sent: bytes) -> Draft:
    """Read a draft from a file that `write_draft` made, or that somebody wrote by hand.

    Raises
    ------
    InputError
        Where it is none; the place is named.
    """
    if len(sent) > LARGEST_FILE:
        raise InputError("The file is too large for a question set.", remedy="Send one of at most 400 kB.")
    try:
        found = json.loads(sent.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise InputError(
            "The file is no JSON in UTF-8.", remedy="Export a set to see what one looks like."
        ) from None
    _must(isinstance(found, dict) and found.get("format") == FORMAT, "format", f'"{FORMAT}"')
    _must(
        set(found) <= {"format", "title", "purpose", "delicate", "language", "sections", "next"},
        "its keys",
        "known",
    )
    language = found.get("language")
    _must(
        isinstance(language, str) and _is_language(language), "language", "the code of a language, such as en"
    )
    _must(isinstance(found.get("delicate", False), bool), "delicate", "true or false")
    purpose = found.get("purpose", "")
    _must(
        isinstance(purpose, str) and len(purpose) <= LONGEST_PURPOSE,
        "purpose",
        "a text of up to 500 characters",
    )
    sections = found.get("sections")
    _must(
        isinstance(sections, list) and 0 < len(sections) <= MOST_SECTIONS,
        "sections",
        "a list of 1 to 20 sections",
    )
    made: Draft = {
        "format": FORMAT, "title": _text(found.get("title"), "title", LONGEST_TITLE), "purpose": _clean(purpose),
        "delicate": found.get("delicate", False), "language": language, "sections": [], "next": 1,
    }  # fmt: skip
    for place, section in enumerate(sections, start=1):
        made["sections"].append(_read_section(made, section, f"section {place}"))
    _must(
        len(questions_of(made)) <= MOST_QUESTIONS, "sections", f"at most {MOST_QUESTIONS} questions together"
    )
    return made


def write_draft(draft: Draft) -> str:
    """Return a draft as the text of a file."""
    return json.dumps(draft, ensure_ascii=False, indent=2) + "\n"


def _read_section(draft: Draft, section: Any, where: str) -> dict[str, Any]:
    """Return a section of a file with names of our own; where a name was ours already, the order stays."""
    _must(
        isinstance(section, dict) and isinstance(section.get("questions"), list), where, "name and questions"
    )
    made: dict[str, Any] = {
        "id": f"s{_number(draft)}",
        "name": _text(section.get("name"), f"{where}, name", LONGEST_TITLE),
    }
    made["questions"] = []
    for place, question in enumerate(section["questions"], start=1):
        here = f"{where}, question {place}"
        _must(isinstance(question, dict), here, "text and scale")
        scale, turned = question.get("scale"), question.get("turned", False)
        _must(isinstance(scale, str) and scale in SCALES, f"{here}, scale", "one of " + ", ".join(SCALES))
        _must(isinstance(turned, bool), f"{here}, turned", "true or false")
        text = _text(question.get("text"), f"{here}, text", LONGEST_TEXT)
        made["questions"].append({"id": f"q{_number(draft)}", "text": text, "scale": scale, "turned": turned})
    return made


def _text(given: Any, where: str, longest: int) -> dict[str, str]:
    """Return a text of a file by language."""
    _must(isinstance(given, dict) and bool(given), where, "texts by language")
    for code, text in given.items():
        _must(
            isinstance(code, str) and _CODE.fullmatch(code) is not None,
            where,
            "codes of languages such as en",
        )
        _must(
            isinstance(text, str) and len(text) <= longest and bool(_clean(text)),
            where,
            f"texts of up to {longest} characters that can be read",
        )
    return {code: _clean(text) for code, text in given.items()}


def _is_language(code: str) -> bool:
    """Return whether a code is of a language that pages can name."""
    try:
        get_language_info(code)
    except KeyError:
        return False
    return True


def _must(holds: bool, where: str, what: str) -> None:
    if not holds:
        raise InputError(
            f"In the file, {where} must be {what}.", remedy="Correct it there; nothing was imported."
        )


def _clean(text: str) -> str:
    """Return a text on one line, without characters that no text has; blank where nothing of it can be read."""
    kept = "".join(letter if unicodedata.category(letter) not in ("Cc", "Cs") else " " for letter in text)
    return " ".join(kept.split()) if any(map(str.isalnum, kept)) else ""


def _filled(text: dict[str, str]) -> dict[str, str]:
    cleaned = {code: _clean(words) for code, words in text.items()}
    return {code: words for code, words in cleaned.items() if words}


def _number(draft: Draft) -> int:
    """Return a number that no part of this draft has had."""
    number = int(draft["next"])
    draft["next"] = number + 1
    return number


def _section(draft: Draft, name: str) -> dict[str, Any]:
    found: dict[str, Any] | None = next((one for one in draft["sections"] if one["id"] == name), None)
    if found is None:
        raise _gone()
    return found


def _question(draft: Draft, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    for section in draft["sections"]:
        for question in section["questions"]:
            if question["id"] == name:
                return section, question
    raise _gone()


def _gone() -> InputError:
    return InputError("This part of the set is not there any more.", remedy="Load the page again.")
