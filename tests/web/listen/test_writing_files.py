"""Files of question sets: whatever can be written is read back the same, and whatever is wrong is named."""

import copy
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from own_questions import every_kind

from bothways.errors import InputError
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing.faults import faults_of
from bothways_web.listen.writing.kinds import KINDS, answers_of
from bothways_web.listen.writing.preview import preview_of
from bothways_web.listen.writing.reading import read_draft, write_draft
from bothways_web.listen.writing.to_instrument import instrument_of_draft

WORDS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).map(drafts.clean).filter(bool)
TEXTS = st.fixed_dictionaries({"en": WORDS}, optional={"de": WORDS, "es": WORDS})
PROPERTY = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@st.composite
def bodies(draw, fewest=1):
    """Draw a question of any kind, with as many options at least."""
    kind = draw(st.sampled_from(KINDS))
    body = {"kind": kind, "text": draw(TEXTS)}
    if kind in ("scale", "matrix"):
        body |= {
            "scale": draw(st.sampled_from(["agree5", "often5", "yes_no"])),
            "turned": draw(st.booleans()),
        }
    if kind in ("single", "multiple", "ranking", "matrix"):
        key, word, letter = ("rows", "text", "r") if kind == "matrix" else ("options", "label", "o")
        lines = draw(st.lists(TEXTS, min_size=fewest, max_size=5))
        numbers = draw(st.permutations(range(1, len(lines) + 1)))
        body[key] = [{"id": f"{letter}{n}", word: line} for n, line in zip(numbers, lines, strict=True)]
        body["last"] = len(lines) + draw(st.integers(0, 3))
        if kind == "multiple" and draw(st.booleans()):
            body["most"] = draw(st.integers(1, len(lines)))
    if kind == "number":
        body |= {"low": draw(st.integers(-9, 9)), "high": draw(st.integers(-9, 99))}
    if kind == "date":
        days = st.dates().map(lambda day: day.isoformat())
        body |= {"first": draw(days), "last": draw(days)}
    return body | ({"most": draw(st.integers(1, 4000))} if kind == "text" else {})


@st.composite
def sets(draw, sections=("s1", "s2"), fewest=1):
    """Draw a set, with conditions and repeated answers, some of them wrong."""
    made = drafts.empty_draft(draw(WORDS), "en")
    if len(sections) > 1:
        made = drafts.add_section(made, draw(TEXTS))
    for body in draw(st.lists(bodies(fewest), min_size=1, max_size=7)):
        earlier = drafts.questions_of(made)
        if earlier and draw(st.booleans()):
            name = draw(st.sampled_from(earlier))["id"]
            body["text"] = {code: f"{text} {{answer:{name}}}"[:500] for code, text in body["text"].items()}
        made = drafts.place_question(made, draw(st.sampled_from(sections)), None, body)
        source = draw(st.sampled_from(earlier)) if earlier else {"kind": "text"}
        known = sorted(answers_of(source))
        if known and draw(st.booleans()):
            chosen = draw(st.lists(st.sampled_from(known), min_size=1, unique=True))
            made = drafts.ask_only(made, f"q{made['next'] - 1}", source["id"], chosen)
    if draw(st.booleans()):
        made = drafts.remove(made, draw(st.sampled_from(drafts.questions_of(made)))["id"])
    if draw(st.booleans()):
        made = drafts.note_language(
            made, "de", draw(st.sampled_from(["draft", "checked", "tried"])), draw(WORDS)
        )
    return made


@PROPERTY
@given(sets())
def test_whatever_can_be_written_is_read_back_the_same(made):
    assert read_draft(write_draft(made).encode()) == made


@PROPERTY
@given(sets(["s1"], fewest=2))
def test_a_set_without_faults_is_an_instrument(made):
    assume(not faults_of(made))
    asked = instrument_of_draft(made, "own_7", 1)
    assert len(asked.items) == sum(max(1, len(one.get("rows", ()))) for one in drafts.questions_of(made))


@PROPERTY
@given(sets())
def test_whatever_can_be_written_can_be_looked_at_as_far_as_it_is_sound(made):
    shown = preview_of(made)
    items = shown.instrument.items if shown.instrument else ()
    rows = shown.overview([item.id for item in items if not item.ask_if])
    assert len(rows) == len(drafts.questions_of(made))
    kept = {item.id.split("_")[2] for item in items}
    assert kept | set(shown.left_out) == {one["id"] for one in drafts.questions_of(made)}
    assert not kept & set(shown.left_out)


def test_parts_without_names_are_given_some_that_nothing_speaks_of():
    made = every_kind()
    asked = drafts.questions_of(made)
    for part in (made["sections"][0], asked[0], asked[6], *asked[4]["options"]):
        del part["id"]
    del made["next"]
    read = read_draft(json.dumps(made).encode())
    assert [one["id"] for one in drafts.questions_of(read)] == [
        "q11", "q3", "q4", "q5", "q6", "q7", "q12", "q9",
    ]  # fmt: skip
    assert [one["id"] for one in drafts.question_named(read, "q6")["options"]] == ["o4", "o5", "o6"]
    assert (read["sections"][0]["id"], read["next"]) == ("s10", 13)


def test_a_name_that_a_condition_speaks_of_is_not_given_to_another_question():
    made = drafts.remove(every_kind(), "q3")
    made["next"], made["gone"] = 1, {}
    drafts.question_named(made, "q9")["text"] = {"en": "Why {answer:q40}?"}
    del drafts.questions_of(made)[0]["id"]
    assert drafts.questions_of(read_draft(json.dumps(made).encode()))[0]["id"] == "q41"


def changed(place, **change):
    """Return the file of the set of every kind with one question changed."""
    made = copy.deepcopy(every_kind())
    drafts.questions_of(made)[place].update(change)
    return json.dumps(made).encode()


OPTION = {"id": "o1", "label": {"en": "A"}}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (changed(0, kind="stars"), "section 1, question 1, kind"),
        (changed(0, kind=["scale"]), "section 1, question 1, kind"),
        (changed(0, id="x"), "section 1, question 1, id"),
        (changed(0, id="q3"), "section 1, question 2, id"),
        (changed(0, more=1), "section 1, question 1, its keys"),
        (changed(1, options=[OPTION, OPTION]), "question 2, options, 2, id"),
        (changed(1, options=[{**OPTION, "id": "1"}]), "question 2, options, 1, id"),
        (changed(1, options=[{"label": {"en": str(n)}} for n in range(31)]), "options must be a list of at most 30"),
        (changed(1, options=[{"label": {"en": ""}}]), "question 2, options, 1, label"),
        (changed(1, options=[{"label": {"en": "x" * 201}}]), "question 2, options, 1, label"),
        (changed(1, options={"o1": "A"}), "question 2, options"),
        (changed(1, last=-1), "question 2, last"),
        (changed(2, most=4), "question 3, most"),
        (changed(2, most=True), "question 3, most"),
        (changed(2, ask_if={"question": "q3"}), "question 3, ask_if"),
        (changed(2, ask_if={"question": "x", "answers": [1]}), "question 3, ask_if"),
        (changed(2, ask_if={"question": "q3", "answers": []}), "question 3, ask_if, answers"),
        (changed(2, ask_if={"question": "q3", "answers": [True]}), "question 3, ask_if, answers"),
        (changed(2, ask_if={"question": "q4", "answers": ["o1"]}), "ask_if of q4"),
        (changed(1, ask_if={"question": "q4", "answers": ["o1"]}), "ask_if of q3"),
        (changed(3, scale="zero_ten"), "question 4, scale"),
        (changed(3, rows=[{"text": {"en": "A"}, "x": 1}]), "question 4, rows, 1"),
        (changed(5, low="0"), "question 6, low"),
        (changed(5, high=10**9), "question 6, high"),
        (changed(6, first="1 May"), "question 7, first"),
        (changed(6, last="2026-02-30"), "question 7, last"),
        (changed(7, most=5000), "question 8, most"),
        (changed(7, most=0), "question 8, most"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_and_its_place_named(sent, told):
    with pytest.raises(InputError, match=told):
        read_draft(sent)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"translations": []}, "translations"),
        ({"translations": {"zz": {"status": "draft"}}}, "translations, zz"),
        ({"translations": {"de": {"status": "done"}}}, "translations, de"),
        ({"translations": {"de": {"status": "draft", "note": "x" * 501}}}, "translations, de, note"),
        ({"gone": {"x": {"en": "A"}}}, "gone"),
        ({"next": "7"}, "next"),
        ({"next": 10**9}, "next"),
    ],
)
def test_a_wrong_set_is_refused_and_its_place_named(change, told):
    with pytest.raises(InputError, match=told):
        read_draft(json.dumps(every_kind() | change).encode())


def test_too_many_rows_together_are_refused():
    line = [{"text": {"en": str(number)}} for number in range(30)]
    made = every_kind()
    made["sections"][0]["questions"][3]["rows"] = line
    made["sections"][0]["questions"].append(
        {"kind": "matrix", "text": {"en": "More"}, "scale": "agree5", "rows": line}
    )
    with pytest.raises(InputError, match="60 questions"):
        read_draft(json.dumps(made).encode())


def test_the_file_in_the_guide_is_one():
    guide = Path(__file__).parents[3] / "docs" / "guide" / "write-questions.md"
    [file] = re.findall(r"```json\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    assert faults_of(read_draft(file.encode())) == []
