"""The development texts: written for these tests, in four organisations and three languages."""

from __future__ import annotations

from pathlib import Path

import yaml

from bothways.mission import Kind, LabelledText, Verdict, mission_from

FOLDER = Path(__file__).parent / "texts"


def labelled_texts() -> list[LabelledText]:
    """All of them, in the order of their files."""
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        told = yaml.safe_load(path.read_text("utf-8"))
        mission = mission_from({"sentence": told["sentence"], "parts": told["parts"]})
        for one in told["texts"]:
            labels = {part: Verdict(word) for part, word in one["labels"].items()}
            found.append(LabelledText(one["id"], Kind(one["kind"]), mission, one["text"], labels))
    return found
