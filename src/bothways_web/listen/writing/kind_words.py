"""The kinds of question as authors choose among them: a name, a sentence, an example."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class KindWords:
    """What a kind of question is called and good for.

    Attributes
    ----------
    kind : str
    name, sentence, example : str
    """

    kind: str
    name: Promise
    sentence: Promise
    example: Promise


KIND_WORDS: dict[str, KindWords] = {
    one.kind: one
    for one in (
        KindWords(
            "scale", _("On a scale"),
            _("One answer between two ends. It counts in the number of its section."),
            _("I have what I need for my work. Strongly disagree … strongly agree"),
        ),
        KindWords(
            "matrix", _("A table on one scale"),
            _("Several questions with the same answers, on one screen. They count in the number of the section."),
            _("How often can you … take your breaks, leave on time, plan your day? Never … always"),
        ),
        KindWords(
            "single", _("One answer of several"),
            _("Answers of your own, of which one is chosen."),
            _("Where do you mostly work? At a desk, on the floor, on the road, none of these"),
        ),
        KindWords(
            "multiple", _("Several answers"),
            _("Answers of your own, of which several may be chosen."),
            _("What would help most? Choose up to two."),
        ),
        KindWords(
            "ranking", _("Putting in order"),
            _("Answers of your own, from the most to the least important. Few people can order more than five."),
            _("What should we mend first? Lifts, heating, parking"),
        ),
        KindWords(
            "number", _("A number"),
            _("A whole number between two ends."),
            _("How many systems do you sign in to on a usual day? 0 to 30"),
        ),
        KindWords(
            "date", _("A day"),
            _("A day between two days. Ask for none that only one person could name, such as a birthday."),
            _("When did you last get a new tool?"),
        ),
        KindWords(
            "text", _("In words"),
            _("A text. Somebody reads the answers before anybody else sees them, as with comments."),
            _("What should we ask customers next?"),
        ),
    )
}  # fmt: skip
