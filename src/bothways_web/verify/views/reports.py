"""Pages of the story: on screen, as a file, and how often a mail tells of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways_web.link.hooks import page_before
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs, open_to_all
from bothways_web.people.notifications.readers import language_of
from bothways_web.people.units import today
from bothways_web.verify.reports import rhythms
from bothways_web.verify.reports.assembling import story_for
from bothways_web.verify.reports.files import FORMS, file_name, write_story
from bothways_web.verify.reports.firsts import findings_until
from bothways_web.verify.reports.forms import RhythmForm, SpanForm, SuggestForm
from bothways_web.verify.reports.readers import READS, SUGGESTS, executives, suggests
from bothways_web.verify.reports.spans import Span

_METHODS = ["GET", "HEAD", "POST"]


def _form(request: HttpRequest) -> SpanForm:
    asked = any(request.GET.get(name) for name in ("span", "since"))
    return SpanForm(request.GET if asked else None, day=today())


def _asked_before(request: SignedInRequest, span: Span) -> HttpResponse | None:
    """Return the page that asks what is expected before findings open; none where they may be read."""
    found = findings_until(span)
    return page_before(request, found.run) if found else None


@needs(Right.FINDINGS, *READS)
@require_safe
def story(request: SignedInRequest) -> HttpResponse:
    """Tell the story on one page that prints on A4."""
    form = _form(request)
    span = form.chosen()
    if first := _asked_before(request, span):
        return first
    context = {
        "form": form,
        "story": story_for(request.viewer, span),
        "span": span,
        "forms": [one for one in FORMS if one != "pdf"],
        "suggests": suggests(request.viewer),
    }
    return render(request, "verify/reports/story.html", context, status=422 if form.errors else 200)


@needs(Right.FINDINGS, *READS)
@require_safe
def story_file(request: SignedInRequest, form: str) -> HttpResponse:
    """Give the story as a file."""
    asked = _form(request)
    span = asked.chosen()
    if form not in FORMS or asked.errors:
        raise Http404
    if _asked_before(request, span):
        return redirect(f"{reverse('story')}?{span.query}")
    told = story_for(request.viewer, span)
    response = HttpResponse(write_story(told, form), content_type=FORMS[form].kind)
    response["Content-Disposition"] = f'attachment; filename="{file_name(told, form)}"'
    return response


@needs(Right.FINDINGS, *READS)
@require_http_methods(_METHODS)
def story_mail(request: SignedInRequest) -> HttpResponse:
    """Let somebody choose how often a mail says that the story has something new."""
    mail = rhythms.mail_of(request.user)
    form = RhythmForm(request.POST or None, initial={"rhythm": mail.rhythm})
    if request.method == "POST" and form.is_valid():
        rhythms.choose_rhythm(request.user, form.cleaned_data["rhythm"])
        messages.success(request, _("Saved."))
        return redirect("story_mail")
    context = {"form": form, "mail": mail, "suggests": suggests(request.viewer)}
    return render(request, "verify/reports/mail.html", context, status=422 if form.errors else 200)


@needs(Right.FINDINGS, *READS)
@require_POST
def answer_story_mail(request: SignedInRequest) -> HttpResponse:
    """Say yes or no to mails that somebody suggested."""
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        return redirect("story_mail")
    if rhythms.answer_suggestion(request.user, answer == "yes", request.POST.get("rhythm", "")):
        messages.success(request, _("Saved."))
    else:
        messages.warning(request, _("This was answered or changed in the meantime."))
    return redirect("story_mail")


@needs(Right.FINDINGS, *SUGGESTS)
@require_http_methods(_METHODS)
def suggest_story_mail(request: SignedInRequest) -> HttpResponse:
    """Suggest mails about the story to an executive, who says yes or no."""
    readers = executives().exclude(pk=request.user.pk)
    form = SuggestForm(request.POST or None, readers=readers)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if rhythms.suggest_rhythm(given["user"], given["rhythm"], by=request.user):
            messages.success(request, _("Suggested. They are asked on their home page."))
        else:
            messages.info(request, _("They have it so already, or were asked already."))
        return redirect("suggest_story_mail")
    context = {"form": form, "any": readers.exists()}
    return render(request, "verify/reports/suggest.html", context, status=422 if form.errors else 200)


@csrf_exempt  # the link is the right to ask for it; a mail program sends the form without a session (RFC 8058)
@open_to_all
@require_http_methods(_METHODS)
def stop_story_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants no more of these mails, and do it once they send the form; looking changes nothing."""
    user = rhythms.user_of_token(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        rhythms.choose_rhythm(user, rhythms.Rhythm.NEVER)
    context = {"stopped": rhythms.mail_of(user).rhythm == rhythms.Rhythm.NEVER}
    with translation.override(language_of(user)):
        response = render(request, "verify/reports/stop.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
