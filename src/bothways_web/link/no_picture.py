"""Why a course over longer delays has no picture, in the language of the page."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_noop

from bothways_web.link.reasons import Sentence, Told

#: Sentences of the library, and what pages say for them.
SENTENCES: Final = tuple(
    Sentence(f"At a delay of %(size)s: {written}", words)
    for written, words in (
        (
            "Half of the panel has fewer than %(limit)s periods beyond the lags.",
            gettext_noop("For a wait of %(size)s, half of the data has fewer than %(limit)s periods."),
        ),
        (
            "The panel has too few units in which all lags are there.",
            gettext_noop("For a wait of %(size)s, too few teams have all the periods that are needed."),
        ),
        (
            "The first half has too few units in which all lags are there.",
            gettext_noop("For a wait of %(size)s, too few teams have all periods of the first half."),
        ),
        (
            "The second half has too few units in which all lags are there.",
            gettext_noop("For a wait of %(size)s, too few teams have all periods of the second half."),
        ),
        (
            "The panel holds too little beside sampling noise.",
            gettext_noop("For a wait of %(size)s, what moves is nearly all sampling noise."),
        ),
        (
            "The first half holds too little beside sampling noise.",
            gettext_noop(
                "For a wait of %(size)s, what moves in the first half is nearly all sampling noise."
            ),
        ),
        (
            "The second half holds too little beside sampling noise.",
            gettext_noop(
                "For a wait of %(size)s, what moves in the second half is nearly all sampling noise."
            ),
        ),
    )
)


def no_picture_in_words(reason: str) -> Told:
    """Return why there is no picture, in the language of the page, from the library's sentence."""
    said = (sentence.say(reason, {}) for sentence in SENTENCES)
    told = next((one for one in said if one is not None), None)
    return Told(reason, is_english=True) if told is None else Told(told)
