"""Pages of what the app may write, and when: one's own, the way out without an account, and days off of the company."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bothways.errors import InputError
from bothways_web.people.access import Right
from bothways_web.people.forms.mails import DaysOffForm, HoursForm, RhythmForm
from bothways_web.people.gate import SignedInRequest, needs, needs_account, open_to_all
from bothways_web.people.models import DayOff, Digest
from bothways_web.people.notifications import choices, days_off, digest, hours
from bothways_web.people.notifications.readers import language_of, reader_of
from bothways_web.people.notifications.stopping import user_of_token
from bothways_web.people.paging import page_of
from bothways_web.wording import zone_name

_METHODS = ["GET", "HEAD", "POST"]
administering = needs(Right.SETTINGS, "yes, but no results")


@needs_account
@require_http_methods(_METHODS)
def own_mails(request: SignedInRequest) -> HttpResponse:
    """Say when a message could come and which kinds there are; let somebody choose, or stop one with a click."""
    user, kept = request.user, digest.digest_of(request.user)
    stopped = request.POST.get("stop", "")
    form = RhythmForm(
        request.POST if request.method == "POST" and not stopped else None, initial={"rhythm": kept.rhythm}
    )
    if stopped and choices.stop_kind(stopped, user):
        messages.success(request, _("Stopped. You can choose it again below."))
        return redirect("own_mails")
    if form.is_bound and form.is_valid():
        digest.choose_rhythm(user, form.cleaned_data["rhythm"])
        messages.success(request, _("Saved."))
        return redirect("own_mails")
    context = _own_context(request) | {"form": form, "digest": kept}
    return render(request, "people/mails/own.html", context, status=422 if form.errors or stopped else 200)


def _own_context(request: SignedInRequest) -> dict[str, Any]:
    user, now = request.user, timezone.now()
    reader, kept = reader_of(user), digest.digest_of(user)
    looks_at = kept.looks_at or digest.next_look(kept.rhythm, reader, now)
    moment = hours.next_moment(user, now)
    return {
        "moment": moment,
        "zone": reader.zone,
        "zone_words": zone_name(str(reader.zone)),
        "now_is_open": moment <= now,
        "company": reader.rests[0],
        "own": hours.own_hours_of(user) if len(reader.rests) > 1 else None,
        "closed": hours.has_no_hour_left(user),
        "rows": choices.rows_for(user),
        "looks_at": None if kept.rhythm == Digest.Rhythm.NEVER else looks_at.astimezone(reader.zone),
        "due_at": kept.due_at.astimezone(reader.zone) if kept.due_at else None,
    }


@needs_account
@require_http_methods(_METHODS)
def own_hours(request: SignedInRequest) -> HttpResponse:
    """Let somebody choose own quiet hours, or go back to those of the organisation."""
    user, kept = request.user, hours.own_hours_of(request.user)
    person = getattr(user, "person", None)
    if request.method == "POST" and request.POST.get("step") == "forget":
        hours.forget_hours(user)
        messages.success(request, _("The hours of the organisation hold for you now."))
        return redirect("own_mails")
    start: dict[str, Any] = {"days_off": kept.days_off, "time_zone": person.time_zone if person else ""}
    if kept.quiet_from != kept.quiet_to:
        start |= {"quiet_from": kept.quiet_from, "quiet_to": kept.quiet_to}
    form = HoursForm(request.POST or None, initial=start, has_zone=person is not None)
    if request.method == "POST" and form.is_valid():
        try:
            hours.choose_hours(user, **form.cleaned_data)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("Saved. It holds for every message that can wait."))
            return redirect("own_mails")
    context = {"form": form, "company": reader_of(user).rests[0], "has_own": not kept._state.adding}
    return render(request, "people/mails/hours.html", context, status=422 if form.errors else 200)


@csrf_exempt  # the link is the right to ask for it; a mail program sends the form without a session (RFC 8058)
@open_to_all
@require_http_methods(_METHODS)
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody wants no more of these mails, and do it once they send the form; looking changes nothing."""
    user = user_of_token(token)
    if user is None:
        raise Http404
    if request.method == "POST":
        digest.choose_rhythm(user, Digest.Rhythm.NEVER)
    context = {"stopped": digest.digest_of(user).rhythm == Digest.Rhythm.NEVER}
    with translation.override(language_of(user)):
        response = render(request, "people/mails/stop.html", context)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


@needs_account
@require_safe
def moved_reminders(request: SignedInRequest) -> HttpResponse:
    """Lead on from where reminders were chosen before."""
    return redirect("own_mails")


@administering
@require_http_methods(_METHODS)
def set_up_days_off(request: SignedInRequest) -> HttpResponse:
    """List the days on which nobody is written to, and add some."""
    form = DaysOffForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = days_off.add_days(
                form.cleaned_data["read"], site=form.cleaned_data["site"], by=request.user
            )
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _added_words(added))
            return redirect("set_up_days_off")
    context = {"form": form, "page": page_of(request, days_off.days_ahead())}
    return render(request, "people/mails/days_off.html", context, status=422 if form.errors else 200)


@administering
@require_http_methods(_METHODS)
def remove_day_off(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a day is to be as any other, and do it."""
    day = get_object_or_404(DayOff, pk=pk)
    if request.method == "POST":
        days_off.remove_day(day, by=request.user)
        messages.success(request, _("The day is off the list."))
        return redirect("set_up_days_off")
    return render(request, "people/mails/day_off.html", {"day": day})


def _added_words(added: days_off.Added) -> str:
    words = [ngettext("%(n)s day is new.", "%(n)s days are new.", added.new) % {"n": added.new}]
    if added.known:
        words.append(
            ngettext("%(n)s was on the list.", "%(n)s were on the list.", added.known) % {"n": added.known}
        )
    if added.over:
        words.append(
            ngettext("%(n)s is over and was left out.", "%(n)s are over and were left out.", added.over)
            % {"n": added.over}
        )
    return " ".join(words)
