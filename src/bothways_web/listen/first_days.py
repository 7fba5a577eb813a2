"""Question sets that are asked in parts, one some days after the start and another later: each part by itself."""

from __future__ import annotations

import re
from typing import Any

import yaml

from bothways.measures import Instrument, parse_instrument

_DAY = re.compile(r"day([0-9]{1,3})")


def part_for(instrument: Instrument, days: int) -> Instrument:
    """Return the part of a set that is meant for so many days after the start; the whole set where it has no parts.

    Parts are domains that are called by their day, such as ``day30``; that of the nearest day is taken, the earlier one
    of two. Its questions keep their names, so that the ledger follows them as those of the whole set.
    """
    by_day = {int(found[1]): one.id for one in instrument.domains if (found := _DAY.fullmatch(one.id))}
    if len(by_day) < 2 or len(by_day) < len(instrument.domains):
        return instrument
    nearest = min(by_day, key=lambda day: (abs(day - days), day))
    document = _only(dict(instrument.document), by_day[nearest])
    return parse_instrument(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), instrument.id)


def _only(document: dict[str, Any], domain: str) -> dict[str, Any]:
    """Return a set's document with one domain alone."""
    items = [one for one in document["items"] if one.get("domain") == domain]
    used = {one["scale"] for one in items}
    scoring = dict(document["scoring"])
    least = dict(scoring["min_answered"])
    scoring["min_answered"] = least | {"per_domain": {domain: least["per_domain"][domain]}}
    changed = {
        "domains": [one for one in document["domains"] if one["id"] == domain],
        "items": items,
        "scales": {name: scale for name, scale in document["scales"].items() if name in used},
        "metric_ids": [name for name in document.get("metric_ids", []) if name.endswith(f".{domain}")],
        "scoring": scoring,
    }
    return {name: part for name, part in document.items() if name != "worked_example"} | changed
