"""A journey as a file: a drawing, a picture, paper, or a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from bothways_web.link.journeys.drawing import journey_svg
from bothways_web.link.journeys.paper import journey_pdf, journey_png
from bothways_web.link.journeys.reading import write_journey
from bothways_web.link.journeys.showing import JourneyShown


@dataclass(frozen=True)
class Form:
    """A form of a journey: what writes it, what browsers are told it is, and whether it is for who looks back."""

    write: Callable[[JourneyShown], bytes]
    kind: str
    looks_back: bool = False


FORMS = {
    "svg": Form(lambda shown: journey_svg(shown).encode(), "image/svg+xml"),
    "png": Form(journey_png, "image/png"),
    "pdf": Form(journey_pdf, "application/pdf"),
    "json": Form(
        lambda shown: write_journey(shown.journey, {one.id: one.themes for one in shown.stages}).encode(),
        "application/json; charset=utf-8",
        looks_back=True,
    ),
}


def file_name(shown: JourneyShown, form: str) -> str:
    """Return the name of a file: letters of English alone, which every program keeps."""
    plain = unicodedata.normalize("NFKD", shown.name).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall("[a-z0-9]+", plain))[:60].strip("-") or "journey"
    return f"{words}-{shown.journey.version}.{form}"
