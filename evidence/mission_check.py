"""The mission checker on documents that were written and labelled before any of its rules existed."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import yaml

from bothways.mission import Mission, Part, check_text
from bothways.mission.evaluating import Evaluation, Judged, LabelledText, evaluate
from bothways.mission.results import Kind, Strength, Verdict

FOLDER = Path(__file__).resolve().parent / "mission"
#: Words of a promise that a sentence must hold, all of them content words, for the plain peer to call it present.
SHARED = 2
#: Shorter words count as none, and so many letters of a longer one tell it.
SHORTEST, LETTERS = 4, 6


def read_set(folder: Path = FOLDER) -> list[LabelledText]:
    """Read the documents with their missions, each in the language of the document, and their labels."""
    told = {
        one["id"]: one for one in yaml.safe_load((folder / "missions.yaml").read_text("utf-8"))["missions"]
    }
    rows: dict[str, list[dict[str, str]]] = defaultdict(list)
    with (folder / "labels.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            rows[row["file"]].append(row)
    return [
        LabelledText(
            name,
            Kind(of[0]["kind"]),
            mission_in(told[of[0]["mission"]], of[0]["language"]),
            (folder / "texts" / name).read_text("utf-8"),
            {row["facet"]: Verdict(row["label"]) for row in of},
        )
        for name, of in rows.items()
    ]


def mission_in(told: dict[str, Any], language: str) -> Mission:
    """Return a mission in one of its languages; its own where there is no wording in that one."""
    other = told.get("translations", {}).get(language)
    sentence = other["sentence"] if other else told["sentence"]
    promises = other["facets"] if other else {one["id"]: one["means"] for one in told["facets"]}
    return Mission(
        " ".join(sentence.split()),
        tuple(Part(name, " ".join(words.split())) for name, words in promises.items()),
    )


def without_mentions(texts: list[LabelledText]) -> Evaluation:
    """Return the same with parts that are only mentioned in words about the organisation counted as absent."""
    judged = []
    for one in texts:
        check = check_text(one.text, one.mission, kind=one.kind)
        found = {part.part.id: part for part in check.parts}
        for part, label in one.labels.items():
            held = found.get(part)
            verdict = "refused" if held is None else held.verdict.value
            if held is not None and held.strength == Strength.MENTIONED:
                verdict = Verdict.ABSENT.value
            judged.append(Judged(one.id, one.kind, part, label, verdict))
    return Evaluation(tuple(judged))


def by_shared_words(texts: list[LabelledText]) -> Evaluation:
    """Return the plain peer: present where one line shares two content words with the promise, else absent."""
    judged = []
    for one in texts:
        lines = [_content(line) for line in one.text.splitlines()]
        for part in one.mission.parts:
            if part.id in one.labels:
                met = any(len(line & _content(part.promise)) >= SHARED for line in lines)
                verdict = Verdict.PRESENT if met else Verdict.ABSENT
                judged.append(Judged(one.id, one.kind, part.id, one.labels[part.id], verdict.value))
    return Evaluation(tuple(judged))


def _content(text: str) -> set[str]:
    words = "".join(letter if letter.isalpha() else " " for letter in text.lower()).split()
    return {word[:LETTERS] for word in words if len(word) >= SHORTEST}


def judge(folder: Path = FOLDER) -> dict[str, Evaluation]:
    """Return the checker, the checker without mentions, and the plain peer on one set."""
    texts = read_set(folder)
    return {
        "checker": evaluate(texts),
        "mentions count as absent": without_mentions(texts),
        "two shared words": by_shared_words(texts),
    }
