"""Writing journeys: beginning one, its stages in their order, one stage, name and lanes, deleting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.link.journeys import document as written
from bothways_web.link.journeys import verbs
from bothways_web.link.journeys.beginning import begin_from_file, starter_document, starters
from bothways_web.link.journeys.differing import Difference, differences
from bothways_web.link.journeys.document import find_stage, lanes_of, new_name
from bothways_web.link.journeys.forms import BeginForm, DetailsForm, StageForm, stage_as_typed
from bothways_web.link.journeys.reach import WRITES
from bothways_web.link.journeys.themes import Themes
from bothways_web.link.journeys.verbs import ChangedMeanwhileError, Deed
from bothways_web.link.models import Journey, JourneyVersion
from bothways_web.link.views.journeys import journey_of, sent
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number

writing = needs(Right.FINDINGS, *WRITES)
METHODS = ["GET", "HEAD", "POST"]
#: So many themes that were left out are named.
MOST_NAMED = 8
_STEPS = {"left": -1, "right": 1}


@writing
@require_http_methods(METHODS)
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin a journey: an empty one, from a starter, or from a file."""
    form = BeginForm(sent(request), request.FILES or None, there=starters())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["file"]:
                made = _from_file(request, given["file"].read())
            elif given["starter"]:
                told = starter_document(given["starter"])
                name = given["name"] or told["name"]
                made = verbs.begin_journey(written.describe(told, name, told["lanes"]), by=request.user)
            else:
                blank = written.new_journey(given["name"], given["lanes"] or written.BOTH)
                made = verbs.begin_journey(blank, by=request.user)
        except InputError as error:
            form.add_error("file" if given["file"] else None, str(error))
        else:
            return redirect("change_journey", made.pk)
    return render(request, "link/journeys/begin.html", {"form": form}, status=422 if form.errors else 200)


def _from_file(request: SignedInRequest, raw: bytes) -> Journey:
    """Begin a journey from a file, and say which of its themes were left out."""
    begun = begin_from_file(raw, by=request.user, themes=Themes(request.viewer))
    n = len(begun.left_out)
    if n:
        told = {"n": n, "names": ", ".join(begun.left_out[:MOST_NAMED]) + (", …" if n > MOST_NAMED else "")}
        said = ngettext(
            "%(n)s theme of the file is not told here and was left out: %(names)s.",
            "%(n)s themes of the file are not told here and were left out: %(names)s.",
            n,
        )
        messages.warning(request, said % told)
    return begun.journey


@writing
@require_http_methods(METHODS)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the stages in their order, and move, rename and take back."""
    found = journey_of(pk)
    if request.method != "POST":
        return _editor(request, found)
    seen, stage_id = asked_number(request, "seen"), request.POST.get("stage", "")
    step = request.POST.get("step", "")
    try:
        _do(found, seen, step, stage_id, request)
    except ChangedMeanwhileError:
        return _editor(request, journey_of(pk), status=409, typed=(stage_id, request.POST.get("name", "")))
    except InputError as error:
        return _editor(
            request, found, status=422, trouble=str(error), typed=(stage_id, request.POST.get("name", ""))
        )
    return redirect(reverse("change_journey", args=[pk]) + _where(found, step, stage_id))


def _where(found: Journey, step: str, stage_id: str) -> str:
    """Return where the page is to be after a step: a button that moved a stage keeps the focus; no address may then
    name a place on the page, or browsers leave the focus alone."""
    if find_stage(found.document, stage_id) is None:
        return ""
    return f"?moved={stage_id}&by={step}" if step in _STEPS else f"#{stage_id}"


def _do(found: Journey, seen: int, step: str, stage_id: str, request: SignedInRequest) -> None:
    """Do one step of the editor."""
    if step == "undo":
        verbs.take_back(found.pk, seen, by=request.user)
        messages.success(request, _("The last change is taken back."))
        return
    stage = find_stage(found.document, stage_id)
    name = stage["name"] if stage else ""
    if step in _STEPS:
        deed = Deed("moved stage of journey", name)
        verbs.change_journey(
            found.pk, seen, deed, lambda now: written.move_stage(now, stage_id, _STEPS[step]), by=request.user
        )
    elif step == "place" and request.POST.get("place", "").isdecimal():
        place = asked_number(request, "place")
        deed = Deed("moved stage of journey", name)
        verbs.change_journey(
            found.pk, seen, deed, lambda now: written.place_stage(now, stage_id, place), by=request.user
        )
    elif step == "rename":
        deed, called = Deed("renamed stage of journey", name), request.POST.get("name", "")
        verbs.change_journey(
            found.pk, seen, deed, lambda now: written.rename_stage(now, stage_id, called), by=request.user
        )


def _editor(
    request: SignedInRequest,
    found: Journey,
    *,
    status: int = 200,
    trouble: str = "",
    typed: tuple[str, str] = ("", ""),
) -> HttpResponse:
    context = {
        "journey": found, "last": len(found.stages) - 1, "moved": request.GET.get("moved", ""),
        "by": request.GET.get("by", ""), "conflict": _conflict(found) if status == 409 else None,
        "trouble": trouble, "typed_stage": typed[0], "typed": typed[1], "most": written.MOST_STAGES,
        "full": len(found.stages) >= written.MOST_STAGES,
    }  # fmt: skip
    return render(request, "link/journeys/change.html", context, status=status)


@writing
@require_http_methods(METHODS)
def details(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change the name, and whose journey it is."""
    found = journey_of(pk)
    start = {"name": found.name, "lanes": found.document["lanes"]}
    form = DetailsForm(sent(request), initial=start)

    def given(now: written.Document) -> written.Document:
        return written.describe(now, form.cleaned_data["name"], form.cleaned_data["lanes"])

    return _form_page(
        request, found, form, Deed("changed journey"), given, heading=_("Name and lanes"), now=start
    )


@writing
@require_http_methods(METHODS)
def new_stage(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a stage: behind the one that the address names, else at the end."""
    found, stage_id = journey_of(pk), new_name()
    after = request.GET.get("after", "")
    form = _stage_form(request, found, {}, Themes(request.viewer))

    def add(now: written.Document) -> written.Document:
        return written.add_stage(now, form.stage(stage_id), after=after)

    deed = Deed("added stage of journey", request.POST.get("name", "")[:80])
    return _form_page(request, found, form, deed, add, heading=_("Add a stage"), now={})


@writing
@require_http_methods(METHODS)
def stage(request: SignedInRequest, pk: int, stage_id: str) -> HttpResponse:
    """Change one stage in whole."""
    found = journey_of(pk)
    old = find_stage(found.document, stage_id)
    if old is None and request.method != "POST":
        raise Http404
    themes = Themes(request.viewer)
    typed = stage_as_typed(old, themes) if old else {}
    form = _stage_form(request, found, typed, themes)

    def put(now: written.Document) -> written.Document:
        return written.change_stage(now, form.stage(stage_id, find_stage(now, stage_id)))

    deed = Deed("changed stage of journey", old["name"] if old else "")
    heading = old["name"] if old else _("A stage that was removed")
    return _form_page(
        request, found, form, deed, put, heading=heading, now=typed, stage_id=stage_id, gone=old is None
    )


def _stage_form(request: SignedInRequest, found: Journey, typed: dict[str, Any], themes: Themes) -> StageForm:
    return StageForm(sent(request), lanes=lanes_of(found.document), themes=themes, initial=typed)


def _form_page(
    request: SignedInRequest, found: Journey, form: Any, deed: Deed, given: Any, *, heading: str,
    now: dict[str, Any], stage_id: str = "", gone: bool = False,
) -> HttpResponse:  # fmt: skip
    """Show a form, and do what it asks for; where somebody was quicker, show both and lose nothing."""
    seen = asked_number(request, "seen") if request.method == "POST" else found.version
    status, conflict, told = 200, None, list[Difference]()
    if request.method == "POST":
        status = 422
        if form.is_valid() and not gone:
            try:
                verbs.change_journey(found.pk, seen, deed, given, by=request.user)
                return redirect(
                    reverse("change_journey", args=[found.pk]) + (f"#{stage_id}" if stage_id else "")
                )
            except ChangedMeanwhileError:
                gone = bool(stage_id) and find_stage(journey_of(found.pk).document, stage_id) is None
                conflict = _conflict(found)
            except InputError as error:
                form.add_error(None, str(error))
        if gone or conflict:
            status, seen, conflict = 409, found.version, _conflict(found)
            told = differences(form, now) if now and not gone else []
    context = {
        "journey": found, "form": form, "heading": heading, "seen": seen, "conflict": conflict, "gone": gone,
        "differences": told, "lanes": lanes_of(found.document), "stage_id": stage_id,
    }  # fmt: skip
    return render(request, "link/journeys/form.html", context, status=status)


def _conflict(found: Journey) -> JourneyVersion | None:
    """Return the version that came in between: who made it, and when."""
    return found.versions.select_related("by").first()


@writing
@require_http_methods(METHODS)
def remove(request: SignedInRequest, pk: int, stage_id: str) -> HttpResponse:
    """Ask whether a stage is to be removed, and do it."""
    found = journey_of(pk)
    old = find_stage(found.document, stage_id)
    if old is None:
        raise Http404
    if request.method == "POST":
        deed = Deed("removed stage of journey", old["name"])
        try:
            verbs.change_journey(
                pk, asked_number(request, "seen"), deed, lambda now: written.remove_stage(now, stage_id),
                by=request.user,
            )  # fmt: skip
            messages.success(request, _("The stage is removed. You can take that back."))
        except ChangedMeanwhileError:
            messages.warning(request, _("Somebody changed the journey meanwhile. Nothing was removed."))
        return redirect("change_journey", pk)
    pains = found.pains.filter(stage=stage_id).count()
    return render(request, "link/journeys/remove.html", {"journey": found, "stage": old, "pains": pains})


@writing
@require_http_methods(METHODS)
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a journey is to be deleted, and do it."""
    found = journey_of(pk)
    if request.method == "POST":
        try:
            verbs.delete_journey(pk, asked_number(request, "seen"), by=request.user)
            messages.success(request, _("The journey is deleted."))
            return redirect("journeys")
        except ChangedMeanwhileError:
            messages.warning(request, _("Somebody changed the journey meanwhile. Nothing was deleted."))
            return redirect("journey", pk)
    return render(request, "link/journeys/delete.html", {"journey": found})
