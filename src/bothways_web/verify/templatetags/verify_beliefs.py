"""Words on pages of beliefs."""

from __future__ import annotations

from django import template

from bothways_web.link.labels import metric_label, metric_labels

register = template.Library()


@register.filter
def metric_words(name: str) -> str:
    """What people call a metric."""
    return metric_labels().get(name) or metric_label(name)
