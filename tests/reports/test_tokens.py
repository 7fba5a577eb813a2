"""Colours: contrast by WCAG, distances under colour blindness, computed from the style sheet itself."""

import re

import numpy as np
import pytest

from bothways.reports.report import stylesheet

SHEET = stylesheet()
TEXT, MARK = 4.5, 3.0
# Text of a token on a ground, and the contrast it needs (WCAG 1.4.3 and 1.4.11).
TINTED = ("emp", "cust", "better", "worse", "unsure", "error", "warn")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "ink2", "link") for ground in ("bg", "surface", "sunk")),
    *((voice, ground, TEXT) for voice in ("emp", "cust") for ground in ("bg", "surface")),
    *((name, f"{name}T", TEXT) for name in TINTED),
    *((name, "surface", TEXT) for name in ("better", "worse", "unsure", "error")),
    ("onaction", "action", TEXT),
    ("field", "surface", MARK), ("field", "bg", MARK), ("field", "sunk", MARK), ("focus", "bg", MARK),
    ("focus", "focusglow", MARK), ("emp", "unsureT", MARK), ("cust", "unsureT", MARK),
    ("field", "unsureT", MARK),
]  # fmt: skip
# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
MACHADO = {
    "normal": np.eye(3),
    "protan": np.array([[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
                        [-0.003882, -0.048116, 1.051998]]),
    "deutan": np.array([[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
                        [-0.011820, 0.042940, 0.968881]]),
    "tritan": np.array([[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
                        [0.004733, 0.691367, 0.303900]]),
}  # fmt: skip


def tokens(selector: str) -> dict[str, str]:
    block = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", SHEET)
    return dict(re.findall(r"--(\w+): (#[0-9A-F]{6});", block.group(1)))


LIGHT = tokens(":root")
DARK = tokens(':root:not([data-theme="light"])')


def linear(colour: str) -> np.ndarray:
    srgb = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    bright = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (a, b))
    return (bright[1] + 0.05) / (bright[0] + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Ottosson's OKLab from linear RGB."""
    to_cone = [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
               [0.0883024619, 0.2817188376, 0.6299787005]]  # fmt: skip
    to_lab = [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
              [0.0259040371, 0.7827717662, -0.8086757660]]  # fmt: skip
    return np.array(to_lab) @ np.cbrt(np.array(to_cone) @ np.clip(rgb, 0, 1))


def distance(a: str, b: str) -> float:
    """Smallest distance x100 over normal sight and three kinds of colour blindness."""
    return 100 * min(
        float(np.linalg.norm(oklab(m @ linear(a)) - oklab(m @ linear(b)))) for m in MACHADO.values()
    )


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#767676", "#FFFFFF") == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(("ink", "ground", "need"), PAIRS)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_is_enough(theme: dict[str, str], ink: str, ground: str, need: float) -> None:
    assert contrast(theme[ink], theme[ground]) >= need


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_two_voices_are_told_apart_by_every_eye(theme: dict[str, str]) -> None:
    assert distance(theme["emp"], theme["cust"]) > 15
    for voice in ("emp", "cust"):
        assert distance(theme[voice], theme["field"]) > 5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_verdicts_of_proof_are_told_apart_by_every_eye(theme: dict[str, str]) -> None:
    for a, b in (("better", "worse"), ("better", "unsure"), ("worse", "unsure")):
        assert distance(theme[a], theme[b]) > 9


def test_green_and_crimson_of_one_lightness_would_be_caught() -> None:
    assert distance("#2E7D32", "#A8443A") < 5


def test_dark_by_choice_is_the_dark_of_the_system() -> None:
    assert tokens(':root[data-theme="dark"]') == DARK
    assert set(DARK) == set(LIGHT)


def test_every_colour_of_the_sheets_is_a_token() -> None:
    rest = re.sub(r"--\w+: #[0-9A-F]{6};", "", SHEET)
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", rest)) <= {"#FFFFFF"}
    assert set(re.findall(r"var\(--(\w+)\)", SHEET)) <= set(LIGHT) | {f"s{n}" for n in range(1, 9)}


def test_the_system_s_own_colours_are_respected_where_they_are_forced() -> None:
    assert "@media (forced-colors: active)" in SHEET


def test_no_rule_fixes_left_or_right() -> None:
    assert re.findall(r"(?:margin|padding|border)-(?:left|right)|[^-]\b(?:left|right):", SHEET) == []
