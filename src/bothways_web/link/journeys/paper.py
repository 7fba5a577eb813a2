"""A journey on paper and as a picture, set by the typesetter from the same lines as the drawing."""

from __future__ import annotations

import datetime as dt
import json
from functools import lru_cache
from importlib.resources import files
from typing import Final

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from bothways.reports.story.clean import clean
from bothways.reports.typesetting import fonts, one_file
from bothways_web.link.journeys.showing import JourneyShown
from bothways_web.link.journeys.telling import foot_words, side_words, told_stages
from bothways_web.link.journeys.words import lane_words
from bothways_web.people.units import today

#: Read aloud in the right order, with a title and a language: PDF/UA-1, ISO 14289.
STANDARD: Final = "ua-1"
_PPI = 144


def journey_pdf(shown: JourneyShown) -> bytes:
    """Return a journey as a PDF: A4 across, a stage a row, as many pages as it takes.

    Texts are data for the typesetter, never markup. Where no font has a letter, a line at the end says so, and the
    file does not claim to follow PDF/UA.
    """
    import typst

    moment = dt.datetime.combine(today(), dt.time(12), tzinfo=dt.UTC)
    compiler, inputs = typst.Compiler(font_paths=fonts()), _inputs(shown)
    try:
        made = compiler.compile(
            _source(), format="pdf", sys_inputs=inputs, pdf_standards=[STANDARD], timestamp=moment
        )
    except typst.TypstError as error:
        if "could not be displayed with font" not in error.message:
            raise
        inputs = _inputs(shown, _("Some letters are missing: no font of this server has them."))
        made = compiler.compile(
            _source(), format="pdf", sys_inputs=inputs, pdf_standards=[], timestamp=moment
        )
    return one_file(made)


def journey_png(shown: JourneyShown) -> bytes:
    """Return a journey as a picture: the same as on paper, on one page as long as it takes."""
    import typst

    inputs = _inputs(shown) | {"picture": "yes"}
    compiler = typst.Compiler(font_paths=fonts())
    return one_file(compiler.compile(_source(), format="png", sys_inputs=inputs, ppi=_PPI))


@lru_cache(maxsize=1)
def _source() -> bytes:
    return (files("bothways_web.link.journeys") / "journey.typ").read_bytes()


def _inputs(shown: JourneyShown, *more: str) -> dict[str, str]:
    """Return what the typesetter is told: the journey as JSON."""
    language, _dash, region = (get_language() or "en").partition("-")
    told = {
        "title": clean(shown.name) or "–", "about": lane_words(shown), "lang": language.lower(),
        "region": region.lower() if len(region) == 2 else None,
        "rtl": bool(get_language_info(language)["bidi"]),
        "sides": [{"key": side, "word": side_words(side)} for side in shown.sides],
        "words": {
            "stage": _("Stage"), "pains": _("Gaps and pain points"), "gap": _("Gap"), "themes": _("Themes"),
            "empty": _("No stage yet"),
        },
        "stages": [
            {
                "name": clean(one.name), "touchpoints": clean(one.touchpoints),
                "lanes": [[clean(line) for line in lane.lines] for lane in one.lanes],
                "gaps": list(map(clean, one.gaps)), "themes": list(map(clean, one.themes)),
                "pains": list(map(clean, one.pains)),
            }
            for one in told_stages(shown)
        ],
        "foot": [*map(clean, foot_words(shown)), *more],
    }  # fmt: skip
    return {"journey": json.dumps(told), "picture": "no"}
