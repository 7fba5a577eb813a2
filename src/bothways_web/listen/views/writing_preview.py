"""A set as people will meet it: the screens of answering themselves, of which nothing is kept."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_http_methods

from bothways.measures import write_instrument
from bothways_web.listen.answering import asking
from bothways_web.listen.answering.asking import CHECK, Draft, Refusal
from bothways_web.listen.answering.ways import asked_items
from bothways_web.listen.models import Invitation, OwnSet, Round
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.views.screens import answer_rows, question_screen
from bothways_web.listen.views.steps import Screen, Visit, language_of, page_of_visit
from bothways_web.listen.views.writing import METHODS, mine, writing
from bothways_web.listen.writing.draft import questions_of
from bothways_web.listen.writing.preview import Preview, preview_of
from bothways_web.people.gate import SignedInRequest


@writing
@require_http_methods(METHODS)
def preview(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one screen after another; answers travel in the page as they do for people, and lead on alike."""
    found = mine(request, pk)
    if not questions_of(found.document):
        raise Http404
    shown = preview_of(found.document)
    visit = _visit(request, found, shown)
    with translation.override(visit.language):
        if shown.instrument is None:
            return _end(request, visit, shown.overview(()))
        response = (_go_on if request.method == "POST" else _first)(request, visit, shown)
    # Whoever writes is signed in, so a form is checked for where it comes from; people who answer are not.
    response["Referrer-Policy"] = "same-origin"
    return response


def _visit(request: SignedInRequest, found: OwnSet, shown: Preview) -> Visit:
    """Return somebody who answers a round that there is not."""
    definition = write_instrument(shown.instrument) if shown.instrument else ""
    asked = Round(definition=definition, form="full", comment=False, tree=[], floor=5)
    visitor = Invitation(pk=uuid.UUID(int=found.pk), round=asked, unit="")
    width = request.POST.get("width", "")
    return Visit(
        visitor, language_of(request, visitor), frame="listen/writing/preview_frame.html",
        carried={"csrfmiddlewaretoken": get_token(request), "width": width},
        words={"set": found, "phone": width == "phone", "left_out": bool(shown.left_out)},
    )  # fmt: skip


def _first(request: SignedInRequest, visit: Visit, shown: Preview) -> HttpResponse:
    """Show the question that the address asks for by its number, or the first."""
    steps = asking.steps_of(visit.invitation.round)[:-1]
    given = request.GET.get("question", "1")
    number = int(given) if given.isascii() and given.isdecimal() and len(given) < 4 else 1
    return _show(request, Screen(visit, steps[min(max(number, 1), len(steps)) - 1], Draft()), shown)


def _go_on(request: SignedInRequest, visit: Visit, shown: Preview) -> HttpResponse:
    """Take what a screen handed in and show the next one; sending is the end."""
    asked, step, go = visit.invitation.round, request.POST.get("step", ""), request.POST.get("go", "continue")
    draft = asking.unpack(request.POST.get("draft", ""), visit.invitation.pk, asked)
    if draft is None or step not in asking.steps_of(asked, draft.answers):
        return _first(request, visit, shown)
    screen, steps = (
        Screen(visit, step, draft, sent=request.POST.dict()),
        asking.steps_of(asked, draft.answers),
    )
    if go in ("back", "show"):
        return _show(request, replace(screen, step=steps[max(0, steps.index(step) - (go == "back"))]), shown)
    if step == CHECK:
        if go in steps:
            return _show(request, replace(screen, step=go), shown)
        return _end(request, visit, _overview(screen, shown), sent=True)
    try:
        draft = asking.take(draft, asked, step, screen.sent)
    except Refusal as refused:
        return _show(request, replace(screen, error=refused.words, wrong=refused.items), shown)
    steps = asking.steps_of(asked, draft.answers)
    return _show(request, replace(screen, step=steps[steps.index(step) + 1], draft=draft), shown)


def _show(request: SignedInRequest, screen: Screen, shown: Preview) -> HttpResponse:
    """Show one screen as people see it, with what its answers lead to."""
    visit, asked = screen.visit, screen.invitation.round
    steps = asking.steps_of(asked, screen.draft.answers)
    common: dict[str, Any] = {
        "draft": asking.pack(screen.draft, screen.invitation.pk), "step": screen.step, "error": screen.error,
        "number": steps.index(screen.step) + 1, "of": len(steps) - 1, "overview": _overview(screen, shown),
    }  # fmt: skip
    if screen.step == CHECK:
        return page_of_visit(request, "check", visit, rows=answer_rows(screen), **common)
    name, made = question_screen(screen)
    return page_of_visit(request, name, visit, **made, **common)


def _end(
    request: SignedInRequest, visit: Visit, overview: list[dict[str, Any]], *, sent: bool = False
) -> HttpResponse:
    """Say where people would send their answers, or that nothing can be shown yet."""
    context = {"language": visit.language, "overview": overview, "sent": sent, **visit.words}
    response = render(request, "listen/writing/preview_end.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _overview(screen: Screen, shown: Preview) -> list[dict[str, Any]]:
    asked = asked_items(items_of(screen.invitation.round), screen.draft.answers)
    return shown.overview([item.id for item in asked])
