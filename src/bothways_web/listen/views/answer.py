"""Answering by a personal link: nothing stored before the last screen, no cookie, no account, no script."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from bothways_web.listen.answering.responses import is_open, is_stored, store_handed_on
from bothways_web.listen.invitations import is_handed_on
from bothways_web.listen.models import Invitation
from bothways_web.listen.tokens import invitation_of
from bothways_web.listen.views.sealed import answer_sealed
from bothways_web.listen.views.steps import Visit, answer_visit, language_of, plain_page
from bothways_web.people.gate import open_to_all

_JOINED = ("round__pulse", "person", "contact")
#: What every screen needs. Naming it is most of what asking for it costs, and the tree may have thousands of units.
_READ = (
    *("round__" + name for name in (
        "state", "opens_at", "closes_at", "definition", "form", "comment", "floor", "mode",
    )),
    *("round__pulse__" + name for name in ("side", "occasion", "follow_up", "mode")),
    "person__language", "contact__language", "touchpoint", "happened_on", "respondent", "unit", "stratum", "address",
)  # fmt: skip


@csrf_exempt  # the link is the right to answer, there is no session that another site could use
@open_to_all
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show one screen, or store what was sent."""
    invitation = _find(token)
    language = language_of(request, invitation)
    with translation.override(language):
        if invitation.round.is_sealed:
            return answer_sealed(request, invitation, language)
        handed_on = is_handed_on(invitation)
        if not handed_on and is_stored(invitation.pk):
            return plain_page(request, "already", language)
        if not is_open(invitation.round):
            return plain_page(request, "closed", language)
        pulse = invitation.round.pulse
        words = {"side": pulse.side, "occasion": pulse.occasion, "handed_on": handed_on}
        store = store_handed_on if handed_on else None
        return answer_visit(request, Visit(invitation, language, store=store, words=words))


@open_to_all
def left(request: HttpRequest) -> HttpResponse:
    """Say that nothing was kept."""
    return plain_page(request, "left", translation.get_language() or "en")


def _find(token: str) -> Invitation:
    """Return the invitation of a token; a mangled or unknown one is a page that is not there."""
    key = invitation_of(token)
    found = list(Invitation.objects.select_related(*_JOINED).only(*_READ).filter(pk=key)) if key else []
    if not found:
        raise Http404
    return found[0]
