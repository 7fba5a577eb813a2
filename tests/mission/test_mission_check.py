"""Verdicts, what turns them, slogans, languages, and that nothing is said of what is not read."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled_missions import labelled_texts

from bothways.errors import FileError, InputError
from bothways.mission import Kind, Mission, Part, Strength, Verdict, check_text, evaluate, mission_from

FILL = (
    "You work in the office near the station. There are twelve rooms, a kitchen and a garden with two old trees. "
    "The contract begins in March and the post is for two years. "
)


def one(promise, text, *, kind="posting", **more):
    mission = Mission("We are there for people.", (Part("p", promise, **more),))
    [part] = check_text(FILL + text, mission, kind=kind).parts
    return part


def verdict(promise, text, **more):
    return one(promise, text, **more).verdict.value


DAY, TIME = "We answer the same day.", "We take the time that is needed."


@pytest.mark.parametrize(
    ("promise", "text", "told"),
    [
        (DAY, "Every mail is answered before the end of the day.", "present"),
        (DAY, "Customers can wait until next week.", "contradicted"),
        (DAY, "You water the plants.", "absent"),
        (TIME, "You take 15 calls per hour.", "contradicted"),
        (TIME, "We do not count calls per hour.", "present"),
        (TIME, "Elsewhere agents are measured by calls per hour.", "absent"),
        (TIME, "Take the time a customer needs instead of counting calls per hour.", "present"),
        ("Mistakes are told, and we learn from them.", "Mistakes have consequences for your bonus.", "contradicted"),
        ("Mistakes are told, and we learn from them.", "Nobody is blamed for a mistake.", "present"),
        ("Nobody is pushed to buy.", "You sell at all costs.", "contradicted"),
        ("Nobody is pushed to buy.", "There are no sales targets here.", "present"),
        ("Our people are rested.", "Overtime is unpaid and expected.", "contradicted"),
        ("Our people are rested.", "There is no unpaid overtime.", "present"),
        ("Every guest is a person, not a number.", "We treat guests with respect and by name.", "present"),
        ("We explain everything in plain words.", "Use legal language when you answer.", "contradicted"),
    ],
)  # fmt: skip
def test_what_a_sentence_says_and_what_turns_it(promise, text, told):
    assert verdict(promise, text) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Listen for: takes the time that the customer needs.", "present"),
        ("Red flags: takes the time that the customer needs.", "contradicted"),
        ("Red flags: counts calls per hour.", "present"),
        ("Tell us about a time when you had to take 60 calls per day. What did you do?", "absent"),
        ("Are you willing to take 60 calls per day?", "contradicted"),
    ],
)
def test_in_a_kit_warnings_turn_and_questions_explore(text, told):
    assert verdict(TIME, "\n\n" + text, kind="kit") == told


def test_a_text_that_says_both_is_contradicted_and_shows_both():
    part = one(DAY, "We answer the same day. Customers can wait until next week.")
    assert part.verdict is Verdict.CONTRADICTED
    assert part.says_both
    assert [found.speaks for found in part.evidence] == ["against", "for"]


def test_a_promise_in_the_words_about_the_organisation_alone_is_a_mention():
    slogan = one(DAY, "\n\nAbout us\nEvery mail is answered the same day by us.\n")
    assert (slogan.verdict, slogan.strength) == (Verdict.PRESENT, Strength.MENTIONED)
    assert slogan.suggestion.id == "posting.show"
    body = one(DAY, "\n\nYour work\nEvery mail is answered the same day by us.\n")
    assert (body.verdict, body.strength, body.suggestion) == (Verdict.PRESENT, Strength.CLEAR, None)


def test_the_mission_word_by_word_is_a_mention_wherever_it_stands():
    part = one(DAY, "\n\nYour work\n\nWe answer the same day.\n")
    assert part.strength is Strength.MENTIONED


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("text", "step"), [("You water the plants.", "add"), ("Customers can wait until next week.", "replace")]
)
def test_each_kind_of_text_has_a_suggestion_with_the_promise(kind, text, step):
    part = one(DAY, text, kind=kind)
    assert part.suggestion.id == f"{kind.value}.{step}"
    assert DAY in part.suggestion.text


def test_quotes_stand_where_they_say_and_name_words_that_are_in_them():
    for text in labelled_texts():
        for part in check_text(text.text, text.mission, kind=text.kind).parts:
            for found in part.evidence:
                there = text.text[found.start : found.end]
                assert found.quote.split()[-1].strip("*") in there
                for words in found.words.split(" … "):
                    assert words in " ".join(there.split())


def test_phrases_of_the_company_speak_for_a_promise_and_against_it():
    words, against = ("golden hour",), ("ticket roulette",)
    for text, told, rule in (
        ("We keep the Golden Hours.", "present", "own/words/1"),
        ("We play ticket roulette.", "contradicted", "own/against/1"),
        ("We never play ticket roulette.", "present", "own/against/1"),
    ):
        part = one("We do it our way.", text, words=words, against=against)
        assert part.verdict.value == told
        assert part.evidence[0].rule == rule


def test_a_promise_that_no_rule_knows_is_looked_for_by_its_own_words():
    part = one(
        "The lighthouse keeper waves at ships.", "Here a keeper of the lighthouse waves at every ship."
    )
    assert part.topics == ()
    assert (part.verdict, part.evidence[0].rule) == (Verdict.PRESENT, "own/promise")
    assert verdict("The lighthouse keeper waves at ships.", "The lighthouse is white.") == "absent"


def test_a_mission_in_one_language_is_found_in_a_text_of_another():
    mission = Mission("We are there for people.", (Part("day", DAY), Part("time", TIME)))
    text = (
        "Sie lesen die Post unserer Kundinnen und Kunden und beantworten jede Anfrage noch am selben Tag. "
        "Sie nehmen mindestens 20 Anrufe pro Stunde an. Das Büro liegt am Bahnhof und hat einen kleinen Garten."
    )
    check = check_text(text, mission, kind="posting")
    assert check.language == "de"
    assert {name: told.value for name, told in check.verdicts.items()} == {
        "day": "present",
        "time": "contradicted",
    }


FRENCH = (
    "Nous cherchons une personne pour notre service. Vous répondez aux questions des clients et vous prenez le temps "
    "qu'il faut pour les écouter. Vous travaillez dans une petite équipe avec des horaires fixes."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (FRENCH, "fr"),
        ("Мы ищем сотрудника, который отвечает клиентам в тот же день и никогда не спешит. " * 4, "unknown"),
        ("Wij zoeken iemand die de vragen van onze klanten op dezelfde dag beantwoordt en de tijd neemt. " * 2, "nl"),
        ("Lorem ipsum dolor amet consectetur adipiscing elit sed eiusmod tempor. " * 4, "unknown"),
    ],
)  # fmt: skip
def test_of_a_language_that_is_not_read_nothing_is_said_not_even_that_something_is_absent(text, language):
    check = check_text(text, Mission("We help.", (Part("day", DAY),)), kind="posting")
    assert (check.language, check.judged, check.parts, check.verdicts) == (language, False, (), {})
    assert "not even that something is absent" in check.refused


def test_a_text_of_a_few_words_is_not_judged():
    check = check_text("Mechanic wanted. Call us.", Mission("We help.", (Part("day", DAY),)), kind="posting")
    assert not check.judged
    assert "too few" in check.refused


def test_a_paragraph_of_another_language_is_counted_as_unread():
    check = check_text(FILL * 3 + "\n\n" + FRENCH, Mission("We help.", (Part("day", DAY),)), kind="posting")
    assert check.judged
    assert 0.2 < check.unread < 0.5
    mostly = check_text(
        FILL + "\n\n" + "\n\n".join([FRENCH] * 4), Mission("We help.", (Part("d", DAY),)), kind="posting"
    )
    assert not mostly.judged


def test_a_paragraph_in_another_language_that_is_read_is_read():
    german = (
        "Sie beantworten alle Fragen unserer Kundinnen noch am selben Tag, und niemand wartet bis morgen."
    )
    assert verdict(DAY, "\n\n" + german) == "present"


def test_what_cannot_be_checked_is_refused_with_a_sentence():
    mission = Mission("We help.", (Part("day", DAY),))
    with pytest.raises(InputError, match="no kind of text"):
        check_text(FILL, mission, kind="reference")
    with pytest.raises(InputError, match="do not read 'fr'"):
        check_text(FILL, mission, kind="kit", language="fr")
    with pytest.raises(InputError, match="longer than"):
        check_text("a" * 600_001, mission, kind="kit")


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ([], "no mission"),
        ({"sentence": "We help.", "parts": []}, "1 to 12 parts"),
        ({"sentence": "We help.", "parts": [{"id": "a", "promise": "We help."}] * 2}, "Two parts are called"),
        ({"sentence": "We help.", "parts": [{"id": "a", "promise": "!"}]}, "has no words"),
        ({"sentence": "We help.", "parts": [{"id": "a", "promise": 3}]}, "promise is no text"),
        ({"sentence": "We help.", "parts": [{"id": "a", "promise": "We help.", "score": 1}]}, "no mission"),
        ({"sentence": "We help.", "parts": [{"id": "a", "promise": "x" * 400}]}, "too long"),
    ],
)
def test_a_mission_that_is_none_is_refused(told, sentence):
    with pytest.raises((InputError, FileError), match=sentence):
        mission_from(told)


def test_on_the_texts_that_the_rules_were_written_with_they_nearly_always_agree():
    found = evaluate(labelled_texts())
    assert len({one.text for one in found.judged}) >= 30
    assert len(found.wrong) <= 0.05 * len(found.judged)
    for verdict_ in Verdict:
        agreement = found.agreement(verdict_)
        assert min(agreement.precision, agreement.recall) > 0.9


def test_an_evaluation_counts_by_hand():
    texts = [
        dataclasses.replace(one, labels={"day": Verdict.ABSENT})
        for one in labelled_texts()
        if one.id == "a01"
    ]
    found = evaluate(texts)
    [wrong] = found.wrong
    assert (wrong.text, wrong.part, wrong.label, wrong.verdict) == ("a01", "day", "absent", "present")
    assert found.agreement(Verdict.PRESENT).precision == 0
    assert found.agreement(Verdict.PRESENT).recall is None
    assert found.agreement(Verdict.ABSENT).recall == 0


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_answered_and_the_same_text_in_the_same_way(text):
    mission = Mission("We help.", (Part("day", DAY), Part("time", TIME)))
    first = check_text(FILL + text, mission, kind="kit")
    assert first == check_text(FILL + text, mission, kind="kit")
    for part in first.parts:
        assert (part.verdict is Verdict.ABSENT) == (part.evidence == ())
