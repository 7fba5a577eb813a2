"""Pages of pulses: the list, making one, its page, launch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen import pulses as verbs
from bothways_web.listen.forms import PulseForm, first_plan
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.outside.contacts import sides_of
from bothways_web.listen.question_sets import instrument_of, items_of, minutes
from bothways_web.listen.sealed.strata import look_ahead
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.units import current_tree


def _pulse_for(request: SignedInRequest, pk: int) -> Pulse:
    """Return a pulse that the viewer may run; any other one is not there."""
    found = get_object_or_404(Pulse.objects.select_related("audience"), pk=pk)
    if not verbs.may_run_pulse(request.viewer, found):
        raise Http404
    return found


@needs(Right.ROUNDS, *verbs.RUNS)
def pulses(request: SignedInRequest) -> HttpResponse:
    """List the pulses that the viewer may run."""
    found = Pulse.objects.select_related("audience").prefetch_related("rounds")
    mine = [one for one in found if verbs.may_run_pulse(request.viewer, one)]
    page = Paginator(mine, 20).get_page(request.GET.get("page"))
    return render(request, "listen/pulses.html", {
        "page": page, "names": _names(), "contact_sides": sides_of(request.viewer),
        "brings_answers": request.viewer.may(Right.ROUNDS, "employees", "customers"),
    })  # fmt: skip


@needs(Right.ROUNDS, *verbs.RUNS)
def choose_question_set(request: SignedInRequest) -> HttpResponse:
    """Offer the question sets that are ready to use."""
    return render(
        request,
        "listen/choose.html",
        {"offers": verbs.offers_for(request.viewer), "has_units": current_tree() is not None},
    )


@needs(Right.ROUNDS, *verbs.RUNS)
def new_pulse(request: SignedInRequest, instrument: str) -> HttpResponse:
    """Make a draft from a question set."""
    offer = next((one for one in verbs.offers_for(request.viewer) if one.instrument.id == instrument), None)
    if offer is None:
        raise Http404
    chosen = offer.instrument
    form = PulseForm(
        request.POST or None,
        viewer=request.viewer,
        has_short=offer.has_short,
        side=verbs.SIDES[chosen.side],
        asks=chosen,
        initial={"title": offer.title, "comment": False, **first_plan(chosen)},
    )
    if request.method == "POST" and form.is_valid():
        made = verbs.create_pulse(chosen, form.plan(), by=request.user)
        return redirect("pulse", made.pk)
    return render(request, "listen/pulse_form.html", {"form": form, "offer": offer})


@needs(Right.ROUNDS, *verbs.RUNS)
def pulse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a pulse with its rounds and what comes next."""
    found = _pulse_for(request, pk)
    page = Paginator(found.rounds.all(), 12).get_page(request.GET.get("page"))
    context = {
        "pulse": found,
        "page": page,
        "items": items_of(found),
        "name": _names().get(found.audience.code),
    }
    return render(request, "listen/pulse.html", context | {"minutes": minutes(len(items_of(found)))})


@needs(Right.ROUNDS, *verbs.RUNS)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a pulse."""
    found = _pulse_for(request, pk)
    short = instrument_of(found).short_form
    form = PulseForm(
        request.POST or None, instance=found, viewer=request.viewer,
        has_short=bool(short and short.min_answered), side=found.side,
        asks=instrument_of(found),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            verbs.change_pulse(found, form.plan(), by=request.user)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The pulse is changed. Rounds that are open stay as they are."))
            if "follow_up" in form.changed_data:
                messages.info(
                    request, _("Whether we may get back to customers holds for them from now on too.")
                )
            return redirect("pulse", pk)
    return render(request, "listen/pulse_form.html", {"form": form, "pulse": found})


@needs(Right.ROUNDS, *verbs.RUNS)
def launch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what a launch does, and do it."""
    found = _pulse_for(request, pk)
    if request.method == "POST":
        try:
            opened = verbs.launch_pulse(found, by=request.user)
        except InputError as problem:
            messages.error(request, str(problem))
            return redirect("pulse", pk)
        messages.success(request, _launched(opened))
        return redirect("round", opened.pk)
    people = verbs.people_now(found)
    context: dict[str, Any] = {"pulse": found, "people": people, "items": items_of(found)}
    context["asked_lately"] = verbs.left_out_now(found)
    if found.mode == Pulse.Mode.SEALED:
        context |= look_ahead(found)
        context["left_out"] = len(context["items"]) < len(instrument_of(found).items)
    return render(request, "listen/launch.html", context)


@needs(Right.ROUNDS, *verbs.RUNS)
def state(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pause, go on with, or end a pulse."""
    found = _pulse_for(request, pk)
    wanted = request.POST.get("state", "")
    if request.method != "POST" or wanted not in Pulse.State.values:
        return redirect("pulse", pk)
    try:
        verbs.set_state(found, wanted, by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Done. An open round stays open until its time."))
    return redirect("pulse", pk)


def _launched(opened: Round) -> str:
    """Return what is said when a round was launched."""
    if opened.is_sealed:
        return _("The keys of the round are being made. It opens by itself when they are there.")
    if opened.is_open_to_all:
        return _("The survey is open to whoever has the link.")
    if opened.pulse.is_standing:
        return _("The survey stands. People are asked one by one from now on.")
    return _("The round is open. Invitations go out within working hours.")


def _names() -> dict[str, str]:
    """Return the names of today's units by their codes."""
    tree = current_tree()
    return dict(zip(tree.units, tree.names, strict=True)) if tree else {}
