"""Pages on what a file of past answers means: which questions were asked, and which column holds what."""

from __future__ import annotations

import uuid
from itertools import pairwise

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import BothwaysError, InputError
from bothways.measures import write_instrument
from bothways_web.listen.forms import unit_choices
from bothways_web.listen.models import AnswerImport, OwnSet
from bothways_web.listen.past import columns, new_sets, sets
from bothways_web.listen.past.looking import Looked, looked_of
from bothways_web.listen.past.meaning import make_mapping, propose_meaning
from bothways_web.listen.past.running import ask_for
from bothways_web.listen.past.summary import instrument_of_import
from bothways_web.listen.views.past import importing, own_import
from bothways_web.people.gate import SignedInRequest

State = AnswerImport.State


@require_http_methods(["GET", "HEAD", "POST"])
@importing
def past_questions(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask which question set was answered, or make a new one of the questions of the file."""
    one = own_import(request, pk)
    if one.state not in (State.LOOKED, State.CHECKED):
        return redirect("past_import", pk)
    looked, troubles = looked_of(one), []
    if request.method == "POST":
        try:
            _choose(one, request, looked)
            return redirect("past_columns", pk)
        except InputError as problem:
            troubles.append(str(problem))
    offers = sets.set_offers(one.side, looked)
    new = not offers or not offers[0].found
    context = {
        "one": one, "looked": looked, "offers": offers, "troubles": troubles, "own": new_sets.own_questions(looked),
        "left_out": new_sets.left_out(looked),
        "chosen": request.POST.get("set") or (sets.NEW if new else offers[0].instrument.id),
        "delicate": request.POST.get("delicate", ""),
        "title": request.POST.get("title") or one.title or one.file_name.rpartition(".")[0],
    }  # fmt: skip
    return render(request, "listen/past/questions.html", context, status=422 if troubles else 200)


def _choose(one: AnswerImport, request: SignedInRequest, looked: Looked) -> None:
    """Note which question set was answered."""
    name, draft = request.POST.get("set", ""), None
    one.how = {key: value for key, value in one.how.items() if key != "columns"}
    if name == sets.NEW:
        chosen = [
            (row, way) for row in new_sets.own_questions(looked)
            if (way := request.POST.get(f"scale-{row.place}", "")) in dict(row.ways)
        ]  # fmt: skip
        if not chosen:
            raise InputError(
                _("No question was chosen."), remedy=_("Choose how one or more questions are answered.")
            )
        delicate = request.POST.get("delicate")
        if delicate not in ("yes", "no"):
            raise InputError(
                _("Nothing says whether these questions are delicate."), remedy=_("Answer with yes or no.")
            )
        one.title = request.POST.get("title", "").strip()[:120] or one.file_name
        lineage = OwnSet._meta.get_field("lineage").get_default()
        draft, instrument = new_sets.new_set(
            one.title, chosen, looked, side=one.side, lineage=lineage, delicate=delicate == "yes"
        )
        one.how = {**one.how, "columns": dict(new_sets.columns_of(instrument, chosen))}
    else:
        found = sets.set_named(one.side, name)
        if found is None:
            raise InputError(_("Say which questions were asked."), remedy=_("Choose one of the sets."))
        instrument = found
    one.new_set, one.instrument, one.definition = draft, instrument.id, write_instrument(instrument)
    one.mapping, one.state = "", State.LOOKED
    one.save(update_fields=["how", "title", "new_set", "instrument", "definition", "mapping", "state"])


@require_http_methods(["GET", "HEAD", "POST"])
@importing
def past_columns(request: SignedInRequest, pk: uuid.UUID) -> HttpResponse:
    """Ask which column means what; then have the file checked."""
    one = own_import(request, pk)
    if one.state not in (State.LOOKED, State.CHECKED):
        return redirect("past_import", pk)
    if not one.definition:
        return redirect("past_questions", pk)
    units = unit_choices(request.viewer, one.side)
    one.audience = one.audience or _largest(units)
    looked, instrument, troubles = looked_of(one), instrument_of_import(one), []
    meaning = propose_meaning(one, instrument, looked)
    page = columns.column_page(meaning, instrument, looked)
    if request.method == "POST":
        try:
            meaning = columns.read_form(request.POST, page)
            page = columns.column_page(meaning, instrument, looked)
            if meaning.audience not in {code for code, _words in units}:
                raise InputError(
                    _("Say of which unit the survey speaks."), remedy=_("Choose one of the list.")
                )
            one.mapping = make_mapping(meaning, instrument, looked).to_json()
            one.title, one.audience, one.named = meaning.title, meaning.audience, bool(meaning.respondent)
            one.save(update_fields=["mapping", "title", "audience", "named"])
            ask_for(one, AnswerImport.Step.CHECK)
            return redirect("past_import", pk)
        except BothwaysError as problem:
            troubles.append(str(problem))
    context = {"one": one, "looked": looked, "page": page, "units": units, "troubles": troubles}
    return render(request, "listen/past/columns.html", context, status=422 if troubles else 200)


def _largest(units: list[tuple[str, str]]) -> str:
    """Return the unit on top with the most units below it; those below are indented in the list."""
    tops = [place for place, (_code, words) in enumerate(units) if not words.startswith("\u2003")]
    sizes = [after - place for place, after in pairwise([*tops, len(units)])]
    return units[tops[sizes.index(max(sizes))]][0] if tops else ""
