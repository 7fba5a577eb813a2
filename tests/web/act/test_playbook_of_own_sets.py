"""Practices for domains of sets that the playbook does not know: by names of domains and sets, and by other words."""

import itertools
from dataclasses import replace

import plans_at_work as w
import pytest

from bothways_web.act.plans import measured
from bothways_web.act.playbook.files import known_metrics
from bothways_web.act.playbook.practices import practice, practices_for
from bothways_web.act.playbook.synonyms import SYNONYMS, plain_words, synonyms_of


@pytest.mark.parametrize(
    ("metric", "of"),
    [
        ("pulse.workload", {"harmony.workload"}),
        ("pulse.learning", {"culture.learning", "lever.learning"}),
        (
            "pulse.engagement",
            {"engagement.attention", "engagement.care", "engagement.energy", "engagement.initiative"},
        ),
        ("pulse.tools", {"lever.technology"}),
        ("pulse.recognition", {"dyadic_trust.goodwill", "engagement.care"}),
    ],
)
def test_a_domain_of_an_own_set_gets_what_is_called_alike(metric, of):
    found = practices_for(metric)
    assert {one.metric for one in found} >= of
    assert len(found) == len(set(found))


def test_a_domain_that_nothing_is_called_like_gets_none():
    assert practices_for("pulse.parking") == ()
    assert practices_for("own-7.s1", "Parking") == ()
    assert practices_for("own-7.s1") == ()


@pytest.mark.parametrize(
    ("label", "of"),
    [
        ("Tools", "lever.technology"),
        ("Our tools and systems", "lever.technology"),
        ("ARBEITSMITTEL", "lever.technology"),
        ("Presión de tiempo", "harmony.workload"),
        ("presion de tiempo", "harmony.workload"),
        ("Umgang mit Fehlern", "psych_safety.risk_failure"),
        ("Wertschätzung im Team", "dyadic_trust.goodwill"),
        ("Work–life balance", "harmony.harmony"),
    ],
)
def test_a_domain_that_was_written_here_is_known_by_its_label(label, of):
    assert of in {one.metric for one in practices_for("own-7.s1", label)}


@pytest.mark.parametrize(
    "label",
    [
        "",
        "???",
        "Trust and teamwork",
        "Toolshed",
        "There is somebody in my team whose tools always work well",
    ],
)
def test_a_label_of_two_things_of_none_or_a_sentence_is_not_guessed(label):
    assert synonyms_of(label) is None
    assert practices_for("own-7.s1", label) == ()


def test_a_domain_of_the_playbook_is_not_matched_by_its_label():
    assert practices_for("harmony.rest", "Tools") == practices_for("harmony.rest")


def test_each_line_leads_somewhere_and_no_word_stands_under_two():
    words = [tuple(plain_words(word)) for one in SYNONYMS for word in one.words]
    for one in SYNONYMS:
        assert set(one.metrics) <= set(known_metrics())
        assert all(practice(name) for name in one.practices)
        assert practices_for("own-7.s1", one.words[0])
    for first, second in itertools.combinations(SYNONYMS, 2):
        assert not {tuple(plain_words(word)) for word in first.words} & {
            tuple(plain_words(word)) for word in second.words
        }
    assert all(words)


def test_making_a_plan_from_an_own_domain_offers_the_playbook(company, monkeypatch):
    w.at(monkeypatch, w.NOON)
    world = w.build(company)
    there = measured._of_employees

    def of_own_set(unit):
        return [replace(one, metric="own-7.s1", label="Our tools") for one in there(unit)[:1]]

    monkeypatch.setattr(measured, "_of_employees", of_own_set)
    page = world.client("ana").get("/act/plans/new/t01/?domain=own-7.s1").content.decode()
    assert "What will you do?" in page
    assert practices_for("lever.technology")[0].title in page
