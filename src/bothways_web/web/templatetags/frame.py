"""Tags of the frame around every page: style sheets, languages, the example company."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

register = template.Library()

#: Style sheets in the order in which they are read; tokens are those of the reports.
SHEETS = {
    "full": (
        "reports/tokens.css",
        *(
            f"web/css/{name}.css"
            for name in (
                "frame", "button", "form", "question", "tag", "box", "notice", "table", "chart", "list", "filterbar",
                "disclosure", "contrast", "print",
            )
        ),
    ),
    "plain": ("reports/tokens.css", "web/css/plain.css"),
}  # fmt: skip


def address(path: str) -> str:
    """Return the address of a static file; the plain one where the files were not collected."""
    try:
        return static(path)
    except ValueError:
        return f"{settings.STATIC_URL}{path}"


@register.simple_tag
def sheets(which: str = "full") -> SafeString:
    """Link the style sheets of a frame, "full" or "plain"."""
    links = ((address(path),) for path in SHEETS[which])
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', links)


@register.simple_tag
def brand() -> SafeString:
    """The mark of Bothways: two voices, each on its way to the other."""
    return mark_safe(
        '<svg class="brand-mark" viewBox="0 0 40 20" width="40" height="20" aria-hidden="true" focusable="false">'
        '<circle class="emp-fill" cx="7" cy="10" r="6.5"/><rect class="cust-fill" x="27" y="4" width="12" height="12"/>'
        '<path class="way" d="M16.5 7h7m-2.5-2.5 2.5 2.5-2.5 2.5M23.5 13h-7m2.5-2.5-2.5 2.5 2.5 2.5"/></svg>'
    )


@register.simple_block_tag
def if_demo(content: str) -> str:
    """Keep what stands inside where the example company may be walked through."""
    return content if settings.DEMO else ""


@register.inclusion_tag("kit/languages.html", takes_context=True)
def languages(context: Context, by_address: bool = False) -> dict[str, Any]:
    """Offer the languages: as a form that remembers, or by address, without a cookie."""
    request = context.get("request")
    if request is None or len(settings.LANGUAGES) < 2:
        return {"choices": []}
    choices = []
    for code, _name in settings.LANGUAGES:
        query = request.GET.copy()
        query["lang"] = code
        choices.append(
            {
                "code": code,
                "name": get_language_info(code)["name_local"],
                "current": code == get_language(),
                "query": query.urlencode(),
            }
        )
    return {
        "choices": choices,
        "by_address": by_address,
        "next": request.get_full_path(),
        "csrf_token": "" if by_address else context.get("csrf_token"),
    }
