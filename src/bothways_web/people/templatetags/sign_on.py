"""The buttons with which people sign on at a provider."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from bothways_web.people.models import Organisation
from bothways_web.people.sign_on.providers import offered

register = template.Library()


@register.simple_tag(takes_context=True)
def ways_in(context: Context) -> dict[str, Any]:
    """Return the providers that are on, and whether the form of passwords is shown as well."""
    request = context["request"]
    only = Organisation.current().only_sign_on
    return {
        "providers": list(offered()),
        "only": only,
        "form": not only or "emergency" in request.GET or request.method == "POST",
    }
