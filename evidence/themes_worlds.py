"""Companies whose comments were drawn from themes that are known, and what is found to be unknown to one side."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from multiprocessing.pool import Pool
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

from bothways.themes import Themes, fit_themes, read_comments, unknown_themes

Row = dict[str, Any]
#: Letters of words that nobody speaks: a theme is known by its words, not by what they mean.
HEAD, TAIL = "bdfgklmnprstvz", "aeiou"
WORDS, OWN_WORDS, UNITS, PERIODS = 1_500, 14, 20, 6
COMPANIES, AT_A_TIME = 34, 17
#: A found theme is the planted one of whose comments it holds most, when most of its own comments are of it.
MOSTLY = 0.5


@dataclass(frozen=True)
class Kind:
    """One kind of company.

    Attributes
    ----------
    text : str
    people : int
        Of either side, each with one comment.
    shared, employees, customers : int
        Themes of both sides and of one alone.
    share : float
        Of people who speak of a theme of one side alone.
    leak : float
        Share of the other side that speaks of it as well.
    alike : float
        How much units differ: standard deviation of the logarithm of a theme's weight.
    number : int, optional
        Themes that are asked for by hand.
    """

    text: str
    people: int
    shared: int = 6
    employees: int = 2
    customers: int = 2
    share: float = 0.08
    leak: float = 0.0
    alike: float = 0.0
    number: int | None = None


KINDS = (
    Kind("8 of 100 on one side", 1000),
    Kind("8 of 100 on one side, fewer people", 400),
    Kind("4 of 100 on one side", 1000, share=0.04),
    Kind("8 of 100, and 4 of 100 on the other side", 1000, leak=0.04),
    Kind("units differ", 1000, alike=0.8),
    Kind("no theme of one side alone", 1000, shared=10, employees=0, customers=0),
    Kind("4 of 100 on one side, 16 themes asked for", 1000, share=0.04, number=16),
    Kind(
        "no theme of one side alone, 16 themes asked for",
        1000,
        shared=10,
        employees=0,
        customers=0,
        number=16,
    ),
)


def draw(kind: Kind, rng: np.random.Generator) -> tuple[pd.DataFrame, list[str]]:
    """Return comments with the theme each was drawn from, and the themes' states."""
    words = _words(rng)
    common = 1 / np.arange(3, WORDS + 3)
    common /= common.sum()
    states = (
        ["known"] * kind.shared + ["employees only"] * kind.employees + ["customers only"] * kind.customers
    )
    own = rng.permutation(np.arange(100, WORDS))[: OWN_WORDS * len(states)].reshape(len(states), OWN_WORDS)
    parts = [_side(kind, states, side, words, own, common, rng) for side in ("employee", "customer")]
    return pd.concat(parts, ignore_index=True), states


def _words(rng: np.random.Generator) -> list[str]:
    made: dict[str, None] = {}
    while len(made) < WORDS:
        made["".join(str(rng.choice(list(part))) for part in (HEAD, TAIL, HEAD, TAIL, HEAD, TAIL)) + "x"] = (
            None
        )
    return list(made)


def _side(
    kind: Kind,
    states: list[str],
    side: str,
    words: list[str],
    own: Any,
    common: Any,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the comments of one side: half of the words of a comment are its theme's, the others anybody's."""
    mine = f"{side}s only"
    given = np.array([kind.share if state == mine else kind.leak for state in states])
    given[[state == "known" for state in states]] = 0.0
    known = np.array([state == "known" for state in states])
    given[known] = (0.9 - given.sum()) / max(known.sum(), 1)
    by_unit = given * np.exp(kind.alike * rng.normal(size=(UNITS, len(states))))
    by_unit *= given.sum() / by_unit.sum(axis=1, keepdims=True)
    unit = rng.integers(0, UNITS, kind.people)
    chances = np.column_stack([by_unit, np.full(UNITS, 0.1)])[unit]
    theme = (rng.random((kind.people, 1)) > chances.cumsum(axis=1)).sum(axis=1)
    theme = np.minimum(theme, len(states))
    texts = []
    for one in theme:
        size = rng.integers(6, 16)
        said = rng.choice(WORDS, size, p=common)
        if one < len(states):
            of_theme = rng.random(size) < 0.5
            said = np.where(of_theme, rng.choice(own[one], size), said)
        texts.append(" ".join(words[at] for at in said))
    period = [f"2025-{1 + month:02d}" for month in rng.integers(0, PERIODS, kind.people)]
    return pd.DataFrame({"text": texts, "side": side, "unit": unit, "period": period, "planted": theme})


def planted_of(themes: Themes, planted: Any, count: int) -> list[int]:
    """Return which planted theme each found one is; -1 where most of its comments are of no single one."""
    out = []
    for at in range(len(themes.themes)):
        records = themes.assignment.record[themes.assignment.theme == at]
        those = np.bincount(planted[records], minlength=count + 1)[:count]
        best = int(those.argmax())
        out.append(best if those[best] >= MOSTLY * max(len(records), 1) else -1)
    return out


def one(kind: Kind, run: int) -> Row:
    """Draw a company; return how many of the themes of one side alone are told, and how many are told wrongly."""
    rng = np.random.default_rng([crc32(kind.text.encode()), run])
    said, states = draw(kind, rng)
    comments = read_comments(said.drop(columns="planted"))
    themes = fit_themes(comments, number=kind.number)
    told = unknown_themes(comments, themes).set_index("theme")
    which = planted_of(themes, said["planted"].to_numpy(), len(states))
    claims = [(told.loc[theme.id, "state"], at) for theme, at in zip(themes.themes, which, strict=True)]
    one_sided = [(state, at) for state, at in claims if state in ("employees only", "customers only")]
    right = {at for state, at in one_sided if at >= 0 and states[at] == state and kind.leak < 0.02}
    wrong = sum(at < 0 or states[at] != state or kind.leak >= 0.02 for state, at in one_sided)
    alone = sum(state != "known" for state in states) if kind.leak < 0.02 else 0
    return {
        "right": len(right), "alone": alone, "wrong": wrong, "claims": len(one_sided), "false": wrong > 0,
        "number": len(themes.found), "planted": len(states),
        "found": len({at for at in which if at >= 0}) / len(states),
        "known": sum(state == "known" and at >= 0 and states[at] == "known" for state, at in claims),
    }  # fmt: skip


def run_some(pool: Pool, kind: Kind, first: int) -> Row:
    """Draw some companies of one kind; return what is counted of each."""
    runs = range(first, min(first + AT_A_TIME, COMPANIES))
    rows = pool.map(partial(one, kind), runs, chunksize=1)
    return {"text": f"world {kind.text}", "units": UNITS, "periods": PERIODS, "rows": rows}


def summarise(kind: Kind, rows: list[Row]) -> Row:
    """Return recall, false discoveries and how many themes were found, over companies of one kind."""
    told = pd.DataFrame(rows)
    return {
        "text": kind.text, "people": kind.people, "companies": len(told), "alone": int(told["alone"].sum()),
        "right": int(told["right"].sum()), "claims": int(told["claims"].sum()), "wrong": int(told["wrong"].sum()),
        "any_false": float(told["false"].mean()), "number": float(told["number"].mean()),
        "planted": int(told["planted"].iloc[0]), "found": float(told["found"].mean()),
    }  # fmt: skip
