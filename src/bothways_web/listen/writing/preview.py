"""What of a draft can be shown as people will meet it: all of it, or what is sound where something has a fault."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bothways.measures import Instrument
from bothways.measures.instrument import PIPE
from bothways_web.listen.writing.draft import Draft, as_now, questions_of
from bothways_web.listen.writing.faults import question_faults
from bothways_web.listen.writing.kinds import Question, answers_of
from bothways_web.listen.writing.paths import called, condition_words, never_asked
from bothways_web.listen.writing.pipes import broken_pipes
from bothways_web.listen.writing.to_instrument import instrument_of_draft

#: The name of the instrument that a preview shows.
NAME = "own_preview"
#: What stands for an answer that cannot be repeated.
NOTHING = "…"


@dataclass(frozen=True)
class Preview:
    """A draft as far as it can be shown.

    Attributes
    ----------
    draft : dict
        All of it.
    instrument : Instrument or None
        What can be shown; None where nothing can.
    left_out : tuple of str
        Names of questions that a fault keeps from being shown.
    """

    draft: Draft
    instrument: Instrument | None
    left_out: tuple[str, ...]

    def overview(self, asked: Collection[str]) -> list[dict[str, Any]]:
        """Return every question with whether it is asked, and of whom; ``asked`` names items of the instrument."""
        names = {item.removeprefix(f"{NAME}_").split("_")[0] for item in asked}
        return [
            {
                "text": called(self.draft, row["id"]), "asked": row["id"] in names,
                "left_out": row["id"] in self.left_out, "condition": condition_words(self.draft, row),
            }
            for row in questions_of(self.draft)
        ]  # fmt: skip


def preview_of(document: Draft) -> Preview:
    """Return a draft as far as it can be shown."""
    draft = as_now(document)
    sound = _sound_part(draft)
    rows = questions_of(sound)
    kept = {row["id"] for row in rows}
    left_out = tuple(row["id"] for row in questions_of(draft) if row["id"] not in kept)
    return Preview(draft, instrument_of_draft(sound, NAME, 1) if rows else None, left_out)


def _sound_part(draft: Draft) -> Draft:
    """Return the questions without faults, in one section: which they stand in is shown to nobody who answers."""
    sound = as_now(draft)
    rows = questions_of(sound)
    while True:
        sound["sections"] = [{"id": "s1", "name": {sound["language"]: "…"}, "questions": rows}]
        never = never_asked(sound)
        kept = [row for row in rows if row["id"] not in never and not question_faults(sound, row)]
        if len(kept) == len(rows):
            break
        rows = kept
    sound["title"] = sound["title"] or {sound["language"]: "…"}
    broken = broken_pipes(sound)
    known = {row["id"]: answers_of(row) for row in rows}
    for row in rows:
        _mend(row, broken.get(row["id"], set()), known)
    return sound


def _mend(row: Question, broken: set[str], known: dict[str, dict[int | str, Any]]) -> None:
    """Leave out answers that cannot be repeated, and conditions' answers that are not there any more."""
    for text in (row["text"], *(line["text"] for line in row.get("rows", ()))):
        for code, words in text.items():
            text[code] = PIPE.sub(lambda found: NOTHING if found[1] in broken else found[0], words)
    if row.get("ask_if"):
        condition = row["ask_if"]
        condition["answers"] = [one for one in condition["answers"] if one in known[condition["question"]]]
