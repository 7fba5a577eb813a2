"""The screens of a survey, whatever door somebody came by: start, a question each, a comment, a last look, thanks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from bothways_web.listen.answering import asking
from bothways_web.listen.answering.asking import CHECK, COMMENT, FOLLOW_UP, Draft, Refusal, fallback_language
from bothways_web.listen.answering.responses import Stored, store_response
from bothways_web.listen.answering.together import Busy
from bothways_web.listen.models import Invitation
from bothways_web.listen.question_sets import in_language, instrument_of, items_of, minutes
from bothways_web.listen.views.screens import answer_rows, named, question_screen
from bothways_web.people.models import Organisation

#: Seconds after which it makes sense to send again what the store did not take.
RETRY_AFTER = 5


@dataclass(frozen=True)
class Visit:
    """Somebody who answers, by one door or another.

    Attributes
    ----------
    invitation : Invitation
        One that is not stored yet where nobody was invited.
    language : str
    frame : str
        The template around each screen.
    carried : mapping of str to str
        What each screen hands in again.
    store : callable or None
        Stores what is sent, where that is not a stored invitation's response.
    words : mapping
        What else the door's pages are made of.
    """

    invitation: Invitation
    language: str
    frame: str = "listen/answer/frame.html"
    carried: Mapping[str, str] = field(default_factory=dict)
    store: Callable[[Invitation, Draft], Stored] | None = None
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Screen:
    """One screen of a visit: its step, what was answered so far, what was sent and what is wrong with it."""

    visit: Visit
    step: str
    draft: Draft
    error: str = ""
    wrong: tuple[str, ...] = ()
    sent: Mapping[str, str] = field(default_factory=dict)

    @property
    def invitation(self) -> Invitation:
        """Whose answers these are."""
        return self.visit.invitation

    @property
    def language(self) -> str:
        """The language of the screen."""
        return self.visit.language

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps that can still come after the answers so far."""
        return asking.steps_of(
            self.invitation.round, self.draft.answers, follow_up=asking.asks_back(self.invitation)
        )

    @property
    def missing(self) -> str | None:
        """The first step that was not answered yet."""
        return asking.missing_step(
            self.draft, self.invitation.round, follow_up=asking.asks_back(self.invitation)
        )


def answer_visit(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Show the start, or take what a screen handed in and show the next one."""
    with translation.override(visit.language):
        return _go_on(request, visit) if request.method == "POST" else _start(request, visit)


def language_of(request: HttpRequest, invitation: Invitation) -> str:
    """Return the language: as asked for, the person's, or the browser's."""
    offered = {code for code, _name in settings.LANGUAGES}
    person = invitation.addressee.language if invitation.addressee else ""
    wanted = (request.POST.get("lang"), request.GET.get("lang"), person, translation.get_language())
    return next((code for code in wanted if code and code in offered), settings.LANGUAGE_CODE)


def _go_on(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Take what a screen handed in and show the next one."""
    asked, step, go = visit.invitation.round, request.POST.get("step", ""), request.POST.get("go", "continue")
    draft = asking.unpack(request.POST.get("draft", ""), visit.invitation.pk, asked)
    if draft is None or step not in asking.every_step_of(asked):
        return _start(request, visit, lost=True)
    screen = Screen(visit, step, draft, sent=request.POST.dict())
    steps = screen.steps
    if step not in steps:
        missing = screen.missing
        words = "" if missing else _("This question is not asked after your other answers.")
        return _show(request, replace(screen, step=missing or CHECK, error=words))
    if go == "back":
        before = steps.index(step) - 1
        if before < 0:
            return _start(request, visit)
        return _show(request, replace(screen, step=steps[before], draft=_keep(screen)))
    if go == "start":
        return _show(request, screen)
    if step == CHECK and go in steps:
        return _show(request, replace(screen, step=go))
    try:
        screen = replace(screen, draft=asking.take(draft, asked, step, screen.sent))
    except Refusal as refused:
        told = replace(screen, draft=refused.draft, error=refused.words, wrong=refused.items)
        return _show(request, told)
    if step == CHECK:
        return _send(request, screen)
    steps = screen.steps
    following = CHECK if request.POST.get("return") == "1" else steps[steps.index(step) + 1]
    if following == CHECK:
        following = screen.missing or CHECK
    return _show(request, replace(screen, step=following))


def _keep(screen: Screen) -> Draft:
    """Return the draft with what stands on a screen that is left backwards, if it can be taken."""
    try:
        return asking.take(screen.draft, screen.invitation.round, screen.step, screen.sent)
    except Refusal:
        return screen.draft


def _send(request: HttpRequest, screen: Screen) -> HttpResponse:
    """Store the response and say what became of it."""
    asked = screen.invitation.round
    if screen.missing:
        return _show(request, replace(screen, step=screen.missing))
    try:
        stored = (screen.visit.store or store_response)(screen.invitation, screen.draft)
    except Busy:
        return _wait_a_little(request, screen)
    name = {Stored.STORED: "done", Stored.ALREADY: "already", Stored.CLOSED: "closed"}[stored]
    return page_of_visit(request, name, screen.visit, closes=asked.closes_at, floor=asked.floor)


def _wait_a_little(request: HttpRequest, screen: Screen) -> HttpResponse:
    """Say that nothing can be confirmed now; the page keeps everything, and sends it again without a script."""
    draft = asking.pack(screen.draft, screen.invitation.pk)
    return not_now(page_of_visit(request, "busy", screen.visit, draft=draft, step=CHECK))


def not_now(response: HttpResponse) -> HttpResponse:
    """Mark a page that keeps what somebody sent while the store does not keep up; no line tells whose it was."""
    response.status_code = 503
    response["Retry-After"] = str(RETRY_AFTER)
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def _start(request: HttpRequest, visit: Visit, *, lost: bool = False) -> HttpResponse:
    """Show the first page: how long it takes, in which mode, what is kept."""
    invitation, asked = visit.invitation, visit.invitation.round
    texts, follow_up = instrument_of(asked).document.get("intro", {}), asking.asks_back(invitation)
    steps = asking.steps_of(asked, follow_up=follow_up)
    return page_of_visit(
        request, "start", visit,
        lost=lost, intro=named(in_language(texts, visit.language), invitation),
        count=len(steps) - 1, follow_up=follow_up, intro_lang=fallback_language([texts], visit.language),
        minutes=minutes(len(items_of(asked))), closes=asked.closes_at, floor=asked.floor,
        draft=asking.pack(Draft(), invitation.pk), first=steps[0],
    )  # fmt: skip


def _show(request: HttpRequest, screen: Screen) -> HttpResponse:
    """Show one step."""
    asked, steps = screen.invitation.round, screen.steps
    common = {
        "draft": asking.pack(screen.draft, screen.invitation.pk),
        "step": screen.step,
        "error": screen.error,
        "number": steps.index(screen.step) + 1,
        "of": len(steps) - 1,
        "asks_back": FOLLOW_UP in steps,
        "return": request.POST.get("return") == "1" or request.POST.get("step") == CHECK,
    }
    if screen.step == COMMENT:
        return page_of_visit(
            request, "comment", screen.visit, comment=screen.draft.comment, may_quote=screen.draft.may_quote,
            limit=asking.LONGEST_COMMENT, **common,
        )  # fmt: skip
    if screen.step == FOLLOW_UP:
        may = screen.draft.may_contact
        chosen = "" if may is None else "yes" if may else "no"
        return page_of_visit(request, "follow_up", screen.visit, chosen=chosen, **common)
    if screen.step == CHECK:
        return page_of_visit(
            request, "check", screen.visit, rows=answer_rows(screen), closes=asked.closes_at,
            asks_comment=asked.comment, comment=screen.draft.comment, may_quote=screen.draft.may_quote,
            may_contact=screen.draft.may_contact, **common,
        )  # fmt: skip
    name, shown = question_screen(screen)
    return page_of_visit(request, name, screen.visit, **shown, **common)


def page_of_visit(request: HttpRequest, name: str, visit: Visit, **context: Any) -> HttpResponse:
    """Return one of a door's pages."""
    door = {"frame": visit.frame, "carried": visit.carried, **visit.words}
    return plain_page(request, name, visit.language, **door, **context)


def plain_page(request: HttpRequest, name: str, language: str, **context: Any) -> HttpResponse:
    """Return a page that nobody keeps: no cache, no referrer, no cookie."""
    with translation.override(language):
        made = {"organisation": Organisation.current(), "language": language, **context}
        response = render(request, f"listen/answer/{name}.html", made)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ("Accept-Language",))
    return response
