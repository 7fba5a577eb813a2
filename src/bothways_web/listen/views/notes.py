"""Pages of notes of talks with customers, for those who lead customer experience."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways_web.listen.models import VoiceNote
from bothways_web.listen.outside.note_forms import FindNotesForm, NoteForm
from bothways_web.listen.outside.notes import delete_note, find_notes, mask_note, notes_csv, save_note
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import page_of
from bothways_web.people.units import current_tree


@require_safe
@needs(Right.ROUNDS, "customers")
def notes(request: SignedInRequest) -> HttpResponse:
    """List notes, with a filter."""
    wanted = FindNotesForm(request.GET).wanted()
    tree = current_tree()
    names = dict(zip(tree.units, tree.names, strict=True)) if tree else {}
    page = page_of(request, find_notes(**wanted), per_page=20)
    context = {
        "page": page, "rows": [(one, names.get(one.unit, one.unit)) for one in page], "names": names,
        "wanted": {name: str(value) for name, value in wanted.items()}, "kinds": VoiceNote.Kind.choices,
        "there": VoiceNote.objects.exists(), "query": urlencode(wanted),
    }  # fmt: skip
    return render(request, "listen/notes/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, "customers")
def new_note(request: SignedInRequest) -> HttpResponse:
    """Write a note."""
    return _write(request, VoiceNote(), _("New note"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, "customers")
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show and change a note."""
    return _write(request, get_object_or_404(VoiceNote, pk=pk), _("Change the note"))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.ROUNDS, "customers")
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a note is to be deleted, and do it."""
    found = get_object_or_404(VoiceNote, pk=pk)
    if request.method == "POST":
        delete_note(found, by=request.user)
        messages.success(request, _("The note is deleted."))
        return redirect("notes")
    return render(request, "listen/notes/delete.html", {"note": found})


@require_safe
@needs(Right.ROUNDS, "customers")
def export(request: SignedInRequest) -> HttpResponse:
    """Give the notes that the list shows as a file."""
    found = find_notes(**FindNotesForm(request.GET).wanted())
    answer = HttpResponse(notes_csv(found.iterator(chunk_size=500)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="notes.csv"'
    return answer


def _write(request: SignedInRequest, found: VoiceNote, title: str) -> HttpResponse:
    """Take a note in two steps: what was typed, then a last look at what is left after masking."""
    form = NoteForm(request.POST or None, viewer=request.viewer, note=found)
    context: dict[str, Any] = {"form": form, "note": found, "title": title}
    if request.method != "POST" or not form.is_valid():
        return render(request, "listen/notes/note.html", context, status=422 if form.errors else 200)
    text = form.cleaned_data["text"]
    masked = mask_note(text)
    if request.POST.get("step") == "save" and masked == text:
        save_note(found, form.cleaned_data, by=request.user)
        messages.success(request, _("The note is stored."))
        return redirect("notes")
    sent = {**request.POST.dict(), "text": masked}
    look = NoteForm(sent, viewer=request.viewer, note=found)
    return render(request, "listen/notes/look.html", context | {"form": look, "changed": masked != text})
