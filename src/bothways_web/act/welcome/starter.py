"""The packet that is shipped: what new colleagues see until somebody writes one, and what an own one begins with."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from bothways_web.act.welcome.words import PacketWords, tasks_of

#: Where the shipped words are not there in a language.
ENGLISH = "en"


def starter(language: str) -> PacketWords:
    """Return the shipped packet in a language; in English where it has no other."""
    texts = _texts()
    found = texts.get(language.split("-")[0], texts[ENGLISH])
    lines = {int(week): "\n".join(tasks) for week, tasks in found["tasks"].items()}
    return PacketWords(found["title"], found["opening"].strip(), tasks=tasks_of(lines))


def starter_languages() -> tuple[str, ...]:
    """Return the languages it is there in."""
    return tuple(_texts())


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, Any]]:
    text = (files("bothways_web.act.welcome") / "starter.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)["languages"]
    return found
