"""A question as the page of its set shows it."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bothways_web.listen.writing.draft import Draft, text_in
from bothways_web.listen.writing.forms import SCALE_WORDS
from bothways_web.listen.writing.hints import hints_for
from bothways_web.listen.writing.kind_words import KIND_WORDS
from bothways_web.listen.writing.kinds import ON_A_SCALE, Question, counts, kind_of
from bothways_web.listen.writing.option_hints import option_hints
from bothways_web.listen.writing.paths import condition_words, sources_for


def row_of(question: Question, draft: Draft) -> dict[str, Any]:
    """Return a question with its answers, who is asked, and the hints about it."""
    language = draft["language"]
    texts = [question["text"], *(row["text"] for row in question.get("rows", ()))]
    hints = [hint for text in texts for code, words in text.items() for hint in hints_for(words, code)]
    lines = [row["text"] for row in question.get("rows", ())]
    lines += [option["label"] for option in question.get("options", ())]
    return {
        **question, "shown": text_in(question["text"], draft), "kind_words": _kind_words(question),
        "limits": _limits(question), "lines": [text_in(line, draft) for line in lines],
        "condition": condition_words(draft, question), "sources": bool(sources_for(draft, question["id"])),
        "hints": [*hints, *option_hints(question, language)], "counts": counts(question),
        "languages": sorted(set(question["text"]) - {language}),
    }  # fmt: skip


def _kind_words(question: Question) -> Promise | str:
    kind = kind_of(question)
    if kind == "scale":
        return SCALE_WORDS[question["scale"]]
    return KIND_WORDS[kind].name


def _limits(question: Question) -> Promise | str:
    """Return in words what an answer may be."""
    kind, most = kind_of(question), int(question.get("most") or 0)
    if kind == "number":
        return _("from %(low)s to %(high)s") % question
    if kind == "date":
        return _("from %(first)s to %(last)s") % question
    if kind == "text":
        return ngettext("at most one character", "at most %(most)s characters", most) % {"most": most}
    if kind == "multiple" and most:
        return ngettext("at most one answer", "at most %(most)s answers", most) % {"most": most}
    return SCALE_WORDS[question["scale"]] if kind in ON_A_SCALE and kind != "scale" else ""
