"""Answering an open survey, by its link, in a frame on a website, or at a kiosk: no account, nobody invited."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, Never

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bothways_web.listen.answering.asking import CHECK, Draft, pack
from bothways_web.listen.answering.responses import Stored, is_stored, store_open_response
from bothways_web.listen.channels import visits
from bothways_web.listen.channels.guard import TRAP, Why, why_not
from bothways_web.listen.channels.links import Door, open_round_of, origins_of, pulse_behind
from bothways_web.listen.models import Invitation, Pulse, Round
from bothways_web.listen.views.steps import Visit, answer_visit, language_of
from bothways_web.people.gate import open_to_all
from bothways_web.people.models import Organisation
from bothways_web.people.network import network_address

_METHODS = ["GET", "HEAD", "POST"]
_STATUS = {Why.ADDRESS: 429, Why.SURVEY: 429}


@dataclass(frozen=True)
class Entry:
    """By which door somebody came, to which survey, and where its start is."""

    pulse: Pulse
    door: Door
    start: str
    framed: bool
    language: str

    @property
    def is_kiosk(self) -> bool:
        """Whether many people answer here, one after the other."""
        return self.door == Door.KIOSK

    @property
    def keeps_mark(self) -> bool:
        """Whether the device keeps a mark that it has answered."""
        return not (self.is_kiosk or self.framed)

    @property
    def seconds(self) -> dict[str, int]:
        """After how long a kiosk starts anew: with scripts, how long it says so before, and without scripts."""
        return {"rest": visits.REST_SECONDS, "warn": visits.WARN_SECONDS, "plain": visits.KIOSK_SECONDS}

    @property
    def frame(self) -> str:
        """The template around each screen."""
        return f"listen/open/{'kiosk' if self.is_kiosk else 'frame'}.html"


class Ended(Exception):
    """What became of a send: it was stored or not, or refused with the answers kept."""

    def __init__(self, outcome: Stored | Why, draft: Draft) -> None:
        super().__init__(outcome)
        self.outcome, self.draft = outcome, draft


@csrf_exempt  # the link is the right to answer, there is no session that another site could use
@open_to_all
@require_http_methods(_METHODS)
def open_survey(request: HttpRequest, token: str) -> HttpResponse:
    """Show one screen of an open survey, or store what was sent."""
    pulse = _find(token, Door.OPEN)
    framed = request.GET.get("frame") == "1" and bool(origins_of(pulse))
    response = _enter(request, Entry(pulse, Door.OPEN, request.path, framed, _language(request)))
    if framed:
        response.xframe_options_exempt = True
        response._csp_replace = {"frame-ancestors": origins_of(pulse)}  # type: ignore[attr-defined]
    return response


@csrf_exempt
@open_to_all
@require_http_methods(_METHODS)
def kiosk(request: HttpRequest, token: str) -> HttpResponse:
    """Show one screen of an open survey to whoever stands before a shared device."""
    pulse = _find(token, Door.KIOSK)
    return _enter(request, Entry(pulse, Door.KIOSK, request.path, False, _language(request)))


def _find(token: str, door: Door) -> Pulse:
    found = pulse_behind(token, door)
    if found is None:
        raise Http404
    return found


def _language(request: HttpRequest) -> str:
    return language_of(request, Invitation())


def _enter(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Answer in the language of the visit."""
    with translation.override(entry.language):
        asked = open_round_of(entry.pulse)
        if asked is None:
            return _page(request, "nothing", entry)
        if entry.keeps_mark and _cookie_of(asked) in request.COOKIES:
            return _page(request, "answered", entry, closes=asked.closes_at)
        return _visit(request, entry, asked)


def _visit(request: HttpRequest, entry: Entry, asked: Round) -> HttpResponse:
    """Show a screen; a page whose mark cannot be read begins anew, and says so."""
    mark = _mark_of(request, entry, asked)
    if request.method == "POST" and is_stored(mark.key):
        return _stored(request, entry, asked, Stored.ALREADY)
    if request.POST.get(TRAP):
        step, draft = request.POST.get("step", ""), request.POST.get("draft", "")
        return _refused(request, entry, asked, Why.TRAP, mark, draft=draft, step=step)
    carried = {visits.FIELD: visits.sign_mark(mark, asked, entry.door)}
    send = partial(_send, request, entry, mark)
    visit = Visit(
        visits.unsaved_invitation(asked, mark), entry.language,
        frame=entry.frame, carried=carried, store=send, words={"entry": entry, "trap": TRAP},
    )  # fmt: skip
    try:
        return answer_visit(request, visit)
    except Ended as ended:
        if isinstance(ended.outcome, Stored):
            return _stored(request, entry, asked, ended.outcome)
        if ended.outcome == Why.OLD:
            mark = visits.begin_anew(mark)
        draft = pack(ended.draft, mark.key)
        return _refused(request, entry, asked, ended.outcome, mark, draft=draft, step=CHECK)


def _mark_of(request: HttpRequest, entry: Entry, asked: Round) -> visits.Mark:
    """Return the mark of a page; whoever presses Start begins a visit, however long the start page was there."""
    given = visits.read_mark(request.POST.get(visits.FIELD, ""), asked, entry.door)
    awake = not entry.is_kiosk or request.POST.get("awake") == "1"
    if request.POST.get("begin") != "1":
        left = given is not None and visits.is_left(given, awake=awake)
        return visits.new_mark() if given is None or left else given
    mark = visits.new_mark()
    posted = request.POST.copy()
    posted["draft"] = pack(Draft(), mark.key)
    request.POST = posted  # type: ignore[assignment]
    return mark


def _send(
    request: HttpRequest, entry: Entry, mark: visits.Mark, invitation: Invitation, draft: Draft
) -> Never:
    """Store what is sent, unless it looks like spam, and end the visit."""
    address = None if entry.is_kiosk else network_address(request) or "unknown"
    why = why_not(entry.pulse, mark, address=address)
    raise Ended(why or store_open_response(invitation, draft), draft)


def _stored(request: HttpRequest, entry: Entry, asked: Round, outcome: Stored) -> HttpResponse:
    """Say what became of a send; the device keeps a mark without a name where it may."""
    if outcome == Stored.CLOSED:
        return _page(request, "nothing", entry)
    again = outcome == Stored.ALREADY
    response = _page(request, "done", entry, closes=asked.closes_at, floor=asked.floor, again=again)
    if entry.keeps_mark:
        response.set_cookie(
            _cookie_of(asked), "1",
            expires=asked.closes_at, path=entry.start, secure=settings.HTTPS, httponly=True, samesite="Lax",
        )  # fmt: skip
    return response


def _refused(
    request: HttpRequest, entry: Entry, asked: Round, why: Why, mark: visits.Mark, *, draft: str, step: str
) -> HttpResponse:
    """Say why a send is not taken, and keep the answers in the page."""
    signed = visits.sign_mark(mark, asked, entry.door)
    response = _page(
        request, "refused", entry, _STATUS.get(why, 400),
        why=why.value, draft=draft, step=step, last=step == CHECK, error=True, carried={visits.FIELD: signed},
    )  # fmt: skip
    response._has_been_logged = True  # type: ignore[attr-defined]  # no line tells that it happened
    return response


def _cookie_of(asked: Round) -> str:
    """Return the name of the mark that a device keeps."""
    return f"answered-{asked.pk}"


def _page(request: HttpRequest, name: str, entry: Entry, status: int = 200, **context: Any) -> HttpResponse:
    """Return a page that nobody keeps."""
    made = {"organisation": Organisation.current(), "language": entry.language, "entry": entry}
    made |= {"frame": entry.frame, **context}
    response = render(request, f"listen/open/{name}.html", made, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ("Accept-Language",))
    return response
