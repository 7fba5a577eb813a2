"""The page of a round: until it closes nothing but when; afterwards a band and where the results are."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways_web.listen import jobs
from bothways_web.listen.additional import told_of
from bothways_web.listen.comments import fewest_of, may_wait, release_comments, seal_of, waiting
from bothways_web.listen.ledgers import population_of, released_round
from bothways_web.listen.models import Delivery, Round
from bothways_web.listen.pulses import RUNS, may_run_pulse
from bothways_web.listen.round_results import on_team_pages, round_results
from bothways_web.listen.rounds import close_round
from bothways_web.listen.sealed.opening import progress_of
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs


def _round_for(request: SignedInRequest, pk: int) -> Round:
    found = get_object_or_404(Round.objects.select_related("pulse__audience"), pk=pk)
    if not may_run_pulse(request.viewer, found.pulse):
        raise Http404
    return found


def _mails_of(asked: Round) -> QuerySet[Delivery]:
    """Return the mails of a round; of a standing survey those of all its rounds.

    There whoever has not answered may go on into the next round: mails round by round would tell how many did.
    """
    if asked.pulse.is_standing:
        return Delivery.objects.filter(invitation__round__pulse=asked.pulse)
    return Delivery.objects.filter(invitation__round=asked)


def _where(asked: Round, *, anything: bool, reads_all: bool) -> str:
    """Return where the results of a released round stand: on team pages, here, nowhere, or with those who read all."""
    if asked.state != Round.State.RELEASED:
        return ""
    if on_team_pages(asked):
        return "teams" if anything else "here"
    return "here" if reads_all else "elsewhere"


@needs(Right.ROUNDS, *RUNS)
def round_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show how far a round is: never who answered, nor how many while it is open."""
    found = _round_for(request, pk)
    mails = _mails_of(found)
    states = dict(mails.values_list("state").annotate(number=Count("pk")))
    problem = mails.exclude(problem="").values_list("problem", flat=True).first()
    shown = released_round(population_of(found.pulse), found.ledger_name)
    rows = shown.released if shown else ()
    band = next((one.n_band for one in rows if one.group == "all" and one.kind != "distribution"), "")
    reads_all = request.viewer.may(Right.TEAM, "read all")
    unread = request.viewer.may(Right.ROUNDS, "employees", "customers") and may_wait(found)
    context = {
        "round": found,
        "unread": unread,
        "additional": told_of(found) if reads_all and found.state == Round.State.RELEASED else [],
        "sent": states.get("sent", 0),
        "waiting": states.get("waiting", 0),
        "results": None,
        "was_imported": found.imported_parts.exists(),
        "results_stand": _where(found, anything=bool(rows), reads_all=reads_all),
    }
    if found.is_sealed:
        context |= progress_of(found)
    if context["results_stand"] == "here":
        context["results"] = round_results(found)
    return render(request, "listen/round.html", context | {"problem": problem, "band": band})


@needs(Right.ROUNDS, "employees", "customers")
def read_comments(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show comments that wait for a reader, without unit or order, and release those that are not held back."""
    found = _round_for(request, pk)
    if request.method == "POST":
        try:
            held, seal = request.POST.getlist("hold"), request.POST.get("seal", "")
            release_comments(found, held_back=held, seal=seal, by=request.user)
        except InputError as problem:
            messages.error(request, str(problem))
        else:
            told = _("Done. Groups of %(fewest)s people and more see them on their team page.")
            messages.success(request, told % {"fewest": fewest_of(found)})
        return redirect("round", pk)
    comments = waiting(found)
    context = {"round": found, "comments": comments, "seal": seal_of(comments)}
    return render(request, "listen/comments.html", context)


@needs(Right.ROUNDS, *RUNS)
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close a round before its time, after asking."""
    found = _round_for(request, pk)
    if request.method == "POST":
        if close_round(found, by=request.user):
            jobs.release.enqueue(found.pk)
            messages.success(request, _("The round is closed. Results open within minutes."))
        else:
            messages.info(request, _("The round was closed already."))
        return redirect("round", pk)
    if found.state != Round.State.OPEN:
        return redirect("round", pk)
    return render(request, "listen/close.html", {"round": found})
