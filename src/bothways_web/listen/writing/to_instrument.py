"""From a finished draft to an instrument of the library, so that it is scored, released and linked like any other."""

from __future__ import annotations

import copy
import math
from typing import Any

import yaml

from bothways.measures import Instrument, parse_instrument
from bothways.measures.instrument import PIPE
from bothways_web.listen.writing.draft import Draft, as_now, questions_of, text_in
from bothways_web.listen.writing.kinds import ON_A_SCALE, WITH_OPTIONS, Question, counts, kind_of
from bothways_web.listen.writing.pipes import pipe_to
from bothways_web.listen.writing.scales import SCALES

_KINDS = {
    "single": "single_choice", "multiple": "multiple_choice", "ranking": "ranking", "number": "number", "date": "date",
    "text": "open_text",
}  # fmt: skip


def instrument_of_draft(document: Draft, name: str, version: int) -> Instrument:
    """Return the instrument of a draft without faults.

    Parameters
    ----------
    document : dict
    name : str
        Of the instrument; names of its questions and numbers begin with it, so that they are its own for ever.
    version : int
    """
    made = _document(as_now(document), name, version)
    return parse_instrument(yaml.safe_dump(made, allow_unicode=True), name)


def _document(draft: Draft, name: str, version: int) -> dict[str, Any]:
    numbered = any(map(counts, questions_of(draft)))
    sections = [(f"{name}_{section['id']}", section) for section in draft["sections"]]
    domains = sections if numbered else []
    grids = {row["id"]: row for row in questions_of(draft) if kind_of(row) == "matrix"}
    return {
        "schema": "bothways-instrument/1",
        "id": name,
        "version": f"{version}.0.0",
        "title": _by_language(draft["title"], draft),
        "purpose": draft["purpose"] or text_in(draft["title"], draft),
        "side": draft.get("voice", "employee"),
        "sensitivity": "high" if draft["delicate"] else "normal",
        "measurement_model": "formative" if numbered else "form",
        "composition": "configural" if numbered else "none",
        "default_on": False,
        "metric_ids": [name, *(f"{name}.{domain}" for domain, _section in domains)] if numbered else [],
        "domains": [
            {"id": domain, "label": _by_language(section["name"], draft)} for domain, section in domains
        ],
        "scales": _scales(draft),
        **({"grids": {key: _by_language(row["text"], draft) for key, row in grids.items()}} if grids else {}),
        "items": [
            item | ({"domain": domain} if numbered else {})
            for domain, section in sections
            for question in section["questions"]
            for item in _items(question, draft, name)
        ],
        "scoring": _scoring([domain for domain, _section in domains]),
        "licence": {
            "text_origin": "own_words", "text_clearance": "clear", "text_licence": "of the organisation", "sources": [],
        },
        "translations": {"note": "Written in the organisation.", **draft["translations"]},
        "do": [],
        "dont": [],
    }  # fmt: skip


def _scoring(domains: list[str]) -> dict[str, Any]:
    """Return how answers become numbers; none do where no question counts."""
    if not domains:
        return {"total": "none", "polarity": "higher_is_better", "min_answered": {}}
    return {
        "item_to_100": "100*(x-min)/(max-min); reversed: 100*(max-x)/(max-min); no answer is missing",
        "domain": "mean of the answered questions of the section",
        "total": "mean_of_domains",
        "polarity": "higher_is_better",
        "min_answered": {
            "per_domain": dict.fromkeys(domains, 1),
            "domains": math.ceil(len(domains) / 2),
        },
    }


def _scales(draft: Draft) -> dict[str, Any]:
    """Return the scales that are used: ours by their names, and one of its own for each other question."""
    on_a_scale = {row["scale"] for row in questions_of(draft) if kind_of(row) in ON_A_SCALE}
    made = {scale: SCALES[scale].document() for scale in sorted(on_a_scale)}
    others = [row for row in questions_of(draft) if kind_of(row) not in ON_A_SCALE]
    return made | {row["id"]: _own_scale(row, draft) for row in others}


def _own_scale(question: Question, draft: Draft) -> dict[str, Any]:
    """Return the answers of a question that is on none of our scales."""
    kind = kind_of(question)
    made: dict[str, Any] = {"kind": _KINDS[kind]}
    if kind in WITH_OPTIONS:
        made["options"] = [
            {"id": option["id"], "label": _by_language(option["label"], draft)}
            for option in question["options"]
        ]
    if kind == "multiple" and question.get("most"):
        made["max_choices"] = question["most"]
    if kind == "number":
        made |= {"min": question["low"], "max": question["high"]}
    if kind == "date":
        made |= {"first": question["first"], "last": question["last"]}
    if kind == "text":
        made["max_length"] = question["most"]
    return made


def _items(question: Question, draft: Draft, name: str) -> list[dict[str, Any]]:
    """Return the items of a question: one, or one for each row of a table."""
    common: dict[str, Any] = {
        "scale": question["scale"] if kind_of(question) in ON_A_SCALE else question["id"],
        "reversed": question.get("turned", False),
    }
    if not counts(question):
        common["scored"] = False
    if question.get("ask_if"):
        wanted = question["ask_if"]
        common["ask_if"] = {"item": f"{name}_{wanted['question']}", "answers": list(wanted["answers"])}
    if kind_of(question) != "matrix":
        return [{"id": f"{name}_{question['id']}", "text": _asked(question["text"], draft, name), **common}]
    return [
        {
            "id": f"{name}_{question['id']}_{row['id']}",
            "text": _asked(row["text"], draft, name),
            **copy.deepcopy(common),
            "grid": question["id"],
        }
        for row in question["rows"]
    ]


def _asked(text: dict[str, str], draft: Draft, name: str) -> dict[str, str]:
    """Return the text of an item; answers that it repeats are those of items of this instrument."""
    return {
        code: PIPE.sub(lambda found: pipe_to(f"{name}_{found[1]}"), words)
        for code, words in _by_language(text, draft).items()
    }


def _by_language(text: dict[str, str], draft: Draft) -> dict[str, str]:
    """Return a text by language; where English is missing, what stands in the language of the set."""
    return {"en": text_in(text, draft, "en"), **text}
