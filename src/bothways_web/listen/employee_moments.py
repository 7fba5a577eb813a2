"""What the answers of all released rounds come to, unit by unit and period by period: for closed jobs alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bothways.measures import score_columns
from bothways.measures.scores import Score
from bothways.panel.moments import Moments, answers_to_moments
from bothways.panel.panel import Side
from bothways_web.listen.archive import FIXED, written
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.question_sets import Form, instrument_of, questions_of
from bothways_web.listen.sealed.closing import units_alone
from bothways_web.people.models import Organisation

#: Side of a survey -> what the library calls whoever answers.
_VOICES: dict[str, Side] = {Pulse.Side.EMPLOYEES: "employee", Pulse.Side.CUSTOMERS: "customer"}


def employee_moments() -> list[Moments]:
    """Return the moments of each question set that employees answered, see :func:`moments_of`."""
    return moments_of(Pulse.Side.EMPLOYEES)


def customer_moments() -> list[Moments]:
    """Return the moments of each question set that customers answered, see :func:`moments_of`."""
    return moments_of(Pulse.Side.CUSTOMERS)


def moments_of(side: str) -> list[Moments]:
    """Return the moments of each question set of a side; never for a page.

    Where a set was asked twice in one period, a person's answer of the later round counts. A unit and period in which
    fewer people answered than a number may speak of is left out: whoever brings numbers of the other voice decides
    what they are compared with, and could read them off the findings.
    """
    released = (
        Round.objects.filter(state=Round.State.RELEASED, pulse__side=side)
        .exclude(mode=Pulse.Mode.OPEN)  # those name no unit
        .select_related("pulse")
        .order_by("closes_at", "pk")
    )
    by_set: dict[tuple[str, str], list[tuple[Round, Any]]] = {}
    for asked, path in written(list(released)):
        by_set.setdefault((instrument_of(asked).id, asked.form), []).append((asked, path))
    return [made for rounds in by_set.values() if (made := _moments(rounds, _VOICES[side])) is not None]


def _moments(rounds: list[tuple[Round, Any]], voice: Side) -> Moments | None:
    """Return the moments of one question set over its rounds; ``None`` where there is no answer to make them of."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    scores = _scores(rounds[-1][0])
    items = list(dict.fromkeys(item.column for score in scores for item in score.items))
    if not items:
        return None
    tables = []
    for asked, path in rounds:
        there = pq.read_schema(path).names
        table = pq.read_table(path, columns=[*FIXED[:3], *(item for item in items if item in there)])
        tables.append(table.filter(_shown(asked, table)) if asked.is_sealed else table)
    frame = pa.concat_tables(tables, promote_options="default").to_pandas()
    if frame.empty:
        return None
    frame = frame.drop_duplicates(["respondent", "period"], keep="last")
    return _of_enough(answers_to_moments(frame, items=scores, side=voice), rounds[-1][0])


def _shown(asked: Round, table: Any) -> Any:
    """Return which rows of a sealed round are of a unit that had a box of its own and is shown."""
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.is_in(table["unit"], value_set=pa.array(sorted(units_alone(asked)), pa.string()))


def _of_enough(made: Moments, asked: Round) -> Moments:
    """Return moments without those of fewer people than the floor."""
    own = Organisation.current().floor
    floors = {metric.name: max(own, metric.floor) for metric in questions_of(asked).metrics}
    each, pairs = made.moments, made.co_moments
    return replace(
        made,
        moments=each[each["n"] >= each["metric"].map(floors).astype(float)].reset_index(drop=True),
        co_moments=pairs[pairs["n"] >= pairs["metric_a"].map(floors).astype(float)].reset_index(drop=True),
    )


def _scores(asked: Round) -> list[Score]:
    """Return the scores that the ledger releases as well: domains, or the total."""
    shown = {metric.name for metric in questions_of(asked).metrics}
    form: Form = "short" if asked.form == "short" else "full"
    return [score for score in score_columns(instrument_of(asked), form=form) if score.metric in shown]
