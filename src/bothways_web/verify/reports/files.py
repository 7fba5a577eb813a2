"""The story as a file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from django.conf import settings

from bothways.reports.story import Section, Story, story_html, story_pdf, story_pptx, story_xlsx


@dataclass(frozen=True)
class Form:
    """A form of the story: what writes it, and what browsers are told it is."""

    write: Callable[[Story], bytes]
    kind: str


FORMS = {
    "pdf": Form(story_pdf, "application/pdf"),
    "pptx": Form(story_pptx, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "xlsx": Form(story_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "html": Form(lambda story: story_html(story).encode(), "text/html; charset=utf-8"),
}


def write_story(story: Story, form: str) -> bytes:
    """Return the story as a file, whose links are whole addresses."""
    parts = tuple(_with_addresses(part) for part in story.sections)
    return FORMS[form].write(replace(story, url=settings.BASE_URL + story.url, sections=parts))


def _with_addresses(part: Section) -> Section:
    lines = (replace(one, url=settings.BASE_URL + one.url) if one.url else one for one in part.lines)
    return replace(part, lines=tuple(lines))


def file_name(story: Story, form: str) -> str:
    """Return the name of a file: letters of English alone, which every program keeps.

    Examples
    --------
    >>> import datetime as dt
    >>> file_name(Story("Åre & co: so far", "", (), (), (), (), dt.date(2026, 1, 5)), "pdf")
    'are-co-so-far-2026-01-05.pdf'
    """
    plain = unicodedata.normalize("NFKD", story.title).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall("[a-z0-9]+", plain))[:60].strip("-") or "story"
    return f"{words}-{story.made_on.isoformat()}.{form}"
