"""A set as people will meet it: its screens, and which of them are shown after the answers that were tried."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bothways_web.listen.writing.draft import Draft, question_named, questions_of, text_in
from bothways_web.listen.writing.kinds import PIPE, Question, answers_of, kind_of
from bothways_web.listen.writing.paths import condition_words
from bothways_web.listen.writing.scales import SCALES, Text

#: What stands for an answer that was not given.
NOT_GIVEN = "…"
#: Scales with more steps than this are laid out as numbers in a row.
WIDE = 7
Tried = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Walk:
    """A way through a set.

    Attributes
    ----------
    draft : dict
    tried : mapping of str to sequence of str
        Answers so far by the name of their field, as the page hands them in; nothing of them is kept.
    language : str
        Of the page.
    """

    draft: Draft
    tried: Tried
    language: str

    def asked(self) -> list[Question]:
        """Return the questions that are asked after these answers."""
        found: dict[str, Question] = {}
        for question in questions_of(self.draft):
            condition = question.get("ask_if")
            if condition:
                source = found.get(condition["question"])
                given = self.tried.get(field_of(source["id"]), ()) if source else ()
                if not {str(answer) for answer in condition["answers"]} & set(given):
                    continue
            found[question["id"]] = question
        return list(found.values())

    def overview(self) -> list[dict[str, Any]]:
        """Return every question with whether it is asked, and of whom."""
        asked = {question["id"] for question in self.asked()}
        return [
            {
                "number": number, "text": self.words(question["text"]), "asked": question["id"] in asked,
                "condition": condition_words(self.draft, question),
            }
            for number, question in enumerate(questions_of(self.draft), start=1)
        ]  # fmt: skip

    def words(self, text: Text) -> str:
        """Return a text in the language of the page, with the answers that it repeats."""
        return PIPE.sub(lambda found: self._given(found[1]), text_in(text, self.draft, self.language))

    def lang(self, texts: Iterable[Text]) -> str:
        """Return the language of texts where it is another than that of the page."""
        return "" if all(text.get(self.language) for text in texts) else str(self.draft["language"])

    def screen(self, question: Question) -> dict[str, Any]:
        """Return what the screen of a question shows."""
        kind, name = kind_of(question), field_of(question["id"])
        chosen = self.tried.get(name, ())
        shown: dict[str, Any] = {
            "kind": kind, "name": name, "text": self.words(question["text"]),
            "text_lang": self.lang([question["text"]]), "chosen": chosen[0] if chosen else None, "several": chosen,
        }  # fmt: skip
        if kind in ("scale", "matrix"):
            shown |= self._scale(question)
        if kind == "matrix":
            shown["rows"] = [self._row(question, row) for row in question["rows"]]
        options = question.get("options", ())
        if options:
            shown["options"] = [(one["id"], self.words(one["label"])) for one in options]
            shown["words_lang"] = self.lang([one["label"] for one in options])
        if kind == "ranking":
            shown["places"] = range(1, len(options) + 1)
            shown["rows"] = [self._row(question, row) for row in options]
        return shown | {
            key: question[key] for key in ("low", "high", "first", "last", "most") if key in question
        }

    def _scale(self, question: Question) -> dict[str, Any]:
        scale = SCALES[question["scale"]]
        words = {step: text.get(self.language) or text["en"] for step, text in scale.words.items()}
        steps = range(scale.low, scale.high + 1)
        if len(steps) > WIDE:
            return {"options": [(step, str(step), words.get(step, "")) for step in steps], "wide": True}
        return {"options": [(step, words.get(step, str(step))) for step in steps], "wide": False}

    def _row(self, question: Question, row: dict[str, Any]) -> dict[str, Any]:
        """Return a row of a table, or an answer that is put in order."""
        name, text = field_of(question["id"], row["id"]), row["text"] if "text" in row else row["label"]
        given = self.tried.get(name, ())
        return {
            "name": name, "text": self.words(text), "lang": self.lang([text]), "chosen": given[0] if given else "",
        }  # fmt: skip

    def _given(self, name: str) -> str:
        """Return the words of an answer that was tried."""
        question = question_named(self.draft, name)
        given = self.tried.get(field_of(name), ())
        if question is None or not given:
            return NOT_GIVEN
        known = {
            str(answer): text_in(text, self.draft, self.language)
            for answer, text in answers_of(question).items()
        }
        if known:
            return ", ".join(known[one] for one in given if one in known) or NOT_GIVEN
        return given[0] if kind_of(question) in ("number", "date") else NOT_GIVEN


def field_of(question: str, row: str = "") -> str:
    """Return the name of the field in which an answer is tried."""
    return f"a_{question}_{row}" if row else f"a_{question}"


def tried_in(given: Mapping[str, Sequence[str]], draft: Draft) -> dict[str, list[str]]:
    """Return the answers that a page handed in, those of questions of this set alone; texts are never handed in."""
    found: dict[str, list[str]] = {}
    for question in (one for one in questions_of(draft) if kind_of(one) != "text"):
        names = [field_of(question["id"])]
        rows = (*question.get("rows", ()), *question.get("options", ()))
        names += [field_of(question["id"], row["id"]) for row in rows]
        found |= {name: [value[:20] for value in given[name][:30]] for name in names if given.get(name)}
    return found
