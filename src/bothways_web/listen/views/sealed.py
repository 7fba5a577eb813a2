"""Sealed rounds as people meet them: the page that seals, the counter for ballots, the keys that everybody compares."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt

from bothways.errors import BothwaysError, InputError
from bothways_web.listen.answering.asking import NO_ANSWER, choices, fallback_language
from bothways_web.listen.answering.responses import is_open
from bothways_web.listen.answering.together import Busy
from bothways_web.listen.models import Invitation, Round, Sealing, Stratum
from bothways_web.listen.question_sets import in_language, instrument_of, items_of, minutes
from bothways_web.listen.sealed import counter
from bothways_web.listen.sealed.hashes import grouped
from bothways_web.listen.sealed.strata import names_of, tree_of
from bothways_web.listen.sealed.traces import headers_of
from bothways_web.listen.views.steps import not_now
from bothways_web.people.gate import open_to_all
from bothways_web.people.models import Organisation

BYTES = "application/octet-stream"
#: What the refusal of a ballot or a request is answered with.
STATUS = {"closed": 410, "other ballot": 409, "already issued": 409, "wrong round or stratum": 404}


def answer_sealed(request: HttpRequest, invitation: Invitation, language: str) -> HttpResponse:
    """Show the page on which a ballot is filled in and sealed, or sign a token: the same for who has answered."""
    if request.method == "POST":
        return _token(request, invitation)
    asked = invitation.round
    if asked.state == Round.State.PREPARING:
        raise Http404
    stratum = get_object_or_404(Stratum, sealing=asked.pk, name=invitation.stratum)
    items = items_of(asked)
    intro = instrument_of(asked).document.get("intro", {})
    context = {
        "round": asked,
        "open": is_open(asked),
        "steps": [_step(item, invitation, language) for item in items],
        "minutes": minutes(len(items)),
        "intro": _named(in_language(intro, language), invitation),
        "intro_lang": fallback_language([intro], language),
        "people": names_of(stratum.units, tree_of(asked)),
        "seal": _seal(stratum, invitation),
        "groups": grouped(asked.sealing.published),
    }
    return _page(request, "answer", language, **context)


@csrf_exempt  # there is no session that another site could use, and none may be read
@open_to_all
def cast(request: HttpRequest, name: str, stratum: str) -> HttpResponse:
    """Take a ballot from nobody in particular; traces are refused before anything else reads them."""
    if request.method != "POST":
        return _told({"refused": "only ballots"}, 405)
    found = counter.find_stratum(name, stratum)
    if found is None:
        return _told({"refused": "wrong round or stratum"}, 404)
    if _length(request) > counter.LONGEST_BALLOT:
        return _told({"refused": "malformed"}, 400)
    try:
        return _told({"receipt": counter.cast(found, request.body, headers_of(request))}, 200)
    except InputError as refused:
        reason = getattr(refused, "reason", "malformed")
        return _told({"refused": reason}, STATUS.get(reason, 400))
    except Busy:  # the device keeps its ballot, and sends the same one again
        return not_now(_told({"refused": "busy"}, 503))


@open_to_all
def keys(request: HttpRequest, name: str) -> HttpResponse:
    """Show the hash of a round's keys: the same page for everybody."""
    sealing = _published(name)
    return _page(
        request, "keys", translation.get_language() or "en",
        sealing=sealing, groups=grouped(sealing.published), round=sealing.round,
    )  # fmt: skip


@open_to_all
def key_list(request: HttpRequest, name: str) -> HttpResponse:
    """Return the list of keys that a device checks against the hash."""
    response = HttpResponse(_published(name).key_list, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _token(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Sign what the device of an invitation sends; who it is comes from the link alone."""
    if request.content_type != BYTES or _length(request) > counter.LONGEST_REQUEST:
        return _told({"refused": "malformed"}, 400)
    try:
        signature = counter.issue(invitation, request.body)
    except InputError as refused:
        reason = getattr(refused, "reason", "malformed")
        return _told({"refused": reason}, STATUS.get(reason, 400))
    except BothwaysError:
        return _told({"refused": "not signed"}, 503)
    response = HttpResponse(signature, content_type=BYTES)
    response["Cache-Control"] = "no-store"
    return response


def _seal(stratum: Stratum, invitation: Invitation) -> dict[str, str]:
    """Return what the device needs to seal a ballot; the mark keeps two links on one device apart."""
    sealing = invitation.round.sealing
    key = bytes(stratum.public or b"")
    return {
        "round": sealing.name,
        "stratum": stratum.name,
        "key": key.hex(),
        "published": sealing.published,
        "list": reverse("sealed_key_list", args=[sealing.name]),
        "box": reverse("cast_ballot", args=[sealing.name, stratum.name]),
        "mark": salted_hmac("bothways.sealed.mark", str(invitation.pk)).hexdigest()[:16],
    }


def _step(item: Any, invitation: Invitation, language: str) -> dict[str, Any]:
    """Return what the screen of a question shows."""
    options = choices(item, language)
    scale = len(options) > 7
    return {
        "name": item.id,
        "text": _named(in_language(item.text, language), invitation),
        "text_lang": fallback_language([item.text], language),
        "words_lang": fallback_language(item.scale.anchors.values(), language),
        "options": [
            (value, str(value), words) if scale else (value, words or str(value)) for value, words in options
        ],
        "scale": scale,
        "decline": NO_ANSWER,
    }


def _named(text: str, invitation: Invitation) -> str:
    """Return a text of the question set with the names of the unit and the organisation in it."""
    units = {code: name for code, _parent, name in invitation.round.tree}
    named = text.replace("{unit}", units.get(invitation.unit, ""))
    return named.replace("{organisation}", Organisation.current().name or "Bothways")


def _published(name: str) -> Sealing:
    found = Sealing.objects.select_related("round").filter(name=name).exclude(published="").first()
    if found is None:
        raise Http404
    return found


def _length(request: HttpRequest) -> int:
    text = request.headers.get("Content-Length", "")
    return int(text) if text.isdecimal() else 0


def _told(words: dict[str, str], status: int) -> JsonResponse:
    """Return an answer that nobody keeps."""
    response = JsonResponse(words, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, name: str, language: str, **context: Any) -> HttpResponse:
    """Return a page that nobody keeps: no cache, no referrer, no cookie."""
    with translation.override(language):
        made = {"organisation": Organisation.current(), "language": language, **context}
        response = render(request, f"listen/sealed/{name}.html", made)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
