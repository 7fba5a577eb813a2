"""Charts as SVG strings: pure functions, no script, colour by class, a table behind each."""

from bothways.reports.charts.axis import Axis, shared_axis
from bothways.reports.charts.counts import verdict_strip
from bothways.reports.charts.flow import Flow, flow_map, flow_table
from bothways.reports.charts.glyphs import glyph, sprite
from bothways.reports.charts.intervals import Mark, axis_row, interval_row
from bothways.reports.charts.slopes import Slope, association_slopes

__all__ = [
    "Axis",
    "Flow",
    "Mark",
    "Slope",
    "association_slopes",
    "axis_row",
    "flow_map",
    "flow_table",
    "glyph",
    "interval_row",
    "shared_axis",
    "sprite",
    "verdict_strip",
]
