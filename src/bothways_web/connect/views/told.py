"""Where other programs tell what happened: who they are is looked at before anything is read."""

from __future__ import annotations

import json
import re
import time
import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bothways_web.api.problems import problem
from bothways_web.connect.models import Receipt, Source
from bothways_web.connect.signing import TOLERANCE, is_signed
from bothways_web.connect.told.doing import take
from bothways_web.listen import allowance
from bothways_web.listen.channels.guard import network_of
from bothways_web.people.gate import open_to_all
from bothways_web.people.network import network_address

#: Bytes of a message.
MOST_BYTES = 256 * 1024
#: Messages a minute: that are believed, of one source; that are not, of one network.
A_MINUTE, REFUSED_A_MINUTE, MINUTE = 300, 30, 60
_ID = re.compile(r"[\x21-\x7e]{1,200}")


@csrf_exempt
@open_to_all
@require_POST
def told(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Take a message of a program; the signature is the right to tell."""
    source = Source.objects.filter(key=key, is_on=True, agreed_on__isnull=False).first()
    if source is None:
        return problem(404, "not_found", "Nothing is told at this address. Look at the page of the source.")
    network = network_of(network_address(request) or "")
    if not allowance.left("webhook refused", network, most=REFUSED_A_MINUTE):
        return _busy("Many messages were not believed. Wait a minute, then go on.")
    if _length(request) > MOST_BYTES:
        return problem(413, "too_large", f"A message may have {MOST_BYTES // 1024} KB at most.")
    message = request.headers.get("webhook-id", "")
    if why := _not_believed(source, request, message):
        allowance.take("webhook refused", network, most=REFUSED_A_MINUTE, seconds=MINUTE)
        if allowance.take("webhook refused at", source.pk, most=1, seconds=MINUTE):
            Source.objects.filter(pk=source.pk).update(refused_at=timezone.now())
        return problem(401, "not_believed", why)
    if not allowance.take("webhook told", source.pk, most=A_MINUTE, seconds=MINUTE):
        return _busy(f"A source has {A_MINUTE} messages a minute. Wait, then send this one again.")
    return _answer(source, message, request.body)


def _answer(source: Source, message: str, body: bytes) -> HttpResponse:
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        return problem(400, "no_json", "The body is no JSON in UTF-8.")
    receipt, is_new = take(source, message, payload)
    if receipt.outcome == Receipt.Outcome.REFUSED:
        return problem(422, "invalid", receipt.problem)
    return JsonResponse({"outcome": receipt.outcome, "known": not is_new})


def _not_believed(source: Source, request: HttpRequest, message: str) -> str:
    """Return why a message is not believed; blank where it is."""
    stamp = request.headers.get("webhook-timestamp", "")
    if not _ID.fullmatch(message) or not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 13):
        return "Send webhook-id, webhook-timestamp and webhook-signature, as Standard Webhooks says."
    if abs(time.time() - int(stamp)) > TOLERANCE:
        return "The message was signed more than five minutes ago, or the clocks differ. Sign each try anew."
    signatures = request.headers.get("webhook-signature", "")
    if not is_signed(source.secrets_at(timezone.now()), message, int(stamp), request.body, signatures):
        return "The signature is not made with the secret of this source."
    return ""


def _busy(why: str) -> HttpResponse:
    response = problem(429, "too_many", why)
    response["Retry-After"] = str(MINUTE)
    return response


def _length(request: HttpRequest) -> int:
    text = str(request.META.get("CONTENT_LENGTH") or 0)
    return int(text) if text.isdecimal() else MOST_BYTES + 1
