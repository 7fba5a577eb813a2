"""From a checked instrument file to an :class:`Instrument`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bothways.measures.instrument import (
    Better,
    Condition,
    Conventional,
    Domain,
    Instrument,
    Item,
    Scale,
    Scoring,
    ShortForm,
)

Document = Mapping[str, Any]
BETTER: dict[str, Better] = {"higher_is_better": "higher", "higher_is_worse": "lower"}


def build_instrument(document: Document) -> Instrument:
    """Return the instrument of a file that :func:`troubles` found nothing wrong with."""
    scales = {name: _scale(name, scale) for name, scale in document.get("scales", {}).items()}
    clearance = document["licence"]["text_clearance"]
    items = tuple(_item(item, scales) for item in document.get("items", []))
    domains = tuple(
        Domain(domain["id"], domain["label"], domain.get("definition", ""))
        for domain in document.get("domains", [])
    )
    return Instrument(
        id=document["id"],
        version=document["version"],
        title=document["title"],
        purpose=document["purpose"],
        side=document["side"],
        sensitivity=document.get("sensitivity", "normal"),
        measurement_model=document.get("measurement_model", ""),
        composition=document.get("composition", ""),
        default_on=bool(document.get("default_on", False)) and clearance == "clear",
        text_clearance=clearance,
        metric_ids=tuple(document.get("metric_ids", [])),
        domains=domains,
        scales=scales,
        items=items,
        short_form=_short_form(document.get("short_form")),
        scoring=_scoring(document["scoring"], items, domains) if "scoring" in document else None,
        min_group_floor=document.get("aggregation", {}).get("min_group_floor"),
        definition=document.get("definition", ""),
        intro=document.get("intro"),
        grids=document.get("grids", {}),
        document=document,
    )


def _scale(name: str, scale: Document) -> Scale:
    options = scale.get("options", [])
    listed = isinstance(options, list)
    return Scale(
        id=name,
        kind=scale["kind"],
        low=scale.get("min"),
        high=scale.get("max"),
        anchors=scale.get("anchors", {}),
        na_option=scale.get("na_option"),
        options={option["id"]: option["label"] for option in options} if listed else {},
        options_from="" if listed else options,
        max_choices=scale.get("max_choices"),
        max_length=scale.get("max_length"),
        total=scale.get("total"),
        first=str(scale.get("first", "")),
        last=str(scale.get("last", "")),
    )


def _condition(condition: Document | None) -> Condition | None:
    return None if condition is None else Condition(condition["item"], tuple(condition["answers"]))


def _item(item: Document, scales: Mapping[str, Scale]) -> Item:
    return Item(
        id=item["id"],
        domain=item.get("domain"),
        text=item["text"],
        scale=scales[item["scale"]],
        reversed=item["reversed"],
        scored=item.get("scored", True),
        required=item.get("required", False),
        max_choices=item.get("max_choices"),
        ask_if=_condition(item.get("ask_if")),
        grid=item.get("grid", ""),
    )


def _short_form(short: Document | None) -> ShortForm | None:
    if short is None:
        return None
    return ShortForm(tuple(short["items"]), short.get("min_answered"), short.get("use", ""))


def _scoring(rule: Document, items: tuple[Item, ...], domains: tuple[Domain, ...]) -> Scoring:
    polarity = rule["polarity"]
    names = ("total", *(domain.id for domain in domains))
    better = {
        name: BETTER[polarity[name] if isinstance(polarity, Mapping) else polarity]
        for name in names
        if not isinstance(polarity, Mapping) or name in polarity
    }
    scored = tuple(item.id for item in items if item.scored)
    needs = rule["min_answered"]
    return Scoring(
        total=rule["total"],
        better=better,
        min_per_domain=needs.get("per_domain", {}),
        min_domains=needs.get("domains", 1),
        min_items=needs.get("items", 1),
        conventional=tuple(
            _conventional(score, scored, better.get("total", "higher"))
            for score in rule.get("conventional", [])
        ),
        elsewhere=rule.get("elsewhere", {}),
    )


def _conventional(score: Document, scored: tuple[str, ...], better: Better) -> Conventional:
    return Conventional(
        id=score["id"],
        rule=score["rule"],
        items=tuple(score.get("items", scored)),
        answers=tuple(score.get("answers", ())),
        at=score.get("at"),
        metric=score.get("metric", ""),
        better=BETTER[score["polarity"]] if "polarity" in score else better,
        formula=score["formula"],
        range=score["range"],
        label=score.get("label", ""),
    )
