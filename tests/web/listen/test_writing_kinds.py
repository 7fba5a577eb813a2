"""Questions of every kind: how they are kept, what is wrong with them, and what an instrument makes of them."""

import pytest
from own_questions import BODIES, every_kind, labels, rows

from bothways.errors import InputError
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing.draft import as_now, ask_only, move, place_question, questions_of, remove
from bothways_web.listen.writing.faults import faults_of
from bothways_web.listen.writing.lines import named_lines
from bothways_web.listen.writing.option_hints import option_hints
from bothways_web.listen.writing.to_instrument import instrument_of_draft

SINGLE, MULTIPLE, MATRIX, NUMBER, DATE = (BODIES[place] for place in (1, 2, 3, 5, 6))


def with_body(name, **change):
    """Return the set of every kind with one question changed."""
    old = drafts.question_named(every_kind(), name)
    body = {key: value for key, value in old.items() if key not in ("id", "ask_if")}
    return place_question(every_kind(), "s1", name, body | change)


def test_every_kind_becomes_items_with_their_scales():
    made = instrument_of_draft(every_kind(), "own_7", 1)
    assert [item.id for item in made.items] == [
        "own_7_q2", "own_7_q3", "own_7_q4", "own_7_q5_r1", "own_7_q5_r2", "own_7_q6", "own_7_q7", "own_7_q8",
        "own_7_q9",
    ]  # fmt: skip
    assert [item.scale.kind for item in made.items] == [
        "ordinal", "single_choice", "multiple_choice", "ordinal", "ordinal", "ranking", "number", "date", "open_text",
    ]  # fmt: skip
    assert [item.id for item in made.items if item.scored] == ["own_7_q2", "own_7_q5_r1", "own_7_q5_r2"]
    asked = made.item("own_7_q4")
    assert (asked.ask_if.item, asked.ask_if.answers, asked.scale.max_choices) == ("own_7_q3", ("o2",), 2)
    assert made.item("own_7_q5_r2").grid == "q5"
    assert made.grids["q5"]["en"] == "How often is this so?"
    assert (made.item("own_7_q7").scale.low, made.item("own_7_q7").scale.high) == (0, 9)
    assert made.item("own_7_q8").scale.last == "2026-12-31"
    assert made.item("own_7_q9").text["en"] == "Why {answer:own_7_q3}?"
    assert made.item("own_7_q9").pipes == ("own_7_q3",)


def test_a_question_that_some_are_asked_counts_in_no_number():
    made = drafts.put_question(every_kind(), "s1", None, {"en": "Is it good?"}, "agree5", turned=False)
    made = ask_only(made, "q10", "q2", [4, 5])
    instrument = instrument_of_draft(made, "own_7", 1)
    assert instrument.item("own_7_q10").ask_if.answers == (4, 5)
    assert "own_7_q10" not in {item.id for item in instrument.scored_items}


def test_additional_questions_alone_make_a_set_without_numbers():
    made = remove(remove(every_kind(), "q2"), "q5")
    assert faults_of(made) == []
    instrument = instrument_of_draft(made, "own_7", 1)
    assert instrument.scoring.total == "none"
    assert (instrument.metric_ids, instrument.domains) == ((), ())


def test_a_section_without_a_number_is_a_fault_only_where_others_have_one():
    made = drafts.add_section(every_kind(), {"en": "Extra"})
    made = place_question(made, "s10", None, {**SINGLE, "text": {"en": "Which floor?"}})
    assert "Extra" in "".join(faults_of(made))
    assert not faults_of(remove(remove(made, "q2"), "q5"))


def test_a_set_of_the_first_format_gives_the_same_instrument_as_before():
    old = drafts.put_question(
        drafts.empty_draft("Noise", "en"), "s1", None, {"en": "Is it loud?"}, "yes_no", turned=True
    )
    first = {key: value for key, value in old.items() if key not in ("translations", "gone")}
    first |= {"format": drafts.FIRST_FORMAT}
    first["sections"] = [
        {
            **first["sections"][0],
            "questions": [{k: v for k, v in questions_of(old)[0].items() if k != "kind"}],
        }
    ]
    assert instrument_of_draft(first, "own_7", 1) == instrument_of_draft(old, "own_7", 1)
    document = instrument_of_draft(first, "own_7", 1).document
    assert document["translations"] == {"note": "Written in the organisation."}
    assert set(document["items"][0]) == {"id", "domain", "text", "scale", "reversed"}
    assert "grids" not in document


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda: move(every_kind(), "q4", -1), "comes later now"),
        (lambda: remove(every_kind(), "q3"),
         "“What do you miss there?” is asked after “Where do you eat?”, which was removed"),
        (lambda: with_body("q3", options=[*labels("Canteen"), {"id": "o4", "label": {"en": "Bar"}}]),
         "does not have the answer any more"),
        (lambda: with_body("q3", **NUMBER), "no question can be asked"),
        (lambda: ask_only(ask_only(every_kind(), "q4", "q3", ["o1", "o9"]), "q2", "q3", ["o1"]),
         "asked after an answer that “Where do you eat?” does not have"),
        (lambda: ask_only(every_kind(), "q3", "q4", ["o1"]), "only be reached through each other"),
        (lambda: ask_only(every_kind(), "q3", "q3", ["o1"]), "only be reached through each other"),
        (lambda: ask_only(ask_only(every_kind(), "q9", "q4", ["o1"]), "q4", "q3", ["o8"]),
         "“Why …?” can never be asked, for “What do you miss there?”"),
        (lambda: with_body("q2", text={"en": "Is {answer:q3} good?"}),
         "repeats the answer to “Where do you eat?”, which comes later"),
        (lambda: with_body("q9", text={"en": "Is {answer:q9} good?"}), "comes later now"),
        (lambda: with_body("q9", text={"en": "Is {answer:q77} good?"}), "which was removed"),
        (lambda: with_body("q9", text={"en": "Is {answer:q5} good?"}), "Texts and tables are not repeated"),
        (lambda: with_body("q6", options=labels("{answer:q3}", "b")), "Only a question or a row can do that"),
        (lambda: with_body("q5", text={"en": "Of {answer:q3}"}), "Only a question or a row can do that"),
        (lambda: with_body("q3", options=labels("Canteen")), "two answers or more"),
        (lambda: with_body("q6", options=[]), "two answers or more"),
        (lambda: with_body("q6", options=labels("Price", "price ")), "say the same"),
        (lambda: with_body("q6", options=[*labels("Price"), {"id": "o2", "label": {"de": "Preis"}}]),
         "missing in the language"),
        (lambda: with_body("q5", rows=[]), "two rows or more"),
        (lambda: with_body("q5", rows=rows("Only one")), "two rows or more"),
        (lambda: with_body("q5", rows=rows("Same", "same")), "say the same"),
        (lambda: with_body("q7", low=9, high=9), "must be below"),
        (lambda: with_body("q8", first="2026-12-31", last="2026-01-01"), "must be before"),
        (lambda: with_body("q6", text={"en": "where do you EAT"}), "Two questions say the same"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told_in_words(made, told):
    found = faults_of(made())
    assert any(told in fault for fault in found), found


def test_a_set_with_every_kind_has_no_fault():
    assert faults_of(every_kind()) == []


def test_a_removed_question_is_forgotten_when_nothing_speaks_of_it():
    made = remove(every_kind(), "q3")
    assert set(made["gone"]) == {"q3"}
    made = remove(remove(made, "q4"), "q9")
    assert made["gone"] == {}
    assert remove(every_kind(), "q8")["gone"] == {}


def test_a_question_keeps_who_is_asked_when_it_is_changed_or_moved():
    made = with_body("q4", text={"en": "What is missing?"})
    assert drafts.question_named(made, "q4")["ask_if"] == {"question": "q3", "answers": ["o2"]}
    assert "ask_if" not in drafts.question_named(ask_only(made, "q4", "", []), "q4")
    with pytest.raises(InputError, match="not there any more"):
        ask_only(made, "q4", "q88", ["o1"])


def test_rows_of_tables_count_as_questions():
    many = {**MATRIX, "rows": rows(*map(str, range(30)))}
    made = place_question(drafts.empty_draft("Long", "en"), "s1", None, many)
    made = place_question(made, "s1", None, many | {"text": {"en": "Else"}})
    with pytest.raises(InputError, match="each row of a table"):
        drafts.put_question(made, "s1", None, {"en": "One more?"}, "agree5", turned=False)


OLD = labels("Canteen", "Desk", "Park")


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["Canteen", "Desk", "Park"], ["o1", "o2", "o3"]),
        (["Park", "Canteen", "Desk"], ["o3", "o1", "o2"]),
        (["CANTEEN", "The desk", "Park"], ["o1", "o2", "o3"]),
        (["Canteen", "Desks", "Kitchen", "Park"], ["o1", "o2", "o6", "o3"]),
        (["Desk", "Park"], ["o2", "o3"]),
        (["Canteen", "Street", "Park"], ["o1", "o6", "o3"]),
        (["Canteens", "Park"], ["o1", "o3"]),
        ([], []),
    ],
)
def test_an_option_keeps_its_name_when_its_words_are_corrected(lines, names):
    made = named_lines(OLD, [{"en": line} for line in lines], key="label", letter="o", last=5)
    assert [one["id"] for one in made] == names


def test_an_option_that_is_translated_keeps_its_name_by_either_language():
    old = [{"id": "o1", "label": {"en": "Lunch", "de": "Mittagessen"}}]
    made = named_lines(old, [{"en": "Midday meal", "de": "Mittagessen"}], key="label", letter="o")
    assert made == [{"id": "o1", "label": {"en": "Midday meal", "de": "Mittagessen"}}]


@pytest.mark.parametrize(
    ("kind", "words", "codes"),
    [
        ("single", ["0-5", "5-10", "other"], ["overlap"]),
        ("single", ["0 to 4", "5 to 10", "none"], []),
        ("single", ["1,5 - 2,5", "2.5 – 3", "other"], ["overlap"]),
        ("single", ["Red", "Green", "Blue"], ["no_other"]),
        ("single", ["Yes", "No"], []),
        ("multiple", ["Red", "Green", "Blue"], []),
        ("ranking", list("abcdefgh"), ["many"]),
        ("single", ["2020-01", "2021-02", "another"], []),
    ],
)
def test_hints_about_answers_are_given(kind, words, codes):
    assert [hint.code for hint in option_hints({"kind": kind, "options": labels(*words)}, "en")] == codes


def test_changes_leave_the_draft_as_it_was():
    before = every_kind()
    kept = as_now(before)
    ask_only(before, "q9", "q2", [1])
    remove(before, "q3")
    with_body("q3", options=[])
    assert before == kept
