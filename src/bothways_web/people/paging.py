"""Long lists in pages, with their search in the address."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

ROWS = 50


def page_of(request: HttpRequest, rows: Any, *, per_page: int = ROWS) -> Page[Any]:
    """Return the page that the address asks for, or the nearest there is."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def asked(request: HttpRequest, name: str = "q") -> str:
    """Return a search text of the address, without blanks and what no database takes."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:100]


def asked_number(request: HttpRequest, name: str) -> int:
    """Return a whole number that a form sent; 0, which no row has, where it is none."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else 0
