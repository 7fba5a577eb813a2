"""What else happened in the company: programmes, actions, comments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bothways.simulate.plan import Question
from bothways.simulate.recipe import Floats
from bothways.simulate.staff import Staff

#: The one programme that works: standard deviations within units that it adds to ``learning``.
LEARNING_HOUR = 0.8
WAVES, SHARE_ACTING = 3, 1 / 3
ACTIONS = (
    ("Team huddle on fresh customer feedback", ""),
    ("New headsets", "tools"),
    ("Weekly thank-you round", "recognition"),
    ("Shift swap board", "workload"),
)
THEMES = {
    "employee": {
        "workload": (
            "the queue never gets shorter",
            "we skip breaks to keep up",
            "two of us do the work of four",
        ),
        "tools": (
            "the ticket system freezes every morning",
            "we type everything twice",
            "the search finds nothing",
        ),
        "recognition": (
            "a thank-you would not hurt",
            "good work goes unnoticed",
            "only mistakes get mentioned",
        ),
        "rules": (
            "three sign-offs for a small refund",
            "nobody knows who may decide",
            "the script does not fit",
        ),
        "team": (
            "colleagues step in when it burns",
            "I can ask without feeling small",
            "we talk openly here",
        ),
    },
    "customer": {
        "waiting": ("I waited far too long", "on hold for half an hour", "nobody called back"),
        "promise": ("what was promised did not happen", "the date was moved twice", "they kept their word"),
        "friendliness": ("a very friendly voice", "somebody who listened", "I felt like a number"),
        "effort": (
            "I had to explain it three times",
            "one call and it was done",
            "the form asked for it all again",
        ),
        "price": ("the bill was not what I expected", "a fair price", "a fee nobody mentioned"),
    },
}
OPENINGS = ("", "To be honest, ", "Once more: ", "This month ", "What stays with me: ", "In short, ")
ENDINGS = ("", " Please change that.", " That is all.", " It has been so for weeks.", " Keep that in mind.")


def draw_events(
    rng: np.random.Generator, staff: Staff, months: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw programmes and actions.

    Parameters
    ----------
    rng : numpy.random.Generator
    staff : Staff
    months : sequence of str

    Returns
    -------
    events : pandas.DataFrame
        ``event, kind, unit, start, metric, text``; one row a unit that takes part.
    programme : pandas.DataFrame
        ``team`` (row of ``staff.teams``) and ``month`` (row of ``months``) where the learning hour began.
    """
    teams, count = len(staff.teams), len(months)
    takes_part = np.flatnonzero(rng.random(teams) < SHARE_ACTING)
    waves = count // 3 + (count // 6) * rng.integers(WAVES, size=len(takes_part))
    programme = pd.DataFrame({"team": takes_part, "month": waves})
    rows = [
        (
            "programme",
            staff.teams[k],
            f"{months[t]}-01",
            "learning",
            "Learning hour: one hour a week to learn",
        )
        for k, t in programme.itertuples(index=False)
    ]
    for team in np.flatnonzero(rng.random(teams) < 2 * SHARE_ACTING):
        text, metric = ACTIONS[int(rng.integers(len(ACTIONS)))]
        day = f"{months[int(rng.integers(2, count))]}-{rng.integers(1, 28):02d}"
        rows.append(("action", staff.teams[team], day, metric, text))
    events = pd.DataFrame(rows, columns=["kind", "unit", "start", "metric", "text"])
    events = events.sort_values(["start", "unit", "text"], ignore_index=True)
    events.insert(0, "event", [f"e{k + 1:04d}" for k in range(len(events))])
    return events, programme


def programme_lift(programme: pd.DataFrame, questions: Sequence[Question], shape: tuple[int, int]) -> Floats:
    """Return what the learning hour adds, (units, periods, metrics), in standard deviations within units."""
    lift = np.zeros((*shape, len(questions)))
    learning = next((k for k, q in enumerate(questions) if q.metric == "learning"), None)
    if learning is not None:
        for team, month in programme.itertuples(index=False):
            lift[team, month:, learning] = LEARNING_HOUR
    return lift


def draw_comments(
    rng: np.random.Generator, staff: Staff, months: Sequence[str], count: int
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Draw comments of both sides, without names of people.

    Parameters
    ----------
    rng : numpy.random.Generator
    staff : Staff
    months : sequence of str
    count : int

    Returns
    -------
    comments : pandas.DataFrame
        ``comment, side, unit, period, text``.
    themes : dict
        Comment to the theme it was written from.
    """
    rows, themes = [], {}
    for k in range(count):
        side = "employee" if rng.random() < 0.5 else "customer"
        theme = str(rng.choice(list(THEMES[side])))
        body = str(rng.choice(THEMES[side][theme]))
        text = str(rng.choice(OPENINGS)) + body + "." + str(rng.choice(ENDINGS))
        team = int(rng.integers(len(staff.teams)))
        month = int(rng.integers(staff.opened[team], staff.closed[team]))
        name = f"k{k + 1:04d}"
        rows.append((name, side, staff.teams[team], months[month], text[0].upper() + text[1:]))
        themes[name] = theme
    return pd.DataFrame(rows, columns=["comment", "side", "unit", "period", "text"]), themes
