"""What is stored about the one who looks."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways_web.people.forms.people import OwnForm
from bothways_web.people.gate import SignedInRequest, needs_account
from bothways_web.people.naming import name_units
from bothways_web.people.persons import choose_own
from bothways_web.people.sign_on import providers


@needs_account
@require_http_methods(["GET", "HEAD", "POST"])
def own_record(request: SignedInRequest) -> HttpResponse:
    """Show it, and let language and time zone be chosen."""
    person = getattr(request.user, "person", None)
    start = {"language": person.language, "time_zone": person.time_zone} if person else None
    form = OwnForm(request.POST or None, initial=start)
    if request.method == "POST" and person and form.is_valid():
        choose_own(person, **form.cleaned_data, by=request.user)
        messages.success(request, _("Saved. Mails to you follow it from now on."))
        return redirect("own_record")
    posts = name_units(person.posts.select_related("unit").order_by("-start")) if person else []
    context = {
        "person": person,
        "posts": posts,
        "form": form,
        "tied": providers.tied_to(request.user),
        "grants": name_units(request.user.grants.select_related("unit")),
    }
    return render(request, "people/own.html", context)
