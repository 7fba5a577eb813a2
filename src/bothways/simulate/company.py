"""The example company: files as a real one would bring them, and the truth beside them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bothways.errors import InputError
from bothways.panel.moments import Moments, answers_to_moments
from bothways.panel.moments_panel import moments_to_covariance, moments_to_tidy
from bothways.panel.panel import Side
from bothways.simulate import responses, stories
from bothways.simulate.plan import LEADS, QUESTIONS, SHAPES, TRAPS, Shape
from bothways.simulate.staff import Staff, draw_staff
from bothways.simulate.system import System, build_system, draw_system

Progress = Callable[[int, int, str], None]
STEPS = ("units and people", "answers", "moments", "tables", "done")
DIGITS = "%.10g"


@dataclass(frozen=True)
class CompanyFiles:
    """Where the files of a company are.

    Attributes
    ----------
    folder, units, people, employee_answers, customer_answers, employees, customers, covariance, events,
    comments, truth : pathlib.Path
        CSV, but for the answers (Parquet) and the truth (JSON).
    """

    folder: Path
    units: Path
    people: Path
    employee_answers: Path
    customer_answers: Path
    employees: Path
    customers: Path
    covariance: Path
    events: Path
    comments: Path
    truth: Path


def write_company(
    shape: str, *, seed: int, out: str | Path, progress: Progress | None = None
) -> CompanyFiles:
    """Write the files of an example company whose truth is known.

    Parameters
    ----------
    shape : {"demo", "small", "large"}
        80 teams over 30 months, 24 over 12, 1,000 over 36.
    seed : int
        The same seed writes the same files.
    out : path
        Folder to write to; made if it is not there, files of the same names are replaced.
    progress : callable, optional
        Called as ``progress(done, total, text)``.

    Returns
    -------
    CompanyFiles

    Raises
    ------
    InputError
        For a shape that is not there, a negative seed, or a folder that is a file.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(path.name for path in write_company("small", seed=1, out=folder).folder.iterdir())[:3]
    ['comments.csv', 'covariance.csv', 'customer_answers.parquet']
    """
    if shape not in SHAPES:
        raise InputError(f"There is no shape {shape!r}.", remedy=f"Choose one of {', '.join(SHAPES)}.")
    if seed < 0:
        raise InputError("The seed is negative.", remedy="Give a whole number from 0.")
    files = _files(Path(out))
    tell = progress or (lambda done, total, text: None)
    size, rng = SHAPES[shape], np.random.default_rng(seed)
    months = [str(m) for m in pd.period_range(size.first_month, periods=size.periods, freq="M")]
    tell(0, len(STEPS) - 1, STEPS[0])
    staff = draw_staff(rng, size)
    events, programme = stories.draw_events(rng, staff, months)
    comments, themes = stories.draw_comments(rng, staff, months, size.comments)
    tell(1, len(STEPS) - 1, STEPS[1])
    system = build_system(QUESTIONS, LEADS, TRAPS)
    employees, customers = _answers(rng, system, size, staff, months, programme)
    tell(2, len(STEPS) - 1, STEPS[2])
    employee, customer = _moments(employees, "employee"), _moments(customers, "customer")
    tell(3, len(STEPS) - 1, STEPS[3])
    _write_answers(employees, files.employee_answers)
    _write_answers(customers, files.customer_answers)
    for table, path in (
        (staff.units, files.units),
        (staff.people, files.people),
        (events, files.events),
        (comments, files.comments),
        (_tidy(employee), files.employees),
        (_tidy(customer), files.customers),
        (moments_to_covariance(employee, customer), files.covariance),
    ):
        table.to_csv(path, index=False, float_format=DIGITS, lineterminator="\n")
    truth = {"shape": shape, "seed": seed, **_truth(system), "comment_themes": themes}
    files.truth.write_text(json.dumps(truth, indent=1) + "\n", encoding="utf-8")
    tell(4, len(STEPS) - 1, STEPS[4])
    return files


def _answers(
    rng: np.random.Generator,
    system: System,
    size: Shape,
    staff: Staff,
    months: list[str],
    programme: pd.DataFrame,
) -> tuple[Any, Any]:
    """Draw the answers of employees and of customers, as Arrow tables."""
    states, means = draw_system(rng, system, units=size.units, periods=size.periods)
    lift = stories.programme_lift(programme, QUESTIONS, (size.units, size.periods))
    levels = responses.draw_levels(rng, QUESTIONS, states, means, lift)
    drawn = []
    for side, draw in (
        ("employee", responses.employee_responses),
        ("customer", responses.customer_responses),
    ):
        asked = [k for k, question in enumerate(QUESTIONS) if question.side == side]
        drawn.append(draw(rng, [QUESTIONS[k] for k in asked], levels[..., asked], staff, months))
    return drawn[0], drawn[1]


def _files(out: Path) -> CompanyFiles:
    """Return where the files go, the folder made."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            "The folder cannot be made.", remedy="Name another folder.", file=out.name
        ) from error
    csv = {name: out / f"{name}.csv" for name in ("units", "people", "employees", "customers", "events")}
    more = {name: out / f"{name}.csv" for name in ("covariance", "comments")}
    answers = {name: out / f"{name}.parquet" for name in ("employee_answers", "customer_answers")}
    return CompanyFiles(folder=out, truth=out / "truth.json", **csv, **more, **answers)


def _moments(answers: Any, side: Side) -> Moments:
    """Return the moments of one side, on one thread so that sums come out the same every time."""
    import ibis

    scores = [question.score for question in QUESTIONS if question.side == side]
    return answers_to_moments(answers, items=scores, side=side, engine=ibis.duckdb.connect(threads=1))


def _tidy(moments: Moments) -> pd.DataFrame:
    """Return a tidy file; each answer speaks of the month it was given in."""
    tidy = moments_to_tidy(moments)
    months = pd.PeriodIndex(tidy["period"], freq="M")
    tidy["reference_start"] = months.start_time.strftime("%Y-%m-%d")
    tidy["reference_end"] = months.end_time.strftime("%Y-%m-%d")
    return tidy


def _write_answers(answers: Any, path: Path) -> None:
    """Write answers as Parquet."""
    import pyarrow.parquet as pq

    pq.write_table(answers, path, compression="zstd")


def _truth(system: System) -> dict[str, Any]:
    """Return what leads what, what only looks like it, and what the programmes did."""
    sides = {question.metric: question.side for question in QUESTIONS}
    pairs: dict[tuple[str, str], set[str]] = {}
    for lead in LEADS:
        forth = sides[lead.driver] == "employee"
        pair = (lead.driver, lead.outcome) if forth else (lead.outcome, lead.driver)
        pairs.setdefault(pair, set()).add("employee_to_customer" if forth else "customer_to_employee")
    links = [
        {
            "employee_metric": x,
            "customer_metric": y,
            "direction": "both_ways" if len(ways) == 2 else next(iter(ways)),
            "lag": 1,
            "effect": [
                round(system.pair_effect(x, y), 3) if "employee_to_customer" in ways else 0.0,
                round(system.pair_effect(y, x), 3) if "customer_to_employee" in ways else 0.0,
            ],
        }
        for (x, y), ways in pairs.items()
    ]
    traps = [
        {"employee_metric": t.employee_metric, "customer_metric": t.customer_metric, "why": t.why}
        for t in TRAPS
    ]
    programmes = [
        {
            "text": "Learning hour",
            "metric": "learning",
            "effect": stories.LEARNING_HOUR,
            "unit_of_effect": "standard deviations within units, from its first month on",
        }
    ]
    return {
        "links": links,
        "traps": traps,
        "everything_else": "no link",
        "programmes": programmes,
        "actions": "no effect",
    }
