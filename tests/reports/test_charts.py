"""Charts: geometry that says what the figures say."""

import math
import re

import pytest
from made_up import NAN, effect
from page_reader import Element, read_page

from bothways.linkage.findings import Effect
from bothways.reports.charts import (
    Axis,
    Mark,
    Slope,
    association_slopes,
    axis_row,
    interval_row,
    shared_axis,
    verdict_strip,
)


def drawn(svg: str) -> Element:
    return read_page(svg)


def test_the_axis_puts_zero_in_the_middle_and_keeps_what_is_beyond_at_its_end() -> None:
    axis = Axis(0.4)
    assert axis.x(0) == pytest.approx(140)
    assert axis.x(0.2) - axis.x(0) == pytest.approx((axis.x(0.4) - axis.x(0)) / 2)
    assert axis.x(7) == axis.x(0.4)


@pytest.mark.parametrize(("half", "reach"), [(0.05, 0.2), (0.3, 0.4), (0.5, 0.6), (0.8, 1.0), (9.0, 1.0)])
def test_the_shared_axis_is_the_smallest_round_one_that_holds_all_ranges(half: float, reach: float) -> None:
    assert shared_axis([effect(0, half), Effect()]).reach == reach


def test_employees_are_a_circle_on_a_solid_line_and_customers_a_square_on_a_dashed_one() -> None:
    svg = drawn(
        interval_row([Mark("emp", effect(0.1)), Mark("cust", effect(0.2))], axis=Axis(0.4), negligible=0.1)
    )
    (circle,) = svg.find("circle")
    (square,) = svg.find("rect", class_="mark cust")
    assert circle.attributes["class"] == "mark emp"
    assert float(circle.attributes["cy"]) < float(square.attributes["y"])
    assert {line.attributes["class"] for line in svg.find("line")} >= {"range emp", "range cust"}


def test_a_mark_and_its_range_stand_where_the_figures_are() -> None:
    axis = Axis(0.4)
    svg = drawn(interval_row([Mark("emp", Effect(0.1, 0.05, 0.0, 0.2))], axis=axis, negligible=0.1))
    (line,) = svg.find("line", class_="range emp")
    (circle,) = svg.find("circle")
    assert float(line.attributes["x1"]) == pytest.approx(axis.x(0.0), abs=0.01)
    assert float(line.attributes["x2"]) == pytest.approx(axis.x(0.2), abs=0.01)
    assert float(circle.attributes["cx"]) == pytest.approx(axis.x(0.1), abs=0.01)


def test_a_range_beyond_the_axis_ends_in_an_arrow() -> None:
    row = interval_row([Mark("emp", Effect(0.1, 0.2, -0.3, 0.9))], axis=Axis(0.4), negligible=0.1)
    assert len(drawn(row).find("polygon")) == 1
    assert len(drawn(row).find("line", class_="end emp")) == 1


def test_an_estimate_beyond_the_axis_has_no_mark_at_a_wrong_place() -> None:
    row = interval_row([Mark("emp", Effect(0.7, 0.1, 0.5, 0.9))], axis=Axis(0.4), negligible=0.1)
    assert drawn(row).find("circle") == []


def test_what_could_not_be_estimated_is_not_drawn() -> None:
    svg = drawn(interval_row([Mark("emp", Effect()), Mark("cust", Effect())], axis=Axis(0.4), negligible=0.1))
    assert svg.find("circle", "polygon") == []
    assert "nan" not in interval_row([Mark("emp", Effect())], axis=Axis(0.4), negligible=NAN).lower()


def test_an_effect_without_a_range_shows_its_mark_alone() -> None:
    svg = drawn(interval_row([Mark("emp", Effect(effect=0.1))], axis=Axis(0.4), negligible=0.1))
    assert len(svg.find("circle")) == 1
    assert svg.find("line", class_="range emp") == []


def test_ticks_are_printed_as_finely_as_they_stand() -> None:
    assert [text.text for text in drawn(axis_row(Axis(0.2))).find("text")] == [
        "−0.20",
        "−0.10",
        "0.00",
        "+0.10",
        "+0.20",
    ]
    labels = [text.text for text in drawn(axis_row(Axis(0.6))).find("text")]
    assert len(set(labels)) == 5


def test_the_strip_gives_each_verdict_its_share_and_its_own_pattern() -> None:
    svg = drawn(verdict_strip({"clear": 10, "likely": 0, "cannot_tell": 30}))
    pieces = [p for p in svg.find("rect") if p.attributes["class"].startswith("piece ")]
    assert [piece.attributes["class"] for piece in pieces] == ["piece piece-clear", "piece piece-cannot_tell"]
    assert float(pieces[1].attributes["width"]) > 1.5 * float(pieces[0].attributes["width"])
    assert [text.text for text in svg.find("text")] == ["10", "30"]


def test_one_clear_finding_among_thousands_can_still_be_seen_and_the_strip_ends_where_it_should() -> None:
    svg = drawn(
        verdict_strip({"clear": 1, "likely": 1, "no_link": 1, "cannot_tell": 5000, "not_estimable": 1})
    )
    pieces = [p for p in svg.find("rect") if p.attributes["class"].startswith("piece ")]
    assert all(float(piece.attributes["width"]) > 20 for piece in pieces)
    assert float(pieces[-1].attributes["x"]) + float(pieces[-1].attributes["width"]) == pytest.approx(
        479, abs=0.1
    )


def test_slopes_run_from_between_units_to_within_units() -> None:
    svg = drawn(association_slopes([Slope(0.5, 0.0), Slope(-0.25, 0.25), Slope(NAN, 0.1)]))
    (bold,) = svg.find("line", class_="slope-bold")
    (line,) = svg.find("line", class_="slope")
    height = {key: float(bold.attributes[key]) for key in ("y1", "y2")}
    assert height["y1"] < height["y2"], "a positive association stands above none"
    assert float(line.attributes["y1"]) > float(line.attributes["y2"])
    assert [t.text for t in svg.find("text", class_="slope-label end")] == ["+0.50"]


def test_one_pair_makes_no_slope_chart() -> None:
    assert association_slopes([Slope(0.5, 0.0), Slope(NAN, NAN)]) == ""


def test_no_drawing_holds_a_figure_that_is_not_finite() -> None:
    svg = association_slopes([Slope(1.0, -1.0), Slope(math.inf, 0.2), Slope(0.3, 0.1)])
    assert re.search(r"nan|inf", svg.lower()) is None
