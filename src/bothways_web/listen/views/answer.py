"""Answering: one question a screen, nothing stored before the last, no cookie, no account, no script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from bothways_web.listen import asking
from bothways_web.listen.asking import CHECK, COMMENT, Draft, Refusal, fallback_language
from bothways_web.listen.models import Invitation, Response
from bothways_web.listen.question_sets import in_language, instrument_of, items_of, minutes
from bothways_web.listen.responses import Stored, is_open, store_response
from bothways_web.listen.tokens import invitation_of, token_of
from bothways_web.listen.views.sealed import answer_sealed
from bothways_web.people.gate import open_to_all
from bothways_web.people.models import Organisation


@dataclass(frozen=True)
class Screen:
    """What a page of the survey is made of."""

    invitation: Invitation
    language: str
    step: str
    draft: Draft
    error: str = ""


@csrf_exempt  # the link is the right to answer, there is no session that another site could use
@open_to_all
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show one screen, or store what was sent."""
    invitation = _find(token)
    language = _language(request, invitation)
    with translation.override(language):
        if invitation.round.is_sealed:
            return answer_sealed(request, invitation, language)
        if Response.objects.filter(pk=invitation.pk).exists():
            return _page(request, "already", language)
        if not is_open(invitation.round):
            return _page(request, "closed", language)
        if request.method != "POST":
            return _start(request, invitation, language)
        return _go_on(request, invitation, language)


@open_to_all
def left(request: HttpRequest) -> HttpResponse:
    """Say that nothing was kept."""
    return _page(request, "left", translation.get_language() or "en")


def _find(token: str) -> Invitation:
    """Return the invitation of a token; a mangled or unknown one is a page that is not there."""
    key = invitation_of(token)
    found = (
        Invitation.objects.select_related("round__sealing", "person").filter(pk=key).first() if key else None
    )
    if found is None:
        raise Http404
    return found


def _language(request: HttpRequest, invitation: Invitation) -> str:
    """Return the language: as asked for, the person's, or the browser's."""
    offered = {code for code, _name in settings.LANGUAGES}
    person = invitation.person.language if invitation.person else ""
    wanted = (request.POST.get("lang"), request.GET.get("lang"), person, translation.get_language())
    return next((code for code in wanted if code and code in offered), settings.LANGUAGE_CODE)


def _go_on(request: HttpRequest, invitation: Invitation, language: str) -> HttpResponse:
    """Take what a screen handed in and show the next one."""
    asked, step, go = invitation.round, request.POST.get("step", ""), request.POST.get("go", "continue")
    draft = asking.unpack(request.POST.get("draft", ""), invitation.pk, asked)
    steps = asking.steps_of(asked)
    if draft is None or step not in steps:
        return _start(request, invitation, language, lost=True)
    if go == "back":
        before = steps.index(step) - 1
        if before < 0:
            return _start(request, invitation, language)
        return _show(
            request, Screen(invitation, language, steps[before], _keep(draft, request, invitation, step))
        )
    if go == "start":
        return _show(request, Screen(invitation, language, step, draft))
    if step == CHECK and go in steps:
        return _show(request, Screen(invitation, language, go, draft))
    try:
        draft = asking.take(draft, asked, step, request.POST.dict())
    except Refusal as refused:
        return _show(request, Screen(invitation, language, step, refused.draft, refused.words))
    if step == CHECK:
        return _send(request, Screen(invitation, language, step, draft))
    following = CHECK if request.POST.get("return") == "1" else steps[steps.index(step) + 1]
    if following == CHECK:
        following = asking.missing_step(draft, asked) or CHECK
    return _show(request, Screen(invitation, language, following, draft))


def _keep(draft: Draft, request: HttpRequest, invitation: Invitation, step: str) -> Draft:
    """Return the draft with what stands on a screen that is left backwards, if it can be taken."""
    try:
        return asking.take(draft, invitation.round, step, request.POST.dict())
    except Refusal:
        return draft


def _send(request: HttpRequest, screen: Screen) -> HttpResponse:
    """Store the response and say what became of it."""
    missing = asking.missing_step(screen.draft, screen.invitation.round)
    if missing:
        return _show(request, Screen(screen.invitation, screen.language, missing, screen.draft))
    stored = store_response(screen.invitation, screen.draft)
    name = {Stored.STORED: "done", Stored.ALREADY: "already", Stored.CLOSED: "closed"}[stored]
    closes = screen.invitation.round.closes_at
    return _page(request, name, screen.language, closes=closes, floor=screen.invitation.round.floor)


def _start(
    request: HttpRequest, invitation: Invitation, language: str, *, lost: bool = False
) -> HttpResponse:
    """Show the first page: how long it takes, in which mode, what is kept."""
    asked = invitation.round
    texts = instrument_of(asked).document.get("intro", {})
    intro = in_language(texts, language)
    items = items_of(asked)
    return _page(
        request, "start", language,
        lost=lost, intro=_named(intro, invitation), count=len(asking.steps_of(asked)) - 1,
        intro_lang=fallback_language([texts], language),
        minutes=minutes(len(items)), closes=asked.closes_at, floor=asked.floor,
        draft=asking.pack(Draft(), invitation.pk), first=asking.steps_of(asked)[0], token=token_of(invitation.pk),
    )  # fmt: skip


def _show(request: HttpRequest, screen: Screen) -> HttpResponse:
    """Show one step."""
    asked, steps = screen.invitation.round, asking.steps_of(screen.invitation.round)
    common = {
        "draft": asking.pack(screen.draft, screen.invitation.pk),
        "step": screen.step,
        "error": screen.error,
        "number": steps.index(screen.step) + 1,
        "of": len(steps) - 1,
        "token": token_of(screen.invitation.pk),
        "return": request.POST.get("return") == "1" or request.POST.get("step") == CHECK,
    }
    if screen.step == COMMENT:
        return _page(
            request, "comment", screen.language, comment=screen.draft.comment, may_quote=screen.draft.may_quote,
            limit=asking.LONGEST_COMMENT, **common,
        )  # fmt: skip
    if screen.step == CHECK:
        return _page(
            request, "check", screen.language, rows=_rows(screen), closes=asked.closes_at,
            asks_comment=asked.comment, comment=screen.draft.comment, may_quote=screen.draft.may_quote, **common,
        )  # fmt: skip
    return _page(request, "question", screen.language, **_question(screen), **common)


def _question(screen: Screen) -> dict[str, Any]:
    """Return what the screen of a question shows."""
    item = next(one for one in items_of(screen.invitation.round) if one.id == screen.step)
    options = asking.choices(item, screen.language)
    scale = len(options) > 7
    given = screen.draft.answers.get(item.id)
    chosen = None if item.id not in screen.draft.answers else asking.NO_ANSWER if given is None else given
    rows = [(value, str(value), words) if scale else (value, words or str(value)) for value, words in options]
    return {
        "text": _named(in_language(item.text, screen.language), screen.invitation),
        "text_lang": fallback_language([item.text], screen.language),
        "words_lang": fallback_language(item.scale.anchors.values(), screen.language),
        "options": rows,
        "chosen": chosen,
        "scale": scale,
        "decline": asking.NO_ANSWER,
    }


def _rows(screen: Screen) -> list[dict[str, str]]:
    """Return what was answered, for a last look."""
    rows = []
    for item in items_of(screen.invitation.round):
        value = screen.draft.answers.get(item.id)
        words = "" if value is None else dict(asking.choices(item, screen.language))[value] or str(value)
        text = _named(in_language(item.text, screen.language), screen.invitation)
        row = {"step": item.id, "text": text, "answer": words}
        row["text_lang"] = fallback_language([item.text], screen.language)
        row["words_lang"] = fallback_language(item.scale.anchors.values(), screen.language)
        rows.append(row)
    return rows


def _named(text: str, invitation: Invitation) -> str:
    """Return a text of the question set with the names of the unit and the organisation in it."""
    units = {code: name for code, _parent, name in invitation.round.tree}
    named = text.replace("{unit}", units.get(invitation.unit, ""))
    return named.replace("{organisation}", Organisation.current().name or "Bothways")


def _page(request: HttpRequest, name: str, language: str, **context: Any) -> HttpResponse:
    """Return a page that nobody keeps: no cache, no referrer, no cookie."""
    with translation.override(language):
        made = {"organisation": Organisation.current(), "language": language, **context}
        response = render(request, f"listen/answer/{name}.html", made)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    patch_vary_headers(response, ("Accept-Language",))
    return response
