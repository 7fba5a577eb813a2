"""The page on the mission checker, on a set of three made-up documents."""

import csv

import pytest
import yaml
from evidence.mission_check import by_shared_words, judge, mission_in, read_set
from evidence.mission_page import page

from bothways.mission.results import Kind, Verdict

MISSION = {
    "id": "post",
    "sentence": "We answer,\n  and soon.",
    "facets": [
        {"id": "day", "means": "We answer the same day."},
        {"id": "own", "means": "Mistakes are told openly."},
    ],
    "translations": {
        "de": {"sentence": "Wir antworten.", "facets": {"day": "Am selben Tag.", "own": "Offen."}}
    },
}
FILL = "You work in a small team near the river, five days a week, and lunch is at noon in the yard. "
TEXTS = {
    "1-posting-post.txt": "You answer every letter of our customers on the same day. " + FILL * 2,
    "2-packet-post.txt": "The yard has a gate, and the gate has a key. " + FILL * 2,
    "3-kit-post.txt": "Il faut savoir écouter et répondre avec patience à toutes les personnes qui nous appellent. "
    * 4,
}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "missions.yaml").write_text(yaml.safe_dump({"missions": [MISSION]}))
    with (tmp_path / "labels.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["file", "kind", "language", "mission", "facet", "label"])
        for name, text in TEXTS.items():
            (tmp_path / "texts" / name).write_text(text)
            kind = name.split("-")[1]
            out.writerow([name, kind, "en", "post", "day", "absent" if kind == "packet" else "present"])
            out.writerow([name, kind, "en", "post", "own", "absent"])
    return tmp_path


def test_a_set_is_read_with_kind_mission_and_labels(folder):
    first = read_set(folder)[0]
    assert (first.id, first.kind) == ("1-posting-post.txt", Kind.POSTING)
    assert first.mission.sentence == "We answer, and soon."
    assert first.labels == {"day": Verdict.PRESENT, "own": Verdict.ABSENT}


def test_a_mission_is_worded_in_the_language_of_its_document():
    assert mission_in(MISSION, "de").parts[0].promise == "Am selben Tag."
    assert mission_in(MISSION, "es").parts[0].promise == "We answer the same day."


def test_the_plain_peer_goes_by_two_words_in_one_line(folder):
    told = {(one.text[0], one.part): one.verdict for one in by_shared_words(read_set(folder)).judged}
    assert told["1", "day"] == "present"
    assert told["2", "day"] == "absent"


def test_the_page_tells_what_is_wrong_document_by_document(folder):
    found = judge(folder)
    written = page("abc", found)
    assert "| `3-kit-post.txt` | day: present, told refused; own: absent, told refused |" in written
    assert "`2-packet-post.txt`" not in written
    # Two labels say present; the one in French is refused, which counts as not found.
    assert "| checker | present | 1.00 (.21 to 1.00), 1 of 1 | .50 (.09 to .91), 1 of 2 |" in written
