"""The files of the playbook: one an instrument, checked when they are read."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from bothways.errors import FileError, InputError
from bothways.measures import Instrument, instrument_ids, load_instrument, score_columns
from bothways.privacy.diagnosis import instrument_domains

SCHEMA, LICENCE = "bothways-playbook/1", "CC0-1.0"
TEXTS = ("title", "what", "first_step", "notice")
NEEDED = frozenset({"id", "metric", *TEXTS, "who", "effort", "degree", "evidence"})
ALLOWED = NEEDED | {"also", "rest", "note"}
HEAD = frozenset({"schema", "version", "licence", "instrument", "languages", "practices"})
WHO = frozenset({"lead", "team", "turn", "people", "cx", "above"})
DEGREES, EVIDENCE = frozenset({"small", "medium", "large"}), frozenset({"practice", "studied"})
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


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
    """Return the files of the playbook by instrument, checked, with practices that no other file has."""
    found, owners = {}, dict[str, str]()
    folder = files("bothways_web.act.playbook")
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.endswith(".yaml"):
            document = parse_file(entry.read_text(encoding="utf-8"), entry.name)
            for one in document["practices"]:
                if one["id"] in owners:
                    raise _wrong(entry.name, one["id"], "id", f"is taken in {owners[one['id']]}")
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
    _check_head(document, file)
    metrics, languages = known_metrics(), set(document["languages"])
    seen: set[str] = set()
    for number, one in enumerate(document["practices"], start=1):
        name = str(one.get("id", number)) if isinstance(one, dict) else str(number)
        _check_practice(one, file, name, metrics, document["instrument"], languages)
        if name in seen:
            raise _wrong(file, name, "id", "is there twice")
        seen.add(name)
    return document


@lru_cache(maxsize=1)
def known_metrics() -> Mapping[str, str]:
    """Return the instrument of each metric for which there can be practices, in the order of its domains."""
    found = {}
    for instrument in employee_instruments():
        found.update(dict.fromkeys((one.metric for one in instrument_domains(instrument)), instrument.id))
    return found


@lru_cache(maxsize=1)
def employee_instruments() -> tuple[Instrument, ...]:
    """Return the shipped instruments of employees that have a number of a person, those offered at first in front."""
    found = []
    for one in map(load_instrument, instrument_ids()):
        scored = one.side == "employee" and one.scoring is not None
        if scored and any(score.rule == "mean_of_items" for score in score_columns(one)):
            found.append(one)
    return tuple(sorted(found, key=lambda one: (not one.default_on, one.title["en"])))


def _check_head(document: Mapping[str, Any], file: str) -> None:
    unknown = set(document) - HEAD - {"translations"}
    missing = HEAD - set(document)
    instruments = {one.id for one in employee_instruments()}
    found = next(iter(sorted(map(str, unknown))), None)
    if found is not None:
        raise _wrong(file, "", found, "is not known")
    if missing:
        raise _wrong(file, "", min(missing), "is missing")
    for key, fits in (
        ("schema", document["schema"] == SCHEMA),
        ("licence", document["licence"] == LICENCE),
        ("version", bool(re.fullmatch(r"\d+\.\d+\.\d+", str(document["version"])))),
        ("instrument", document["instrument"] in instruments),
        ("languages", isinstance(document["languages"], list) and document["languages"][:1] == ["en"]),
        ("practices", isinstance(document["practices"], list) and bool(document["practices"])),
    ):
        if not fits:
            raise _wrong(file, "", key, "is not what the schema asks for")
    if set(document.get("translations", {})) != set(document["languages"]) - {"en"}:
        raise _wrong(
            file, "", "translations", "must say of each language but English whether it was reviewed"
        )


def _check_practice(
    one: Any, file: str, name: str, metrics: Mapping[str, str], instrument: str, languages: set[str]
) -> None:
    if not isinstance(one, dict):
        raise _wrong(file, name, "practice", "is no list of keys")
    for key in sorted(map(str, set(one) - ALLOWED)):
        raise _wrong(file, name, key, "is not known")
    for key in sorted(NEEDED - set(one)):
        raise _wrong(file, name, key, "is missing")
    for key, fits in (
        ("id", isinstance(one["id"], str) and len(one["id"]) <= 60 and bool(_ID.fullmatch(one["id"]))),
        ("metric", metrics.get(one["metric"]) == instrument),
        ("also", all(other in metrics and other != one["metric"] for other in one.get("also", []))),
        ("who", one["who"] in WHO),
        ("effort", _is_number(one["effort"]) and 0 < one["effort"] <= 80),
        ("degree", one["degree"] in DEGREES),
        ("evidence", one["evidence"] in EVIDENCE),
        ("rest", isinstance(one.get("rest", False), bool)),
        ("note", one["evidence"] == "practice" or "note" in one),
    ):
        if not fits:
            raise _wrong(file, name, key, "is not what the schema asks for")
    for key in (*TEXTS, *(["note"] if "note" in one else [])):
        _check_text(one[key], file, name, key, languages)


def _check_text(text: Any, file: str, name: str, key: str, languages: set[str]) -> None:
    if not isinstance(text, dict) or not all(
        isinstance(words, str) and words.strip() for words in text.values()
    ):
        raise _wrong(file, name, key, "must hold a text for each language")
    for language in sorted(languages ^ set(text)):
        fault = "is missing in" if language in languages else "has words in another language than the file:"
        raise _wrong(file, name, key, f"{fault} {language}")


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong(file: str, name: str, key: str, fault: str) -> InputError:
    where = f"Practice {name!r}: " if name else ""
    return InputError(
        f"{where}the key {key!r} {fault}.",
        remedy="What a file of the playbook holds is described in docs/decisions/0026-the-playbook.md.",
        file=file,
    )
