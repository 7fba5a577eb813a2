"""Pages on which question sets are written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.listen.models import OwnSet
from bothways_web.listen.pulses import RUNS, voices_of
from bothways_web.listen.question_sets import minutes
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing import own_sets as verbs
from bothways_web.listen.writing import reading
from bothways_web.listen.writing.draft import Draft, questions_of, text_in
from bothways_web.listen.writing.forms import BeginForm, DetailsForm, SectionForm, languages_of
from bothways_web.listen.writing.kinds import screens_of
from bothways_web.listen.writing.languages import standing_in
from bothways_web.listen.writing.own_sets import ChangedMeanwhileError, sets_for
from bothways_web.listen.writing.question_rows import row_of
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, asked_number, page_of

writing = needs(Right.ROUNDS, *RUNS)
METHODS = ["GET", "HEAD", "POST"]
_DONE = {
    "lock": gettext_lazy("The set is locked and ready to use."),
    "unlock": gettext_lazy("You can go on writing."),
    "continue": gettext_lazy("This is the next version. The one before stays as it is."),
    "copy": gettext_lazy("This is the copy."),
    "archive": gettext_lazy("The set is not offered any more. Surveys that use it go on."),
    "unarchive": gettext_lazy("The set is offered again."),
    "delete": gettext_lazy("The set is deleted."),
}


@writing
@require_safe
def own_sets(request: SignedInRequest) -> HttpResponse:
    """List the sets that the viewer may write."""
    found, state = sets_for(request.viewer), asked(request, "state")
    if state in OwnSet.State.values:
        found = found.filter(state=state)
    context = {"page": page_of(request, found), "state": state, "states": OwnSet.State.choices}
    return render(request, "listen/writing/list.html", context)


@writing
@require_http_methods(METHODS)
def begin(request: SignedInRequest) -> HttpResponse:
    """Begin a set: from a title, or from a file."""
    start = {"language": (get_language() or "en").split("-")[0]}
    voices = voices_of(request.viewer)
    form = BeginForm(request.POST or None, request.FILES or None, initial=start, voices=voices)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            if given["file"]:
                made = reading.read_draft(given["file"].read())
                made["voice"] = made["voice"] if made["voice"] in voices else given["voice"]
            else:
                made = drafts.empty_draft(given["title"].strip(), given["language"], given["voice"])
        except InputError as error:
            form.add_error("file", str(error))
        else:
            return redirect("own_set", verbs.begin_set(made, by=request.user).pk)
    return render(request, "listen/writing/begin.html", {"form": form}, status=422 if form.errors else 200)


@writing
@require_http_methods(METHODS)
def own_set(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a set with its sections and questions, and change their order."""
    found = mine(request, pk)
    if request.method == "POST":
        return _step(request, found)
    document = drafts.as_now(found.document)
    language, size = document["language"], sum(map(screens_of, questions_of(document)))
    sections = [
        {
            **section, "shown": text_in(section["name"], document),
            "questions": [row_of(question, document) for question in section["questions"]],
        }
        for section in document["sections"]
    ]  # fmt: skip
    context = {
        "set": found, "sections": sections, "faults": verbs.faults_of_set(found), "language": language,
        "minutes": minutes(size), "count": len(questions_of(document)), "used": verbs.is_used(found),
        "writes": found.state == OwnSet.State.DRAFT,
        "standings": [standing_in(document, code) for code in languages_of(document) if code != language],
    }  # fmt: skip
    return render(request, "listen/writing/set.html", context)


@writing
@require_http_methods(METHODS)
def details(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change title, purpose and care."""
    found = writable(request, pk)
    old = found.document
    form = DetailsForm(
        request.POST or None, draft=old, text=old["title"],
        initial={"purpose": old["purpose"], "delicate": old["delicate"]},
    )  # fmt: skip

    def change(document: Draft) -> Draft:
        given = form.cleaned_data
        return drafts.describe(document, form.text(), given["purpose"], delicate=given["delicate"])

    return form_page(request, found, form, change, _("Title and purpose"))


@writing
@require_http_methods(METHODS)
def section(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Add a section (``new``), or call one otherwise."""
    found = writable(request, pk)
    old = next((one for one in found.document["sections"] if one["id"] == name), None)
    if old is None and name != "new":
        raise Http404
    form = SectionForm(request.POST or None, draft=found.document, text=old["name"] if old else None)

    def change(document: Draft) -> Draft:
        return (
            drafts.name_section(document, name, form.text())
            if old
            else drafts.add_section(document, form.text())
        )

    return form_page(request, found, form, change, _("Section"))


@writing
@require_safe
def export(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give a set as a file, to be brought in elsewhere."""
    found = mine(request, pk)
    response = HttpResponse(
        reading.write_draft(found.document), content_type="application/json; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="question-set-{found.pk}.json"'
    return response


@writing
@require_POST
def lifecycle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Lock, unlock, continue, copy, archive, take back from the archive, delete."""
    found, by = mine(request, pk), request.user
    steps: dict[str, Callable[[], Any]] = {
        "lock": lambda: verbs.lock_set(found.pk, by=by),
        "unlock": lambda: verbs.unlock_set(found.pk, by=by),
        "continue": lambda: verbs.continue_set(found.pk, by=by),
        "copy": lambda: verbs.copy_set(found.pk, by=by),
        "archive": lambda: verbs.archive_set(found.pk, by=by),
        "unarchive": lambda: verbs.archive_set(found.pk, by=by, back=True),
        "delete": lambda: verbs.delete_draft(found.pk, by=by),
    }
    do = steps.get(request.POST.get("step", ""))
    if do is None:
        return redirect("own_set", pk)
    try:
        made = do()
    except InputError as error:
        messages.error(request, str(error))
        return redirect("own_set", pk)
    messages.success(request, _DONE[request.POST["step"]])
    return redirect("own_set", made.pk) if made is not None else redirect("own_sets")


def _step(request: SignedInRequest, found: OwnSet) -> HttpResponse:
    """Move or remove a part, or take the last change back."""
    step, part, seen = (
        request.POST.get("step", ""),
        request.POST.get("part", ""),
        asked_number(request, "seen"),
    )
    changes: dict[str, Callable[[Draft], Draft]] = {
        "up": lambda document: drafts.move(document, part, -1),
        "down": lambda document: drafts.move(document, part, 1),
        "remove": lambda document: drafts.remove(document, part),
    }
    try:
        if step == "undo":
            verbs.take_back(found.pk, seen)
        elif step in changes:
            verbs.change_set(found.pk, seen, changes[step])
    except ChangedMeanwhileError:
        messages.error(
            request, _("Somebody changed the set meanwhile. This is how it stands now; try again.")
        )
    except InputError as error:
        messages.error(request, str(error))
    return redirect("own_set", found.pk)


def form_page(
    request: SignedInRequest,
    found: OwnSet,
    form: Form,
    change: Callable[[Draft], Draft],
    heading: str,
    *,
    page: str = "form",
    **more: Any,
) -> HttpResponse:
    """Show a form, and do what it asks for."""
    seen = asked_number(request, "seen") if request.method == "POST" else found.edition
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_set(found.pk, seen, change)
        except ChangedMeanwhileError:
            seen = found.edition
            form.add_error(
                None, _("Somebody changed the set meanwhile. What you wrote is below; save it again.")
            )
        except InputError as error:
            form.add_error(None, str(error))
        else:
            return redirect("own_set", found.pk)
    context = {"set": found, "form": form, "heading": heading, "seen": seen, **more}
    return render(request, f"listen/writing/{page}.html", context, status=422 if form.errors else 200)


def mine(request: SignedInRequest, pk: int) -> OwnSet:
    """Return a set that the viewer may write; any other one is not there."""
    if pk >= 2**63:
        raise Http404
    return get_object_or_404(sets_for(request.viewer), pk=pk)


def writable(request: SignedInRequest, pk: int) -> OwnSet:
    """Return a set that is still being written."""
    found = mine(request, pk)
    if found.state != OwnSet.State.DRAFT:
        raise Http404
    return found
