"""The closed job of a habit: from the file of a round to the ledger, and nothing else sees the answers."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

from bothways.errors import BothwaysError, InputError, NotEnoughData
from bothways_web.listen.archive import file_of, round_answers
from bothways_web.listen.ledgers import open_ledger
from bothways_web.listen.models import Round
from bothways_web.listen.question_sets import instrument_of
from bothways_web.listen.same_questions import question_name
from bothways_web.people.models import Post
from bothways_web.verify.habits.asking import Answer, find_question, levels_of, outcomes
from bothways_web.verify.habits.running import claim, end
from bothways_web.verify.models import Habit, HabitRun

if TYPE_CHECKING:
    import pandas as pd

    from bothways.habits import ExposureGap
    from bothways.privacy import RoundAnswers
    from bothways.privacy.ledger import Exposure

log = logging.getLogger(__name__)
#: People are alike in these: first without the unit, then within it.
ALIKE = (("role", "tenure"), ("unit", "role", "tenure"))
#: Ends of the bands of tenure, in years.
TENURE = (1, 3, 10)


def compute(run_id: int) -> None:
    """Compute the gap of a run, if it waits or its job fell silent; else do nothing."""
    run = claim(run_id)
    if run is None:
        return
    try:
        _compute(run)
    except BothwaysError as error:
        end(run, trouble=str(error))
        return
    except Exception:
        log.exception("Habit run %s failed", run.pk)
        end(run, trouble="Something went wrong in the computation. The log of the server says what.")
        raise
    end(run)


def _compute(run: HabitRun) -> None:
    import pyarrow.parquet as pq

    asked, habit = run.round, run.habit
    path = file_of(asked)
    if not path.exists() or not pq.read_metadata(path).num_rows:
        return
    answers = round_answers(asked)
    exposure = _exposure(asked, habit, answers)
    ledger = open_ledger("employees", answers.roster.tree)
    ledger.release_gap(answers, exposure)


def _exposure(asked: Round, habit: Habit, answers: RoundAnswers) -> Exposure:
    from bothways.privacy.ledger import Alike, Exposure

    question = find_question(asked, habit.question)
    outcome = next((one for one in outcomes(asked, habit.question) if one.metric == habit.outcome), None)
    levels = levels_of(question, habit.often, habit.never) if question else ()
    if not levels or outcome is None:
        raise InputError("The round does not ask this habit and this outcome.", remedy="Name the habit anew.")
    people = _people(asked, habit, answers, levels, outcome.good)
    instrument = instrument_of(asked)
    item = next(one for one in instrument.items if one.id == habit.question)
    given: dict[str, Any] = {
        "question": question_name(instrument, item), "outcome": habit.outcome, "levels": len(levels),
        "level": people["level"].to_numpy(), "good": outcome.good, "floor": instrument.min_group_floor or 0,
    }  # fmt: skip
    found = _gap(people, len(levels))
    if found is None:
        return Exposure(**given)
    alike = tuple(
        Alike(one.by, one.points, one.low, one.high, one.compared, one.people, one.effective)
        for one in found.adjusted if one.told
    )  # fmt: skip
    trend = (found.trend.points, found.trend.low, found.trend.high)
    known = len(levels) > 2 and all(map(math.isfinite, trend))
    return Exposure(**given, alike=alike, trend=trend if known else None, design_effect=found.design_effect)


def _gap(people: pd.DataFrame, levels: int) -> ExposureGap | None:
    """Return the gap of those who answered both; none where nobody is at one of both ends."""
    from bothways.habits import exposure_gap

    there = people[(people["level"] >= 0) & people["good"].notna()].assign(
        level=lambda rows: rows["level"].astype(str)
    )
    alike = [by for by in ALIKE if there["role"].notna().any() or "role" not in by]
    try:
        return exposure_gap(
            there, exposure="level", good="good", levels=[str(place) for place in range(levels)], unit="unit",
            alike=alike,
        )  # fmt: skip
    except NotEnoughData:
        return None


def _people(
    asked: Round,
    habit: Habit,
    answers: RoundAnswers,
    levels: tuple[tuple[Answer, ...], ...],
    good: tuple[float, float],
) -> pd.DataFrame:
    """Return level, good answer, unit, role and tenure of each respondent, in the order of the ledger."""
    import numpy as np
    import pandas as pd
    import pyarrow.parquet as pq

    path = file_of(asked)
    if habit.question not in pq.read_schema(path).names:
        raise InputError(
            "The file of answers does not hold this question.", remedy="Wait for the next round."
        )
    columns = [name for name in ("respondent", "role", habit.question) if name in pq.read_schema(path).names]
    rows = pq.read_table(path, columns=columns).to_pandas().set_index("respondent").loc[list(answers.people)]
    said = rows[habit.question]
    place = {answer: number for number, level in enumerate(levels) for answer in level}
    values = answers.values[habit.outcome]
    roster = answers.roster
    role = [one or None for one in rows["role"]] if "role" in rows else [None] * len(rows)
    is_good = (values >= good[0] - 1e-9) & (values <= good[1] + 1e-9)
    return pd.DataFrame({
        "level": said.map(lambda one: place.get(one, -1)).fillna(-1).astype(int).to_numpy(),
        "good": np.where(np.isnan(values), np.nan, is_good.astype(float)),
        "unit": [roster.tree.units[number] for number in roster.unit.tolist()],
        "role": role, "tenure": _tenure(asked, answers.people),
    })  # fmt: skip


def _tenure(asked: Round, people: tuple[str, ...]) -> list[str | None]:
    """Return the band of tenure that people had when the round closed; none where not known."""
    day = asked.closes_at.date()
    posts = Post.objects.filter(start__lte=day).order_by("-start")
    first = {str(key): start for key, start in posts.values_list("person_id", "start")}
    return [_band((day - first[person]).days) if person in first else None for person in people]


def _band(days: int) -> str:
    years = days / 365.25
    return str(sum(years >= end for end in TENURE))
