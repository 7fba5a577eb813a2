"""Starters of journeys: the same ones in every language, within the limits of a journey, and translated in whole."""

from importlib.resources import files

import pytest
import yaml
from django.utils import translation

from bothways_web.link.journeys.beginning import LANGUAGES, starter_document, starters


def told(language):
    folder = files("bothways_web.link.journeys") / "starters"
    return yaml.safe_load((folder / f"{language}.yaml").read_text(encoding="utf-8"))


def shape(one):
    """Return what a starter holds, without its words."""
    if isinstance(one, dict):
        return {key: shape(value) for key, value in one.items()}
    return [shape(value) for value in one] if isinstance(one, list) else ""


def texts(one):
    if isinstance(one, dict):
        return [text for value in one.values() for text in texts(value)]
    return [text for value in one for text in texts(value)] if isinstance(one, list) else [one]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_starters_with_as_many_stages(language):
    assert shape(told(language)) == shape(told("en"))


@pytest.mark.parametrize("language", [one for one in LANGUAGES if one != "en"])
def test_no_sentence_was_left_in_english(language):
    sentences = {text for text in texts(told("en")) if len(text.split()) > 2}
    assert len(sentences) > 100
    assert sentences & set(texts(told(language))) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_starter_is_a_journey_and_leaves_what_people_feel_to_them(language):
    with translation.override(language):
        for one in starters():
            stages = starter_document(one.id)["stages"]
            assert all(stage["employees"]["do"] and stage["touchpoints"] for stage in stages)
            assert not any(stage[lane]["feel"] for stage in stages for lane in ("customers", "employees"))


def test_another_language_gets_the_english_ones():
    with translation.override("he"):
        assert starters()[0].name == "Buying and first use"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_starter_used_twice_gives_stages_of_their_own(language):
    with translation.override(language):
        first, second = (starter_document("hotel")["stages"] for _ in range(2))
    assert {one["id"] for one in first}.isdisjoint(one["id"] for one in second)
