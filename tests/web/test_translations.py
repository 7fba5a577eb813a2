"""The catalogues are complete, compiled and keep to the words; surveys, mails and promises speak each language."""

import ast
import datetime as dt
import gettext
import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format
from rounds_at_work import address, go, launch

import bothways_web
from bothways.reports.charts import Axis
from bothways_web.link.templatetags import link_pictures
from bothways_web.listen.invitations import zone_for
from bothways_web.listen.mails import letter
from bothways_web.listen.models import Delivery, Invitation, Response
from bothways_web.people.change_words import WORDS, in_words
from bothways_web.people.models import Post

LANGUAGES = ("de", "es")
LOCALE = Path(bothways_web.__file__).parent / "web" / "locale"
#: The one sentence that says what is not claimed.
DISCLAIMER = "This shows what came first, not what caused it."
CAUSAL = {
    "de": r"verursach|ursache|ursächlich|bewirk|auswirk|führt zu|führen zu|\btreib|antreib|getrieben|zurückzuführen",
    "es": r"\bcaus|provoc|impact|debido a|a causa|\befecto|efectos|conduce a|consecuencia|impuls|genera\b",
}
#: Words that would promise more than is kept.
TOO_MUCH = {"de": r"anonym|garantier|unmöglich", "es": r"anónim|anonim|garanti|imposible"}


@dataclass
class Entry:
    """One message of a catalogue."""

    flags: str = ""
    context: str = ""
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def sources(self) -> list[str]:
        return [self.texts[name] for name in ("msgid", "msgid_plural") if name in self.texts]

    @property
    def forms(self) -> list[str]:
        return [text for name, text in self.texts.items() if name.startswith("msgstr")]

    @property
    def key(self) -> str:
        context = self.texts.get("msgctxt")
        return self.texts["msgid"] if context is None else f"{context}\x04{self.texts['msgid']}"


@lru_cache
def catalogue(language: str) -> tuple[Entry, ...]:
    """Read a catalogue: blocks between blank lines; a text is one or more quoted strings."""
    found = []
    for block in (LOCALE / language / "LC_MESSAGES" / "django.po").read_text().split("\n\n"):
        entry, name = Entry(), ""
        for line in block.strip().splitlines():
            if line.startswith("#"):
                entry.flags += line if line.startswith("#,") else ""
                continue
            word, _space, text = line.partition(" ") if not line.startswith('"') else (name, "", line)
            name = word
            entry.texts[name] = entry.texts.get(name, "") + ast.literal_eval(text)
        found.append(entry)
    return tuple(found)


def messages(language: str) -> tuple[Entry, ...]:
    return catalogue(language)[1:]


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\(\w+\)s|\{\w+\}|%%|<[^>]+>", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_a_guess(language):
    found = messages(language)
    assert len(found) > 1000
    assert [entry.key for entry in found if not all(form.strip() for form in entry.forms)] == []
    assert [entry.key for entry in found if "fuzzy" in entry.flags] == []


def test_both_catalogues_hold_the_same_texts():
    german, spanish = ([entry.key for entry in messages(language)] for language in LANGUAGES)
    assert german == spanish


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_the_forms_of_the_language(language):
    expected = int(re.search(r"nplurals=(\d)", catalogue(language)[0].texts["msgstr"])[1])
    counted = {entry.key: len(entry.forms) for entry in messages(language) if len(entry.sources) == 2}
    assert len(counted) > 30
    assert set(counted.values()) == {expected}, counted


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_names_what_the_text_names(language):
    for entry in messages(language):
        wanted = [placeholders(source) for source in entry.sources]
        for number, form in enumerate(entry.forms):
            source = wanted[min(number, len(wanted) - 1)]
            assert placeholders(form) == source, f"{entry.key}: {form}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_line_breaks_stay_where_they_are(language):
    for entry in messages(language):
        for form in entry.forms:
            assert form.count("\n") == entry.sources[0].count("\n"), entry.key


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language):
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = {}
    for entry in catalogue(language):
        if len(entry.sources) == 1:
            written[entry.key] = entry.forms[0]
        else:
            written.update({(entry.key, number): form for number, form in enumerate(entry.forms)})
    assert compiled == written


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_names_nobody_and_no_day(language):
    header = catalogue(language)[0].texts["msgstr"]
    assert not re.search(r"Last-Translator|Creation-Date|Revision-Date|@|\d{4}-\d\d", header), header
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text()
    assert not re.search(r"^#: (/|.*:\d)", text, re.M)
    assert "#~" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_says_more_than_comes_before(language):
    said = [form for entry in messages(language) if entry.key != DISCLAIMER for form in entry.forms]
    assert [form for form in said if re.search(CAUSAL[language], form, re.I)] == []
    assert [form for form in said if re.search(TOO_MUCH[language], form, re.I)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_one_disclaimer_is_still_there(language):
    with translation.override(language):
        assert re.search(CAUSAL[language], translation.gettext(DISCLAIMER), re.I)


@pytest.mark.parametrize(
    ("language", "words"),
    [("de", r"\bdu\b|\bdein|\bdir\b|\bdich\b"), ("es", r"\btú\b|\btus?\b|\bte\b|\bti\b")],
)
def test_people_are_addressed_politely(language, words):
    assert [
        form for entry in messages(language) for form in entry.forms if re.search(words, form, re.I)
    ] == []


# What people see


def english_left(page: str, language: str) -> list[str]:
    """Return the English texts of at least two words that stand in a page or mail."""
    shown = html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)))
    left = []
    for entry in messages(language):
        for source in entry.sources:
            plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", source)).replace("%%", "%")
            if len(source.split()) > 2 and re.search(filled(plain), shown):
                left.append(source)
    return left


def text_of(entry_source: str, language: str) -> str:
    with translation.override(language):
        return translation.gettext(entry_source)


def walk(company, language: str) -> list[str]:
    """Return the pages of a survey as somebody answers it: start, questions, comment, check, done."""
    asked = launch(company, audience="day", instrument="team_psychological_safety", comment=True)
    invitation = Invitation.objects.filter(round=asked).first()
    client, url = Client(), address(invitation)
    page = client.get(url, {"lang": language})
    pages = [page.content.decode()]
    page = go(client, url, page, go="start")
    for _step in range(30):
        pages.append(page.content.decode())
        if Response.objects.filter(pk=invitation.pk).exists():
            return pages
        page = go(client, url, page, answer="4", go="continue")
    raise AssertionError("The survey does not end.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_survey_speaks_one_language_from_start_to_end(company, language):
    pages = walk(company, language)
    assert len(pages) > 5
    for page in pages:
        assert f'<html lang="{language}"' in page
        assert english_left(page, language) == []
    assert text_of("This survey is confidential", language) in pages[0]
    assert text_of("Thank you. Your answers are stored.", language) in html.unescape(pages[-1])


def test_english_that_was_left_would_be_found(company):
    assert "This survey is confidential" in english_left(walk(company, "en")[0], "de")


@pytest.mark.parametrize("kind", ["invitation", "reminder"])
@pytest.mark.parametrize(
    ("language", "day"), [("de", r"offen bis \w+, \d+\. \w+"), ("es", r"abierta hasta el \w+, \d+ de \w+")]
)
def test_mails_speak_the_language_of_who_gets_them(company, kind, language, day):
    asked = launch(company, audience="day", reminder=True)
    delivery = Delivery.objects.filter(invitation__round=asked).first()
    delivery.kind = kind
    delivery.invitation.person.language = language
    mail = letter(delivery)
    assert english_left(f"{mail.subject} {mail.body}", language) == []
    assert re.search(day, mail.body)
    with translation.override(language):
        closes = asked.closes_at.astimezone(zone_for(delivery.invitation.person))
        assert date_format(closes, "l") in mail.body


@pytest.mark.parametrize(
    ("language", "written"),
    [("de", "31. März 2026"), ("es", "31 de marzo de 2026"), ("en", "March 31, 2026")],
)
def test_days_are_written_the_way_of_the_language(company, language, written):
    Post.objects.filter(person=company.people["day"][2]).update(start=dt.date(2026, 3, 31))
    page = company.client("eva").get("/people/", {"q": "Day 3"}, headers={"accept-language": language})
    assert written in html.unescape(page.content.decode())


# What is promised


def promise_entries(language: str) -> list[Entry]:
    """Return the texts of the promise page that promise, limit or explain."""
    text = (LOCALE / language / "LC_MESSAGES" / "django.po").read_text()
    keys = set()
    for block in text.split("\n\n"):
        if re.search(r"^#: .*templates/web/promise", block, re.M):
            keys.add(re.search(r'^msgid (".*")$', block, re.M)[1])
    return [
        entry for entry in messages(language) if '"' + entry.texts["msgid"].replace('"', '\\"') + '"' in keys
    ]


def filled(text: str) -> str:
    """Return the pattern of a text with anything short in its placeholders."""
    return re.sub(r"%\\\(\w+\\\)s", "[^.]{1,40}", re.escape(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_promise_makes_every_promise_in_each_language(company, language):
    page = Client().get("/promise/", headers={"accept-language": language}).content.decode()
    english = Client().get("/promise/", headers={"accept-language": "en"}).content.decode()
    assert english_left(page, language) == []
    for tag in ("<li", "<h2", "<h3", "<tr", "<p>", "<dt"):
        assert page.count(tag) == english.count(tag), tag
    shown, source = (html.unescape(re.sub(r"\s+", " ", text)) for text in (page, english))
    made = 0
    for entry in promise_entries(language):
        if re.search(filled(entry.texts["msgid"]), source):
            assert re.search(filled(entry.forms[0]), shown), entry.texts["msgid"]
            made += 1
    assert made > 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_promise_names_the_same_numbers(company, language):
    figures = {}
    for code in ("en", language):
        page = Client().get("/promise/", headers={"accept-language": code}).content.decode()
        main = page[page.index("<main") : page.index("</main")]
        figures[code] = re.findall(r"\b\d+\b", re.sub(r"<[^>]+>", " ", main))
    assert figures[language] == figures["en"]


# Question sets that are there in English alone


def test_a_question_in_another_language_says_which(company):
    asked = launch(company, audience="day", instrument="workload_and_rest")
    invitation = Invitation.objects.filter(round=asked).first()
    client, url = Client(), address(invitation)
    page = go(client, url, client.get(url, {"lang": "de"}), go="start").content.decode()
    assert '<legend lang="en">' in page
    assert '<div class="choices" lang="en">' in page
    assert '<html lang="de"' in page


def test_a_question_in_the_language_of_the_page_needs_no_mark(company):
    pages = walk(company, "de")
    assert not any('lang="en"' in re.sub(r"<head.*?</head>", "", page, flags=re.S) for page in pages[1:])


def test_a_question_names_the_organisation(company):
    asked = launch(company, audience="day", instrument="enps")
    invitation = Invitation.objects.filter(round=asked).first()
    client, url = Client(), address(invitation)
    page = go(client, url, client.get(url, {"lang": "de"}), go="start").content.decode()
    assert "dass Sie The company als Arbeitgeber" in page


# What was done


def test_the_change_log_has_words_for_every_deed():
    source = "\n".join(path.read_text() for path in Path(bothways_web.__file__).parent.rglob("*.py"))
    deeds = set(re.findall(r'record\(\s*(?:by|user|None), "([^"]+)"', source))
    assert len(deeds) > 20
    assert deeds - set(WORDS) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_change_log_speaks_the_language_of_the_page(company, language):
    launch(company, audience="day")
    page = company.client("dua").get("/changes/", headers={"accept-language": language}).content.decode()
    with translation.override(language):
        assert f"{in_words('launched pulse')} <bdi>" in page
    assert "launched pulse <bdi>" not in page


@pytest.mark.parametrize(("language", "tick"), [("en", "+0.4"), ("de", "+0,4"), ("es", "+0,4")])
def test_ticks_have_the_decimal_sign_of_the_language(monkeypatch, language, tick):
    monkeypatch.setattr(link_pictures, "axis_of", lambda found: Axis(0.4))
    with translation.override(language):
        written = re.findall(r">([^<>]+)<", link_pictures.ticks(None))
    assert tick in written
