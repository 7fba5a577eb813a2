"""Pages on which one question is written: its kind, the question itself, and who is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways_web.listen.views.writing import METHODS, form_page, writable, writing
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing.draft import Draft, question_named
from bothways_web.listen.writing.kind_words import KIND_WORDS
from bothways_web.listen.writing.kinds import kind_of
from bothways_web.listen.writing.paths import called, condition_words, sources_for
from bothways_web.listen.writing.pipes import pipes_for
from bothways_web.listen.writing.question_forms import FORMS, ConditionForm, EverybodyForm
from bothways_web.people.gate import SignedInRequest
from bothways_web.people.paging import asked


@writing
@require_http_methods(METHODS)
def question(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Add a question (``new``), beginning with its kind, or change one."""
    found = writable(request, pk)
    document = drafts.as_now(found.document)
    old, section = question_named(document, name), asked(request, "section")
    if old is None and name != "new":
        raise Http404
    kind = kind_of(old) if old else _kind(request)
    if kind not in FORMS:
        context = {"set": found, "kinds": KIND_WORDS.values(), "section": section}
        return render(request, "listen/writing/kinds.html", context)
    start = {} if old else {"section": section}
    form = FORMS[kind](request.POST or None, draft=document, old=old, initial=start)

    def change(draft: Draft) -> Draft:
        given = form.cleaned_data["section"]
        return drafts.place_question(draft, given, name if old else None, form.body())

    return form_page(
        request, found, form, change, _("Question"), page="question", kind=KIND_WORDS[kind],
        pipes=pipes_for(document, name, section),
    )  # fmt: skip


@writing
@require_http_methods(METHODS)
def condition(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    """Say of whom a question is asked: choose an earlier question, then its answers."""
    found = writable(request, pk)
    document = drafts.as_now(found.document)
    old = question_named(document, name)
    if old is None:
        raise Http404
    now, sources = old.get("ask_if") or {}, {one["id"]: one for one in sources_for(document, name)}
    of = request.POST.get("of") or asked(request, "of") or now.get("question", "")
    shown: dict[str, Any] = {
        "page": "condition", "about": called(document, name), "language": document["language"],
        "condition": condition_words(document, old),
        "sources": [{"id": one, "words": called(document, one)} for one in sources],
    }  # fmt: skip

    def ask(draft: Draft) -> Draft:
        return drafts.ask_only(draft, name, of, form.chosen())

    if request.POST.get("step") == "everybody" or of not in sources:
        everybody = EverybodyForm(request.POST or None)
        return form_page(request, found, everybody, _ask_everybody(name), _("Who is asked"), **shown)
    ticked = now.get("answers", []) if of == now.get("question") else []
    form = ConditionForm(
        request.POST or None, draft=document, source=sources[of], initial={"answers": list(map(str, ticked))}
    )
    return form_page(
        request, found, form, ask, _("Who is asked"), of=of, source=called(document, of), **shown
    )


def _ask_everybody(name: str) -> Callable[[Draft], Draft]:
    return lambda draft: drafts.ask_only(draft, name, "", [])


def _kind(request: SignedInRequest) -> str:
    """Return the kind of a new question; a form that names none is of one on a scale."""
    return request.POST.get("kind", "scale") if request.method == "POST" else asked(request, "kind")
