"""A question set as it is being written: sections with questions, and every change that can be made to it.

A draft is plain data, so that it can be kept, taken back, sent to others and read again::

    {"format": "bothways-question-set/2", "voice": "employee", "title": {"en": "…"}, "purpose": "…",
     "delicate": false, "language": "en", "translations": {"de": {"status": "checked", "note": "…"}},
     "sections": [{"id": "s1", "name": {"en": "…"}, "questions": [
         {"id": "q2", "kind": "scale", "text": {"en": "…"}, "scale": "agree5", "turned": false},
         {"id": "q3", "kind": "single", "text": {"en": "…"}, "options": [{"id": "o1", "label": {"en": "…"}}, …],
          "last": 2, "ask_if": {"question": "q2", "answers": [1, 2]}},
         {"id": "q4", "kind": "multiple", "text": …, "options": […], "last": 4, "most": 2},
         {"id": "q5", "kind": "matrix", "text": …, "rows": [{"id": "r1", "text": {"en": "…"}}, …], "last": 2,
          "scale": "often5", "turned": false},
         {"id": "q6", "kind": "ranking", "text": …, "options": […], "last": 3},
         {"id": "q7", "kind": "number", "text": …, "low": 0, "high": 10},
         {"id": "q8", "kind": "date", "text": …, "first": "2026-01-01", "last": "2026-12-31"},
         {"id": "q9", "kind": "text", "text": {"en": "Why {answer:q3}?"}, "most": 1000}]}],
     "gone": {}, "next": 10}

Words of removed questions of which others still speak are kept under "gone". The last number that an option or a row
was given is kept, so that none is given twice. Sets of the first format, in which every question is on a scale, are
read as well. Functions here return a new draft and leave the old one as it was.
"""

from __future__ import annotations

import copy
import unicodedata
from typing import Any

from bothways.errors import InputError
from bothways_web.listen.writing.kinds import references_of, screens_of

Draft = dict[str, Any]
FORMAT, FIRST_FORMAT = "bothways-question-set/2", "bothways-question-set/1"
MOST_SECTIONS, MOST_QUESTIONS = 20, 60
LONGEST_TITLE, LONGEST_TEXT, LONGEST_PURPOSE = 120, 500, 500
#: Largest file of a question set, in bytes.
LARGEST_FILE = 400_000
#: Who can be asked a set.
VOICES = ("employee", "customer", "candidate")


def empty_draft(title: str, language: str, voice: str = "employee") -> Draft:
    """Return a draft with one section and no question."""
    return {
        "format": FORMAT, "voice": voice, "title": {language: title}, "purpose": "", "delicate": False,
        "language": language, "translations": {},
        "sections": [{"id": "s1", "name": {language: title}, "questions": []}], "gone": {},
        "next": 2,
    }  # fmt: skip


def as_now(draft: Draft) -> Draft:
    """Return a draft of any format in the one of now."""
    made = copy.deepcopy(draft)
    made["format"] = FORMAT
    made.setdefault("translations", {})
    made.setdefault("voice", "employee")
    for question in questions_of(made):
        question.setdefault("kind", "scale")
    spoken_of = {name for question in questions_of(made) for name in references_of(question)}
    made["gone"] = {name: text for name, text in made.get("gone", {}).items() if name in spoken_of}
    return made


def add_section(draft: Draft, name: dict[str, str]) -> Draft:
    """Return a draft with one more section."""
    made = as_now(draft)
    if len(made["sections"]) >= MOST_SECTIONS:
        raise InputError(f"A set has at most {MOST_SECTIONS} sections.", remedy="Put questions together.")
    made["sections"].append({"id": f"s{_number(made)}", "name": filled(name), "questions": []})
    return made


def name_section(draft: Draft, section: str, name: dict[str, str]) -> Draft:
    """Return a draft in which a section is called otherwise."""
    made = as_now(draft)
    _section(made, section)["name"] = filled(name)
    return made


def put_question(
    draft: Draft, section: str, question: str | None, text: dict[str, str], scale: str, *, turned: bool
) -> Draft:
    """Return a draft with a question on a scale, new or changed."""
    body = {"kind": "scale", "text": text, "scale": scale, "turned": turned}
    return place_question(draft, section, question, body)


def place_question(draft: Draft, section: str, question: str | None, body: dict[str, Any]) -> Draft:
    """Return a draft with a question of any kind, new or changed; it may stand in another section from then on.

    Parameters
    ----------
    draft : dict
    section : str
    question : str or None
        None for a new one.
    body : dict
        The question without its name; who is asked stays as it was.
    """
    made = as_now(draft)
    given, target = body | {"text": filled(body["text"])}, _section(made, section)
    if question is None:
        target["questions"].append({"id": f"q{_number(made)}", **given})
    else:
        home, found = _question(made, question)
        kept = {key: found[key] for key in ("id", "ask_if") if key in found}
        found.clear()
        found.update(kept | given)
        if home is not target:
            home["questions"].remove(found)
            target["questions"].append(found)
    if sum(map(screens_of, questions_of(made))) > MOST_QUESTIONS:
        raise InputError(
            f"A set has at most {MOST_QUESTIONS} questions; each row of a table is one.",
            remedy="Leave some out: people tire.",
        )
    return made


def ask_only(draft: Draft, question: str, of: str, answers: list[int | str]) -> Draft:
    """Return a draft in which a question is asked only of those who gave some answers to another one.

    Parameters
    ----------
    draft : dict
    question, of : str
    answers : list of int or str
        Steps or names of options; none: everybody is asked.
    """
    made = as_now(draft)
    found = _question(made, question)[1]
    found.pop("ask_if", None)
    if answers:
        found["ask_if"] = {"question": _question(made, of)[1]["id"], "answers": list(answers)}
    return made


def note_language(draft: Draft, code: str, status: str, note: str) -> Draft:
    """Return a draft that says how far the texts in a language are compared with the others."""
    made = as_now(draft)
    made["translations"][code] = {"status": status, "note": clean(note)}
    return made


def move(draft: Draft, name: str, step: int) -> Draft:
    """Return a draft in which a section, or a question inside its section, stands one place earlier or later."""
    made = as_now(draft)
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
    made = as_now(draft)
    if name.startswith("q"):
        home, found = _question(made, name)
        gone = [found]
        home["questions"].remove(found)
    else:
        gone = _section(made, name)["questions"]
        made["sections"].remove(_section(made, name))
    made["gone"] |= {question["id"]: question["text"] for question in gone}
    return as_now(made)


def describe(draft: Draft, title: dict[str, str], purpose: str, *, delicate: bool) -> Draft:
    """Return a draft with another title, purpose, or care."""
    return as_now(draft) | {"title": filled(title), "purpose": clean(purpose), "delicate": delicate}


def questions_of(draft: Draft) -> list[dict[str, Any]]:
    """Return all questions, in the order in which they are asked."""
    return [question for section in draft["sections"] for question in section["questions"]]


def text_in(text: dict[str, str], draft: Draft, language: str = "") -> str:
    """Return a text in a language, or in that in which the set is written, or in any."""
    return text.get(language) or text.get(draft["language"]) or next(iter(text.values()), "")


def question_named(draft: Draft, name: str) -> dict[str, Any] | None:
    """Return a question; None where there is none of that name."""
    return next((one for one in questions_of(draft) if one["id"] == name), None)


def home_of(draft: Draft, name: str) -> str:
    """Return the section in which a question stands."""
    return str(_question(draft, name)[0]["id"])


def clean(text: str) -> str:
    """Return a text on one line, without characters that no text has; blank where nothing of it can be read."""
    kept = "".join(letter if unicodedata.category(letter) not in ("Cc", "Cs") else " " for letter in text)
    return " ".join(kept.split()) if any(map(str.isalnum, kept)) else ""


def filled(text: dict[str, str]) -> dict[str, str]:
    """Return a text by language without what is blank."""
    cleaned = {code: clean(words) for code, words in text.items()}
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
