"""What people read instead of names of columns: metrics, periods, teams in order."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from bothways_web.link.findings import _called
from bothways_web.link.labels import inside, metric_label
from bothways_web.link.words import signed
from bothways_web.web.templatetags.pictures import figure
from bothways_web.wording import in_order, period_name, written


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("nps", "NPS"),
        ("csat", "CSAT"),
        ("ces", "CES"),
        ("enps", "eNPS"),
        ("promise_kept", "Promise kept"),
        ("Net promoter", "Net promoter"),
        ("_", ""),
    ],
)
def test_a_metric_is_called_what_people_call_it(name, label):
    assert metric_label(name) == (label or name)


def test_a_label_inside_a_sentence_has_a_small_letter_but_an_abbreviation_and_german_do_not():
    assert inside("Open conversation") == "open conversation"
    assert inside("NPS") == "NPS"
    assert inside("eNPS") == "eNPS"
    with override("de"):
        assert inside("Arbeitslast") == "Arbeitslast"


def test_a_reason_names_a_metric_and_leaves_other_words_alone():
    told = _called("ease would increase; so would ease.", {"ease": "Ease"})
    assert told == "Ease would increase; so would ease."
    assert _called("More of nps_2 and nps.", {"nps": "NPS"}) == "More of nps_2 and NPS."


def test_months_quarters_and_weeks_are_written_in_words_and_other_periods_stay():
    assert period_name("2024-12") == "December 2024"
    assert period_name("2024-Q1") == "Q1 2024"
    assert period_name("2024-W05") == "week 5 of 2024"
    with override("de"):
        assert period_name("2024-12") == "Dezember 2024"
    for other in ("2024-W54", "2024-Q5", "2024", "2024-13", "0000-01", "2024-12-31", ""):
        assert period_name(other) == other


def test_team_two_stands_before_team_ten():
    assert sorted(["Team 10", "team 2", "Team", "9 lives"], key=in_order) == [
        "9 lives", "Team", "team 2", "Team 10",
    ]  # fmt: skip
    assert sorted(["Zoo", "Öl", "Ost", "m²", "²"], key=in_order) == ["²", "m²", "Öl", "Ost", "Zoo"]


def test_figures_are_rounded_and_not_cut_off():
    assert written(46.9, 0) == "47"
    assert signed(0.6287, 2) == "+0.63"
    assert signed(-0.6287, 2) == "−0.63"
    assert ">47</bdi>" in figure(46.9, 33.6, 58.7)
    assert "(34 to 59)" in figure(46.9, 33.6, 58.7)
    with override("de"):
        assert written(0.999, 2) == "1,00"
