"""Pairs of colours that only the app's sheets use; the others are checked with the reports."""

import re
from pathlib import Path

import pytest

import bothways.reports

SHEET = (Path(bothways.reports.__file__).parent / "styles/tokens.css").read_text(encoding="utf-8")
TEXT, MARK = 4.5, 3.0
PAIRS = [
    ("error", "bg", TEXT), ("link", "bg", TEXT), ("link", "warnT", TEXT), ("link", "errorT", TEXT),
    ("ink", "warnT", TEXT), ("ink", "errorT", TEXT), ("onaction", "ink2", TEXT), ("ink2", "sunk", TEXT),
    ("better", "surface", MARK), ("warn", "warnT", MARK), ("error", "errorT", MARK), ("ink2", "line", MARK),
    ("focus", "surface", MARK), ("emp", "surface", MARK), ("cust", "surface", MARK),
]  # fmt: skip


def tokens(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", SHEET)
    assert block
    return dict(re.findall(r"--(\w+): (#[0-9A-F]{6});", block.group(1)))


def luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("ink", "ground", "need"), PAIRS)
@pytest.mark.parametrize("theme", [":root", ':root:not([data-theme="light"])'], ids=["light", "dark"])
def test_contrast_on_pages_is_enough(theme: str, ink: str, ground: str, need: float) -> None:
    colours = tokens(theme)
    assert contrast(colours[ink], colours[ground]) >= need


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)
