"""What spills over: the answer, the map of the flow, the two numbers, asking."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of
from bothways_web.verify.overload import words
from bothways_web.verify.overload.answers import Answer, latest_answer
from bothways_web.verify.overload.drawing import directions, map_of
from bothways_web.verify.overload.files import answer_csv, flow_csv
from bothways_web.verify.overload.forms import QuestionForm
from bothways_web.verify.overload.questions import choose, current_question, numbers
from bothways_web.verify.overload.running import ask, round_to_ask
from bothways_web.verify.overload.showing import METHOD, OWN, READS, WRITES, flow_for, situation

PER_PAGE = 25


@needs(Right.LEAVING)
@require_safe
def overload(request: SignedInRequest) -> HttpResponse:
    """Show the answer and the map, as far as they are open to the viewer."""
    viewer = request.viewer
    full, own = viewer.may(Right.LEAVING, WRITES, METHOD), viewer.may(Right.LEAVING, OWN)
    told = situation() if viewer.may(Right.LEAVING, *READS) else None
    flow = flow_for(viewer) if full or own else None
    answer = told.answer if told else None
    return render(request, "verify/overload/overload.html", {
        "told": told, "answer": answer, "said": _said(answer) if answer else None,
        "writes": viewer.may(Right.LEAVING, WRITES), "methods": viewer.may(Right.LEAVING, METHOD), "full": full,
        "flow": flow, "map": map_of(flow.rows) if flow else "",
        "page": page_of(request, flow.by_provider, per_page=PER_PAGE) if flow else None,
    })  # fmt: skip


@needs(Right.LEAVING, WRITES, METHOD)
@require_safe
def overload_answer(request: SignedInRequest) -> HttpResponse:
    """Give the answer as CSV: released figures and nothing else."""
    answer = latest_answer()
    if answer is None:
        raise Http404
    return _file(answer_csv(answer), f"what-spills-over-{answer.round.period}.csv")


@needs(Right.LEAVING, WRITES, METHOD, OWN)
@require_safe
def overload_flow(request: SignedInRequest) -> HttpResponse:
    """Give who serves whom as CSV, with what is shown of those who serve."""
    return _file(flow_csv(flow_for(request.viewer).rows), "flow.csv")


@needs(Right.LEAVING, WRITES)
@require_http_methods(["GET", "HEAD", "POST"])
def overload_question(request: SignedInRequest) -> HttpResponse:
    """Choose which number speaks of overload and which of service."""
    there, last = numbers(), current_question()
    overload, service = (last.overload, last.service) if last else there.proposed
    initial = {"overload": overload, "service": service}
    form = QuestionForm(request.POST or None, there=there, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            choose(given["overload"], given["service"], seen=asked_number(request, "seen"), by=request.user)
            messages.success(request, _("The two numbers are chosen. They hold from the next answer on."))
            return redirect("overload")
        except InputError as problem:
            form.add_error(None, str(problem))
    last = current_question()
    context = {
        "form": form, "lacks": not (there.overload and there.service), "seen": last.pk if last else 0,
    }  # fmt: skip
    return render(request, "verify/overload/question.html", context, status=422 if form.errors else 200)


@needs(Right.LEAVING, WRITES)
@require_POST
def ask_overload(request: SignedInRequest) -> HttpResponse:
    """Ask the round that was released last."""
    asked = round_to_ask()
    try:
        if asked is None:
            raise InputError(
                _("There is no round to ask."),
                remedy=_("Each round is asked once, after its results are open."),
            )
        ask(asked, request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    return redirect("overload")


def _said(answer: Answer) -> dict[str, object]:
    """Return the words and pictures of an answer."""
    said: dict[str, object] = {"sentence": words.sentence(answer), "settled": words.settled_by(answer)}
    if not answer.has_figures:
        return said
    return said | {
        "placebo": words.placebo(answer), "checks": words.checks(answer), "pictures": directions(answer),
        "swings": {name: words.direction(answer, name) for name in ("effect", "reverse", "own")},
        "natural": words.natural(answer),
    }  # fmt: skip


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
