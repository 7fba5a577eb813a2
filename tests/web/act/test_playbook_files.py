"""Reading the files of the playbook: what breaks the schema is named by file, practice and key."""

import copy

import pytest
import yaml

from bothways.errors import FileError, InputError
from bothways_web.act.playbook import files
from bothways_web.act.playbook.files import employee_instruments, known_metrics, parse_file, shipped

TEXT = {"en": "Ask first."}
GOOD = {
    "schema": "bothways-playbook/1",
    "version": "1.0.0",
    "licence": "CC0-1.0",
    "instrument": "enps",
    "languages": ["en"],
    "practices": [
        {
            "id": "ask-first", "metric": "enps_mean", "title": TEXT, "what": TEXT, "who": "lead",
            "first_step": TEXT, "notice": TEXT, "effort": 1, "degree": "small", "evidence": "practice",
        }
    ],
}  # fmt: skip


def parsed(**changes):
    """Read the good file with keys of its practice changed; a key that is ``None`` is taken away."""
    document = copy.deepcopy(GOOD)
    for key, value in changes.items():
        one = document["practices"][0]
        one.pop(key, None)
        if value is not None:
            one[key] = value
    return parse_file(yaml.safe_dump(document), "spoilt.yaml")


def read(**changes):
    """Read the good file with keys of its head changed."""
    document = {**copy.deepcopy(GOOD), **changes}
    return parse_file(yaml.safe_dump({k: v for k, v in document.items() if v is not None}), "spoilt.yaml")


def test_a_file_that_keeps_the_schema_is_read():
    assert parsed()["practices"][0]["id"] == "ask-first"
    assert parsed(also=["exit.told"], rest=True, note=TEXT, evidence="studied", effort=0.5)


@pytest.mark.parametrize(("key", "value"), [
    ("titel", TEXT), ("title", None), ("what", None), ("first_step", None), ("notice", None), ("who", None),
    ("effort", None), ("degree", None), ("evidence", None), ("metric", None), ("id", None),
    ("metric", "enps.nothing"), ("metric", "psych_safety.inclusion"), ("metric", ["enps_mean"]), ("metric", 7),
    ("also", ["nps"]), ("also", ["enps_mean"]), ("also", "exit.told"), ("also", [["exit.told"]]), ("also", 3),
    ("also", ["exit.told", "exit.told"]), ("also", []),
    ("who", "the boss"), ("who", ["lead"]), ("degree", "huge"), ("degree", {}), ("evidence", "proven"),
    ("effort", 0), ("effort", -1), ("effort", "2"), ("effort", True), ("effort", 1e308), ("effort", float("nan")),
    ("rest", "yes"), ("id", "Ask First"), ("id", "a" * 61), ("id", 5), ("id", "../x"), ("id", "a--b"),
    ("title", "Ask first."), ("title", {}), ("title", {"en": " "}), ("title", {"en": 5}),
    ("title", {"de": "Frag zuerst."}), ("what", {"en": "Ask.", "de": "Frag."}), ("title", {5: "Ask", "en": "Ask"}),
    ("note", {"de": "Es wird so gemacht."}),
])  # fmt: skip
def test_a_practice_that_breaks_the_schema_is_named(key, value):
    with pytest.raises(InputError) as caught:
        parsed(**{key: value})
    assert "spoilt.yaml" in str(caught.value)
    assert repr(key) in str(caught.value)


@pytest.mark.parametrize(("key", "value"), [
    ("schema", "bothways-playbook/2"), ("schema", None), ("licence", "own"), ("version", "one"), ("version", 1.0),
    ("instrument", "nps_relational"), ("instrument", "nothing"), ("instrument", ["enps"]), ("languages", ["de"]),
    ("languages", "en"), ("languages", []), ("languages", ["en", 5]), ("languages", ["en", "en"]), ("practices", []),
    ("practices", {}), ("author", "Ana"), ("translations", {"de": {"status": "unreviewed", "note": "a machine"}}),
    ("translations", []), ("translations", "de"),
])  # fmt: skip
def test_a_head_that_breaks_the_schema_is_named(key, value):
    with pytest.raises(InputError) as caught:
        read(**{key: value})
    assert "spoilt.yaml" in str(caught.value)
    assert repr(key) in str(caught.value)


def test_a_language_must_say_whether_it_was_reviewed():
    both = {key: {"en": "Ask.", "de": "Frag."} for key in ("title", "what", "first_step", "notice")}
    one = {**GOOD["practices"][0], **both}
    for said in (None, {"de": {}}, {"de": {"status": "perfect", "note": "x"}}, {"de": "unreviewed"}):
        with pytest.raises(InputError, match="translations"):
            read(languages=["en", "de"], practices=[one], translations=said)
    note = {"de": {"status": "unreviewed", "note": "drafted by a machine"}}
    assert read(languages=["en", "de"], practices=[one], translations=note)
    with pytest.raises(InputError, match=r"'title'.*missing in de"):
        read(languages=["en", "de"], practices=[GOOD["practices"][0]], translations=note)


def test_what_was_studied_needs_a_note():
    with pytest.raises(InputError, match="'note'"):
        parsed(evidence="studied")


def test_the_same_name_twice_is_refused():
    with pytest.raises(InputError, match="is there twice"):
        read(practices=[GOOD["practices"][0]] * 2)


def test_a_practice_that_is_no_list_of_keys_is_refused():
    for odd in ("ask", 5, None, ["ask"]):
        with pytest.raises(InputError, match=r"spoilt\.yaml"):
            read(practices=[odd])


@pytest.mark.parametrize("text", [
    "a: [", "a: 1\na: 2\n", "- one\n", "just words", "", "? {a: b}\n: c\n", "a: !!python/object:os.system x", "\x00",
])  # fmt: skip
def test_what_is_no_list_of_keys_is_refused_by_file(text):
    with pytest.raises(FileError, match=r"spoilt\.yaml"):
        parse_file(text, "spoilt.yaml")


def test_two_files_may_not_use_the_same_name(monkeypatch, tmp_path):
    for name, instrument, metric in (("a", "enps", "enps_mean"), ("b", "exit", "exit.told")):
        one = {**GOOD["practices"][0], "metric": metric}
        text = yaml.safe_dump({**GOOD, "instrument": instrument, "practices": [one]})
        (tmp_path / f"{name}.yaml").write_text(text)
    monkeypatch.setattr(files, "files", lambda package: tmp_path)
    shipped.cache_clear()
    try:
        with pytest.raises(InputError, match=r"b\.yaml.*taken in a\.yaml"):
            shipped()
    finally:
        shipped.cache_clear()


def test_every_shipped_file_is_of_one_instrument_and_called_like_it():
    assert set(shipped()) <= {one.id for one in employee_instruments()}
    assert set(shipped()) | {"burnout_single"} == set(known_metrics().values())
    assert {one["licence"] for one in shipped().values()} == {"CC0-1.0"}


def test_files_are_read_once():
    assert shipped() is shipped()
