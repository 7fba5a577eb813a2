"""Taking out everything that is held about oneself."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from bothways_web.keeping.personal.declared import NOT_ON_PAGES
from bothways_web.keeping.personal.subject import subject_of_user
from bothways_web.keeping.personal.takeout import FILE_NAME, take_out
from bothways_web.people.gate import SignedInRequest, needs_account


@needs_account
@require_http_methods(["GET", "HEAD", "POST"])
def everything(request: SignedInRequest) -> HttpResponse:
    """Say what is in the file, and hand it out."""
    if request.method == "POST":
        answer = HttpResponse(
            take_out(subject_of_user(request.user), answers=False), content_type="application/zip"
        )
        answer["Content-Disposition"] = f'attachment; filename="{FILE_NAME}"'
        answer["Cache-Control"] = "private, no-store"
        return answer
    return render(request, "keeping/personal/everything.html", {"not_told": NOT_ON_PAGES})
