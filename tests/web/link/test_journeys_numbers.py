"""Live numbers on stages: the newest Released of what is in reach, states in words, gaps where ranges stand apart."""

import html
import re

import linked_company as linked
import pytest
from journeys_at_work import draw, page_of, send
from rounds_at_work import answer_all, launch

from bothways.privacy.released import _issue
from bothways_web.link.journeys.choosing import known_numbers
from bothways_web.link.journeys.drawing import journey_svg
from bothways_web.link.journeys.gaps import gaps_of, range_on_100
from bothways_web.link.journeys.numbers import Numbers, StageNumber, is_key
from bothways_web.link.journeys.showing import shown_journey
from bothways_web.link.journeys.telling import told_stages
from bothways_web.listen.ledgers import released_rounds
from bothways_web.listen.release import release_round
from bothways_web.listen.rounds import close_round
from bothways_web.people.viewers import viewer_of

TEAM, STARS = "t02", "customers:stars"
FIGURE = re.compile(r"(?:at (?:most|least) )?[\d.]+ \([\d.]+ to [\d.]+\)")


def released(value, low, high, *, kind="mean", text=None):
    """Make a number for a rule that is tried alone; pages get theirs from a ledger."""
    return _issue(
        round="r", group="all", metric="m", kind=kind, n_band="20-49", value=value, low=low, high=high,
        text=text or str(value),
    )  # fmt: skip


def number(voice, low, high, *, better="higher", ends=(0.0, 100.0), **more):
    side = "employees" if voice == "employees" else "surveyed"
    shown = released((low + high) / 2, low, high, **more)
    return StageNumber(f"{side}:m", voice, shown, "2026-01", better, *ends)


def words_of(page):
    main = page[page.index("<main") : page.index("</main")]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def test_a_stage_shows_what_was_released_of_its_unit_and_nothing_else(linked_company):
    journey = draw(linked_company, "Book", metrics=[a_safety(), STARS], unit=TEAM)
    page = words_of(page_of(linked_company.client("fay"), f"/journeys/{journey.pk}/"))
    for population in ("employees", "customers"):
        newest = released_rounds(population)[-1].released
        [row] = [
            one for one in newest if one.group == f"unit={TEAM}" and one.metric in (bare(a_safety()), "stars")
        ]
        assert f"{as_shown(row)} {row.n_band.replace('-', '–')} people · December 2025 · Team t02" in page


def as_shown(row):
    """Return a number with its range as pages write it."""
    places = len(row.text.partition(".")[2])
    bound = {"<": "at most ", ">": "at least "}.get(row.text[0], "")
    return f"{bound}{row.value:.{places}f} ({row.low:.{places}f} to {row.high:.{places}f})"


def bare(key):
    return key.partition(":")[2]


def a_safety():
    """Return the key of the first number of the employees."""
    return next(key for key in Numbers().of(TEAM) if key.startswith("employees:"))


def test_figures_of_a_page_are_those_of_ledgers(linked_company):
    """Every figure beside a range stands in a ledger, for a journey with all that can be tied to a stage."""
    keys = list(Numbers().of(TEAM))
    journeys = [
        draw(linked_company, "Book", metrics=keys[at : at + 6], unit=TEAM) for at in range(0, len(keys), 6)
    ]
    there = {
        as_shown(one)
        for population in ("employees", "customers", "surveyed")
        for each in released_rounds(population)
        for one in each.released
    }
    found = []
    for journey in journeys:
        page = words_of(page_of(linked_company.client("fay"), f"/journeys/{journey.pk}/"))
        found += FIGURE.findall(page)
    assert len(found) >= 2
    assert [one for one in found if one not in there] == []


def test_a_withheld_number_has_a_lock_and_no_reason(linked_company):
    journey = draw(linked_company, "Book", metrics=[STARS, a_safety()], unit="desk")
    page = words_of(page_of(linked_company.client("fay"), f"/journeys/{journey.pk}/"))
    assert page.count("Not shown December 2025 · Help desk") == 2


def test_nobody_asked_is_no_data_and_never_nought(company):
    journey = draw(company, "Book", metrics=["surveyed:csat", "employees:enps"])
    page = words_of(page_of(company.client("fay"), f"/journeys/{journey.pk}/"))
    assert page.count("No data: nobody was asked.") == 2
    stage = page[page.index("Stage 1") : page.index("How to read it")]
    assert re.findall(r"\d+", stage) == ["1"]


@pytest.mark.parametrize(
    ("name", "of"), [("fay", "Team t02"), ("hao", "Team t02"), ("ben", ""), ("ana", ""), ("ida", "")]
)
def test_out_of_reach_the_numbers_are_those_of_the_whole(linked_company, name, of):
    journey = draw(linked_company, "Book", metrics=[a_safety()], unit=TEAM)
    viewer = viewer_of(linked_company.users[name])
    [stage] = shown_journey(journey, viewer).stages
    [one] = stage.numbers
    assert stage.unit == of
    assert one.shown.group == (f"unit={TEAM}" if of else "all")
    page = words_of(page_of(linked_company.client(name), f"/journeys/{journey.pk}/"))
    assert ("Team t02" in page) is bool(of)
    shown = shown_journey(journey, viewer)
    drawn = " ".join(re.sub(r"<[^>]+>", " ", journey_svg(shown)).split())
    for told in (drawn, str(told_stages(shown))):
        assert ("Team t02" in told) is bool(of)


def test_a_manager_sees_the_numbers_of_the_own_unit(linked_company):
    linked_company.users["ana"].grants.all().delete()
    from bothways_web.people.models import Grant, Role, User

    user = User.objects.get(pk=linked_company.users["ana"].pk)
    Grant.objects.create(user=user, role=Role.MANAGER, unit=linked_company.units[TEAM])
    journey = draw(linked_company, "Book", metrics=[a_safety()], unit=TEAM)
    [stage] = shown_journey(journey, viewer_of(user)).stages
    assert (stage.unit, stage.numbers[0].shown.group) == ("Team t02", f"unit={TEAM}")


def test_an_executive_reads_gaps_of_the_whole_alone(linked_company):
    journey = draw(linked_company, "Book", metrics=[a_safety()], unit=TEAM)
    [stage] = shown_journey(journey, viewer_of(linked_company.users["gil"])).stages
    assert stage.numbers[0].shown.group == "all"


def test_a_page_reads_each_unit_once(linked_company, django_assert_max_num_queries):
    journey = draw(linked_company, *(f"S{n}" for n in range(30)), metrics=[a_safety(), STARS], unit=TEAM)
    client = linked_company.client("fay")
    page_of(client, f"/journeys/{journey.pk}/")
    with django_assert_max_num_queries(40):
        page_of(client, f"/journeys/{journey.pk}/")


def test_imports_of_employees_that_no_ledger_released_are_never_offered(linked_company):
    frame = linked.customers(linked.draw(effect=0.1)).assign(measure="overtime")
    linked.bring(linked_company, frame, side="employees")
    assert not [key for key in Numbers().of(TEAM) if "overtime" in key]


def test_every_number_that_was_released_can_be_tied_whatever_part_was_asked(company):
    asked = launch(company, audience="north", instrument="engagement_short")
    answer_all(asked)
    assert known_numbers() == []
    close_round(asked, by=company.users["eva"])
    assert release_round(asked.pk)
    there = known_numbers()
    assert {one.voice for one in there} == {"employees"}
    one = there[0]
    journey = draw(company, "Book")
    page = page_of(company.client("fay"), f"/journeys/{journey.pk}/stages/{journey.stages[0]['id']}/")
    assert f'value="{one.key}"' in page
    assert f"{one.label} (employees)" in html.unescape(page)
    assert Numbers().find(one.key, "north").state == "shown"
    assert Numbers().find(one.key, "company").state == "none"


def test_a_number_that_is_not_measured_any_more_stays_ticked(company):
    journey = draw(company, "Book", metrics=["surveyed:gone"])
    client, url = company.client("fay"), f"stages/{journey.stages[0]['id']}/"
    assert re.search(r'value="surveyed:gone"[^>]* checked', page_of(client, f"/journeys/{journey.pk}/{url}"))
    send(client, journey, url, name="Book", metrics=["surveyed:gone"])
    journey.refresh_from_db()
    assert journey.stages[0]["metrics"] == ["surveyed:gone"]
    assert send(client, journey, url, name="Book", metrics=["surveyed:else"]).status_code == 422


def test_both_voices_of_a_linked_company_are_offered(linked_company):
    offered = [one.key for one in known_numbers()]
    assert offered == list(Numbers().of(TEAM))
    assert {one.partition(":")[0] for one in offered} == {"employees", "customers"}


# Gaps


def test_ranges_that_stand_apart_are_a_gap_said_from_the_higher_side():
    [gap] = gaps_of([number("employees", 70, 78), number("customers", 40, 52)])
    assert gap.employees_better
    assert (gap.employees_range, gap.customers_range) == ((70, 78), (40, 52))
    [other] = gaps_of([number("employees", 40, 52), number("customers", 70, 78)])
    assert not other.employees_better


@pytest.mark.parametrize("theirs", [(50, 60), (52, 90), (10, 70), (78, 80), (60, 72)])
def test_ranges_that_touch_are_none(theirs):
    assert gaps_of([number("employees", 52, 78), number("customers", *theirs)]) == ()


def test_other_scales_are_put_on_one():
    one = number("employees", 4, 5, ends=(1.0, 5.0))
    assert range_on_100(one) == (75, 100)
    turned = number("customers", 1, 2, ends=(1.0, 5.0), better="lower")
    assert range_on_100(turned) == (75, 100)
    assert gaps_of([one, turned]) == ()
    assert len(gaps_of([one, number("customers", 1, 2, ends=(1.0, 5.0))])) == 1


def test_a_bound_reaches_to_its_end_of_the_scale():
    assert range_on_100(number("employees", 60, 70, text=">=65")) == (60, 100)
    assert range_on_100(number("employees", 60, 70, text="<=65")) == (0, 70)
    assert gaps_of([number("employees", 60, 70, text=">=65"), number("customers", 90, 95)]) == ()


@pytest.mark.parametrize(
    "other",
    [
        number("customers", 10, 20, better=""),
        number("customers", 10, 20, kind="share"),
        number("customers", 10, 20, kind="count"),
        number("customers", float("nan"), 20),
        number("customers", 10, 20, ends=(None, None)),
        number("employees", 10, 20),
        StageNumber("surveyed:m", "none", None, "", "higher", 0.0, 100.0),
        StageNumber("surveyed:m", "withheld", None, "2026-01", "higher", 0.0, 100.0),
    ],
    ids=[
        "no good end",
        "a share",
        "a count",
        "no range",
        "no scale",
        "the same voice",
        "no data",
        "withheld",
    ],
)
def test_what_cannot_be_compared_is_no_gap(other):
    assert gaps_of([number("employees", 70, 80), other]) == ()


def test_a_gap_stands_on_the_page_in_words_with_both_ranges(linked_company, monkeypatch):
    from bothways_web.link.journeys import showing

    made = {
        "employees:m": number("employees", 70, 78), "surveyed:m": number("customers", 40, 52),
    }  # fmt: skip
    monkeypatch.setattr(showing.Numbers, "of", lambda self, unit: made)
    journey = draw(linked_company, "Book", metrics=list(made))
    page = words_of(page_of(linked_company.client("ben"), f"/journeys/{journey.pk}/"))
    assert "On 1 stage the two voices stand apart." in page
    assert "Employees stand higher: employees at 70 to 78 of 100, customers of customers at 40 to 52." in page
    one = words_of(page_of(linked_company.client("gil"), "/journeys/"))
    assert "on 1 stage the two voices stand apart. Book" in one


@pytest.mark.parametrize(
    "text", ["", "csat", ":csat", "surveyed:", "leavers:x", "surveyed:\x00", "surveyed:" + "x" * 201]
)
def test_what_is_no_key_is_none(text):
    assert not is_key(text)
