"""Filters of the pages of the mission: verdicts, rules and suggestions in words."""

from __future__ import annotations

from django import template

from bothways.mission import PartCheck
from bothways_web.act.mission import words
from bothways_web.act.mission.refusals import unjudged_words

register = template.Library()
register.filter(words.verdict_words)
register.filter(words.suggestion_words)
register.filter(words.topic_words)
register.filter(words.rule_words)
register.filter(words.turn_words)
register.filter(words.language_words)
register.filter(unjudged_words)


@register.filter
def verdict_kind(part: PartCheck) -> str:
    """Return as what kind of tag a verdict is drawn; a slogan alone is not done yet."""
    return "open" if part.strength == "mentioned" else words.TAGS[part.verdict.value]
