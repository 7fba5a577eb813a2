"""The set of postings, kits and packets is whole: files, labels, quotes and stated shares agree."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

SET = Path(__file__).parents[2] / "evidence" / "mission"
LABELS = ("present", "absent", "contradicted")
KINDS = ("posting", "kit", "packet")
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def missions() -> dict[str, Any]:
    stored = yaml.safe_load((SET / "missions.yaml").read_text(encoding="utf-8"))["missions"]
    return {mission["id"]: mission for mission in stored}


@pytest.fixture(scope="module")
def rows() -> Rows:
    with (SET / "labels.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((SET / "texts").iterdir())}


def documents(rows: Rows) -> Rows:
    return list({row["file"]: row for row in rows}.values())


def test_each_text_has_labels_and_each_label_a_text(rows: Rows, texts: dict[str, str]) -> None:
    assert {row["file"] for row in rows} == set(texts)
    assert [name[:2] for name in texts] == [f"{number:02d}" for number in range(1, len(texts) + 1)]


def test_a_file_is_named_after_its_kind_and_mission(rows: Rows) -> None:
    for row in rows:
        assert row["file"][2:] == f"-{row['kind']}-{row['mission']}.txt"
        assert row["kind"] in KINDS


def test_each_document_has_one_row_for_each_facet_of_its_mission(
    rows: Rows, missions: dict[str, Any]
) -> None:
    for document in documents(rows):
        labelled = [row["facet"] for row in rows if row["file"] == document["file"]]
        assert labelled == [facet["id"] for facet in missions[document["mission"]]["facets"]], document


def test_a_document_is_of_one_language_in_which_its_mission_is_worded(
    rows: Rows, missions: dict[str, Any]
) -> None:
    assert len({(row["file"], row["language"]) for row in rows}) == len(documents(rows))
    for row in documents(rows):
        assert row["language"] in {"en", *missions[row["mission"]].get("translations", {})}, row


def test_translations_name_the_same_facets(missions: dict[str, Any]) -> None:
    for mission in missions.values():
        named = [facet["id"] for facet in mission["facets"]]
        assert 3 <= len(named) <= 5
        for wording in mission["translations"].values():
            assert wording["sentence"]
            assert list(wording["facets"]) == named


def test_a_quote_stands_once_in_its_text_and_only_where_something_is_shown(
    rows: Rows, texts: dict[str, str]
) -> None:
    for row in rows:
        assert row["label"] in LABELS
        assert row["note"], row
        if row["label"] == "absent":
            assert row["quote"] == "", row
        else:
            assert row["quote"].strip(), row
            assert "\n" not in row["quote"], row
            assert texts[row["file"]].count(row["quote"]) == 1, row


def test_texts_are_of_the_length_of_such_documents(texts: dict[str, str]) -> None:
    for name, text in texts.items():
        assert 60 <= len(text.split()) <= 400, name


def test_each_kind_and_language_has_enough_documents(rows: Rows, missions: dict[str, Any]) -> None:
    kinds = Counter(row["kind"] for row in documents(rows))
    languages = Counter(row["language"] for row in documents(rows))
    assert len(missions) == 6
    assert min(kinds[kind] for kind in KINDS) >= 20
    assert min(languages["de"], languages["es"]) >= 8


def test_the_readme_states_the_true_shares(rows: Rows) -> None:
    readme = (SET / "README.md").read_text(encoding="utf-8")
    assert f"\n{len(documents(rows))} invented documents" in readme
    for label, count in Counter(row["label"] for row in rows).items():
        assert f"| {label} | {count} | {count / len(rows) * 100:.1f} % |" in readme
    for column, values in (("kind", KINDS), ("language", ("en", "de", "es"))):
        for value in values:
            counted = Counter(row["label"] for row in rows if row[column] == value)
            number = sum(row[column] == value for row in documents(rows))
            cells = [value, number, *(counted[label] for label in LABELS)]
            assert f"| {' | '.join(str(cell) for cell in cells)} |" in readme
