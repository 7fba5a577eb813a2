"""Tags for finding one's way: breadcrumbs, pages of a list, steps of a task, filters."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.template.context import Context
from django.template.loader import render_to_string

register = template.Library()


@register.inclusion_tag("kit/crumbs.html")
def crumbs(*parts: str) -> dict[str, Any]:
    """The way to this page: word and address by turns, the word of this page last."""
    pairs = list(zip(parts[::2], parts[1::2], strict=False))
    return {"above": pairs, "here": parts[-1] if len(parts) % 2 else ""}


@register.inclusion_tag("kit/back.html")
def back(href: str, words: str = "") -> dict[str, Any]:
    """A link back, above the heading."""
    return {"href": href, "words": words}


@register.inclusion_tag("kit/pages.html", takes_context=True)
def pages(context: Context, page: Page[Any], parameter: str = "page") -> dict[str, Any]:
    """The pages of a list; what else the address says is kept."""
    request = context.get("request")

    def query(number: int) -> str:
        given = request.GET.copy() if request is not None else QueryDict(mutable=True)
        given[parameter] = str(number)
        return str(given.urlencode())

    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "previous": query(page.previous_page_number()) if page.has_previous() else "",
        "next": query(page.next_page_number()) if page.has_next() else "",
        "numbers": [
            {"number": one, "current": one == page.number, "query": query(one)}
            if isinstance(one, int)
            else {"gap": True}
            for one in shown
        ],
    }


@register.inclusion_tag("kit/progress.html")
def progress(done: int, of: int, name: str = "progress", noun: str = "") -> dict[str, Any]:
    """How far one has come, as text and as a bar; noun stands in place of "Question"."""
    return {"done": done, "of": of, "name": name, "noun": noun}


@register.inclusion_tag("kit/task.html")
def task(label: str, href: str = "", state: str = "open", note: str = "") -> dict[str, Any]:
    """A row of a task list (``ul.tasklist``): state is done, open, optional or blocked."""
    return {"label": label, "href": href, "state": state, "note": note}


@register.simple_block_tag
def filterbar(content: str, count: str = "", label: str = "", clear: str = "") -> str:
    """A form of filters whose state is in the address; count says what was found, clear is the address without them."""
    return render_to_string(
        "kit/filterbar.html", {"content": content, "count": count, "label": label, "clear": clear}
    )
