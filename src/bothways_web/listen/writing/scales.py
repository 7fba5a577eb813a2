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


def _steps(*rows: tuple[str, str, str]) -> AnswerScale:
    words = {step: {"en": en, "de": de, "es": es} for step, (en, de, es) in enumerate(rows, start=1)}
    return AnswerScale("ordinal", 1, len(rows), words)


def _numbers(low: int, high: int) -> AnswerScale:
    words = {
        low: {"en": "Not at all", "de": "Überhaupt nicht", "es": "En absoluto"},
        high: {"en": "Completely", "de": "Voll und ganz", "es": "Completamente"},
    }
    return AnswerScale("numeric", low, high, words)


SCALES: dict[str, AnswerScale] = {
    "agree5": _steps(
        ("Strongly disagree", "Stimme gar nicht zu", "Muy en desacuerdo"),
        ("Disagree", "Stimme nicht zu", "En desacuerdo"),
        ("Neither agree nor disagree", "Weder noch", "Ni de acuerdo ni en desacuerdo"),
        ("Agree", "Stimme zu", "De acuerdo"),
        ("Strongly agree", "Stimme voll zu", "Muy de acuerdo"),
    ),
    "often5": _steps(
        ("Never", "Nie", "Nunca"),
        ("Rarely", "Selten", "Rara vez"),
        ("Sometimes", "Manchmal", "A veces"),
        ("Often", "Oft", "A menudo"),
        ("Always", "Immer", "Siempre"),
    ),
    "satisfied5": _steps(
        ("Very dissatisfied", "Sehr unzufrieden", "Muy insatisfecho"),
        ("Dissatisfied", "Unzufrieden", "Insatisfecho"),
        ("Neither satisfied nor dissatisfied", "Weder noch", "Ni satisfecho ni insatisfecho"),
        ("Satisfied", "Zufrieden", "Satisfecho"),
        ("Very satisfied", "Sehr zufrieden", "Muy satisfecho"),
    ),
    "yes_no": _steps(("No", "Nein", "No"), ("Yes", "Ja", "Sí")),
    "zero_ten": _numbers(0, 10),
    "agree4": _steps(
        ("Strongly disagree", "Stimme gar nicht zu", "Muy en desacuerdo"),
        ("Disagree", "Stimme nicht zu", "En desacuerdo"),
        ("Agree", "Stimme zu", "De acuerdo"),
        ("Strongly agree", "Stimme voll zu", "Muy de acuerdo"),
    ),
    "agree6": _steps(
        ("Strongly disagree", "Stimme gar nicht zu", "Muy en desacuerdo"),
        ("Disagree", "Stimme nicht zu", "En desacuerdo"),
        ("Somewhat disagree", "Stimme eher nicht zu", "Algo en desacuerdo"),
        ("Somewhat agree", "Stimme eher zu", "Algo de acuerdo"),
        ("Agree", "Stimme zu", "De acuerdo"),
        ("Strongly agree", "Stimme voll zu", "Muy de acuerdo"),
    ),
    "agree7": _steps(
        ("Strongly disagree", "Stimme gar nicht zu", "Muy en desacuerdo"),
        ("Disagree", "Stimme nicht zu", "En desacuerdo"),
        ("Somewhat disagree", "Stimme eher nicht zu", "Algo en desacuerdo"),
        ("Neither agree nor disagree", "Weder noch", "Ni de acuerdo ni en desacuerdo"),
        ("Somewhat agree", "Stimme eher zu", "Algo de acuerdo"),
        ("Agree", "Stimme zu", "De acuerdo"),
        ("Strongly agree", "Stimme voll zu", "Muy de acuerdo"),
    ),
    "satisfied7": _steps(
        ("Very dissatisfied", "Sehr unzufrieden", "Muy insatisfecho"),
        ("Dissatisfied", "Unzufrieden", "Insatisfecho"),
        ("Somewhat dissatisfied", "Eher unzufrieden", "Algo insatisfecho"),
        ("Neither satisfied nor dissatisfied", "Weder noch", "Ni satisfecho ni insatisfecho"),
        ("Somewhat satisfied", "Eher zufrieden", "Algo satisfecho"),
        ("Satisfied", "Zufrieden", "Satisfecho"),
        ("Very satisfied", "Sehr zufrieden", "Muy satisfecho"),
    ),
    "likely5": _steps(
        ("Very unlikely", "Sehr unwahrscheinlich", "Muy improbable"),
        ("Unlikely", "Unwahrscheinlich", "Improbable"),
        ("Neutral", "Weder noch", "Neutral"),
        ("Likely", "Wahrscheinlich", "Probable"),
        ("Very likely", "Sehr wahrscheinlich", "Muy probable"),
    ),
    "good5": _steps(
        ("Very poor", "Sehr schlecht", "Muy malo"),
        ("Poor", "Schlecht", "Malo"),
        ("Fair", "Mittelmäßig", "Regular"),
        ("Good", "Gut", "Bueno"),
        ("Very good", "Sehr gut", "Muy bueno"),
    ),
    "one_five": _numbers(1, 5),
    "one_six": _numbers(1, 6),
    "one_seven": _numbers(1, 7),
    "one_ten": _numbers(1, 10),
    "zero_four": _numbers(0, 4),
    "zero_six": _numbers(0, 6),
}  # fmt: skip
