"""What is wrong with an instrument file beyond the shape of its keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from bothways.measures.instrument import SCORED_KINDS
from bothways.measures.instrument_paths import path_troubles
from bothways.measures.instrument_schema import shape_troubles

Document = Mapping[str, Any]
#: Numbers that are answers stay below it.
LARGEST = 10**9
SINGLE = ("licence", "aggregation", "short_form", "scoring", "worked_example")


def troubles(document: Any) -> list[str]:
    """Return everything wrong with one instrument file, one sentence each; empty when it is fine.

    Parameters
    ----------
    document : mapping
        The file as read from YAML.
    """
    found = list(_all_shapes(document))
    if found:
        return found
    found = [*_scale_troubles(document), *_item_troubles(document), *_scoring_troubles(document)]
    return found or list(path_troubles(document))


def _all_shapes(document: Any) -> Iterator[str]:
    top = list(shape_troubles("file", document, "the file"))
    yield from top
    if top:
        return
    for part in SINGLE:
        if part in document:
            yield from shape_troubles(part, document[part], part)
    for number, domain in enumerate(document.get("domains", []), start=1):
        yield from shape_troubles("domain", domain, f"domain {number}")
    for name, scale in document.get("scales", {}).items():
        yield from shape_troubles("scale", scale, f"scale {name!r}")
    for number, item in enumerate(document.get("items", []), start=1):
        name = item.get("id", number) if isinstance(item, Mapping) else number
        yield from shape_troubles("item", item, f"item {name!r}")
        if isinstance(item, Mapping) and "ask_if" in item:
            yield from shape_troubles("ask_if", item["ask_if"], f"ask_if of item {name!r}")
    scoring = document.get("scoring")
    if isinstance(scoring, Mapping):
        yield from shape_troubles("min_answered", scoring.get("min_answered", {}), "min_answered")
        for number, score in enumerate(scoring.get("conventional", []), start=1):
            yield from shape_troubles("conventional", score, f"conventional score {number}")


def _scale_troubles(document: Document) -> Iterator[str]:
    for name, scale in document.get("scales", {}).items():
        kind, place = scale["kind"], f"scale {name!r}"
        if kind in (*SCORED_KINDS, "number"):
            yield from _number_troubles(scale, place)
        elif kind == "date":
            first, last = str(scale.get("first", "")), str(scale.get("last", ""))
            if not first or not last or not first < last:
                yield f"{place} needs 'first' before 'last'."
        elif kind != "open_text":
            yield from _option_troubles(scale, place)


def _number_troubles(scale: Document, place: str) -> Iterator[str]:
    if "min" not in scale or "max" not in scale or not scale["min"] < scale["max"]:
        yield f"{place} needs 'min' below 'max'."
        return
    low, high, steps = scale["min"], scale["max"], set(scale.get("anchors", {}))
    if any(not low <= step <= high for step in steps):
        yield f"{place} labels a step outside {low} to {high}."
    if scale["kind"] == "ordinal" and not {low, high} <= steps:
        yield f"{place} must label both of its ends."
    if scale["kind"] == "number" and not (
        low == int(low) and high == int(high) and low > -LARGEST and high < LARGEST
    ):
        yield f"{place} needs whole numbers of at most nine digits as 'min' and 'max'."


def _option_troubles(scale: Document, place: str) -> Iterator[str]:
    options = scale.get("options")
    if not options:
        yield f"{place} needs 'options'."
    elif isinstance(options, list):
        names = [option["id"] for option in options]
        yield from _doubled(f"{place}: option", names)
        if any(name.strip() in ("", "-") or "|" in name for name in names):
            yield f"{place} has an option whose id is blank, a dash, or holds a bar |."
        if scale["kind"] == "ranking" and len(options) < 2:
            yield f"{place} needs two options or more to be ranked."


def _doubled(what: str, names: list[str]) -> Iterator[str]:
    yield from (f"{what} {name!r} is there twice." for name, times in Counter(names).items() if times > 1)


def _item_troubles(document: Document) -> Iterator[str]:
    domains = [domain["id"] for domain in document.get("domains", [])]
    items = document.get("items", [])
    scales = document.get("scales", {})
    names = [item["id"] for item in items]
    yield from _doubled("domain", domains)
    yield from _doubled("item", names)
    yield from _doubled("metric", document.get("metric_ids", []))
    for item in items:
        place = f"item {item['id']!r}"
        if item["scale"] not in scales:
            yield f"{place} names the unknown scale {item['scale']!r}."
        elif item.get("scored", True) and scales[item["scale"]]["kind"] not in SCORED_KINDS:
            yield f"{place} cannot be scored on scale {item['scale']!r}: say 'scored: false'."
        elif item.get("scored", True) and domains and item.get("domain") not in domains:
            yield f"{place} must name one of the domains."
        if "domain" in item and item["domain"] not in domains:
            yield f"{place} names the unknown domain {item['domain']!r}."
    for name in document.get("short_form", {}).get("items", []):
        if name not in names:
            yield f"the short form names the unknown item {name!r}."
    if items and ("measurement_model" not in document or "composition" not in document):
        yield "a file with items needs 'measurement_model' and 'composition'."


def _scored(document: Document) -> list[Document]:
    return [item for item in document.get("items", []) if item.get("scored", True)]


def _scoring_troubles(document: Document) -> Iterator[str]:
    scored = _scored(document)
    rule = document.get("scoring")
    if rule is None:
        if scored:
            yield "scored items need 'scoring'."
        return
    needs, sizes = rule["min_answered"], Counter(item.get("domain", "") for item in scored)
    domains = [domain["id"] for domain in document.get("domains", [])]
    floors = needs.get("per_domain", {})
    for domain in domains:
        if domain not in floors:
            yield f"min_answered lacks domain {domain!r}."
    for domain, floor in floors.items():
        if domain not in domains or floor > sizes[domain]:
            yield f"min_answered of {domain!r} cannot be met."
    if rule["total"] == "mean_of_domains" and not 1 <= needs.get("domains", 0) <= len(domains):
        yield "min_answered: 'domains' must be between 1 and the number of domains."
    if rule["total"] == "mean_of_items" and not 1 <= needs.get("items", 0) <= len(scored):
        yield "min_answered: 'items' must be between 1 and the number of scored items."
    if isinstance(rule["polarity"], Mapping):
        parts = {*domains, *([] if rule["total"] == "none" else ["total"])}
        if set(rule["polarity"]) != parts:
            yield f"polarity must name exactly {', '.join(sorted(parts))}."
    short = document.get("short_form", {})
    if "min_answered" in short and short["min_answered"] > len(short["items"]):
        yield "min_answered of the short form cannot be met."
    yield from _conventional_troubles(document, rule.get("conventional", []))


def _conventional_troubles(document: Document, scores: list[Document]) -> Iterator[str]:
    scales = document["scales"]
    of_item = {item["id"]: scales[item["scale"]] for item in document["items"] if item["scale"] in scales}
    yield from _doubled("conventional score", [score["id"] for score in scores])
    for score in scores:
        place, names = f"conventional score {score['id']!r}", score.get("items", [])
        unknown = [name for name in names if name not in of_item]
        if unknown:
            yield f"{place} names the unknown item {unknown[0]!r}."
            continue
        if score["rule"] == "nps" and (
            len(names) != 1 or (of_item[names[0]].get("min"), of_item[names[0]].get("max")) != (0, 10)
        ):
            yield f"{place} needs exactly one item on a scale from 0 to 10."
        if score["rule"] == "share" and "answers" not in score:
            yield f"{place} needs 'answers'."
        if score["rule"] == "persons_at_or_above" and "at" not in score:
            yield f"{place} needs 'at'."
        if score.get("metric") and score["metric"] not in document.get("metric_ids", []):
            yield f"{place} feeds {score['metric']!r}, which is not among the metric_ids."
