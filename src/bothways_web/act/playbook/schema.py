"""What a file of the playbook must hold; what breaks that is named by file, practice and key."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from bothways.errors import InputError

SCHEMA, LICENCE = "bothways-playbook/1", "CC0-1.0"
TEXTS = ("title", "what", "first_step", "notice")
WHO = ("lead", "team", "turn", "people", "cx", "above")
DEGREES, EVIDENCE, REVIEWS = ("small", "medium", "large"), ("practice", "studied"), ("unreviewed", "reviewed")
MOST_HOURS = 80
_NEEDED = frozenset({"id", "metric", *TEXTS, "who", "effort", "degree", "evidence"})
_ALLOWED = _NEEDED | {"also", "rest", "note"}
_HEAD = frozenset({"schema", "version", "licence", "instrument", "languages", "practices"})
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


def check_document(document: Mapping[str, Any], metrics: Mapping[str, str], file: str) -> None:
    """Refuse a file that breaks the schema; ``metrics`` holds the instrument of each metric there is."""
    _check_keys(document, _HEAD, _HEAD | {"translations"}, file, "")
    _check_head(document, set(metrics.values()), file)
    languages, seen = set(document["languages"]), set[str]()
    for number, one in enumerate(document["practices"], start=1):
        if not isinstance(one, dict):
            raise wrong(file, str(number), "practices", "holds something that is no list of keys")
        name = str(one.get("id", number))
        _check_keys(one, _NEEDED, _ALLOWED, file, name)
        _check_practice(one, metrics, document["instrument"], file, name)
        for key in (*TEXTS, *(["note"] if "note" in one else [])):
            _check_text(one[key], languages, file, name, key)
        if name in seen:
            raise wrong(file, name, "id", "is there twice")
        seen.add(name)


def wrong(file: str, name: str, key: str, fault: str) -> InputError:
    """Return the error that names a key of a practice, or of the head where there is no name."""
    where = f"Practice {name!r}: " if name else ""
    return InputError(
        f"{where}the key {key!r} {fault}.",
        remedy="What a file of the playbook holds is described in docs/decisions/0026-the-playbook.md.",
        file=file,
    )


def _check_keys(
    found: Mapping[Any, Any], needed: Collection[str], allowed: Collection[str], file: str, name: str
) -> None:
    for key in sorted(str(one) for one in found if one not in allowed):
        raise wrong(file, name, key, "is not known")
    for key in sorted(one for one in needed if one not in found):
        raise wrong(file, name, key, "is missing")


def _check_head(document: Mapping[str, Any], instruments: Collection[str], file: str) -> None:
    languages = document["languages"]
    _refuse(file, "", (
        ("schema", document["schema"] == SCHEMA),
        ("licence", document["licence"] == LICENCE),
        ("version", _is(str, document["version"]) and bool(re.fullmatch(r"\d+\.\d+\.\d+", document["version"]))),
        ("instrument", document["instrument"] in list(instruments)),
        ("languages", _are_different_words(languages, _LANGUAGE) and languages[:1] == ["en"]),
        ("practices", _is(list, document["practices"]) and bool(document["practices"])),
    ))  # fmt: skip
    said = document.get("translations", {})
    if not _is(dict, said) or set(said) != set(languages) - {"en"} or not all(map(_is_review, said.values())):
        raise wrong(file, "", "translations", "must say of each language but English whether it was reviewed")


def _check_practice(
    one: Mapping[str, Any], metrics: Mapping[str, str], instrument: str, file: str, name: str
) -> None:
    effort, known = one["effort"], [name for name in metrics if name != one["metric"]]
    _refuse(file, name, (
        ("id", _is(str, one["id"]) and len(one["id"]) <= 60 and bool(_ID.fullmatch(one["id"]))),
        ("metric", _is(str, one["metric"]) and metrics.get(one["metric"]) == instrument),
        ("also", "also" not in one or _are_different_words(one["also"], among=known)),
        ("who", one["who"] in WHO),
        ("effort", type(effort) in (int, float) and math.isfinite(effort) and 0 < effort <= MOST_HOURS),
        ("degree", one["degree"] in DEGREES),
        ("evidence", one["evidence"] in EVIDENCE),
        ("rest", _is(bool, one.get("rest", False))),
        ("note", one["evidence"] == "practice" or "note" in one),
    ))  # fmt: skip


def _check_text(text: Any, languages: Collection[str], file: str, name: str, key: str) -> None:
    if not _is(dict, text) or not all(_is(str, words) and words.strip() for words in text.values()):
        raise wrong(file, name, key, "must hold a text for each language")
    for language in sorted(one for one in languages if one not in text):
        raise wrong(file, name, key, f"is missing in {language}")
    for language in sorted(str(one) for one in text if one not in languages):
        raise wrong(file, name, key, f"has a text in {language}, which the file does not name")


def _refuse(file: str, name: str, checks: Iterable[tuple[str, bool]]) -> None:
    for key, fits in checks:
        if not fits:
            raise wrong(file, name, key, "is not what the schema asks for")


def _is(kind: type, value: Any) -> bool:
    return isinstance(value, kind)


def _is_review(said: Any) -> bool:
    return (
        _is(dict, said)
        and set(said) == {"status", "note"}
        and said["status"] in REVIEWS
        and bool(said["note"])
    )


def _are_different_words(
    values: Any, pattern: re.Pattern[str] | None = None, *, among: Collection[str] | None = None
) -> bool:
    if not _is(list, values) or not values or not all(_is(str, one) for one in values):
        return False
    fit = all((not pattern or pattern.fullmatch(one)) and (among is None or one in among) for one in values)
    return fit and len(set(values)) == len(values)
