"""The culture path in the app: placements, what is withheld, who may open it, from a step to a plan."""

import re

import culture_at_work as at_work
import pytest
from django.urls import reverse

from bothways_web.act.culture.standing import MOST_PRACTICES, path_rounds, standing_of
from bothways_web.act.models import Plan
from bothways_web.people.models import Grant

COMPANY = "company"


@pytest.fixture
def asked(company, settings, tmp_path):
    settings.HOME = tmp_path
    at_work.add_units(company)
    return at_work.ask_path(company)


def text_of(response) -> str:
    page = re.sub(r"<script.*?</script>|<svg.*?</svg>", " ", response.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def path_of(company, code, who="eva"):
    return company.client(who).get(reverse("culture_path", args=[code]))


def test_a_large_unit_that_agrees_stands_on_one_level(company, asked):
    strand = standing_of("big", path_rounds("big"), asked).strands[0]
    assert strand.placement.levels == (2,)
    assert [one.level.number for one in strand.further] == [3]
    words = text_of(path_of(company, "big"))
    assert "Level 2, Programme" in words
    assert "Leaders open regular meetings with both voices." in words


def test_beside_a_step_stand_practices_to_begin_with_and_they_open(company, asked):
    strand = standing_of("big", path_rounds("big"), asked).strands[0]
    assert 0 < len(strand.practices) <= MOST_PRACTICES
    page = path_of(company, "big").content.decode()
    for one in strand.practices:
        assert one.title in text_of(path_of(company, "big"))
        address = reverse("practice", args=[one.id])
        assert f'href="{address}"' in page
        assert company.client("eva").get(address).status_code == 200


def test_where_no_step_is_named_no_practice_is(company, asked):
    standing = standing_of("few", path_rounds("few"), asked)
    assert [one.practices for one in standing.strands] == [()] * len(standing.strands)


def test_a_unit_whose_range_holds_two_levels_is_told_to_be_between_them(company, asked):
    standing = standing_of("middle", path_rounds("middle"), asked)
    assert {one.placement.levels for one in standing.strands} == {(2, 3)}
    words = text_of(path_of(company, "middle"))
    assert "Between 2, Programme, and 3, Practice: we cannot tell which" in words
    assert "Two steps are possible: we cannot tell which yet." in words


def test_few_people_are_placed_nowhere_and_no_step_is_named(company, asked):
    strand = standing_of("few", path_rounds("few"), asked).strands[0]
    assert strand.placement.word == "several", (strand.placement, strand.shown)
    assert strand.further == ()
    words = text_of(path_of(company, "few"))
    assert "We cannot tell yet: any level from" in words
    assert "One step further" not in words


def test_a_unit_of_three_is_not_placed_alone(company, asked):
    standing = standing_of("tiny", path_rounds("tiny"), asked)
    page = path_of(company, "tiny").content.decode()
    if standing.strands:
        assert "Tiny" in standing.together_with
        assert "Shown together" in page
    else:
        assert "Not shown, to protect people in small groups." in page
    assert not [one for one in standing.strands if one.placement and one.placement.value > 4]


def test_there_is_no_total_no_percentage_and_no_other_unit_on_the_page(company, asked):
    words = text_of(path_of(company, "big")).replace("95% range", "")
    assert "%" not in words
    assert "Middle" not in words
    standing = standing_of("big", path_rounds("big"), asked)
    assert [one.metric for one in standing.strands] == [
        f"culture.{name}"
        for name in ("leaders", "insight", "voice", "decisions", "problem_solving", "learning")
    ]


def test_units_are_listed_by_name_whatever_the_address_asks(company, asked):
    client, url = company.client("eva"), reverse("culture")
    names = re.findall(r'href="/act/culture/of/(\w+)/"', client.get(url).content.decode())
    assert names
    assert names == re.findall(
        r'href="/act/culture/of/(\w+)/"',
        client.get(url, {"sort": "level", "order": "-level"}).content.decode(),
    )
    assert names.index("big") < names.index("few") < names.index("middle") < names.index("tiny")
    assert "Level" not in text_of(client.get(url))


def test_a_step_becomes_a_draft_of_a_plan_with_its_sentence(company, asked):
    Grant.objects.create(user=company.users["ana"], role="manager", unit=company.units["big"])
    client = company.client("ana")
    page = client.get(reverse("culture_path", args=["big"])).content.decode()
    link = re.search(r'href="(/act/plans/new/big/\?domain=culture\.leaders[^"]*)"', page)[1].replace(
        "&amp;", "&"
    )
    form = client.get(link).content.decode()
    assert "Leaders open regular meetings with both voices." in form
    sent = {
        "title": "Leaders open regular meetings with both voices.", "because_text": "We talked about it.",
        "starts_on": "2026-12-01", "review_on": "2027-02-01",
    }  # fmt: skip
    response = client.post(link, sent)
    if response.status_code == 422:
        pytest.fail(text_of(response)[:600])
    plan = Plan.objects.get()
    assert (plan.title, plan.domain, plan.unit.code) == (sent["title"], "culture.leaders", "big")


def test_who_only_reads_is_offered_no_plan(company, asked):
    assert "/act/plans/new/" not in path_of(company, "big").content.decode()


def test_the_round_before_stands_beside_and_the_same_again_is_no_change(company, asked):
    again = at_work.ask_path(company, "2026-03", pulse=asked.pulse)
    standing = standing_of("big", path_rounds("big"), again)
    assert standing.before == asked
    assert standing.strands[0].change.word == "cannot_tell"
    assert [placement.levels for _round, placement in standing.strands[0].earlier] == [(2,)]
    assert "about the same, or we cannot tell" in text_of(path_of(company, "big"))


def test_a_unit_that_went_on_is_told_to_be_further_on(company, asked):
    later = {code: [min(5, level + 2) for level in levels] for code, levels in at_work.LEVELS.items()}
    again = at_work.ask_path(company, "2026-03", later, pulse=asked.pulse)
    assert standing_of("big", path_rounds("big"), again).strands[0].change.word == "better"
    assert "further on" in text_of(path_of(company, "big"))


def test_a_second_survey_of_the_same_set_goes_on_with_the_path(company, asked):
    again = at_work.ask_path(company, "2026-03")
    assert again.pulse != asked.pulse
    assert standing_of("big", path_rounds("big"), again).before == asked


def test_before_a_round_the_page_says_how_to_ask_and_to_nobody_else(company, settings, tmp_path):
    settings.HOME = tmp_path
    lead = path_of(company, "day").content.decode()
    assert reverse("new_pulse", args=["culture_maturity"]) in lead
    assert company.client("eva").get(reverse("new_pulse", args=["culture_maturity"])).status_code == 200
    member = path_of(company, "day", "ben").content.decode()
    assert "/listen/new/" not in member
    assert "Whoever leads people" in member


def test_act_names_the_path_only_once_there_is_one(company, settings, tmp_path):
    settings.HOME = tmp_path
    at_work.add_units(company)
    assert reverse("culture") not in company.client("ben").get(reverse("act")).content.decode()
    at_work.ask_path(company)
    assert reverse("culture") in company.client("ben").get(reverse("act")).content.decode()
    assert reverse("culture") not in company.client("dua").get(reverse("act")).content.decode()


@pytest.mark.parametrize(("who", "code", "status"), [
    ("ben", "day", 200), ("ben", "desk", 404), ("ben", COMPANY, 200), ("cem", "day", 404), ("ana", "day", 200),
    ("ana", "big", 404), ("eva", "big", 200), ("fay", "big", 200), ("gil", COMPANY, 404), ("gil", "big", 404),
    ("hao", COMPANY, 200), ("hao", "big", 404), ("ida", COMPANY, 200), ("dua", COMPANY, 404), ("nobody", COMPANY, 302),
])  # fmt: skip
def test_who_may_open_which_path(company, asked, who, code, status):
    assert path_of(company, code, who).status_code == status


def test_a_unit_that_there_is_not_looks_like_one_out_of_reach(company, asked):
    assert path_of(company, "none", "eva").status_code == 404
    assert path_of(company, "none", "ben").status_code == 404


def test_the_page_of_a_team_leads_to_its_path_once_there_is_one(company, asked):
    url = reverse("culture_path", args=["big"])
    assert url in company.client("eva").get(reverse("team", args=["big"])).content.decode()
    asked.delete()
    assert url not in company.client("eva").get(reverse("team", args=["big"])).content.decode()
