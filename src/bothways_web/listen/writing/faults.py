"""What keeps a set from being used, as sentences; while it is written all of it may stand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from bothways_web.listen.writing.draft import Draft, as_now, questions_of, text_in
from bothways_web.listen.writing.kinds import WITH_OPTIONS, counts, kind_of, texts_of
from bothways_web.listen.writing.lines import same_line
from bothways_web.listen.writing.paths import called, path_faults
from bothways_web.listen.writing.pipes import pipe_faults
from bothways_web.listen.writing.same_words import plain_words
from bothways_web.listen.writing.scales import Text


def faults_of(document: Draft) -> list[str]:
    """Return what keeps a draft from being used, as sentences; empty where nothing does."""
    draft = as_now(document)
    own = [fault for question in questions_of(draft) for fault in question_faults(draft, question)]
    return [*_set_faults(draft), *_section_faults(draft), *own, *path_faults(draft), *pipe_faults(draft)]


def _set_faults(draft: Draft) -> list[str]:
    found, questions = [], questions_of(draft)
    if not draft["title"].get(draft["language"]):
        found.append(_("The set has no title."))
    if not questions:
        found.append(_("There is no question yet."))
    if not all(question["text"].get(draft["language"]) for question in questions):
        found.append(_("A question is missing in the language in which the set is written."))
    texts = [plain_words(text_in(question["text"], draft)) for question in questions]
    if len(set(texts)) < len(texts):
        found.append(_("Two questions say the same."))
    return found


def _section_faults(draft: Draft) -> list[str]:
    found = []
    any_counts = any(map(counts, questions_of(draft)))
    for section in draft["sections"]:
        name = text_in(section["name"], draft)
        if not name:
            found.append(_("A section has no name."))
        if not section["questions"]:
            found.append(
                _("The section “%(name)s” has no question. Add one, or remove the section.") % {"name": name}
            )
        elif any_counts and not any(map(counts, section["questions"])):
            found.append(
                _(
                    "The section “%(name)s” has no question on a scale that everybody is asked, so it makes no number. "
                    "Add one, or move its questions to another section."
                )
                % {"name": name}
            )
    return found


def question_faults(draft: Draft, question: dict[str, Any]) -> list[str]:
    """Return what is wrong with one question by itself."""
    kind, words = kind_of(question), {"question": called(draft, question["id"])}
    found = []
    if kind in WITH_OPTIONS and len(question["options"]) < 2:
        found.append(_("“%(question)s” needs two answers or more to choose from.") % words)
    if kind == "matrix" and len(question["rows"]) < 2:
        found.append(_("The table “%(question)s” needs two rows or more.") % words)
    if kind == "number" and question["low"] >= question["high"]:
        found.append(_("The lowest number of “%(question)s” must be below the highest.") % words)
    if kind == "date" and question["first"] >= question["last"]:
        found.append(_("The first day of “%(question)s” must be before the last.") % words)
    lines = [text for place, text in texts_of(question).items() if place]
    if not all(text.get(draft["language"]) for text in lines):
        found.append(
            _("An answer or a row of “%(question)s” is missing in the language in which the set is written.")
            % words
        )
    if _say_the_same(lines):
        found.append(_("Two answers or rows of “%(question)s” say the same.") % words)
    return found


def _say_the_same(lines: list[Text]) -> bool:
    """Return whether two lines have the same words in a language."""
    return any(
        same_line(text, other[code])
        for place, line in enumerate(lines)
        for other in lines[place + 1 :]
        for code, text in line.items()
        if code in other
    )
