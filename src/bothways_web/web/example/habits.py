"""How often people of the example company read what customers say, and what goes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bothways_web.listen.models import Round
from bothways_web.people.models import User
from bothways_web.verify.habits.computing import compute
from bothways_web.verify.habits.naming import name_habit
from bothways_web.verify.models import Habit, HabitRun

if TYPE_CHECKING:
    import pandas as pd

#: The question as the answers know it, and in the pulse.
COLUMN, QUESTION = "feedback", "example_feedback"
OUTCOME = "pulse.engagement"
#: From never to daily, and which part of the people say at most so much.
LEVELS, PARTS = ("never", "less", "monthly", "weekly", "daily"), (0.16, 0.34, 0.58, 0.82)
#: How much of it goes with engagement; the rest is a person's own, drawn anew each month.
TOGETHER = 0.35


def with_habit(rows: pd.DataFrame, seed: int) -> pd.DataFrame:
    """Return a month's answers with one more question, which tends to go with how engaged somebody is."""
    import numpy as np
    from scipy.special import ndtri

    engaged = rows[["en1", "en2", "en3", "en4"]].mean(axis=1)
    part = engaged.rank(method="first", pct=True).fillna(0.5).clip(0.001, 0.999).to_numpy()
    draw: Any = np.random.default_rng(seed)
    latent = TOGETHER * ndtri(part) + np.sqrt(1 - TOGETHER**2) * draw.standard_normal(len(rows))
    place = np.searchsorted(np.quantile(latent, PARTS), latent) if len(rows) else []
    return rows.assign(**{COLUMN: [LEVELS[one] for one in place]})


def look_at_a_habit(asked: Round, *, by: User) -> Habit:
    """Name the habit and ask the last round about it."""
    habit = name_habit(asked, QUESTION, often=["daily"], never=["never"], outcome=OUTCOME, by=by)
    compute(HabitRun.objects.get(habit=habit).pk)
    return habit
