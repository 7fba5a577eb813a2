"""A filter for periods: months as people write them."""

from __future__ import annotations

from django import template

from bothways_web.wording import period_name

register = template.Library()
register.filter(period_name)
