"""The page of a workbook of which one row holds several values."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import BothwaysError
from bothways.formats.wide import KINDS, Tidy
from bothways_web.link import bringing, layouts
from bothways_web.link.views.imports import OWN, own_metrics
from bothways_web.people.access import Right
from bothways_web.people.gate import needs


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.SETTINGS, OWN)
def layout(request: HttpRequest, side: str, key: uuid.UUID) -> HttpResponse:
    """Ask how a workbook is laid out, and make the tidy file that is checked next."""
    upload = own_metrics(request, side, key)
    given = request.POST if request.method == "POST" else request.GET
    row = str(given.get("header_row", ""))
    try:
        page = layouts.look_at_upload(
            upload, side, int(row) if row.isascii() and row.isdecimal() and len(row) < 6 else 0
        )
    except BothwaysError as problem:
        messages.error(request, str(problem))
        return redirect("metrics")
    troubles: list[str] = []
    tidy: Tidy | None = None
    if request.method == "POST" and "look" not in request.POST:
        try:
            said = layouts.read_layout(request.POST, page)
            page = layouts.page_of(said, page.sheets)
            skip = bool(request.POST.get("skip"))
            made, tidy = layouts.lay_out_upload(
                upload, said, kind=bringing.kind_of(side), skip=skip, by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
            if made is not None:
                columns = urlencode(layouts.tidy_columns(said))
                return redirect(f"{reverse('metric_check', args=(side, made.pk))}?{columns}")
            troubles.append(_("Some cells need you. Correct the file, or say that they are left out."))
        except BothwaysError as problem:
            troubles.append(str(problem))
    context = {
        "page": page, "troubles": troubles, "side": side, "upload": upload, "kinds": KINDS,
        "period_value": "" if page.layout.period_value == "?" else page.layout.period_value,
        "wrong": tidy.wrong[: layouts.CELLS_SHOWN] if tidy else (), "wrong_count": len(tidy.wrong) if tidy else 0,
    }  # fmt: skip
    return render(request, "link/layout.html", context, status=422 if troubles else 200)
