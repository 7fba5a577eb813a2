"""A company whose employees and customers write about planted themes, round by round."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from bothways.measures import load_instrument
from bothways_web.listen.archive import COMMENT, MAY_QUOTE, file_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.people.units import current_tree

TEAMS = ("day", "night", "desk", "field")
#: Words of each planted theme; a text takes some of them in mixed order.
WORDS = {
    "scanner": "the handheld scanner breaks and freezes every shift so parcels wait for a new scanner battery",
    "parking": "parking costs too much and the parking garage is full when the late bus has gone",
    "callback": "nobody calls back although the hotline promised a call back within two hours on the phone",
    "heating": "the heating in the hall fails all winter and the cold hall has icy draughts near the heating pipes",
    "canteen": "lunch in the canteen is cold and the canteen menu has no vegetables left at noon",
}
SETS = {"employees": "engagement_short", "customers": "nps_transactional"}
_LEADS = {"employees": "eva", "customers": "fay"}


def text_about(theme: str, random: np.random.Generator) -> str:
    words = WORDS[theme].split()
    return " ".join(random.permutation(words)[: len(words) * 2 // 3])


def begin(company: Any, side: str, *, audience: str = "company", occasion: str = "") -> Pulse:
    usual = {"customers": "contact"}.get(side, "calendar")
    plan = Plan("Asked", company.units[audience], side=side, occasion=occasion or usual, comment=True)
    pulse = create_pulse(load_instrument(SETS[side]), plan, by=company.users[_LEADS[side]])
    Pulse.objects.filter(pk=pulse.pk).update(state=Pulse.State.RUNNING)
    return pulse


def ask(
    pulse: Pulse, number: int, shares: Mapping[str, float], *, people: int = 60,
    adds: Mapping[str, tuple[str, int]] | None = None,
) -> Round:  # fmt: skip
    """Close and release a round in which so many of each team write about each theme; the rest write nothing.

    ``adds``: theme -> a word, and how many of those who write about it add that word.
    """
    tree = current_tree()
    opens = dt.datetime(2025, number, 2, tzinfo=dt.UTC)
    made = Round.objects.create(
        pulse=pulse, number=number, period=f"2025-{number:02d}", opens_at=opens,
        closes_at=opens + dt.timedelta(days=5), state=Round.State.CLOSING,
        ledger_name=f"2025-{number:02d}-10 r{number}", definition=pulse.definition, comment=True, floor=5,
        tree=[list(row) for row in zip(tree.units, tree.parents, tree.names, strict=True)],
    )  # fmt: skip
    path = file_of(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    _answers(made, shares, people, dict(adds or {})).to_parquet(path, index=False)
    assert release_round(made.pk), Round.objects.get(pk=made.pk).trouble
    made.refresh_from_db()
    return made


def _answers(
    asked: Round, shares: Mapping[str, float], people: int, adds: dict[str, tuple[str, int]]
) -> pd.DataFrame:
    random = np.random.default_rng(7 * asked.number + len(shares))
    items = items_of(asked)
    theirs = asked.pulse.side == Pulse.Side.CUSTOMERS
    rows = []
    for team in TEAMS:
        about = [theme for theme, share in shares.items() for _one in range(round(share * people))]
        about += [""] * (people - len(about))
        for place, theme in enumerate(about):
            text = text_about(theme, random) if theme else None
            word, left = adds.get(theme, ("", 0))
            if left:
                text, adds[theme] = f"{text} {word}", (word, left - 1)
            row: dict[str, Any] = {
                "respondent": f"{team}-{asked.number if theirs else ''}-{place}", "unit": team, "period": asked.period,
                "role": None, "site": None, COMMENT: text, MAY_QUOTE: False,
            }  # fmt: skip
            for item in items:
                scored = item.scale.kind in ("numeric", "ordinal")
                row[item.id] = int(random.integers(item.scale.low, item.scale.high + 1)) if scored else None
            rows.append(row)
    return pd.DataFrame(rows)
