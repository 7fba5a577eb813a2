"""Words to begin mails to customers with, for those who lead customer experience."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.act.cases import replies
from bothways_web.act.cases.forms import TemplateForm
from bothways_web.act.models import ReplyTemplate
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation
from bothways_web.people.paging import asked, page_of

METHODS = ["GET", "HEAD", "POST"]


@needs(Right.CASES, "all")
@require_safe
def templates(request: SignedInRequest) -> HttpResponse:
    """List them."""
    text, found = asked(request), ReplyTemplate.objects.all()
    page = page_of(request, found.filter(name__icontains=text) if text else found, per_page=25)
    return render(request, "act/cases/templates.html", {"page": page, "text": text})


@needs(Right.CASES, "all")
@require_http_methods(METHODS)
def new_template(request: SignedInRequest) -> HttpResponse:
    """Write one."""
    return _write(request, ReplyTemplate(language=Organisation.current().language))


@needs(Right.CASES, "all")
@require_http_methods(METHODS)
def template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change one."""
    return _write(request, get_object_or_404(ReplyTemplate, pk=pk))


@needs(Right.CASES, "all")
@require_http_methods(METHODS)
def delete(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether one is to be deleted, and do it."""
    found = get_object_or_404(ReplyTemplate, pk=pk)
    if request.method == "POST":
        replies.delete_template(found, by=request.user)
        messages.success(request, _("The text is deleted. Mails that were written stay."))
        return redirect("reply_templates")
    return render(request, "act/cases/template_delete.html", {"template": found})


def _write(request: SignedInRequest, found: ReplyTemplate) -> HttpResponse:
    new = found._state.adding
    form = TemplateForm(request.POST or None, instance=found)
    context: dict[str, Any] = {"form": form, "template": found, "new": new}
    if request.method == "POST" and form.is_valid():
        try:
            replies.save_template(found, form.cleaned_data, by=request.user)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved."))
            return redirect("reply_templates")
    return render(request, "act/cases/template.html", context, status=422 if form.errors else 200)
