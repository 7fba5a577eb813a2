"""Pages of programs that tell of customers: one with its log, adding, changing, deleting."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bothways.errors import InputError
from bothways_web.connect import sources as verbs
from bothways_web.connect.models import Source
from bothways_web.connect.source_forms import SourceForm, surveys
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation
from bothways_web.people.paging import page_of
from bothways_web.people.zones import zone_of

administering = needs(Right.SETTINGS, "yes, but no results")
_METHODS = ["GET", "HEAD", "POST"]


@administering
@require_http_methods(_METHODS)
def new_source(request: SignedInRequest) -> HttpResponse:
    """Add a program that tells, and show its address and secret."""
    form = SourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = verbs.add_source(form.cleaned_data, by=request.user)
        return _secret_page(request, made, "" if form.cleaned_data["secret"] else made.secret)
    return _form_page(request, form, None)


@administering
@require_http_methods(_METHODS)
def change_source(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what is done with what a program tells."""
    found = find(pk)
    form = SourceForm(request.POST or None, source=found)
    if request.method == "POST" and form.is_valid():
        verbs.change_source(found, form.cleaned_data, by=request.user)
        messages.success(request, _("Saved."))
        return redirect("source", found.pk)
    return _form_page(request, form, found)


@administering
@require_http_methods(_METHODS)
def source(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a program with the log of what it told, and do what is asked."""
    found = find(pk)
    step = request.POST.get("step")
    if request.method == "POST" and step == "secret":
        return _secret_page(request, found, verbs.renew_secret(found, by=request.user), renewed=True)
    if request.method == "POST":
        if step in ("on", "off"):
            _switch(request, found, on=step == "on")
        return redirect("source", found.pk)
    context = {
        "source": found, "address": verbs.address_of(found), "page": page_of(request, found.receipts.all()),
        "zone": zone_of(Organisation.current().time_zone),
    }  # fmt: skip
    return render(request, "connect/source.html", context)


@administering
@require_http_methods(_METHODS)
def delete_source(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a program is to be deleted, and delete it."""
    found = find(pk)
    if request.method == "POST":
        verbs.delete_source(found, by=request.user)
        messages.success(request, _("The source is deleted, with its secret and its log."))
        return redirect("receivers")
    return render(request, "connect/source_delete.html", {"source": found})


def _switch(request: SignedInRequest, found: Source, *, on: bool) -> None:
    try:
        verbs.switch_source(found, on=on, by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Saved."))


def find(pk: int) -> Source:
    """Return a source, or say that there is none."""
    found = Source.objects.select_related("pulse").filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def _form_page(request: SignedInRequest, form: SourceForm, found: Source | None) -> HttpResponse:
    context = {"form": form, "source": found, "no_survey": not surveys().exists()}
    return render(request, "connect/source_form.html", context, status=422 if form.errors else 200)


def _secret_page(
    request: SignedInRequest, found: Source, secret: str, *, renewed: bool = False
) -> HttpResponse:
    context = {"source": found, "secret": secret, "address": verbs.address_of(found), "renewed": renewed}
    response = render(request, "connect/source_secret.html", context)
    response["Cache-Control"] = "no-store"
    return response
