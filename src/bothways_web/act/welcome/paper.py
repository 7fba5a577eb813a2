"""A packet on paper, set by the typesetter: with boxes to tick, and without what anybody ticked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from bothways.reports.story.clean import clean
from bothways.reports.typesetting import fonts, one_file
from bothways_web.act.welcome.showing import ShownPacket
from bothways_web.people.units import today

#: Read aloud in the right order, with a title and a language: PDF/UA-1, ISO 14289.
STANDARD: Final = "ua-1"


def packet_pdf(shown: ShownPacket, leaders: Sequence[str]) -> bytes:
    """Return a packet as a PDF, A4.

    Texts are data for the typesetter, never markup. Where no font has a letter, a line at the end says so, and the
    file does not claim to follow PDF/UA.
    """
    import typst

    moment = dt.datetime.combine(today(), dt.time(12), tzinfo=dt.UTC)
    compiler = typst.Compiler(font_paths=fonts())
    try:
        made = compiler.compile(
            _source(),
            format="pdf",
            sys_inputs=_inputs(shown, leaders),
            pdf_standards=[STANDARD],
            timestamp=moment,
        )
    except typst.TypstError as error:
        if "could not be displayed with font" not in error.message:
            raise
        inputs = _inputs(shown, leaders, _("Some letters are missing: no font of this server has them."))
        made = compiler.compile(
            _source(), format="pdf", sys_inputs=inputs, pdf_standards=[], timestamp=moment
        )
    return one_file(made)


@lru_cache(maxsize=1)
def _source() -> bytes:
    return (files("bothways_web.act.welcome") / "packet.typ").read_bytes()


def _inputs(shown: ShownPacket, leaders: Sequence[str], *foot: str) -> dict[str, str]:
    """Return what the typesetter is told: the packet as JSON."""
    language, _dash, region = (get_language() or "en").partition("-")
    told = {
        "title": clean(shown.words.title) or "–", "lang": language.lower(),
        "region": region.lower() if len(region) == 2 else None, "rtl": bool(get_language_info(language)["bidi"]),
        "sections": list(_sections(shown, leaders)), "foot": list(foot),
    }  # fmt: skip
    return {"packet": json.dumps(told)}


def _sections(shown: ShownPacket, leaders: Sequence[str]) -> Iterator[dict[str, Any]]:
    words = shown.words
    if words.opening:
        yield _section("", words.opening.splitlines())
    if shown.mission:
        yield _section(_("What we are here for"), [shown.mission])
    for week in shown.weeks:
        heading = _("Week %(n)s") % {"n": week.week}
        yield _section(heading, boxes=[one.task.words for one in week.tasks])
    if words.helpers:
        yield _section(_("Who helps"), list(_helpers(leaders)))
    if shown.said:
        lines = [f"{one.you_said} – {one.we_did}" for one in shown.said]
        yield _section(_("You said, we did"), lines)
    if shown.practices:
        yield _section(_("How teams do it here"), [f"{one.title}: {one.what}" for one in shown.practices])
    for block in words.blocks:
        yield _section(block.heading, block.words.splitlines())


def _helpers(leaders: Sequence[str]) -> Iterator[str]:
    if leaders:
        yield _("Your unit is led by %(names)s.") % {"names": ", ".join(leaders)}
    yield _("You can say that you would like a mentor. You choose whom to ask, and both say yes.")
    yield _("Is something in the way of good service? Dig it up; it need not become your job.")


def _section(heading: str, lines: Sequence[str] = (), boxes: Sequence[str] = ()) -> dict[str, Any]:
    return {
        "heading": clean(heading), "lines": [clean(one) for one in lines if one.strip()],
        "boxes": [clean(one) for one in boxes],
    }  # fmt: skip
