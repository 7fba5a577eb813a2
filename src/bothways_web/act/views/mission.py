"""The mission: reading it, writing it, its versions."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.act.mission import document as written
from bothways_web.act.mission import writing as verbs
from bothways_web.act.mission.forms import MissionForm, PhrasesForm, mission_as_typed
from bothways_web.act.mission.reading import EDITS, compare, current_mission, edits_mission, voices_of
from bothways_web.act.models import MissionVersion
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of

METHODS = ["GET", "HEAD", "POST"]


@needs(Right.MISSION)
@require_safe
def mission(request: SignedInRequest) -> HttpResponse:
    """Show the mission, its promises, and the numbers by which it is noticed."""
    found = current_mission()
    context = {
        "mission": found, "voices": voices_of(found.document) if found else (),
        "edits": edits_mission(request.viewer),
    }  # fmt: skip
    return render(request, "act/mission/mission.html", context)


@needs(Right.MISSION, EDITS)
@require_http_methods(METHODS)
def change_mission(request: SignedInRequest) -> HttpResponse:
    """Write the mission, or change it; where somebody was quicker, nothing typed is lost."""
    found = current_mission()
    before = found.document if found else None
    form = MissionForm(
        request.POST if request.method == "POST" else None, before=before, initial=mission_as_typed(before)
    )
    seen = asked_number(request, "seen") if request.method == "POST" else (found.number if found else 0)
    status, conflict = 200, None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                verbs.write_mission(form.document(), seen, by=request.user)
                messages.success(request, _("Saved."))
                return redirect("mission")
            except verbs.ChangedMeanwhileError:
                conflict = current_mission()
                status, seen = 409, conflict.number if conflict else 0
    context = {"form": form, "seen": seen, "mission": found, "conflict": conflict}
    return render(request, "act/mission/form.html", context, status=status)


@require_POST
@needs(Right.MISSION, EDITS)
def take_back_mission(request: SignedInRequest) -> HttpResponse:
    """Take the last change back."""
    try:
        verbs.take_back(asked_number(request, "seen"), by=request.user)
        messages.success(request, _("The last change is taken back."))
    except verbs.ChangedMeanwhileError:
        messages.warning(request, _("Somebody changed the mission meanwhile. Nothing was taken back."))
    except InputError as error:
        messages.error(request, str(error))
    return redirect("mission")


@needs(Right.MISSION, EDITS)
@require_http_methods(METHODS)
def mission_phrases(request: SignedInRequest, part_id: str) -> HttpResponse:
    """Give a promise words of one's own."""
    found = current_mission()
    part = next((one for one in found.document["parts"] if one["id"] == part_id), None) if found else None
    if found is None or part is None:
        raise Http404
    start = {name: "\n".join(part[name]) for name in ("words", "against")}
    form = PhrasesForm(request.POST if request.method == "POST" else None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            changed = written.with_words(found.document, part_id, form.lines("words"), form.lines("against"))
            verbs.write_mission(changed, asked_number(request, "seen"), by=request.user, verb=verbs.WORDS)
            messages.success(request, _("Saved."))
            return redirect("mission")
        except verbs.ChangedMeanwhileError:
            form.add_error(
                None, _("Somebody changed the mission meanwhile. Your words are still here; save again.")
            )
        except InputError as error:
            form.add_error("words", str(error))
    context = {"form": form, "part": part, "seen": found.number}
    return render(request, "act/mission/phrases.html", context, status=422 if form.errors else 200)


@needs(Right.MISSION)
@require_safe
def mission_versions(request: SignedInRequest) -> HttpResponse:
    """List the versions, the newest first."""
    page = page_of(request, MissionVersion.objects.select_related("by"))
    return render(request, "act/mission/versions.html", {"page": page})


@needs(Right.MISSION)
@require_http_methods(METHODS)
def mission_version(request: SignedInRequest, number: int) -> HttpResponse:
    """Show a version beside the one that holds; make it the newest again."""
    if number >= 2**31:
        raise Http404
    one = get_object_or_404(MissionVersion.objects.select_related("by"), number=number)
    now = current_mission() or one
    edits = edits_mission(request.viewer)
    if request.method == "POST":
        if not edits:
            raise Http404
        try:
            verbs.restore(one, asked_number(request, "seen"), by=request.user)
            messages.success(request, _("This version is the newest again. The others stay in the list."))
            return redirect("mission")
        except verbs.ChangedMeanwhileError:
            messages.warning(request, _("Somebody changed the mission meanwhile. Nothing was restored."))
            return redirect("mission_versions")
    context = {
        "version": one, "now": now, "compared": compare(one.document, now.document),
        "restores": edits and one.number != now.number,
    }  # fmt: skip
    return render(request, "act/mission/version.html", context)
