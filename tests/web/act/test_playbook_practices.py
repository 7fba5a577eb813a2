"""The practices: enough for every domain, short, plain, different from one another, and without filler."""

import re
from itertools import combinations

import pytest
from django.utils import translation

from bothways.measures import instrument_ids, load_instrument
from bothways.privacy.diagnosis import instrument_domains
from bothways_web.act.models import Plan
from bothways_web.act.playbook.files import known_metrics, shipped
from bothways_web.act.playbook.practices import WHO as NAMES_OF_WHO
from bothways_web.act.playbook.practices import all_practices, practice, practices_for
from bothways_web.act.playbook.schema import TEXTS, WHO

#: Words that say nothing, and words that claim too much.
FILLER = (
    r"\bfoster|\bensur|leverag|\balign|culture of|empower|synerg|buy-in|stakeholder|\bholistic|\brobust|best practice"
    r"|\boptimi[sz]|\bfacilitat|\bproactive|\bmindset|\bstrateg|going forward|\bdeep dive|touch base|low-hanging"
    r"|\bworld-class|\bnurtur|\bchampion|\bcultivat|\bpromote a|\bencourage a|\bimplement|\butili[sz]|\bengagement"
)
CAUSAL = (
    r"\bcaus|\bdriv(e|es|en|er|ing)\b|\bimpact|\bleads? to\b|\bbecause of\b|\bdue to\b|\beffects?\b|\bresults? in\b"
    r"|\branks?\b|\branking|\bworst\b|\bimproves?\b|\breduces?\b|\bboosts?\b|\bguarantee"
)
#: No advice on health, nothing that makes people tell of it, nobody who is to blame.
OVERREACH = (
    r"\btherap|\bdiagnos|\bsymptom|\bdepress|\banxi|\bmeditat|\bmindful|\bresilien|\bexercis|\bsleep|\bpill|\bdiet"
    r"|share your feelings|open up about|how do you feel|\bguilty|\bfault of|low performer|\bscore\b|\bscores\b"
)
VERB = (
    r"(Add|Agree|Answer|Ask|Begin|Book|Carry|Change|Check|Choose|Close|Collect|"
    r"Count|Decide|Dig|Draw|Drop|End|Finish|Give|Go|Hand|Hang|Have|Hold|"
    r"Imagine|Invite|Keep|Let|Listen|Look|Meet|Mend|Name|Note|Offer|Open|Pass"
    r"|Place|Plan|Promise|Publish|Put|Ring|Say|Send|Set|Settle|Share|Show|"
    r"Speak|Start|Stop|Swap|Take|Talk|Tell|Train|Try|Walk|Work|Write)"
    r" "
)
LENGTHS = {"title": (12, 60), "what": (70, 330), "first_step": (50, 260), "notice": (40, 190)}
ENGLISH = [one for file in shipped().values() for one in file["practices"]]


def employee_metrics():
    """Every number of a person that a shipped question set of employees has, long and short forms."""
    for name in instrument_ids():
        one = load_instrument(name)
        if one.side == "employee" and one.scoring is not None and one.scored_items:
            yield from instrument_domains(one)
            if one.short_form is not None:
                yield from instrument_domains(one, form="short")


def sentences(text):
    return [part for part in re.split(r"(?<=[.!?])[”]?\s+|:\s+(?=“)", text) if part.strip()]


def english(one):
    return {key: one[key]["en"] for key in (*TEXTS, "note") if key in one}


def syllables(word):
    """About how many: groups of vowels, without a silent e."""
    word = re.sub(r"[^a-z]", "", word.casefold())
    count = len(re.findall(r"[aeiouy]+", re.sub(r"(?<![l])e$|(?<=[^td])ed$", "", word)))
    return max(1, count)


def grade(text):
    """The school grade of Flesch and Kincaid; 6 is for children of eleven and twelve."""
    parts = sentences(text)
    words = text.split()
    return 0.39 * len(words) / len(parts) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


def test_every_number_of_employees_has_three_practices_or_more():
    found = {one.metric: len(practices_for(one.metric)) for one in employee_metrics()}
    assert len(found) > 50
    assert {metric: count for metric, count in found.items() if count < 3} == {}


def test_every_domain_offers_few_enough_to_choose_from():
    assert {metric for metric in known_metrics() if not 3 <= len(practices_for(metric)) <= 6} == set()


def test_what_is_no_metric_of_employees_has_none():
    for name in ("", "nps", "csat", "psych_safety.help", "Burnout", "psych_safety.open_conversation "):
        assert practices_for(name) == ()
    assert practice("") is None


def test_own_practices_come_before_those_of_others():
    for metric in known_metrics():
        places = [one.metric == metric for one in practices_for(metric)]
        assert places == sorted(places, reverse=True), metric


def test_names_are_one_of_a_kind_and_lead_back():
    names = [one.id for one in all_practices()]
    assert len(names) == len(set(names)) == len(ENGLISH) > 160
    assert all(practice(name).id == name for name in names)


def test_a_title_begins_with_what_to_do():
    assert [one["title"]["en"] for one in ENGLISH if not re.match(VERB, one["title"]["en"])] == []


@pytest.mark.parametrize("key", LENGTHS)
def test_texts_are_as_short_as_a_break(key):
    low, high = LENGTHS[key]
    wrong = {one["id"]: len(one[key]["en"]) for one in ENGLISH if not low <= len(one[key]["en"]) <= high}
    assert wrong == {}


def test_what_it_is_takes_two_to_four_sentences():
    assert {one["id"] for one in ENGLISH if not 2 <= len(sentences(one["what"]["en"])) <= 4} == set()


def test_no_sentence_is_longer_than_twenty_words():
    said = [part for one in ENGLISH for text in english(one).values() for part in sentences(text)]
    assert [part for part in said if len(part.split()) > 20] == []


def test_a_child_of_twelve_can_read_them():
    grades = {one["id"]: grade(" ".join(english(one)[key] for key in TEXTS[1:])) for one in ENGLISH}
    assert {name: round(value, 1) for name, value in grades.items() if value > 6} == {}
    assert sum(grades.values()) / len(grades) < 4


def test_the_reading_check_can_fail():
    hard = "The implementation of organisational transformation necessitates multidisciplinary coordination."
    assert grade(hard) > 12 > 6 > grade("We sit down and talk. Then we write it on the board.")


@pytest.mark.parametrize("words", [FILLER, CAUSAL, OVERREACH], ids=["filler", "causal", "overreach"])
def test_no_practice_uses_words_that_say_nothing_or_too_much(words):
    found = [
        (one["id"], match[0])
        for one in ENGLISH
        for match in re.finditer(words, " ".join(english(one).values()), re.I)
    ]
    assert found == []


@pytest.mark.parametrize(("words", "text"), [
    (FILLER, "Foster a culture of trust"), (FILLER, "Ensure alignment"), (CAUSAL, "Breaks drive results"),
    (CAUSAL, "It leads to less stress"), (OVERREACH, "Share your feelings in the round"),
])  # fmt: skip
def test_the_lists_of_words_can_fail(words, text):
    assert re.search(words, text, re.I)


def test_a_first_step_is_something_to_say_or_to_do():
    does = rf"{VERB}|(Act|Bring|Do|Finish|Is|Pick|Print|Sort|Start|Teach|Think) "
    begun = {one["id"]: one["first_step"]["en"] for one in ENGLISH}
    wrong = {name for name, text in begun.items() if "“" not in text and not re.match(does, text)}
    assert wrong == set()


def test_practices_differ_in_what_is_done():
    def content(one):
        text = " ".join(english(one)[key] for key in TEXTS).casefold()
        return set(re.findall(r"[a-z]{5,}", text))

    sets = [(one["id"], content(one)) for one in ENGLISH]
    alike = [
        (first, second, round(len(a & b) / len(a | b), 2))
        for (first, a), (second, b) in combinations(sets, 2)
        if len(a & b) / len(a | b) > 0.3
    ]
    assert alike == []
    assert len({one["title"]["en"].casefold() for one in ENGLISH}) == len(ENGLISH)


def test_bothways_itself_is_the_means_of_few():
    assert 0 < sum("Bothways" in " ".join(english(one).values()) for one in ENGLISH) <= 5


def test_what_was_studied_says_so_without_citing():
    studied = [one for one in ENGLISH if one["evidence"] == "studied"]
    assert 0 < len(studied) < len(ENGLISH) / 5
    assert all(one["note"]["en"] for one in studied)
    assert [one["id"] for one in studied if re.search(r"\d{4}|et al|\d ?%|doi", one["note"]["en"])] == []
    plain = next(one for one in all_practices() if one.evidence == "practice")
    assert plain.note == "It comes from what teams do. We know of no trial of it."


def test_rest_has_practices_of_rest_and_every_domain_a_small_one():
    assert sum(one.rest for one in practices_for("harmony.rest")) >= 3
    assert any(one.rest for one in practices_for("burnout.exhaustion"))
    assert [
        name for name in known_metrics() if all(one.degree != "small" for one in practices_for(name))
    ] == []
    assert {one.degree for one in all_practices()} == set(Plan.Degree.values)


def test_hours_are_told_in_words():
    by_effort = {one.effort: one.effort_words for one in all_practices()}
    assert by_effort[0.5] == "about half an hour a month"
    assert by_effort[1.0] == "about 1 hour a month"
    assert by_effort[7.0] == "about 7 hours a month"


@pytest.mark.parametrize("language", ["en", "en-gb", "ar", "de", "es", "de-at"])
def test_every_language_of_a_page_gets_whole_texts(language):
    with translation.override(language):
        found = all_practices()
        assert len(found) == len(ENGLISH)
        assert all(getattr(one, key) for one in found for key in (*TEXTS, "who", "note"))
        assert {one.language for one in found} <= {"en", language.split("-")[0]}


def test_everybody_who_can_begin_has_words():
    assert set(NAMES_OF_WHO) == set(WHO) == {one["who"] for one in ENGLISH}
