"""The data files: every rule is listed, compiles, says one thing, and no group or language is forgotten."""

import itertools
from pathlib import Path

import pytest

from bothways.errors import InputError
from bothways.mission.files import lists
from bothways.mission.languages import READ, detect
from bothways.mission.listing import rules_page
from bothways.mission.patterns import Word, compile_pattern
from bothways.mission.rules import ABOUT, AGAINST, ANY, FOR, topics
from bothways.mission.words import group_names

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mission-rules.md"
SIDES = (ABOUT, FOR, AGAINST)


def test_the_reference_lists_every_rule_with_its_id_and_nothing_else():
    assert PAGE.read_text("utf-8") == rules_page()
    for topic in topics().values():
        for (side, language), written in topic.written.items():
            for place, text in enumerate(written, start=1):
                assert f"- `{topic.id}/{side}/{language}/{place}`: `{text}`\n" in rules_page()


@pytest.mark.parametrize("topic", topics())
def test_each_topic_has_rules_for_and_against_in_each_language_and_all_of_them_compile(topic):
    one = topics()[topic]
    assert set(one.name) == set(READ)
    for language in READ:
        assert one.rules(FOR, language)
        assert one.rules(AGAINST, language) or topic == "clean_place"
        ids = [rule.id for side in SIDES for rule in one.rules(side, language)]
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("topic", topics())
def test_no_pattern_speaks_for_a_topic_and_against_it(topic):
    written = topics()[topic].written
    for language in (ANY, *READ):
        assert set(written[FOR, language]) & set(written[AGAINST, language]) == set()
        for side in SIDES:
            assert len(written[side, language]) == len(set(written[side, language]))


def test_every_list_has_all_languages_and_no_phrase_twice():
    for name in ("words", "turns", "sections"):
        for key, told in lists(name).items():
            assert set(told) == set(READ), (name, key)
            for language, phrases in told.items():
                assert phrases, (name, key, language)
                assert len(phrases) == len(set(phrases)), (name, key, language)


def used_groups(part):
    if isinstance(part, Word):
        return {part.group} - {""}
    return set(itertools.chain.from_iterable(used_groups(one) for phrase in part.phrases for one in phrase))


def test_every_group_that_a_rule_names_is_there():
    named = {
        group
        for topic in topics().values()
        for side in SIDES
        for rule in topic.rules(side, "en")
        for clause in rule.pattern.clauses
        for choice in clause
        for group in used_groups(choice)
    }
    assert named
    assert named <= group_names()


@pytest.mark.parametrize(
    ("pattern", "sentence"), [("", "has no word in it"), ("a & ", "has no word"), ("@nowhere", "no group")]
)
def test_a_pattern_that_is_none_is_refused(pattern, sentence):
    with pytest.raises(InputError, match=sentence):
        compile_pattern(pattern, "en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("We answer what you write to us, and you will hear from us on the same day.", "en"),
        ("Wir antworten auf das, was Sie uns schreiben, und Sie hören noch am selben Tag von uns.", "de"),
        ("Respondemos a lo que nos escribe y usted tiene una respuesta en el mismo día.", "es"),
        ("Busquem una persona per al nostre servei, i els clients són a prop de la nostra gent.", "ca"),
        ("Procuramos uma pessoa para o nosso serviço, e você não está só com os seus clientes.", "pt"),
        ("Cerchiamo una persona per il nostro servizio, e non sei solo con i nostri clienti.", "it"),
        ("Szukamy osoby do naszego działu i nie pracuje się u nas po nocach, bo to jest ważne.", "pl"),
        ("Beep boop.", "unknown"),
        ("", "unknown"),
    ],
)
def test_languages_are_told_by_their_function_words(text, code):
    assert detect(text) == code
