"""What leaving costs: nothing is filled in, each change is kept, and leavers count as released alone."""

import re

import leavers_at_work as w
import pytest
from addresses_of_leaving import COST

from bothways_web.people.models import Change
from bothways_web.verify.leaving.costing import PARTS, cost_of_last_year
from bothways_web.verify.models import LeavingCost

URL, FORM = "/verify/leaving/cost/", "/verify/leaving/cost/change/"
GIVEN = COST | {"version": "0", "currency": "EUR", "yearly_pay_low": "36525", "yearly_pay_high": "36525",
                "replaced_low": "100", "replaced_high": "100", "hiring_low": "2000", "hiring_high": "4000",
                "leaving_low": "500", "leaving_high": "500", "vacancy_days_low": "30", "vacancy_days_high": "60",
                "vacancy_cost_low": "0", "vacancy_cost_high": "50", "ramp_up_months_low": "0",
                "ramp_up_months_high": "0", "ramp_up_missing_low": "0", "ramp_up_missing_high": "0,0"}  # fmt: skip


def text(answer, status=200) -> str:
    assert answer.status_code == status, answer.status_code
    return re.sub(r"\s+", " ", answer.content.decode())


def test_nothing_is_filled_in_and_only_people_leads_are_asked(company):
    page = text(company.client("eva").get(URL))
    assert "Nobody has written down what holds with you" in page
    assert FORM in page
    assert FORM not in text(company.client("hao").get(URL))
    form = text(company.client("eva").get(FORM))
    assert not re.search(r'<input[^>]*type="text"[^>]*value="[^"]+"', form)


@pytest.mark.parametrize("name", ["ana", "fay", "hao", "gil", "dua", "ben"])
def test_nobody_else_writes_it(company, name):
    assert company.client(name).post(FORM, GIVEN).status_code == 404
    assert not LeavingCost.objects.exists()


def test_it_is_written_read_back_and_multiplied_with_released_leavers(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    assert (
        company.client("eva").post(FORM, GIVEN | {"people_low": "150", "people_high": "155"}).status_code
        == 302
    )
    cost = cost_of_last_year(LeavingCost.objects.get())
    assert (cost.total.each.low, cost.total.each.high) == (2500.0, 7500.0)
    # 24 of 152 in each of four quarters
    assert cost.leavers.low <= 96 <= cost.leavers.high
    assert cost.total.year.low == pytest.approx(2500 * 96, rel=0.2)
    assert cost.total.year.high == pytest.approx(7500 * 96, rel=0.2)
    page = text(company.client("hao").get(URL))
    assert "2,500 to 7,500 EUR" in page
    assert "from the shares that are shown and the number of people that was written down" in page
    assert Change.objects.filter(verb="changed what leaving costs").count() == 1


def test_without_a_number_of_people_only_the_low_end_of_a_band_without_end_is_told(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    company.client("eva").post(FORM, GIVEN)
    page = text(company.client("eva").get(URL))
    assert "Numbers of people are known as bands only" in page
    assert "at least" in page
    assert cost_of_last_year(LeavingCost.objects.get()).total.year.high is None


def test_what_has_no_lower_end_is_told_as_at_most_and_what_has_neither_is_not_told(company, monkeypatch):
    w.fill(company)
    w.release(monkeypatch)
    saved = {"hiring_low": "0", "hiring_high": "0", "leaving_low": "0", "leaving_high": "0",
             "vacancy_cost_low": "-50", "vacancy_cost_high": "-20"}  # fmt: skip
    company.client("eva").post(FORM, GIVEN | saved)
    total = cost_of_last_year(LeavingCost.objects.get()).total
    assert total.each.high < 0
    assert total.year.low is None
    assert total.year.high < 0
    assert "have cost at most \N{MINUS SIGN}" in text(company.client("eva").get(URL))
    company.client("eva").post(FORM, GIVEN | saved | {"vacancy_cost_high": "20", "version": "1"})
    assert cost_of_last_year(LeavingCost.objects.latest("version")).total.year is None
    assert "One person who leaves costs" in text(company.client("eva").get(URL))


def test_without_four_quarters_there_is_no_sum_for_a_year(company):
    company.client("eva").post(FORM, GIVEN)
    page = text(company.client("eva").get(URL))
    assert "there is no sum for a year" in page
    assert "One person who leaves costs 2,500 to 7,500 EUR" in page


def test_each_change_is_a_version_and_the_ones_before_stay(company):
    client = company.client("eva")
    client.post(FORM, GIVEN | {"why": "First guess <b>"})
    assert 'value="4000"' in text(client.get(FORM))
    client.post(FORM, GIVEN | {"version": "1", "hiring_high": "5000"})
    page = text(client.get(URL))
    assert "Version 2" in page
    assert "Version 1" in page
    assert "First guess &lt;b&gt;" in page


def test_two_people_at_once_do_not_overwrite_each_other(company):
    client = company.client("eva")
    client.post(FORM, GIVEN)
    page = text(client.post(FORM, GIVEN | {"hiring_high": "9000"}), 422)
    assert "Somebody else has changed the model meanwhile" in page
    assert LeavingCost.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("hiring_low", "", "Paid for each new person: write a number"), ("hiring_low", "many", "Write a number"),
        ("hiring_low", "-1", "greater than or equal to 0"), ("hiring_low", "9000", "lies below the lowest"),
        ("replaced_high", "101", "less than or equal to 100"), ("hiring_high", "nan", "Write a number"),
        ("hiring_high", "1e400", "Write a number"), ("hiring_high", "4,000", "without a sign for thousands"),
        ("yearly_pay_low", "36.525", "without a sign for thousands"),
        ("people_low", "100", "Give both numbers of people"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_the_words_of_the_field(company, field, value, words):
    page = text(company.client("eva").post(FORM, GIVEN | {field: value}), 422)
    assert words in page
    assert not LeavingCost.objects.exists()


def test_an_empty_day_may_save_more_than_it_loses(company):
    company.client("eva").post(FORM, GIVEN | {"vacancy_cost_low": "-50", "vacancy_cost_high": "0"})
    cost = cost_of_last_year(LeavingCost.objects.get())
    vacancy = next(row for row in cost.rows if row.part == "vacancy")
    assert (vacancy.each.low, vacancy.each.high) == (-3000.0, 0.0)


def test_the_form_asks_for_the_parts_of_the_library():
    from dataclasses import fields

    from bothways.leaving import CostModel

    assert set(PARTS) == {field.name for field in fields(CostModel)} - {"currency"}
