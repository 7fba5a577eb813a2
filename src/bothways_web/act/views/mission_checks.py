"""Checks of texts against the mission."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways.mission import MissionCheck, check_to_json
from bothways_web.act.mission import checks
from bothways_web.act.mission.forms import CheckForm
from bothways_web.act.mission.reading import EDITS, current_mission, edits_mission
from bothways_web.act.models import KeptCheck, MissionVersion
from bothways_web.act.welcome.packets import visible_packets, words_of
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import page_of

METHODS = ["GET", "HEAD", "POST"]


@needs(Right.MISSION)
@require_http_methods(METHODS)
def check_mission(request: SignedInRequest) -> HttpResponse:
    """Check a text; nothing is stored unless somebody who writes the mission asks for it."""
    version, keeps = current_mission(), edits_mission(request.viewer)
    if version is None:
        return render(request, "act/mission/check.html", {"form": None, "edits": keeps})
    posted = request.method == "POST"
    if posted and request.POST.get("step") == "change":
        before = {
            name: request.POST.get(name, "").replace("\x00", "") for name in ("kind", "text", "language")
        }
        form = CheckForm(initial=before, keeps=keeps)
        return render(request, "act/mission/check.html", {"form": form, "edits": keeps})
    form = CheckForm(request.POST if posted else None, request.FILES if posted else None, keeps=keeps)
    if posted and form.is_valid():
        try:
            found = checks.check(form.given, version)
        except InputError as error:
            form.add_error("text", str(error))
        else:
            if keeps and form.cleaned_data["keep"]:
                kept = checks.keep_check(form.given, version, form.cleaned_data["title"], by=request.user)
                messages.success(request, _("The text and its check are kept."))
                return redirect("mission_check", kept.pk)
            return _result(request, found, version, {"given": form.given})
    context = {"form": form, "edits": keeps, "read": bool(form.errors) and form.keep_text_of_file()}
    return render(request, "act/mission/check.html", context, status=422 if form.errors else 200)


@needs(Right.MISSION)
@require_safe
def check_packet(request: SignedInRequest, pk: int) -> HttpResponse:
    """Check the words that a packet has today; nothing is stored."""
    if pk >= 2**63:
        raise Http404
    packet = get_object_or_404(visible_packets(request.viewer), pk=pk)
    version = current_mission()
    if version is None:
        edits = edits_mission(request.viewer)
        return render(request, "act/mission/check.html", {"form": None, "edits": edits})
    given = checks.given_of(packet, version)
    more = {"given": given, "packet": packet, "title": words_of(packet).title}
    return _result(request, checks.check(given, version), version, more)


@require_POST
@needs(Right.MISSION)
def check_file(request: SignedInRequest) -> HttpResponse:
    """Give the check of a text as JSON, without storing anything."""
    version = current_mission()
    form = CheckForm(request.POST, keeps=False)
    if version is None or not form.is_valid():
        raise Http404
    try:
        return _as_file(checks.check(form.given, version), "mission-check.json")
    except InputError as error:
        raise Http404 from error


@needs(Right.MISSION, EDITS)
@require_safe
def kept_checks(request: SignedInRequest) -> HttpResponse:
    """List the checks that were kept."""
    page = page_of(request, KeptCheck.objects.select_related("by", "mission").defer("text"))
    return render(request, "act/mission/checks.html", {"page": page})


@needs(Right.MISSION, EDITS)
@require_safe
def kept_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a check that was kept: the rules of today, the mission of that day."""
    kept = _kept(pk)
    return _result(request, checks.check_again(kept), kept.mission, {"kept": kept})


@needs(Right.MISSION, EDITS)
@require_safe
def kept_file(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a check that was kept as JSON."""
    return _as_file(checks.check_again(_kept(pk)), f"mission-check-{pk}.json")


@needs(Right.MISSION, EDITS)
@require_http_methods(METHODS)
def delete_check(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a check is to be deleted, and do it."""
    kept = _kept(pk)
    if request.method == "POST":
        checks.delete_check(kept, by=request.user)
        messages.success(request, _("The text and its check are deleted."))
        return redirect("mission_checks")
    return render(request, "act/mission/delete.html", {"kept": kept})


def _kept(pk: int) -> KeptCheck:
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(KeptCheck.objects.select_related("by", "mission"), pk=pk)


def _result(
    request: SignedInRequest, found: MissionCheck, version: MissionVersion, more: dict[str, Any]
) -> HttpResponse:
    context = {
        "check": found, "version": version, "edits": edits_mission(request.viewer),
        "kinds": dict(KeptCheck.Kind.choices), "unread": round(100 * found.unread), **more,
    }  # fmt: skip
    return render(request, "act/mission/result.html", context)


def _as_file(found: MissionCheck, name: str) -> HttpResponse:
    answer = HttpResponse(check_to_json(found), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
