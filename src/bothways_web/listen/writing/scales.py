"""The ways of answering that own questions can have, with their words in the languages of the app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Text = dict[str, str]


@dataclass(frozen=True)
class AnswerScale:
    """One way of answering.

    Attributes
    ----------
    kind : str
        As the library has it: "ordinal", or "numeric" where steps have no words.
    low, high : int
    words : mapping of int to text
        Words of steps by language; English is always there.
    """

    kind: str
    low: int
    high: int
    words: dict[int, Text]

    def document(self) -> dict[str, Any]:
        """Return the scale as a file of an instrument has it."""
        return {
            "kind": self.kind,
            "min": self.low,
            "max": self.high,
            "anchors": self.words,
            "na_option": CANNOT_SAY,
        }


CANNOT_SAY: Text = {"en": "Cannot say", "de": "Kann ich nicht sagen", "es": "No lo sé"}


def _five(*rows: tuple[str, str, str]) -> AnswerScale:
    words = {step: {"en": en, "de": de, "es": es} for step, (en, de, es) in enumerate(rows, start=1)}
    return AnswerScale("ordinal", 1, len(rows), words)


SCALES: dict[str, AnswerScale] = {
    "agree5": _five(
        ("Strongly disagree", "Stimme gar nicht zu", "Muy en desacuerdo"),
        ("Disagree", "Stimme nicht zu", "En desacuerdo"),
        ("Neither agree nor disagree", "Weder noch", "Ni de acuerdo ni en desacuerdo"),
        ("Agree", "Stimme zu", "De acuerdo"),
        ("Strongly agree", "Stimme voll zu", "Muy de acuerdo"),
    ),
    "often5": _five(
        ("Never", "Nie", "Nunca"),
        ("Rarely", "Selten", "Rara vez"),
        ("Sometimes", "Manchmal", "A veces"),
        ("Often", "Oft", "A menudo"),
        ("Always", "Immer", "Siempre"),
    ),
    "satisfied5": _five(
        ("Very dissatisfied", "Sehr unzufrieden", "Muy insatisfecho"),
        ("Dissatisfied", "Unzufrieden", "Insatisfecho"),
        ("Neither satisfied nor dissatisfied", "Weder noch", "Ni satisfecho ni insatisfecho"),
        ("Satisfied", "Zufrieden", "Satisfecho"),
        ("Very satisfied", "Sehr zufrieden", "Muy satisfecho"),
    ),
    "yes_no": _five(("No", "Nein", "No"), ("Yes", "Ja", "Sí")),
    "zero_ten": AnswerScale(
        "numeric", 0, 10,
        {
            0: {"en": "Not at all", "de": "Überhaupt nicht", "es": "En absoluto"},
            10: {"en": "Completely", "de": "Voll und ganz", "es": "Completamente"},
        },
    ),
}  # fmt: skip
