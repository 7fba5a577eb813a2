"""What leaving costs: what the model makes of it, its history, and writing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of
from bothways_web.verify.leaving import reach
from bothways_web.verify.leaving.costing import cost_of_last_year, current_model, write_model
from bothways_web.verify.leaving.forms import CostForm, cost_as_typed, written_parts
from bothways_web.verify.leaving.words import cost_words
from bothways_web.verify.models import LeavingCost

VERSIONS = 10


@needs(Right.LEAVING, *reach.EVERYWHERE)
@require_safe
def leaving_cost(request: SignedInRequest) -> HttpResponse:
    """Show what leaving costs by the model that holds, and the models before it."""
    model = current_model()
    cost = cost_of_last_year(model) if model else None
    page = page_of(request, LeavingCost.objects.all(), per_page=VERSIONS)
    return render(request, "verify/leaving/cost.html", {
        "cost": cost, "rows": [(cost_words(row.part), row) for row in cost.rows] if cost else [],
        "page": page, "history": [(one, list(written_parts(one))) for one in page],
        "writes": reach.writes_cost(request.viewer),
    })  # fmt: skip


@needs(Right.RECORDS, "edit")
@require_http_methods(["GET", "HEAD", "POST"])
def change_leaving_cost(request: SignedInRequest) -> HttpResponse:
    """Write the model anew."""
    model = current_model()
    form = CostForm(request.POST or None, initial=cost_as_typed(model))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            write_model(
                form.parts(), currency=given["currency"], headcount=form.headcount(), why=given["why"],
                version=asked_number(request, "version"), by=request.user,
            )  # fmt: skip
            messages.success(request, _("Saved. What was there before stays in the history."))
            return redirect("leaving_cost")
        except InputError as problem:
            form.add_error(None, str(problem))
    context = {"form": form, "version": model.version if model else 0, "model": model}
    return render(request, "verify/leaving/change_cost.html", context, status=422 if form.errors else 200)
