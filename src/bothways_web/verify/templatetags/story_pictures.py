"""The picture beside a number of the story."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from bothways.reports.story import Figure
from bothways.reports.story.page import picture

register = template.Library()


@register.simple_tag
def reach(one: Figure) -> SafeString:
    """A number and its range on a scale of its own; screen readers read the text beside it."""
    return mark_safe(picture(one) or "")  # made of figures alone
