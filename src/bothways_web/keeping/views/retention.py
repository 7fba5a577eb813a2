"""How long things are kept: what goes when, and other times."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.keeping.forms import DaysForm
from bothways_web.keeping.home_items import ADMINISTERS
from bothways_web.keeping.models import RetentionNight, RetentionProposal
from bothways_web.keeping.retention import terms
from bothways_web.keeping.retention.kinds import FIXED, kind_of
from bothways_web.keeping.retention.nightly import begins_on
from bothways_web.keeping.retention.showing import nights_in_words
from bothways_web.keeping.retention.showing import terms as shown_terms
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.paging import asked_number
from bothways_web.people.users import administrators


@needs(*ADMINISTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def keeping(request: SignedInRequest) -> HttpResponse:
    """Show times and days; propose, confirm or withdraw another time."""
    form = DaysForm(request.POST if request.POST.get("step") == "propose" else None)
    if request.method == "POST":
        try:
            if _settle(request, form):
                return redirect("keeping")
        except InputError as problem:
            messages.error(request, str(problem))
            return redirect("keeping")
    context = {
        "form": form, "terms": list(shown_terms()), "fixed": FIXED, "begins": begins_on(), "notice": terms.NOTICE,
        "waiting": [(one, terms.title_of(one)) for one in terms.waiting()],
        "announced": [(one, terms.title_of(one)) for one in terms.announced()],
        "nights": nights_in_words(RetentionNight.objects.all()[:14]), "alone": administrators() < 2,
    }  # fmt: skip
    return render(request, "keeping/retention/keeping.html", context, status=422 if form.errors else 200)


def _settle(request: SignedInRequest, form: DaysForm) -> bool:
    """Do what was asked for; return whether it was done."""
    step, by = request.POST.get("step"), request.user
    if step == "propose":
        kind = kind_of(request.POST.get("kind", ""))
        if not form.is_valid() or kind is None:
            return False
        terms.propose_days(kind, form.cleaned_data["days"], by=by)
        messages.success(request, _("Proposed. Another administrator has to confirm it."))
        return True
    proposal = get_object_or_404(RetentionProposal, pk=asked_number(request, "proposal"))
    if step == "confirm":
        terms.confirm_days(proposal, by=by)
        messages.success(request, _("Confirmed. The privacy page tells of it from now on."))
    elif step == "withdraw":
        terms.withdraw_days(proposal, by=by)
        messages.success(request, _("Withdrawn."))
    else:
        return False
    return True
