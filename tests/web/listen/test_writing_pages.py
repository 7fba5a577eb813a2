"""Pages of writing: each kind by its form, who is asked, and languages side by side."""

import pytest
from own_questions import every_kind

from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing import own_sets as verbs


@pytest.fixture
def own(company):
    return verbs.begin_set(every_kind(), by=company.users["eva"])


@pytest.fixture
def eva(company):
    return company.client("eva")


def text_of(response):
    return response.content.decode()


def question(own, name):
    own.refresh_from_db()
    return drafts.question_named(own.document, name)


def send(client, own, path, **given):
    own.refresh_from_db()
    return client.post(f"/listen/own/{own.pk}/{path}", {"seen": own.edition, **given})


FORMS = [
    ({"kind": "scale", "scale": "often5", "turned": "on"}, {"scale": "often5", "turned": True}),
    ({"kind": "single", "lines_en": "Red\r\n\r\n Green \r\n"},
     {"options": [{"id": "o1", "label": {"en": "Red"}}, {"id": "o2", "label": {"en": "Green"}}], "last": 2}),
    ({"kind": "single", "lines_en": "Red\nGreen", "lines_de": "Rot\nGrün"},
     {"options": [{"id": "o1", "label": {"en": "Red", "de": "Rot"}},
                  {"id": "o2", "label": {"en": "Green", "de": "Grün"}}],
      "last": 2}),
    ({"kind": "multiple", "lines_en": "Red\nGreen", "most": "1"},
     {"options": [{"id": "o1", "label": {"en": "Red"}}, {"id": "o2", "label": {"en": "Green"}}], "last": 2, "most": 1}),
    ({"kind": "matrix", "lines_en": "At noon\nAt night", "scale": "often5"},
     {"rows": [{"id": "r1", "text": {"en": "At noon"}}, {"id": "r2", "text": {"en": "At night"}}], "last": 2,
      "scale": "often5", "turned": False}),
    ({"kind": "ranking", "lines_en": "Red\nGreen"},
     {"options": [{"id": "o1", "label": {"en": "Red"}}, {"id": "o2", "label": {"en": "Green"}}], "last": 2}),
    ({"kind": "number", "low": "-3", "high": "7"}, {"low": -3, "high": 7}),
    ({"kind": "date", "first": "2026-01-01", "last": "2026-02-01"}, {"first": "2026-01-01", "last": "2026-02-01"}),
    ({"kind": "text", "most": "300"}, {"most": 300}),
]  # fmt: skip


@pytest.mark.parametrize(("given", "kept"), FORMS, ids=[one["kind"] for one, _kept in FORMS])
def test_a_question_of_each_kind_is_written_and_opened_again(eva, own, given, kept):
    fresh = eva.get(f"/listen/own/{own.pk}/questions/new/?kind={given['kind']}&section=s1")
    assert f'value="{given["kind"]}"' in text_of(fresh)
    made = send(eva, own, "questions/new/", text_en="What is it?", section="s1", **given)
    assert made.status_code == 302, text_of(made)
    assert question(own, "q10") == {"id": "q10", "kind": given["kind"], "text": {"en": "What is it?"}, **kept}
    again = eva.get(f"/listen/own/{own.pk}/questions/q10/")
    form = again.context["form"]
    values = {name: form[name].value() for name in form.fields}
    values = {
        name: "on" if value is True else value for name, value in values.items() if value not in (None, False)
    }
    assert send(eva, own, "questions/q10/", **values).status_code == 302
    assert question(own, "q10") == {"id": "q10", "kind": given["kind"], "text": {"en": "What is it?"}, **kept}
    assert "What is it?" in text_of(eva.get(f"/listen/own/{own.pk}/"))


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"kind": "stars"}, None),
        ({"kind": "single", "lines_en": ""}, "required"),
        ({"kind": "single", "lines_en": " \n \n"}, "required"),
        ({"kind": "single", "lines_en": "Red\n…"}, "Line 2 has no words"),
        ({"kind": "single", "lines_en": "Red\n" + "x" * 201}, "Line 2 is too long"),
        ({"kind": "single", "lines_en": "\n".join(map(str, range(31)))}, "There are 31 lines: at most 30"),
        (
            {"kind": "single", "lines_en": "Red\nGreen", "lines_de": "Rot"},
            "There is one line here and 2 in English",
        ),
        ({"kind": "multiple", "lines_en": "Red\nGreen", "most": "3"}, "There are 2 answers only"),
        ({"kind": "multiple", "lines_en": "Red\nGreen", "most": "0"}, "greater than or equal to 1"),
        ({"kind": "matrix", "lines_en": "A\nB", "scale": "zero_ten"}, "zero_ten"),
        ({"kind": "number", "low": "7", "high": "7"}, "above the lowest"),
        ({"kind": "number", "low": "0", "high": "1000000000"}, "less than or equal to 999999999"),
        ({"kind": "date", "first": "2026-02-01", "last": "2026-01-01"}, "after the first day"),
        ({"kind": "date", "first": "soon", "last": "2026-01-01"}, "valid date"),
        ({"kind": "text", "most": "4001"}, "less than or equal to 4000"),
    ],
)
def test_a_wrong_form_is_told_and_changes_nothing(eva, own, given, told):
    answer = send(eva, own, "questions/new/", text_en="What is it?", section="s1", **given)
    own.refresh_from_db()
    assert own.edition == 1
    if told is None:
        assert "What kind of question?" in text_of(answer)
    else:
        assert answer.status_code == 422
        assert told in text_of(answer)


def test_every_kind_is_offered_with_a_sentence_and_an_example(eva, own):
    page = text_of(eva.get(f"/listen/own/{own.pk}/questions/new/?section=s1"))
    for kind in ("scale", "matrix", "single", "multiple", "ranking", "number", "date", "text"):
        assert f"?kind={kind}&amp;section=s1" in page
    assert page.count("For example:") == 8


def test_an_option_keeps_its_name_when_it_is_corrected_on_the_page(eva, own):
    lines = "The canteen\nDesk\nSomewhere else"
    assert (
        send(
            eva, own, "questions/q3/", kind="single", text_en="Where?", section="s1", lines_en=lines
        ).status_code
        == 302
    )
    options = [(one["id"], one["label"]["en"]) for one in question(own, "q3")["options"]]
    assert options == [("o1", "The canteen"), ("o2", "Desk"), ("o4", "Somewhere else")]
    assert question(own, "q4")["ask_if"] == {"question": "q3", "answers": ["o2"]}


def test_the_form_lists_answers_that_a_text_can_repeat(eva, own):
    page = text_of(eva.get(f"/listen/own/{own.pk}/questions/q6/"))
    assert "{answer:q3}" in page
    assert "{answer:q5}" not in page
    assert "{answer:q7}" not in page
    new = text_of(eva.get(f"/listen/own/{own.pk}/questions/new/?kind=text&section=s1"))
    assert "{answer:q7}" in new
    assert "{answer:q9}" not in new


def test_who_is_asked_is_chosen_from_earlier_questions_and_their_answers(eva, own):
    path = "questions/q9/asked/"
    choose = text_of(eva.get(f"/listen/own/{own.pk}/{path}"))
    assert ["?of=q2" in choose, "?of=q3" in choose, "?of=q4" in choose, "?of=q6" in choose] == [
        True,
        True,
        True,
        False,
    ]
    assert "Strongly agree" in text_of(eva.get(f"/listen/own/{own.pk}/{path}?of=q2"))
    assert send(eva, own, path, of="q2", answers=["4", "5"]).status_code == 302
    assert question(own, "q9")["ask_if"] == {"question": "q2", "answers": [4, 5]}
    page = text_of(eva.get(f"/listen/own/{own.pk}/"))
    assert "Asked of those who answered “Agree” or “Strongly agree” to “I have what I need.”" in page
    again = text_of(eva.get(f"/listen/own/{own.pk}/{path}"))
    assert again.count(" checked") == 2
    assert send(eva, own, path, step="everybody").status_code == 302
    assert "ask_if" not in question(own, "q9")


@pytest.mark.parametrize(
    "given", [{"of": "q2"}, {"of": "q2", "answers": ["9"]}, {"of": "q3", "answers": ["1"]}]
)
def test_answers_that_are_not_there_are_told(eva, own, given):
    answer = send(eva, own, "questions/q9/asked/", **given)
    assert answer.status_code == 422
    assert "ask_if" not in question(own, "q9")


def test_moving_or_removing_what_others_depend_on_is_told_with_both_questions(eva, own):
    assert send(eva, own, "", step="remove", part="q3").status_code == 302
    page = text_of(eva.get(f"/listen/own/{own.pk}/"))
    assert "“What do you miss there?” is asked after “Where do you eat?”, which was removed." in page
    assert "Lock it" not in page
    assert "Something does not fit together" in text_of(eva.get(f"/listen/own/{own.pk}/flow/"))
    assert send(eva, own, "", step="undo").status_code == 302
    assert "Lock it" in text_of(eva.get(f"/listen/own/{own.pk}/"))


def test_the_flow_says_which_answer_leads_where(eva, own):
    page = text_of(eva.get(f"/listen/own/{own.pk}/flow/"))
    assert "Asked of those who answered “Desk” to “Where do you eat?”." in page
    assert 'href="#q4"' in page
    assert page.count("Asked of everybody.") == 7


def test_languages_are_compared_and_a_change_makes_them_a_draft_again(eva, own):
    page = text_of(eva.get(f"/listen/own/{own.pk}/"))
    assert "21 texts are missing" in page
    given = {"status": "checked", "note": "Read aloud by two."}
    assert send(eva, own, "languages/de/", **given).status_code == 302
    assert "checked by a second person" in text_of(eva.get(f"/listen/own/{own.pk}/"))
    change = {
        "kind": "text",
        "most": "500",
        "text_en": "Why {answer:q3}?",
        "text_de": "Warum {answer:q3}?",
        "section": "s1",
    }
    assert send(eva, own, "questions/q9/", **change).status_code == 302
    own.refresh_from_db()
    assert own.document["translations"]["de"] == {"status": "draft", "note": "Read aloud by two."}
    assert send(eva, own, "", step="undo").status_code == 302
    own.refresh_from_db()
    assert own.document["translations"]["de"]["status"] == "checked"


def test_a_text_in_another_language_leaves_a_status_and_the_own_language_does_not(company, own):
    for code in ("de", "es"):
        own = verbs.change_set(
            own.pk, own.edition, lambda old, code=code: drafts.note_language(old, code, "tried", "")
        )

    def statuses(change):
        nonlocal own
        own = verbs.change_set(own.pk, own.edition, change)
        return {code: one["status"] for code, one in own.document["translations"].items()}

    def said(text):
        return lambda old: drafts.put_question(old, "s1", "q2", text, "agree5", turned=False)

    assert statuses(lambda old: drafts.move(old, "q2", 1)) == {"de": "tried", "es": "tried"}
    assert statuses(lambda old: drafts.remove(old, "q8")) == {"de": "tried", "es": "tried"}
    assert statuses(said({"en": "I have what I need.", "de": "Ich habe alles."})) == {
        "de": "draft",
        "es": "tried",
    }
    assert statuses(lambda old: drafts.note_language(old, "de", "checked", "")) == {
        "de": "checked",
        "es": "tried",
    }
    assert statuses(said({"en": "I have all I need.", "de": "Ich habe alles."})) == {
        "de": "draft",
        "es": "tried",
    }


@pytest.mark.parametrize("code", ["en", "zz", "fr"])
def test_a_language_that_is_not_written_beside_is_not_there(eva, own, code):
    assert eva.get(f"/listen/own/{own.pk}/languages/{code}/").status_code == 404
    assert send(eva, own, "languages/de/", status="perfect").status_code == 422


def test_the_status_of_a_language_goes_into_the_instrument(company, own):
    made = drafts.note_language(every_kind(), "de", "tried", "With four people.")
    found = verbs.instrument_of_draft(made, "own_7", 1)
    assert found.document["translations"]["de"] == {"status": "tried", "note": "With four people."}


def test_a_set_of_the_first_format_is_shown_and_goes_on_in_the_new_one(company, eva):
    first = drafts.put_question(
        drafts.empty_draft("Noise", "en"), "s1", None, {"en": "Is it loud?"}, "yes_no", turned=False
    )
    first = {key: value for key, value in first.items() if key not in ("translations", "gone")}
    first["format"] = drafts.FIRST_FORMAT
    del first["sections"][0]["questions"][0]["kind"]
    own = verbs.begin_set(first, by=company.users["eva"])
    for path in ("", "flow/", "preview/", "questions/q2/", "languages/de/", "question-set.json"):
        assert eva.get(f"/listen/own/{own.pk}/{path}").status_code == 200, path
    assert send(eva, own, "", step="down", part="q2").status_code == 302
    own.refresh_from_db()
    assert own.document["format"] == drafts.FORMAT
