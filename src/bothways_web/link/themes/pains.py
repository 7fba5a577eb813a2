"""Themes and pain points: a theme of one voice is an unknown pain point; once the other voice speaks, it is known."""

from __future__ import annotations

from bothways.errors import InputError
from bothways_web.link.journeys.pains import StagePlace, raise_pain_point
from bothways_web.link.journeys.verbs import ChangedMeanwhileError
from bothways_web.link.models import PainPoint
from bothways_web.link.themes.showing import ThemeRow, theme_rows

VOICES = {
    "employees": PainPoint.Voice.EMPLOYEES,
    "customers": PainPoint.Voice.CUSTOMERS,
    "both": PainPoint.Voice.BOTH,
}


def voice_of(row: ThemeRow) -> str:
    """Return who raises a theme: where that cannot be told, whoever said it more."""
    if row.state in VOICES:
        return str(VOICES[row.state])
    more = (row.employees.share if row.employees else 0) >= (row.customers.share if row.customers else 0)
    return str(PainPoint.Voice.EMPLOYEES if more else PainPoint.Voice.CUSTOMERS)


def note_voices() -> int:
    """Note which pain points the other voice has come to speak of; return how many."""
    both = {row.theme.key for row in theme_rows() if row.state == "both"}
    waiting = PainPoint.objects.filter(theme__in=both).exclude(voice=PainPoint.Voice.BOTH)
    known = 0
    for pain in waiting:
        try:
            raise_pain_point(
                StagePlace(pain.journey_id, pain.stage), theme=pain.theme, voice=PainPoint.Voice.BOTH
            )
            known += 1
        except (InputError, ChangedMeanwhileError):  # its stage was removed, or somebody is at it
            continue
    return known
