"""Filters of team pages: what is said beside the numbers of both voices, and how they went over the rounds."""

from __future__ import annotations

from django import template

from bothways_web.link.courses import customer_courses, employee_courses
from bothways_web.link.team_words import customer_words, employee_words

register = template.Library()
register.filter(employee_words)
register.filter(customer_words)
register.filter(employee_courses)
register.filter(customer_courses)
