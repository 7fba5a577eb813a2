"""Who is asked what: conditions in words, and what keeps a question from ever being asked."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator, get_text_list
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bothways.measures.instrument import PIPE
from bothways_web.listen.writing.draft import Draft, question_named, questions_of, text_in
from bothways_web.listen.writing.kinds import LEADING_ON, answers_of, kind_of

Question = dict[str, Any]
#: Longest part of a question that a sentence about it holds.
LONGEST_NAME = 80


def called(draft: Draft, name: str) -> str:
    """Return a question in its own words, shortened; those that it had where it was removed.

    Three dots stand where it repeats an answer.
    """
    found = question_named(draft, name)
    text = found["text"] if found else draft.get("gone", {}).get(name, {})
    words = PIPE.sub("…", text_in(text, draft))
    return Truncator(words).chars(LONGEST_NAME) or _("a question without words")


def sources_for(draft: Draft, name: str) -> list[Question]:
    """Return the questions before one on whose answers it can depend."""
    rows = questions_of(draft)
    place = next((at for at, row in enumerate(rows) if row["id"] == name), 0)
    return [row for row in rows[:place] if kind_of(row) in LEADING_ON]


def answer_words(draft: Draft, question: Question) -> dict[int | str, str]:
    """Return the answers of a question in the language of the set; steps of our scales in that of the page."""
    own = kind_of(question) != "scale"
    language = draft["language"] if own else (get_language() or "en").split("-")[0]
    return {answer: text_in(text, draft, language) for answer, text in answers_of(question).items()}


def condition_words(draft: Draft, question: Question) -> str:
    """Return in a sentence who is asked a question; blank where everybody is."""
    condition = question.get("ask_if")
    if not condition:
        return ""
    source = question_named(draft, condition["question"])
    known = answer_words(draft, source) if source else {}
    answers = [_("“%(answer)s”") % {"answer": known[one]} for one in condition["answers"] if one in known]
    given = {"answers": get_text_list(answers, _("or")), "question": called(draft, condition["question"])}
    if not answers:
        return _("Asked after “%(question)s”, of nobody as it stands now.") % given
    return _("Asked of those who answered %(answers)s to “%(question)s”.") % given


def following(draft: Draft, question: Question) -> list[Question]:
    """Return the questions that depend on the answer to one."""
    return [row for row in questions_of(draft) if (row.get("ask_if") or {}).get("question") == question["id"]]


def path_faults(draft: Draft) -> list[str]:
    """Return what is wrong with conditions, as sentences that name both questions."""
    return [fault for fault, _reachable in _walk(draft).values() if fault]


def never_asked(draft: Draft) -> set[str]:
    """Return the names of questions that nobody can be asked as the draft stands."""
    return {name for name, (_fault, reachable) in _walk(draft).items() if not reachable}


def _walk(draft: Draft) -> dict[str, tuple[str, bool]]:
    """Return for each question that only some are asked what is wrong, and whether somebody can be asked."""
    rows = questions_of(draft)
    place_of = {row["id"]: place for place, row in enumerate(rows)}
    found: dict[str, tuple[str, bool]] = {}
    for place, row in enumerate(rows):
        if not row.get("ask_if"):
            continue
        fault, reachable = _condition_fault(draft, row, place, place_of)
        source = row["ask_if"]["question"]
        if reachable and not found.get(source, ("", True))[1]:
            both = _both(draft, row, source)
            fault = _("“%(question)s” can never be asked, for “%(other)s” can never be asked.") % both
            reachable = False
        found[row["id"]] = (fault, reachable)
    return found


def _condition_fault(draft: Draft, row: Question, place: int, place_of: dict[str, int]) -> tuple[str, bool]:
    """Return what is wrong with one condition, blank for nothing, and whether somebody can still be asked."""
    name = row["ask_if"]["question"]
    both, source = _both(draft, row, name), question_named(draft, name)
    if source is None:
        return _("“%(question)s” is asked after “%(other)s”, which was removed.") % both, False
    if _leads_back(draft, row):
        return (
            _("“%(question)s” and “%(other)s” can only be reached through each other, so nobody is asked.")
            % both,
            False,
        )
    if place_of[name] >= place:
        return _("“%(question)s” is asked after “%(other)s”, which comes later now.") % both, False
    known = answers_of(source)
    if not known:
        return (
            _("“%(question)s” is asked after “%(other)s”, after whose answers no question can be asked.")
            % both,
            False,
        )
    missing = [answer for answer in row["ask_if"]["answers"] if answer not in known]
    if len(missing) == len(row["ask_if"]["answers"]):
        return (
            _("“%(question)s” can never be asked: “%(other)s” does not have the answer any more.") % both,
            False,
        )
    if missing:
        return (
            _("“%(question)s” is asked after an answer that “%(other)s” does not have any more.") % both,
            True,
        )
    return "", True


def _leads_back(draft: Draft, row: Question) -> bool:
    """Return whether conditions lead from a question back to itself."""
    seen: set[str] = set()
    at: Question | None = row
    while at is not None and at.get("ask_if") and at["id"] not in seen:
        seen.add(at["id"])
        at = question_named(draft, at["ask_if"]["question"])
        if at is not None and at["id"] == row["id"]:
            return True
    return False


def _both(draft: Draft, row: Question, other: str) -> dict[str, str]:
    return {"question": called(draft, row["id"]), "other": called(draft, other)}
