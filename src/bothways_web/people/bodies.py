"""What is sent to a page is looked at before it is read: who sends it, and how large it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template

from bothways.mission.documents import LARGEST
from bothways_web.people.access import Right
from bothways_web.people.gate import View
from bothways_web.people.uploads import LIMIT

#: Rights that bring files in -> how large one may be.
BRINGING = {Right.RECORDS: LIMIT, Right.SETTINGS: LIMIT, Right.MISSION: LARGEST}
#: What stands around a file in a form.
FRAME = 1024 * 1024


def brings_up_to(most: int) -> Callable[[View], View]:
    """Mark a view behind a gate that takes files of up to so many bytes, whatever right it needs."""

    def mark(view: View) -> View:
        view.most_bytes = most  # type: ignore[attr-defined]
        return view

    return mark


class BodyMiddleware:
    """Stand before the check of the form's token, which reads the whole body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse a form with files unread where its sender may bring none, or where it is too large.

        Other bodies are limited where they are read.
        """
        if request.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            return None
        if request.content_type != "multipart/form-data":
            return None
        limit = getattr(view, "most_bytes", 0) or BRINGING.get(getattr(view, "gate", None))  # type: ignore[arg-type]
        if limit is None:
            return _refuse_large(request, settings.DATA_UPLOAD_MAX_MEMORY_SIZE, "400.html")
        answer: HttpResponseBase | None = view.refuse(request)  # type: ignore[attr-defined]
        return answer or _refuse_large(
            request, limit + FRAME, "413.html", most=limit // 2**20, table=limit >= LIMIT
        )


def _refuse_large(request: HttpRequest, limit: int, template: str, **words: Any) -> HttpResponse | None:
    if _length(request) <= limit:
        return None
    return HttpResponse(get_template(template).render(words), status=413)


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or 0)
    return int(text) if text.isdecimal() else 0
