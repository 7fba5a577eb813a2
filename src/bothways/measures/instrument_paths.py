"""What is wrong with the way through the questions: conditions, grids, and answers repeated in later texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bothways.measures.instrument import PIPE, SCORED_KINDS

Document = Mapping[str, Any]
#: Kinds of scale on whose answers somebody may be asked more.
ASKED_BY = (*SCORED_KINDS, "single_choice", "multiple_choice")
#: Kinds of scale whose answers no later text repeats: words may name people.
NEVER_REPEATED = ("open_text", "constant_sum")


def path_troubles(document: Document) -> Iterator[str]:
    """Yield what is wrong with conditions, grids and repeated answers, one sentence each.

    Parameters
    ----------
    document : mapping
        A file whose scales and items have no other trouble.

    Yields
    ------
    str
        Whatever is asked only of some must name an earlier item, so that there is no loop and every item can be
        reached.
    """
    items = document.get("items", [])
    scales = {item["id"]: document["scales"][item["scale"]] for item in items}
    place_of = {item["id"]: place for place, item in enumerate(items)}
    for place, item in enumerate(items):
        if "ask_if" in item:
            yield from _condition_troubles(item, items, scales, place_of, place)
        yield from _pipe_troubles(item, items, scales, place_of, place)
    yield from _grid_troubles(document, items)
    yield from _short_troubles(document, items)
    yield from _counted_troubles(document, items)


def _condition_troubles(
    item: Document,
    items: list[Document],
    scales: Mapping[str, Document],
    place_of: Mapping[str, int],
    place: int,
) -> Iterator[str]:
    here, wanted = f"item {item['id']!r}", item["ask_if"]["item"]
    if item.get("scored", True):
        yield f"{here} is asked only of some and cannot be scored: say 'scored: false'."
    if wanted not in place_of:
        yield f"{here} is asked after the unknown item {wanted!r}."
        return
    if place_of[wanted] >= place:
        yield f"{here} is asked after {wanted!r}, which does not come before it."
        return
    if scales[wanted]["kind"] not in ASKED_BY:
        yield f"{here} cannot depend on {wanted!r}: only answers that are chosen or on a scale decide what is asked."
        return
    if item.get("grid") and item["grid"] == items[place_of[wanted]].get("grid"):
        yield f"{here} depends on {wanted!r}, which stands on the same screen."
    possible = _answers_of(scales[wanted])
    off = [answer for answer in item["ask_if"]["answers"] if answer not in possible]
    if off:
        yield f"{here} is asked after an answer that {wanted!r} does not have: {off[0]!r}."
        if len(off) == len(item["ask_if"]["answers"]):
            yield f"{here} can never be asked."


def _answers_of(scale: Document) -> list[int | str]:
    """Return the answers a scale takes; none where its options stand in another file."""
    if scale["kind"] in SCORED_KINDS:
        return list(range(int(scale["min"]), int(scale["max"]) + 1))
    options = scale["options"]
    return [option["id"] for option in options] if isinstance(options, list) else []


def _pipe_troubles(
    item: Document,
    items: list[Document],
    scales: Mapping[str, Document],
    place_of: Mapping[str, int],
    place: int,
) -> Iterator[str]:
    here = f"the text of item {item['id']!r}"
    for name in dict.fromkeys(name for text in item["text"].values() for name in PIPE.findall(text)):
        if name not in place_of:
            yield f"{here} repeats the answer to the unknown item {name!r}."
        elif place_of[name] >= place:
            yield f"{here} repeats the answer to {name!r}, which does not come before it."
        elif scales[name]["kind"] in NEVER_REPEATED:
            yield f"{here} cannot repeat the answer to {name!r}: it is no choice, step, number or day."
        elif item.get("grid") and item["grid"] == items[place_of[name]].get("grid"):
            yield f"{here} repeats the answer to {name!r}, which stands on the same screen."


def _grid_troubles(document: Document, items: list[Document]) -> Iterator[str]:
    headings = document.get("grids", {})
    used = list(dict.fromkeys(item["grid"] for item in items if item.get("grid")))
    yield from (f"the grid {name!r} has no item." for name in headings if name not in used)
    for name in used:
        rows = [(place, item) for place, item in enumerate(items) if item.get("grid") == name]
        first = rows[0][1]
        if name not in headings:
            yield f"the grid {name!r} has no heading under 'grids'."
        elif any(PIPE.search(text) for text in headings[name].values()):
            yield f"the heading of the grid {name!r} cannot repeat an answer."
        if len(rows) < 2:
            yield f"the grid {name!r} needs two items or more."
        if rows[-1][0] - rows[0][0] + 1 != len(rows):
            yield f"the items of the grid {name!r} must follow one another."
        if any(item["scale"] != first["scale"] for _, item in rows):
            yield f"the items of the grid {name!r} must share one scale."
        if document["scales"][first["scale"]]["kind"] != "ordinal":
            yield f"the grid {name!r} needs an ordinal scale."
        if any(item.get("ask_if") != first.get("ask_if") for _, item in rows):
            yield f"the items of the grid {name!r} must all be asked of the same people."


def _short_troubles(document: Document, items: list[Document]) -> Iterator[str]:
    """Refuse in the short form what rests on answers to other items."""
    names = document.get("short_form", {}).get("items", [])
    by_id = {item["id"]: item for item in items}
    for place, name in enumerate(names):
        item = by_id[name]
        if "ask_if" in item:
            yield f"the short form names the item {name!r}, which is asked only of some."
        repeated = {one for text in item["text"].values() for one in PIPE.findall(text)}
        if repeated - set(names[:place]):
            yield f"the short form names the item {name!r}, whose text repeats an answer that is not given there."


def _counted_troubles(document: Document, items: list[Document]) -> Iterator[str]:
    """Refuse customary scores made of items that only some are asked."""
    some = {item["id"] for item in items if "ask_if" in item}
    for score in document.get("scoring", {}).get("conventional", []):
        for name in score.get("items", []):
            if name in some:
                yield f"conventional score {score['id']!r} names the item {name!r}, which is asked only of some."
