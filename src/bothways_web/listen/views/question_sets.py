"""The page of a question set: what it asks, what it is for, how it is scored."""

from __future__ import annotations

import re

from django.conf.locale import LANG_INFO
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from bothways_web.listen.answering.kinds import answers_shown, fallback_language, shown_day, words_language
from bothways_web.listen.answering.ways import with_answers
from bothways_web.listen.pulses import RUNS, voices_of
from bothways_web.listen.question_sets import in_language, offers
from bothways_web.people.access import Right
from bothways_web.people.gate import SignedInRequest, needs
from bothways_web.people.models import Organisation
from bothways_web.people.units import today


@needs(Right.ROUNDS, *RUNS)
def question_set(request: SignedInRequest, instrument: str) -> HttpResponse:
    """Show a question set as people will see it."""
    offer = next((one for one in offers(voices_of(request.viewer)) if one.instrument.id == instrument), None)
    if offer is None:
        raise Http404
    language = (get_language() or "en").split("-")[0]
    shown = offer.instrument
    questions = [
        {
            "text": _named(with_answers(in_language(item.text, language), (), {}, language)),
            "text_lang": fallback_language([item.text], language),
            "words_lang": words_language(item, language),
            "answers": answers_shown(item, language),
            "reversed": item.reversed,
            "domain": next(
                (in_language(one.label, language) for one in shown.domains if one.id == item.domain), ""
            ),
        }
        for item in shown.items
    ]
    languages = sorted(set.intersection(*(set(item.text) for item in shown.items)))
    names = [get_language_info(code)["name_translated"] for code in languages if code in LANG_INFO]
    advice = {part: [_readable(word) for word in shown.document.get(part, ())] for part in ("do", "dont")}
    context = {"offer": offer, "questions": questions, "languages": names, "advice": advice}
    return render(request, "listen/question_set.html", context | {"title": offer.title})


def _named(text: str) -> str:
    """Return a text of a question with what will stand in its places, or could."""
    words = {
        "unit": _("your team"), "organisation": Organisation.current().name or "Bothways",
        "touchpoint": _("your contact with us"), "date": shown_day(today()),
    }  # fmt: skip
    for place, word in words.items():
        text = text.replace(f"{{{place}}}", word)
    return text


def _readable(advice: str) -> str:
    """Return a piece of advice that calls other question sets by their title."""
    titles = {one.instrument.id: one.instrument.title.get("en", "") for one in offers()}
    called = re.sub(
        r"[a-z]+(?:_[a-z]+)+",
        lambda found: f"“{titles[found[0]]}”" if found[0] in titles else found[0],
        advice,
    )
    return re.sub(r" \([A-Z][0-9]+\)", "", called)
