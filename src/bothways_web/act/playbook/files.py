"""The files of the playbook: one an instrument, checked when they are read."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from bothways.errors import FileError
from bothways.measures import Instrument, instrument_ids, load_instrument, score_columns
from bothways.privacy.diagnosis import instrument_domains
from bothways_web.act.playbook.schema import check_document, wrong


class _Loader(yaml.SafeLoader):
    """Reads plain YAML and refuses a key that is there twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        """Return the mapping; a doubled key would silently drop the first text."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        doubled = [key for key in keys if keys.count(key) > 1]
        if doubled:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {doubled[0]!r} is there twice", node.start_mark
            )
        return super().construct_mapping(node, deep=deep)


@lru_cache(maxsize=1)
def shipped() -> dict[str, dict[str, Any]]:
    """Return the files of the playbook by instrument; no practice may be called like one of another file."""
    found: dict[str, dict[str, Any]] = {}
    owners: dict[str, str] = {}
    entries = (one for one in files("bothways_web.act.playbook").iterdir() if one.name.endswith(".yaml"))
    for entry in sorted(entries, key=lambda one: one.name):
        document = parse_file(entry.read_text(encoding="utf-8"), entry.name)
        for one in document["practices"]:
            if one["id"] in owners:
                raise wrong(entry.name, one["id"], "id", f"is taken in {owners[one['id']]}")
            owners[one["id"]] = entry.name
        found[document["instrument"]] = document
    return found


def parse_file(text: str, file: str) -> dict[str, Any]:
    """Read one file of the playbook.

    Raises
    ------
    FileError
        The text is no YAML.
    InputError
        It breaks the schema; the file, the practice and the key are named.
    """
    try:
        document = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise FileError(
            "The file is no valid YAML.",
            remedy="Correct that line; texts with a colon need quotes.",
            file=file,
            row=mark.line + 1 if mark else None,
        ) from None
    if not isinstance(document, dict):
        raise FileError("The file has no keys.", remedy="Begin with a copy of another file.", file=file)
    check_document(document, known_metrics(), file)
    return document


@lru_cache(maxsize=1)
def known_metrics() -> Mapping[str, str]:
    """Return the instrument of each metric for which there can be practices, in the order of its domains."""
    found: dict[str, str] = {}
    for instrument in employee_instruments():
        found.update(dict.fromkeys((one.metric for one in instrument_domains(instrument)), instrument.id))
    return found


@lru_cache(maxsize=1)
def employee_instruments() -> tuple[Instrument, ...]:
    """Return the instruments of employees that have a number of a person, those offered at first in front."""
    found = []
    for one in map(load_instrument, instrument_ids()):
        scored = one.side == "employee" and one.scoring is not None
        if scored and any(score.rule == "mean_of_items" for score in score_columns(one)):
            found.append(one)
    return tuple(sorted(found, key=lambda one: (not one.default_on, one.title["en"])))
