"""Beliefs: all pairs beside what was found, saying what one expects, opening the findings."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.link.findings import latest_findings
from bothways_web.link.models import Run
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number, page_of
from bothways_web.verify.beliefs.forms import BeliefsForm, fields_of
from bothways_web.verify.beliefs.opening import LEADERS_OPEN, last_opening, open_findings
from bothways_web.verify.beliefs.pairs import pairs_now
from bothways_web.verify.beliefs.saying import say
from bothways_web.verify.beliefs.showing import beside
from bothways_web.verify.leaving.reach import sees_all
from bothways_web.verify.models import Belief

AT_ONCE, PER_PAGE = 3, 25


@needs(Right.FINDINGS, *LEADERS_OPEN)
@require_safe
def beliefs(request: SignedInRequest) -> HttpResponse:
    """List all pairs by name: what was expected, what was found, how sure that is."""
    found = latest_findings()
    shown = beside(request.user.pk, found)
    page = page_of(request, shown.rows, per_page=PER_PAGE)
    full = request.viewer.may(Right.FINDINGS, "all", "own + company")
    context = {
        "shown": shown,
        "page": page,
        "found": found,
        "full": full,
        "reasons": sees_all(request.viewer),
    }
    return render(request, "verify/beliefs/list.html", context)


@needs(Right.FINDINGS, *LEADERS_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def say_beliefs(request: SignedInRequest) -> HttpResponse:
    """Ask a few pairs at a time; those left out are skipped."""
    pairs = pairs_now()
    page = Paginator(pairs, AT_ONCE).get_page(request.GET.get("page"))
    own = Belief.objects.filter(user=request.user, opening=None)
    said = {(one.employee_metric, one.customer_metric): one for one in own}
    sent = fields_of(request.POST)
    asked = [one for one in pairs if one.field in sent or one in page.object_list]
    form = BeliefsForm(request.POST or None, pairs=asked, said=said)
    if request.method == "POST" and form.is_valid():
        try:
            for pair, first, sure in form.given:
                say(pair, first, sure, opened=asked_number(request, "opened"), by=request.user)
        except InputError as problem:
            messages.error(request, str(problem))
            return redirect("beliefs")
        if form.given:
            kept = len(form.given)
            messages.success(
                request, ngettext("%(n)s pair is kept.", "%(n)s pairs are kept.", kept) % {"n": kept}
            )
        ahead = page.has_next()
        return redirect(
            f"{reverse('say_beliefs')}?page={page.next_page_number()}" if ahead else reverse("beliefs")
        )
    opened = asked_number(request, "opened") if request.method == "POST" else last_opening(request.user.pk)
    context = {"page": page, "form": form, "opened": opened, "last": page.number == page.paginator.num_pages}
    return render(request, "verify/beliefs/say.html", context, status=422 if form.errors else 200)


@needs(Right.FINDINGS, *LEADERS_OPEN)
@require_POST
def open_run(request: SignedInRequest, run_id: int) -> HttpResponse:
    """Open the findings of a run; what was expected stays from then on."""
    run = get_object_or_404(Run.objects.select_related("round__pulse"), pk=run_id, state=Run.State.DONE)
    open_findings(run, by=request.user)
    there = request.POST.get("next", "")
    if _may_follow(there, request):
        return redirect(there)
    messages.success(request, _("The findings are open."))
    return redirect("findings")


def _may_follow(there: str, request: SignedInRequest) -> bool:
    """Return whether an address is one of pages before which a leader is asked: findings, and the story."""
    path = urlsplit(there).path
    if not there.isascii() or not (path.startswith(reverse("findings")) or path == reverse("story")):
        return False
    return url_has_allowed_host_and_scheme(there, allowed_hosts=None, require_https=request.is_secure())
