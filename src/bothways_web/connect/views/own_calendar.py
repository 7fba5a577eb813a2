"""A calendar of one's own: the page of its address, and the file that a calendar program reads."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways_web.connect.calendars import addresses
from bothways_web.connect.calendars.files import own_calendar_file
from bothways_web.people.gate import SignedInRequest, needs_account, open_to_all


@needs_account
@require_http_methods(["GET", "HEAD", "POST"])
def own_calendar(request: SignedInRequest) -> HttpResponse:
    """Show the address of one's own calendar; make one, or end it."""
    if request.method == "POST":
        if request.POST.get("step") == "end":
            addresses.end_calendar(request.user)
            messages.success(request, _("The address opens nothing any more."))
        else:
            addresses.make_calendar(request.user)
            messages.success(request, _("The address is ready. Give it to your calendar program."))
        return redirect("own_calendar")
    kept = addresses.calendar_of(request.user)
    address = addresses.address_of(kept) if kept else ""
    context = {"kept": kept, "address": address, "subscribe": address.replace("https:", "webcal:", 1)}
    response = render(request, "connect/own_calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@open_to_all
@require_safe
def own_calendar_file_page(request: HttpRequest, token: str) -> HttpResponse:
    """Give the calendar to a program that has its secret address."""
    user = addresses.user_behind(token)
    if user is None:
        raise Http404
    answer = HttpResponse(own_calendar_file(user), content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
