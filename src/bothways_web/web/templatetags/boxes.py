"""Tags for boxes around content: cards, voices, notices, what is not shown, what is empty."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from bothways_web.web.templatetags.marks import SIDES, VOICES

register = template.Library()
_NOTICES = {"done": "check", "info": "info", "warning": "warn", "error": "warn"}


def _box(template: str, content: str, **context: Any) -> SafeString:
    return render_to_string(f"kit/{template}.html", {"content": content, **context})


@register.simple_block_tag
def voice(content: str, side: str, name: str, level: int = 2, heading: str = "") -> str:
    """A panel that lets one voice speak; name makes its id, heading stands in place of the voice's word."""
    key = SIDES[side]
    return _box("voice", content, side=key, word=VOICES[key], heading=heading, name=name, level=level)


@register.simple_block_tag
def card(content: str, heading: str, name: str, href: str = "", level: int = 2) -> str:
    """A card; its heading is a link where there is somewhere to go."""
    return _box("card", content, heading=heading, name=name, href=href, level=level)


@register.simple_block_tag
def notice(content: str, heading: str, kind: str = "info") -> str:
    """A notice: kind is done, info, warning or error; the last two are read out at once."""
    return _box("notice", content, heading=heading, kind=kind, icon=_NOTICES[kind])


@register.simple_block_tag
def empty(content: str, heading: str, action: str = "", href: str = "", level: int = 2) -> str:
    """What stands where nothing is yet: what this is, why it is empty, the first step."""
    return _box("empty", content, heading=heading, action=action, href=href, level=level)


@register.simple_block_tag
def disclosure(content: str, summary: str, opened: bool = False) -> str:
    """Something that opens on demand."""
    return _box("disclosure", content, summary=summary, opened=opened)


@register.simple_block_tag
def scroll(content: str, label: str) -> str:
    """A region that scrolls sideways by keyboard too; for wide tables."""
    return _box("scroll", content, label=label)


@register.inclusion_tag("kit/hush.html")
def hush(until_closed: bool = False, inline: bool = False, with_others: str = "") -> dict[str, Any]:
    """What is not shown: one wording whatever the cause; with_others names where these answers count."""
    return {"until_closed": until_closed, "inline": inline, "with_others": with_others}


@register.inclusion_tag("kit/no_data.html")
def no_data() -> dict[str, Any]:
    """Nobody was asked: neither nought nor withheld."""
    return {}


@register.simple_block_tag(takes_context=True)
def confirm(
    context: Context, content: str, action: str, back: str, heading: str = "", danger: bool = False
) -> str:
    """The form of a page that asks "are you sure": what will happen stands inside, the heading above."""
    return _box(
        "confirm",
        content,
        action=action,
        back=back,
        heading=heading,
        danger=danger,
        csrf_token=context.get("csrf_token"),
    )


@register.inclusion_tag("kit/finding.html")
def finding(one: Any, level: int = 2) -> dict[str, Any]:
    """A finding as a card: the sentence, how sure, the range, one button.

    Parameters
    ----------
    one : object or dict
        ``name`` (an id), ``sentence``, ``verdict``, ``strength``, ``url``; where known ``picture`` (an SVG),
        ``range_words``, ``units_words`` (a band) and ``settles``.
    """
    return {"one": one, "level": level}
