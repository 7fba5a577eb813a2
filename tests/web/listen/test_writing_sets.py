"""Writing question sets: every change, what is refused, and one from the first word to numbers on a team page."""

import json

import pytest
import rounds_at_work as work
from django.core.files.uploadedfile import SimpleUploadedFile
from own_questions import example

from bothways.errors import InputError
from bothways.measures import write_instrument
from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import OwnSet, Pulse
from bothways_web.listen.question_sets import items_of, offers
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.listen.writing import draft as drafts
from bothways_web.listen.writing import own_sets as verbs
from bothways_web.listen.writing import reading
from bothways_web.listen.writing.faults import faults_of
from bothways_web.listen.writing.hints import hints_for
from bothways_web.listen.writing.to_instrument import instrument_of_draft


def texts(draft):
    return [drafts.text_in(one["text"], draft) for one in drafts.questions_of(draft)]


def test_questions_move_inside_their_section_and_sections_move_whole():
    made = example()
    assert texts(drafts.move(made, "q2", 1)) == [
        "Waiting slows me.",
        "I have what I need.",
        "How much do you trust us?",
    ]
    assert texts(drafts.move(made, "q2", -1)) == texts(made)
    assert texts(drafts.move(made, "s4", -1))[0] == "How much do you trust us?"
    assert texts(drafts.remove(made, "q3")) == ["I have what I need.", "How much do you trust us?"]
    assert texts(drafts.remove(made, "s1")) == ["How much do you trust us?"]
    assert len(texts(made)) == 3


def test_a_question_can_change_its_section_and_keeps_its_name():
    made = drafts.put_question(example(), "s4", "q3", {"en": "Waiting stops me."}, "yes_no", turned=False)
    assert texts(made)[-1] == "Waiting stops me."
    assert [one["id"] for one in drafts.questions_of(made)] == ["q2", "q5", "q3"]


@pytest.mark.parametrize(
    "change",
    [
        lambda made: drafts.move(made, "q9", 1),
        lambda made: drafts.remove(made, "s9"),
        lambda made: drafts.put_question(made, "s9", None, {"en": "x"}, "agree5", turned=False),
    ],
)
def test_a_part_that_is_gone_is_told(change):
    with pytest.raises(InputError, match="not there any more"):
        change(example())


def test_names_of_parts_are_never_used_again():
    made = drafts.remove(example(), "q5")
    made = drafts.put_question(made, "s4", None, {"en": "Another one?"}, "agree5", turned=False)
    assert drafts.questions_of(made)[-1]["id"] == "q6"


def test_a_set_has_an_end():
    made, add = example(), drafts.put_question
    for number in range(drafts.MOST_QUESTIONS - 3):
        made = add(made, "s1", None, {"en": f"Question {number}?"}, "agree5", turned=False)
    with pytest.raises(InputError, match="60 questions"):
        add(made, "s1", None, {"en": "One more?"}, "agree5", turned=False)


def test_faults_keep_a_draft_from_being_used():
    assert faults_of(example()) == []
    assert faults_of(drafts.empty_draft("Shop floor", "en"))
    assert faults_of(drafts.add_section(example(), {"en": "Empty"}))
    twice = drafts.put_question(example(), "s4", None, {"en": "i have what i NEED."}, "agree5", turned=False)
    assert faults_of(twice) == ["Two questions say the same."]


def test_a_set_becomes_an_instrument_whose_names_are_its_own():
    made = instrument_of_draft(example("de"), "own_7", 2)
    assert [item.id for item in made.items] == ["own_7_q2", "own_7_q3", "own_7_q5"]
    assert [item.reversed for item in made.items] == [False, True, False]
    assert made.items[0].text == {"en": "I have what I need.", "de": "I have what I need."}
    assert made.version == "2.0.0"
    assert made.sensitivity == "normal"
    delicate = drafts.describe(example(), {"en": "Strain"}, "", delicate=True)
    assert instrument_of_draft(delicate, "own_8", 1).sensitivity == "high"


def test_a_file_is_read_back_as_it_was_written():
    written = reading.write_draft(example()).encode()
    assert texts(reading.read_draft(written)) == texts(example())
    assert reading.read_draft(b"\xef\xbb\xbf" + written)["title"] == {"en": "Shop floor"}


def broken(**change):
    return json.dumps(example() | change).encode()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (b"", "no JSON"),
        (b"[]", "format"),
        (b"\xff", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"x" * 500_000, "too large"),
        (broken(format="else"), "format"),
        (broken(sections=[]), "sections"),
        (broken(title={}), "title"),
        (broken(title={"en": "x" * 200}), "title"),
        (broken(language="no such"), "language"),
        (broken(more=1), "its keys"),
        (
            broken(sections=[{"name": {"en": "A"}, "questions": [{"text": {"en": "Q?"}, "scale": "stars"}]}]),
            "section 1, question 1, scale",
        ),
        (
            broken(
                sections=[{"name": {"en": "A"}, "questions": [{"text": {"e n": "Q?"}, "scale": "agree5"}]}]
            ),
            "question 1, text",
        ),
        (broken(sections=[{"name": {"en": "A"}, "questions": ["Q?"]}]), "question 1"),
        (broken(delicate="yes"), "delicate"),
    ],
)
def test_a_wrong_file_is_refused_and_the_place_named(sent, told):
    with pytest.raises(InputError, match=told):
        reading.read_draft(sent)


@pytest.mark.parametrize(
    ("text", "language", "codes"),
    [
        ("I know what is expected of me at work.", "en", []),
        ("My manager is fair and kind.", "en", ["double"]),
        ("Don't you agree that our site is excellent?", "en", ["leading", "negative"]),
        ("I never wait for tools.", "en", ["absolute"]),
        ("word " * 21, "en", ["long"]),
        ("This is IMPORTANT to me.", "en", ["shouting"]),
        ("Mein Team ist schnell und freundlich.", "de", ["double"]),
        ("Ich habe keine Zeit.", "de", ["negative"]),
        ("Siempre tengo lo que necesito.", "es", ["absolute"]),
        ("سؤال قصير", "ar", []),
    ],
)
def test_hints_say_what_makes_a_question_hard(text, language, codes):
    assert sorted(hint.code for hint in hints_for(text, language)) == sorted(codes)


@pytest.fixture
def own(company):
    return verbs.begin_set(example(), by=company.users["eva"])


def test_two_who_write_at_once_do_not_overwrite_each_other(own):
    verbs.change_set(own.pk, 1, lambda document: drafts.remove(document, "q2"))
    with pytest.raises(verbs.ChangedMeanwhileError):
        verbs.change_set(own.pk, 1, lambda document: drafts.remove(document, "q3"))
    own.refresh_from_db()
    assert len(drafts.questions_of(own.document)) == 2
    verbs.take_back(own.pk, 2)
    own.refresh_from_db()
    assert len(drafts.questions_of(own.document)) == 3


def test_a_locked_set_is_offered_and_never_changes(company, own):
    eva = company.users["eva"]
    assert own.instrument_id not in [one.instrument.id for one in offers()]
    verbs.lock_set(own.pk, by=eva)
    assert offers()[0].instrument.id == own.instrument_id
    with pytest.raises(InputError, match="locked"):
        verbs.change_set(own.pk, 1, lambda document: drafts.remove(document, "q2"))
    with pytest.raises(InputError):
        verbs.delete_draft(own.pk, by=eva)
    verbs.unlock_set(own.pk, by=eva)
    verbs.lock_set(own.pk, by=eva)
    made = offers()[0].instrument
    Pulse.objects.create(
        title="x",
        instrument=made.id,
        definition=write_instrument(made),
        audience=company.units["company"],
    )
    with pytest.raises(InputError, match="A survey uses"):
        verbs.unlock_set(own.pk, by=eva)
    following = verbs.continue_set(own.pk, by=eva)
    assert (following.version, following.follows, following.state) == (2, own, "draft")
    verbs.archive_set(own.pk, by=eva)
    assert own.instrument_id not in [one.instrument.id for one in offers()]
    verbs.archive_set(own.pk, by=eva, back=True)


def test_a_set_is_written_on_pages_asked_and_released(company):
    client = company.client("eva")
    begun = client.post("/listen/own/new/", {"title": "Shop floor", "language": "en", "voice": "employee"})
    pk = OwnSet.objects.get().pk
    assert begun["Location"] == f"/listen/own/{pk}/"
    for number, words in enumerate(["I have what I need.", "I can do my best work."], start=1):
        given = {"text_en": words, "scale": "agree5", "section": "s1", "seen": str(number)}
        assert client.post(f"/listen/own/{pk}/questions/new/", given).status_code == 302
    page = client.get(f"/listen/own/{pk}/").content.decode()
    assert "I can do my best work." in page
    assert "Lock it" in page
    assert "Question 2 of 2" in client.get(f"/listen/own/{pk}/preview/?question=2").content.decode()
    assert client.post(f"/listen/own/{pk}/state/", {"step": "lock"}).status_code == 302
    assert client.get(f"/listen/own/{pk}/details/").status_code == 404
    name = OwnSet.objects.get().instrument_id
    assert "Shop floor" in client.get("/listen/new/").content.decode()
    assert client.get(f"/listen/question-sets/{name}/").status_code == 200
    plan = {
        "title": "Shop floor",
        "audience": "company",
        "cadence": "monthly",
        "open_days": "7",
        "share": "100",
        "occasion": "calendar",
        "days": "0",
        "form": "full",
        "mode": "confidential",
    }
    made = client.post(f"/listen/new/{name}/", plan)
    assert made.status_code == 302, made.content.decode()
    pulse = Pulse.objects.get()
    assert client.post(f"/listen/{pulse.pk}/launch/").status_code == 302
    asked = pulse.rounds.get()
    assert [item.id for item in items_of(asked)] == [f"{name}_q2", f"{name}_q3"]
    work.answer_all(asked)
    close_round(asked)
    assert release_round(asked.pk)
    asked.refresh_from_db()
    rows = released_round("employees", asked.ledger_name).released
    assert {row.metric for row in rows if row.kind == "mean"} == {f"{name}.{name}_s1"}
    assert "Shop floor" in client.get(f"/teams/company/?round={asked.ledger_name}").content.decode()


@pytest.mark.parametrize(
    ("url", "given", "told"),
    [
        ("questions/new/", {"text_en": "", "scale": "agree5", "section": "s1"}, "There is a problem"),
        ("questions/new/", {"text_en": "x" * 501, "scale": "agree5", "section": "s1"}, "There is a problem"),
        ("questions/new/", {"text_en": "Q?", "scale": "stars", "section": "s1"}, "There is a problem"),
        ("questions/new/", {"text_en": "Q?", "scale": "agree5", "section": "s9"}, "There is a problem"),
        (
            "questions/q2/",
            {"text_en": "Q?", "scale": "agree5", "section": "s1", "seen": "9"},
            "changed the set meanwhile",
        ),
        ("sections/new/", {"text_en": " "}, "There is a problem"),
    ],
)
def test_a_wrong_form_is_told_and_changes_nothing(company, own, url, given, told):
    answer = company.client("eva").post(f"/listen/own/{own.pk}/{url}", {"seen": "1"} | given)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    own.refresh_from_db()
    assert own.edition == 1


def test_text_is_shown_as_text_and_never_run(company, own):
    words = "<script>alert(1)</script> \u202eשלום 🙂"
    given = {"text_en": words, "scale": "agree5", "section": "s1", "seen": "1"}
    client = company.client("eva")
    assert client.post(f"/listen/own/{own.pk}/questions/new/", given).status_code == 302
    page = client.get(f"/listen/own/{own.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_files_go_out_and_come_in(company, own):
    client = company.client("eva")
    sent = client.get(f"/listen/own/{own.pk}/question-set.json")
    file = SimpleUploadedFile("set.json", sent.content)
    assert (
        client.post("/listen/own/new/", {"language": "en", "voice": "employee", "file": file}).status_code
        == 302
    )
    assert texts(OwnSet.objects.order_by("-pk")[0].document) == texts(own.document)
    wrong = client.post(
        "/listen/own/new/",
        {"language": "en", "voice": "employee", "file": SimpleUploadedFile("set.json", b"{}")},
    )
    assert wrong.status_code == 422
    assert "format" in wrong.content.decode()
    assert client.post("/listen/own/new/", {"language": "en", "voice": "employee"}).status_code == 422


def test_managers_see_what_they_began_alone(company, own):
    ana = company.client("ana")
    assert ana.get(f"/listen/own/{own.pk}/").status_code == 404
    assert "Shop floor" not in ana.get("/listen/own/").content.decode()
    mine = verbs.begin_set(example(), by=company.users["ana"])
    assert ana.get(f"/listen/own/{mine.pk}/").status_code == 200
    assert company.client("eva").get(f"/listen/own/{mine.pk}/").status_code == 200


def test_steps_of_the_page(company, own):
    client = company.client("eva")

    def step(name, part=""):
        own.refresh_from_db()
        client.post(f"/listen/own/{own.pk}/", {"step": name, "part": part, "seen": own.edition})
        own.refresh_from_db()
        return texts(own.document)

    before = texts(own.document)
    assert step("down", "q2") != before
    assert step("up", "q2") == before
    assert len(step("remove", "q2")) == 2
    assert step("undo") == before
    assert step("remove", "q77") == before
    client.post(f"/listen/own/{own.pk}/state/", {"step": "copy"})
    assert OwnSet.objects.count() == 2
    client.post(f"/listen/own/{own.pk}/state/", {"step": "delete"})
    assert OwnSet.objects.count() == 1


@pytest.mark.parametrize("text", ["\u0001", "\u200b", " ", "…?!", "\ud800"])
def test_a_text_that_nobody_can_read_is_none(company, text):
    made = drafts.put_question(example(), "s1", "q2", {"en": text}, "agree5", turned=False)
    own = verbs.begin_set(made, by=company.users["eva"])
    with pytest.raises(InputError, match="A question is missing"):
        verbs.lock_set(own.pk, by=company.users["eva"])
    with pytest.raises(InputError):
        reading.read_draft(broken(title={"en": text}))


def test_a_set_that_cannot_be_used_takes_no_page_down(company, own):
    verbs.lock_set(own.pk, by=company.users["eva"])
    OwnSet.objects.update(document=example() | {"sections": []})
    assert company.client("eva").get("/listen/new/").status_code == 200


@pytest.mark.parametrize("purpose", ["\ud800 lone", "nul \x00", "tab\t"])
def test_odd_characters_in_a_purpose_are_dropped(company, purpose):
    made = reading.read_draft(broken(purpose=purpose))
    own = verbs.begin_set(made, by=company.users["eva"])
    assert company.client("eva").get(f"/listen/own/{own.pk}/").status_code == 200


def test_a_language_that_nobody_can_name_is_refused():
    with pytest.raises(InputError, match="language"):
        reading.read_draft(broken(language="zz"))
