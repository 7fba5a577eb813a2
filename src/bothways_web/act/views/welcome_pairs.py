"""What stays between two: talks, notes, and the end of a pair. For everybody else these pages are not there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.act.models import MentorNote, MentorPair
from bothways_web.act.welcome import pairs, talks
from bothways_web.act.welcome.forms import NoteForm, TalkForm
from bothways_web.act.welcome.newcomers import person_of
from bothways_web.act.welcome.showing_pairs import shown_pair
from bothways_web.people.gate import SignedInRequest, needs_account
from bothways_web.people.models import Person
from bothways_web.people.paging import asked_number, page_of

_METHODS = ["GET", "HEAD", "POST"]
PER_PAGE = 20


@needs_account
@require_http_methods(_METHODS)
def mentor_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show the two what is theirs; tick a talk, write a note."""
    person, pair = _own(request, pk)
    step = request.POST.get("step", "")
    note = NoteForm(request.POST if step == "note" else None)
    after = asked_number(request, "after")
    talk = TalkForm(
        request.POST if step == "talk" else None, auto_id=f"%s-{after}"
    )  # one form a talk on the page
    if request.method == "POST":
        try:
            done = _change(request, person, pair, note, talk)
        except InputError as error:
            messages.error(request, str(error))
            return redirect("mentor_pair", pk)
        if done:
            messages.success(request, done)
            return redirect("mentor_pair", pk)
    page = page_of(request, pair.notes.select_related("by"), per_page=PER_PAGE)
    context: dict[str, Any] = {
        "shown": shown_pair(pair, person), "talks": talks.talks_of(pair), "page": page, "form": note,
        "talk_form": talk, "person": person, "kept": pairs.KEPT_DAYS, "line_of": after,
    }  # fmt: skip
    wrong = note.errors or talk.errors
    return render(request, "act/welcome/pair.html", context, status=422 if wrong else 200)


@needs_account
@require_http_methods(_METHODS)
def end_mentor_pair(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a pair is to end, and end it; no reason is asked."""
    person, pair = _own(request, pk)
    if pair.state != MentorPair.State.TOGETHER:
        raise Http404
    if request.method != "POST":
        return render(
            request, "act/welcome/end.html", {"shown": shown_pair(pair, person), "kept": pairs.KEPT_DAYS}
        )
    try:
        pairs.end_pair(pair)
    except InputError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The pair is over. Nobody asks you why."))
    return redirect("my_mentor")


@needs_account
@require_http_methods(_METHODS)
def delete_mentor_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a note is to be deleted, and delete it; each deletes their own."""
    person = person_of(request.user)
    if person is None:
        raise Http404
    note = get_object_or_404(MentorNote.objects.select_related("pair"), pk=pk, by=person)
    _own(request, note.pair_id)
    if request.method != "POST":
        return render(request, "act/welcome/delete_note.html", {"note": note})
    pair = note.pair_id
    talks.delete_note(note)
    messages.success(request, _("The note is deleted."))
    return redirect("mentor_pair", pair)


def _own(request: SignedInRequest, pk: int) -> tuple[Person, MentorPair]:
    """Return who looks and their pair; for everybody but the two there is none."""
    person = person_of(request.user)
    if person is None or pk >= 2**63:
        raise Http404
    found = pairs.pairs_of(person).filter(pk=pk).select_related("hire__user", "mentor__user").first()
    if found is None:
        raise Http404
    return person, found


def _change(
    request: SignedInRequest, person: Person, pair: MentorPair, note: NoteForm, talk: TalkForm
) -> str:
    """Do what was asked for; return what is said of it, nothing where a form is wrong."""
    if note.is_bound and note.is_valid():
        talks.write_note(pair, note.cleaned_data["text"], by=person)
        return _("Kept for the two of you.")
    if talk.is_bound and talk.is_valid():
        talks.say_talked(pair, asked_number(request, "after"), talk.cleaned_data["line"])
        return _("Ticked. Nobody but you two sees it.")
    if request.POST.get("step") == "untick":
        talks.take_back(pair, asked_number(request, "after"))
        return _("Taken back.")
    return ""
