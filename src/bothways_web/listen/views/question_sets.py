"""The page of a question set: what it asks, what it is for, how it is scored."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from bothways_web.listen.asking import choices
from bothways_web.listen.question_sets import in_language, offers
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs


@needs(Right.ROUNDS, "employees", "own pulses")
def question_set(request: SignedInRequest, instrument: str) -> HttpResponse:
    """Show a question set as people will see it."""
    offer = next((one for one in offers() if one.instrument.id == instrument), None)
    if offer is None:
        raise Http404
    language = (get_language() or "en").split("-")[0]
    shown = offer.instrument
    questions = [
        {
            "text": in_language(item.text, language),
            "answers": [words or str(value) for value, words in choices(item, language)],
            "reversed": item.reversed,
            "domain": next(
                (in_language(one.label, language) for one in shown.domains if one.id == item.domain), ""
            ),
        }
        for item in shown.items
    ]
    languages = sorted(set.intersection(*(set(item.text) for item in shown.items)))
    context = {"offer": offer, "questions": questions, "languages": languages}
    return render(request, "listen/question_set.html", context | {"title": offer.title})
