"""The playbook in other languages: whole, marked as unreviewed, and keeping to the same words."""

import re

import pytest
from django.utils import translation

from bothways_web.act.playbook.files import shipped
from bothways_web.act.playbook.practices import all_practices, practice
from bothways_web.act.playbook.schema import TEXTS

LANGUAGES = ("de", "es")
#: What claims more than was seen, or promises more than is kept.
TOO_MUCH = {
    "de": r"verursach|ursache|ursächlich|bewirk|auswirk|führt zu|führen zu|\btreib|antreib|getrieben|zurückzuführen"
    r"|anonym|garantier|unmöglich|schlechteste",
    "es": r"\bcaus|provoc|impact|debido a|\befecto|conduce a|consecuencia|impuls|genera\b|anónim"
    r"|anonim|garanti|imposible",
}
QUOTES = {"de": ("„", "“"), "es": ("«", "»")}
TEXTS_IN = {
    language: {
        (one["id"], key): (one[key]["en"], one[key][language])
        for file in shipped().values()
        for one in file["practices"]
        for key in (*TEXTS, "note")
        if key in one
    }
    for language in LANGUAGES
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_practice_is_there_and_is_no_copy_of_the_english(language):
    texts = TEXTS_IN[language]
    assert len(texts) > 650
    assert [place for place, (english, other) in texts.items() if english == other] == []
    titles = [other for (_name, key), (_english, other) in texts.items() if key == "title"]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_much_longer_than_the_english(language):
    long = {
        place: (len(english), len(other))
        for place, (english, other) in TEXTS_IN[language].items()
        if len(other) > 1.6 * len(english) + 20
    }
    assert long == {}
    assert max(len(other) for (_name, key), (_e, other) in TEXTS_IN[language].items() if key == "title") <= 84


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_says_more_than_the_english(language):
    found = [
        other for _english, other in TEXTS_IN[language].values() if re.search(TOO_MUCH[language], other, re.I)
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_figures_and_what_is_said(language):
    opened, closed = QUOTES[language]
    for place, (english, other) in TEXTS_IN[language].items():
        assert re.findall(r"\d+", english) == re.findall(r"\d+", other), place
        assert other.count(opened) == other.count(closed), place
        assert place[1] != "first_step" or ("“" in english) <= (opened in other), place
        assert '"' not in other, place


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_are_marked_as_unreviewed(language):
    assert {file["translations"][language]["status"] for file in shipped().values()} == {"unreviewed"}
    with translation.override(language):
        assert {(one.language, one.reviewed) for one in all_practices()} == {(language, False)}
    assert all(one.reviewed for one in all_practices())


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_the_language_of_its_reader(company, language):
    with translation.override(language):
        title = practice("bad-news-first").title
    client = company.client("ben")
    client.cookies["django_language"] = language
    page = client.get("/act/playbook/bad-news-first/").content.decode()
    assert f'<div lang="{language}">' in page
    assert title in page
    assert "bad-news-first" in client.get("/act/playbook/", {"q": title.split()[-1]}).content.decode()
