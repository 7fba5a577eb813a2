"""Pages of programs that are told what happens: list, one with its log, adding, changing, deleting."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bothways.errors import InputError
from bothways_web.connect import receivers as verbs
from bothways_web.connect.events import BY_NAME
from bothways_web.connect.forms import ReceiverForm
from bothways_web.connect.models import Notice, Receiver, Source
from bothways_web.connect.sending import message_of
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation
from bothways_web.people.paging import page_of
from bothways_web.people.zones import zone_of

administering = needs(Right.SETTINGS, "yes, but no results")
_METHODS = ["GET", "HEAD", "POST"]


@administering
@require_safe
def receivers(request: SignedInRequest) -> HttpResponse:
    """List the programs that are told."""
    rows = [(one, words_of_events(one)) for one in Receiver.objects.all()]
    sources = Source.objects.select_related("pulse")
    return render(request, "connect/receivers.html", {"rows": rows, "sources": sources})


@administering
@require_http_methods(_METHODS)
def new_receiver(request: SignedInRequest) -> HttpResponse:
    """Add a program, and show its secret this one time."""
    form = ReceiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.add_receiver(form.wanted(), by=request.user)
        except InputError as problem:
            form.add_error(None, str(problem))
        else:
            return secret_page(request, made, made.secret)
    status = 422 if form.errors else 200
    return render(request, "connect/receiver_form.html", {"form": form}, status=status)


@administering
@require_http_methods(_METHODS)
def change_receiver(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what a program is told, and where."""
    receiver = find(pk)
    form = ReceiverForm(request.POST or None, receiver=receiver)
    if request.method == "POST" and form.is_valid():
        verbs.change_receiver(receiver, form.wanted(), by=request.user)
        messages.success(request, _("Saved."))
        return redirect("receiver", receiver.pk)
    context = {"form": form, "receiver": receiver}
    return render(request, "connect/receiver_form.html", context, status=422 if form.errors else 200)


@administering
@require_http_methods(_METHODS)
def receiver(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a program with the log of what it was told, and do what is asked."""
    found = find(pk)
    if request.method == "POST":
        if request.POST.get("step") == "secret":
            return secret_page(request, found, verbs.renew_secret(found, by=request.user), renewed=True)
        _do(request, found)
        return redirect("receiver", found.pk)
    return render(request, "connect/receiver.html", _context(request, found))


@administering
@require_POST
def notice_again(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """Send one notice again."""
    found = find(pk)
    if number >= 2**63 or not found.notices.filter(pk=number).exists():
        raise Http404
    _again(request, found, number)
    return redirect("receiver", found.pk)


@administering
@require_http_methods(_METHODS)
def delete_receiver(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a program is to be deleted, and delete it."""
    found = find(pk)
    if request.method == "POST":
        verbs.delete_receiver(found, by=request.user)
        messages.success(request, _("The receiver is deleted, with its secret and its log."))
        return redirect("receivers")
    return render(request, "connect/receiver_delete.html", {"receiver": found})


def find(pk: int) -> Receiver:
    """Return a receiver, or say that there is none."""
    found = Receiver.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404
    return found


def secret_page(
    request: SignedInRequest, found: Receiver, secret: str, *, renewed: bool = False
) -> HttpResponse:
    """Show a secret, this one time."""
    context = {"receiver": found, "secret": secret, "renewed": renewed}
    response = render(request, "connect/secret.html", context)
    response["Cache-Control"] = "no-store"
    return response


def words_of_events(found: Receiver) -> list[Any]:
    """Return in words what a receiver is told of."""
    return [BY_NAME[name].words for name in found.events if name in BY_NAME]


def _context(request: SignedInRequest, found: Receiver) -> dict[str, Any]:
    page = page_of(request, found.notices.select_related("event"))
    rows = [(one, _kind(one), message_of(one.event), one.state != Notice.State.WAITING) for one in page]
    return {
        "receiver": found, "is_on": found.state == Receiver.State.ON, "is_broken": found.state == Receiver.State.BROKEN,
        "events": words_of_events(found), "page": page, "rows": rows, "failed": verbs.failed_notices(found).count(),
        "zone": zone_of(Organisation.current().time_zone),
    }  # fmt: skip


def _kind(notice: Notice) -> Any:
    known = BY_NAME.get(notice.event.kind)
    return known.words if known else notice.event.kind


def _do(request: SignedInRequest, found: Receiver) -> None:
    """Do a step, and say what became of it."""
    match request.POST.get("step"):
        case "test":
            _test(request, found)
        case "again":
            _again(request, found, None)
        case "on" | "off" as state:
            try:
                verbs.switch_receiver(found, on=state == "on", by=request.user)
            except InputError as problem:
                messages.error(request, str(problem))
                return
            words = _("It is told from now on.") if state == "on" else _("It is told nothing any more.")
            messages.success(request, words)


def _test(request: SignedInRequest, found: Receiver) -> None:
    try:
        outcome = verbs.send_test(found, by=request.user)
    except InputError as problem:
        messages.error(request, str(problem))
        return
    if outcome.problem:
        words = _("The test was not taken. %(why)s")
        messages.error(request, words % {"why": _(outcome.problem)})
    else:
        messages.success(
            request, _("The test was taken: it answers %(status)s.") % {"status": outcome.status}
        )


def _again(request: SignedInRequest, found: Receiver, number: int | None) -> None:
    try:
        count = verbs.send_again(found, by=request.user, number=number)
    except InputError as problem:
        messages.error(request, str(problem))
        return
    words = ngettext("%(n)s notice is sent again.", "%(n)s notices are sent again.", count)
    messages.success(request, words % {"n": count})
