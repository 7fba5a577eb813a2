"""Tags for the smallest marks: icons, glyphs of verdicts and voices, tags with a word."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from bothways_web.web.templatetags.frame import address

register = template.Library()

WORDS = {
    "clear": pgettext_lazy("verdict", "Clear"),
    "likely": pgettext_lazy("verdict", "Likely"),
    "no_link": gettext_lazy("No link that matters"),
    "cannot_tell": gettext_lazy("We cannot tell yet"),
    "not_estimable": gettext_lazy("Not enough to work with"),
    "helped": gettext_lazy("Probably helped"),
    "hurt": gettext_lazy("Probably made it worse"),
    "no_difference": gettext_lazy("No difference that matters"),
}
ORDERS = {
    "employee_leads": gettext_lazy("Employees first"),
    "customer_leads": gettext_lazy("Customers first"),
    "both_ways": gettext_lazy("It runs both ways"),
}
VOICES = {"emp": gettext_lazy("Employees"), "cust": gettext_lazy("Customers")}
SIDES = {"employees": "emp", "customers": "cust", "emp": "emp", "cust": "cust"}
_GLYPHS = {"helped": "better", "hurt": "worse", "no_difference": "no_link"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line drawing of the sprite, always beside a word; screen readers skip it."""
    return _use("icon", name, 20)


@register.simple_tag
def glyph(name: str) -> SafeString:
    """The glyph of a verdict or a voice, always beside its word."""
    return _use("glyph", name, 16)


def _use(kind: str, name: str, size: int) -> SafeString:
    return format_html(
        '<svg class="{0} {0}-{1}" width="{2}" height="{2}" aria-hidden="true" focusable="false">'
        '<use href="{3}#{0}-{1}"/></svg>',
        kind, name, size, address("web/icons.svg"),
    )  # fmt: skip


@register.filter
def at_least(number: int, fewest: int) -> int:
    """The larger of two numbers, such as a floor and the one below which comments are never shown."""
    return max(int(number), int(fewest))


@register.simple_tag
def tag(word: str, kind: str = "plain", icon: str = "") -> SafeString:
    """A state as a word: kind is plain, done, open, warn, better, worse or quiet."""
    drawn = _use("icon", icon, 20) if icon else SafeString("")
    return format_html('<span class="tag tag-{}">{}{}</span>', kind, drawn, word)


@register.simple_tag
def verdict(verdict: str, strength: str | None = "") -> SafeString:
    """Glyph and words of a verdict, by its code and, for a claim, how sure it is."""
    if verdict in ORDERS:
        key = strength or "likely"
        words = gettext("%(sure)s: %(order)s") % {"sure": WORDS[key], "order": ORDERS[verdict]}
    else:
        key, words = verdict, str(WORDS[verdict])
    return format_html(
        '<span class="tag tag-{}">{}{}</span>', key, _use("glyph", _GLYPHS.get(key, key), 16), words
    )


@register.simple_tag
def voice_mark(side: str) -> SafeString:
    """Shape and word of a voice: a circle for employees, a square for customers."""
    key = SIDES[side]
    return format_html(
        '<span class="voice-mark voice-mark-{}">{}{}</span>', key, _use("glyph", key, 16), VOICES[key]
    )
