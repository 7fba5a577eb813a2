"""Boards of shared work: the list of units, the board of one, its work as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.models import WorkItem
from bothways_web.act.units import reached
from bothways_web.act.work import board as boards
from bothways_web.act.work.moving import WITH_PAGE, make_move, may_try
from bothways_web.act.work.reach import Actor, actor_of, items_in_reach, waiting_in
from bothways_web.act.work.rooms import skills_in_use
from bothways_web.act.work.tables import work_csv
from bothways_web.act.work.units import units_in_reach
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked, asked_number, page_of
from bothways_web.people.units import below, current_tree


@require_safe
@needs(Right.TEAM)
def units(request: SignedInRequest) -> HttpResponse:
    """List the units whose work the viewer may read, by name."""
    text = asked(request)
    there = units_in_reach(request.viewer)
    found = [one for one in there if text.casefold() in f"{one.name} {one.code}".casefold()]
    page = page_of(request, found)
    rows = boards.with_counts(list(page))
    context = {"page": page, "rows": rows, "text": text, "any": bool(there)}
    return render(request, "act/work/units.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Right.TEAM)
def board(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the board of a unit, and move a piece."""
    place, actor = reached(request, code), actor_of(request.viewer, request.user)
    if request.method == "POST":
        return move_piece(request, actor) or redirect(request.get_full_path())
    search = boards.Search(*(asked(request, name) for name in ("q", "skill", "from", "state")))
    context = {
        "place": place, "search": search, "states": boards.LABELS.items(), "sources": boards.SOURCES.items(),
        "skills": skills_in_use(below(current_tree(), code)), "writes": actor.may_write(code),
        "shares": waiting_in(place.code, actor).exists(),
    }  # fmt: skip
    if search.state:
        page = page_of(request, boards.listed(code, search), per_page=20)
        context |= {"page": page, "cards": boards.cards_of(page, actor, code), "count": page.paginator.count}
    else:
        columns = boards.columns_of(code, search, actor)
        context |= {"columns": columns, "count": sum(len(one.cards) + one.more for one in columns)}
    return render(request, "act/work/board.html", context)


@require_safe
@needs(Right.TEAM)
def export(request: SignedInRequest, code: str) -> HttpResponse:
    """Give the work of a unit as a file, without names."""
    reached(request, code)
    found = boards.find_work(code, boards.Search()).order_by("pk")
    answer = HttpResponse(work_csv(found.iterator(chunk_size=500)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="work.csv"'
    return answer


def move_piece(request: SignedInRequest, actor: Actor) -> HttpResponse | None:
    """Do the move that a form asks for and say what became of it; or lead to the page that asks for more."""
    item = get_object_or_404(items_in_reach(actor), pk=asked_number(request, "item"))
    return do_move(request, item, actor)


def do_move(request: SignedInRequest, item: WorkItem, actor: Actor) -> HttpResponse | None:
    """Do a move with one piece."""
    move, seen = request.POST.get("move", ""), asked_number(request, "seen")
    if not move:
        messages.error(request, str(boards.CHOOSE))
        return None
    if not may_try(move, item, actor):
        raise Http404
    if move in WITH_PAGE:
        return redirect(WITH_PAGE[move], item.pk)
    try:
        messages.success(request, make_move(move, item, actor, seen=seen, by=request.user))
    except InputError as problem:
        messages.error(request, str(problem))
    return None
