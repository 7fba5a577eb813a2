"""The map of a flow: who stands where, how wide, and the same as a table."""

import pytest
from page_reader import read_page

from bothways.reports.charts import Flow, flow_map, flow_table

FLOWS = [Flow("IT", "North <shop>", 1.0), Flow("HR", "South", 0.25), Flow("IT", "South", 0.75)]


def test_providers_stand_left_of_clients_and_lines_are_as_wide_as_weights() -> None:
    svg = read_page(flow_map(FLOWS))
    left = [float(one.attributes["x"]) for one in svg.find("text", class_="flow-name end")]
    right = [float(one.attributes["x"]) for one in svg.find("text", class_="flow-name")]
    assert max(left) < min(right)
    widths = sorted(float(one.attributes["stroke-width"]) for one in svg.find("path", class_="flow-line"))
    assert widths == pytest.approx([2.5, 7.5, 10.0])


def test_letters_are_at_least_twelve_on_a_narrow_phone() -> None:
    (drawing,) = read_page(flow_map(FLOWS)).find("svg")
    width = float(drawing.attributes["viewbox"].split()[2])
    assert 12 * 390 / width >= 12


def test_what_does_not_fit_is_one_row_of_others() -> None:
    many = [Flow("IT", f"shop {k:02d}", 1.0 if k else 2.0) for k in range(40)]
    svg = flow_map(many, most=10)
    assert "31 others" in svg
    assert "shop 00" in svg
    assert len(read_page(svg).find("path", class_="flow-line")) == 10


def test_the_table_holds_every_flow_and_escapes_names() -> None:
    table = flow_table(FLOWS)
    assert len(read_page(table).find("tr")) == 4
    assert "North &lt;shop&gt;" in table
    assert "0.25" in table
    assert "North &lt;shop&gt;" in flow_map(FLOWS)


def test_nothing_flows_nothing_is_drawn() -> None:
    assert flow_map([Flow("IT", "North", 0.0)]) == ""
