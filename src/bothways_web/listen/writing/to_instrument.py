"""From a finished draft to an instrument of the library, so that it is scored, released and linked like any other."""

from __future__ import annotations

import math
from typing import Any

import yaml
from django.utils.translation import gettext as _

from bothways.measures import Instrument, parse_instrument
from bothways_web.listen.writing.draft import Draft, questions_of, text_in
from bothways_web.listen.writing.same_words import plain_words
from bothways_web.listen.writing.scales import SCALES


def faults_of(draft: Draft) -> list[str]:
    """Return what keeps a draft from being used, as sentences; empty where nothing does."""
    found = []
    if not draft["title"].get(draft["language"]):
        found.append(_("The set has no title."))
    if not questions_of(draft):
        found.append(_("There is no question yet."))
    for section in draft["sections"]:
        name = text_in(section["name"], draft)
        if not name:
            found.append(_("A section has no name."))
        if not section["questions"]:
            found.append(
                _("The section “%(name)s” has no question. Add one, or remove the section.") % {"name": name}
            )
    if not all(question["text"].get(draft["language"]) for question in questions_of(draft)):
        found.append(_("A question is missing in the language in which the set is written."))
    texts = [plain_words(text_in(question["text"], draft)) for question in questions_of(draft)]
    if len(set(texts)) < len(texts):
        found.append(_("Two questions say the same."))
    return found


def instrument_of_draft(draft: Draft, name: str, version: int) -> Instrument:
    """Return the instrument of a draft without faults.

    Parameters
    ----------
    draft : dict
    name : str
        Of the instrument; names of its questions and numbers begin with it, so that they are its own for ever.
    version : int
    """
    return parse_instrument(yaml.safe_dump(_document(draft, name, version), allow_unicode=True), name)


def _document(draft: Draft, name: str, version: int) -> dict[str, Any]:
    sections = [(f"{name}_{section['id']}", section) for section in draft["sections"]]
    used = sorted({question["scale"] for question in questions_of(draft)})
    return {
        "schema": "bothways-instrument/1",
        "id": name,
        "version": f"{version}.0.0",
        "title": _by_language(draft["title"], draft),
        "purpose": draft["purpose"] or text_in(draft["title"], draft),
        "side": "employee",
        "sensitivity": "high" if draft["delicate"] else "normal",
        "measurement_model": "formative",
        "composition": "configural",
        "default_on": False,
        "metric_ids": [name, *(f"{name}.{domain}" for domain, _section in sections)],
        "domains": [
            {"id": domain, "label": _by_language(section["name"], draft)} for domain, section in sections
        ],
        "scales": {scale: SCALES[scale].document() for scale in used},
        "items": [
            {
                "id": f"{name}_{question['id']}", "domain": domain, "text": _by_language(question["text"], draft),
                "scale": question["scale"], "reversed": question["turned"],
            }
            for domain, section in sections
            for question in section["questions"]
        ],
        "scoring": {
            "item_to_100": "100*(x-min)/(max-min); reversed: 100*(max-x)/(max-min); no answer is missing",
            "domain": "mean of the answered questions of the section",
            "total": "mean_of_domains",
            "polarity": "higher_is_better",
            "min_answered": {
                "per_domain": {domain: 1 for domain, _section in sections},
                "domains": math.ceil(len(sections) / 2),
            },
        },
        "licence": {
            "text_origin": "own_words", "text_clearance": "clear", "text_licence": "of the organisation", "sources": [],
        },
        "translations": {"note": "Written in the organisation."},
        "do": [],
        "dont": [],
    }  # fmt: skip


def _by_language(text: dict[str, str], draft: Draft) -> dict[str, str]:
    """Return a text by language; where English is missing, what stands in the language of the set."""
    return {"en": text_in(text, draft, "en"), **text}
