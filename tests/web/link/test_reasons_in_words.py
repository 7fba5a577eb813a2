"""Every reason that the library can give is known by pages, in each language."""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from django.utils.translation import override

import bothways.linkage
from bothways.linkage.checks import Check
from bothways.linkage.copies import copied
from bothways.linkage.delays import Lags
from bothways.linkage.enough import too_little
from bothways.linkage.likelihood.misfit import EXTENSIONS
from bothways.linkage.pair import REFUSED, DirectionEstimate, PairEstimate, _sentence
from bothways.linkage.reasons import reasons
from bothways.linkage.verdict import NEGLIGIBLE, OPEN, YES, Judgement
from bothways_web.link.labels import _CHECKS
from bothways_web.link.reasons import MISFITS, SENTENCES, SETTLING, Sentence, pattern, reason_in_words

HOUSE = Path(bothways.linkage.__file__).parent
NAMES = {"load, before": "Load: a, b", "nps": "NPS"}


def panels() -> Iterator[np.ndarray]:
    """Values for which a pair cannot be tried."""
    full = np.random.default_rng(1).normal(size=(40, 12, 2))
    yield np.full((3, 3, 2), np.nan)
    yield full[:, :1]
    yield full[:, :3]
    yield full[:1, :12]
    yield full[:2, :12]
    yield full[:6, :5]
    yield np.random.default_rng(3).normal(size=(30, 5, 2))
    apart = full.copy()
    apart[:, 1::2] = np.nan
    yield apart


def refusals() -> set[str]:
    """Return what the library says of pairs that it refuses: its own code is read for every such sentence."""
    found = {told for told in map(too_little, panels()) if told}
    names: set[str] = set()
    given = {
        "factor": [3.25, 0.04], "_sentence": lambda _left: "", "REFUSED": {"one": ""}, "left": "one",
        "one": SimpleNamespace(name="load, before"),
    }  # fmt: skip
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PairEstimate" and node.args:
                told = node.args[0]
            elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "text":
                told = node.value
                if path.name != "link.py":
                    continue
            else:
                continue
            if isinstance(told, ast.Name):
                names.add(told.id)
                continue
            text = eval(compile(ast.Expression(told), path.name, "eval"), dict(given))
            if text and not text.startswith(" and "):
                found.add(text)
            elif text:
                found |= {f"{_sentence(name)}{text}" for name in (*EXTENSIONS, None)}
    assert names == {"reason", "copy", "text"}, "another way to refuse a pair: let this test read it too"
    return found | set(REFUSED.values()) | repeats()


def repeats() -> set[str]:
    """Return what is said of metrics that repeat each other."""
    first = np.random.default_rng(2).normal(size=(30, 9))
    late = {shift: np.roll(first, shift, axis=1) for shift in range(3)}
    pairs = [(first, 2 * late[shift]) for shift in late] + [(late[shift], first) for shift in late]
    cut = (np.stack(pair, axis=2)[:, 3:] for pair in pairs)
    return {told for told in map(copied, cut) if told}


def verdicts() -> set[str]:
    """Return what is said of pairs that were tried, over all states, checks and amounts of data."""
    found: set[str] = set()
    checks = tuple(Check(name, passed, "") for name in _CHECKS for passed in (False, None))
    checks += (Check("noise x0.5 (nps first)", None, ""),)
    sizes = ((0.5, 0.05), (0.5, 0.2), (0.12, 0.2), (0.3, 0.4), (0.02, 0.5))
    every = ("day", "week", "month", "quarter", "year")
    words = ("cannot_tell", "employee_leads", "both_ways", "no_link")
    for verdict, states in itertools.product(words, itertools.product((YES, NEGLIGIBLE, OPEN), repeat=2)):
        if verdict == "cannot_tell" and set(states) == {NEGLIGIBLE}:
            continue
        for place, (effect, se) in enumerate(sizes):
            pair = PairEstimate(
                None, direction(effect, se), direction(-effect / 2, se),
                reliability=((0.4, 0.9) if place % 2 else (0.9, 0.9)), extensions=tuple(EXTENSIONS),
                lags_untested=place % 2 == 0,
            )  # fmt: skip
            if place == 2:
                pair = replace(pair, customer_to_employee=direction(-effect / 2, 0.1))
            told = reasons(
                pair, Judgement(verdict, states), checks, names=tuple(NAMES), periods=12 - place,
                every=every[place], family=20, alpha=0.05, negligible=0.1,
            )  # fmt: skip
            found |= set(told)
    return found


def direction(effect: float, se: float) -> DirectionEstimate:
    lags = Lags(np.full(4, effect), np.eye(4) * se**2, np.eye(4), 30.0) if se < 0.2 else None
    return DirectionEstimate(effect=effect, se=se, df=30.0, p=0.1, to_natural=1.0, lags=lags)


def fits(one: Sentence, told: str) -> bool:
    return pattern(one.written, tuple(NAMES)).fullmatch(told) is not None


ALL = sorted(refusals() | verdicts())


def test_the_reasons_come_from_every_corner_of_the_library():
    assert len(ALL) > 60
    unseen = [one.written for one in SENTENCES if not any(fits(one, told) for told in ALL)]
    assert unseen == []
    settling = [told.partition(": ")[2] for told in ALL]
    unseen = [one.written for one in SETTLING if not any(fits(one, told) for told in settling)]
    assert unseen == []
    assert set(MISFITS) >= set(EXTENSIONS.values())


@pytest.mark.parametrize("told", ALL)
def test_every_reason_is_known(told):
    said = reason_in_words(told, NAMES)
    assert not said.is_english, told
    assert "%(" not in said.text
    assert "load, before" not in said.text


@pytest.mark.parametrize("language", ["de", "es"])
def test_no_reason_is_left_in_english(language):
    english = {told: reason_in_words(told, NAMES).text for told in ALL}
    with override(language):
        said = {told: reason_in_words(told, NAMES).text for told in ALL}
    assert [told for told in ALL if said[told] == english[told]] == []
    left = r"\b(the|of|and|may|which|would|more|team|teams|period|periods)\b"
    assert [text for text in said.values() if re.search(left, text)] == []


def test_a_reason_keeps_its_figures_in_the_writing_of_the_language():
    told = "load, before before nps: +0.12 (-0.03 to +0.27), which stands out."
    assert reason_in_words(told, NAMES).text == (
        "Load: a, b before NPS: +0.12 (−0.03 to +0.27), which stands out."
    )
    with override("de"):
        text = reason_in_words(told, NAMES).text
    assert "+0,12 (−0,03 bis +0,27)" in text
    assert "Load: a, b" in text


def test_a_sentence_that_nobody_knows_is_shown_and_marked_as_english():
    said = reason_in_words("The moon was full: -0.5.", {})
    assert said.is_english
    assert said.text == "The moon was full: −0.5."
