"""The main job: from the Panel to Findings."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import version

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bothways.errors import InputError, NotEnoughData
from bothways.linkage.association import association
from bothways.linkage.band import estimate_band
from bothways.linkage.checks import checks as run_checks
from bothways.linkage.confirmation.report import second_thoughts
from bothways.linkage.delays.joint import LAGS
from bothways.linkage.delays.picture import NO_PICTURE, Picture, joint_p_values, picture, with_delays
from bothways.linkage.extremes import screen
from bothways.linkage.factors import CommonFactors, find_factors, loadings, strip
from bothways.linkage.family import adjusted
from bothways.linkage.findings import Check, Effect, Finding, Findings, Scale
from bothways.linkage.noise import ResolvedNoise, resolve
from bothways.linkage.pair import FULL_CYCLES, DirectionEstimate, PairEstimate, estimate_pair
from bothways.linkage.reasons import reasons
from bothways.linkage.series import UNKNOWN, series, shared_noise, stack
from bothways.linkage.shared_part import shared_part
from bothways.linkage.verdict import YES, Judgement, judge
from bothways.panel import Panel
from bothways.panel.panel import PERIODS_PER_YEAR

Floats = NDArray[np.float64]
Progress = Callable[[int, int, str], None]
SEED = 20
DENSE_WORK = 3e8  # pairs x units x (2 T)^3 up to which compiling the filter costs more than it saves
METRICS_TO_LEND = 3  # on each side
CLAIMS = ("employee_leads", "customer_leads", "both_ways")


@dataclass(frozen=True)
class _Run:
    """Everything that all pairs of one call share."""

    panel: Panel
    resolved: dict[str, ResolvedNoise]
    left_out: tuple[str, ...]
    pairs: list[tuple[str, str]]
    factors: CommonFactors
    position: dict[str, int]
    seasons: int
    compiled: bool
    alpha: float
    negligible: float


@dataclass(frozen=True)
class _Pair:
    """One pair: what went in and what came out."""

    values: Floats
    noise: Floats
    estimate: PairEstimate


def link(
    panel: Panel,
    *,
    alpha: float = 0.05,
    negligible: float = 0.10,
    jobs: int | None = None,
    compiled: bool | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Find which employee metric leads which customer outcome, in which direction, and how sure.

    Parameters
    ----------
    panel : Panel
        From :func:`bothways.read_panel`; units x periods x metrics of both sides, any holes.
    alpha : float
        Share of false alarms accepted among all claims (false discovery rate), in (0, 0.5).
    negligible : float
        Standardised effect under which a link does not matter, in (0, 1).
    jobs : int, optional
        Threads; all processors by default. Results do not depend on it.
    compiled : bool, optional
        Use the compiled filter; by default where the panel is large enough to pay for compiling.
    progress : callable, optional
        Called with (done, total, text).

    Returns
    -------
    Findings
        One finding a pair. Where the data cannot tell, the verdict says so.

    Raises
    ------
    NotEnoughData
        If one side has no metric at all.
    InputError
        If ``panel`` is no Panel or a setting is out of its range.

    Notes
    -----
    State-space likelihood of a bivariate panel VAR(1) with random intercepts and known sampling noise; unit and
    two-way clustered errors; false discovery rate by Benjamini and Hochberg over all estimable directions. The
    method is described in ``docs/reference/linkage.md``.

    Examples
    --------
    >>> import numpy as np
    >>> from bothways.simulate import draw_world, world_to_tidy
    >>> from bothways.panel import read_panel
    >>> world = draw_world(np.random.default_rng(3), units=150, periods=12, effect=(0.3, 0.0))
    >>> tidy = world_to_tidy(world)
    >>> findings = link(read_panel(tidy.employees, tidy.customers, covariance=tidy.covariance))
    >>> findings.pairs[0].verdict
    'employee_leads'
    """
    _check_settings(panel, alpha, negligible, jobs)
    run = _prepare(panel, alpha, negligible, compiled)
    report = progress or (lambda done, total, text: None)
    workers = ThreadPoolExecutor(max_workers=jobs or os.cpu_count() or 1)
    with (
        threadpool_limits(1, user_api="blas"),
        workers as pool,
    ):  # the matrices are small: threads go to pairs
        done: list[_Pair] = []
        for result in pool.map(lambda names: _estimate(run, *names), run.pairs):
            done.append(result)
            report(len(done), len(run.pairs), "pairs estimated")
        done = _moderated(run, done)
        q = adjusted(_p_values(done))
        judged = [
            judge(pair.estimate, (q[2 * k], q[2 * k + 1]), alpha=alpha, negligible=negligible)
            for k, pair in enumerate(done)
        ]
        claimed = [k for k, judgement in enumerate(judged) if judgement.verdict in CLAIMS]
        checked: dict[int, tuple[Check, ...]] = {}
        pictures: dict[int, list[Picture]] = {}
        for k, (result_checks, shown) in zip(
            claimed, pool.map(lambda k: _claim(run, run.pairs[k], done[k], judged[k]), claimed), strict=True
        ):
            checked[k], pictures[k] = result_checks, shown
            report(len(checked), len(claimed), "claims checked")
    tested = int(np.isfinite(q).sum())
    joint_q = adjusted(joint_p_values([pair.estimate for pair in done]))
    findings = tuple(
        with_delays(
            _finding(run, names, done[k], judged[k], (q[2 * k], q[2 * k + 1]), checked.get(k, ()), tested),
            done[k].estimate,
            (joint_q[2 * k], joint_q[2 * k + 1]),
            pictures.get(k, [NO_PICTURE, NO_PICTURE]),
        )
        for k, names in enumerate(run.pairs)
    )
    return _collect(run, findings, judged, tested)


def _check_settings(panel: object, alpha: float, negligible: float, jobs: int | None) -> None:
    if not isinstance(panel, Panel):
        raise InputError(
            f"link takes a Panel, not {type(panel).__name__}.", remedy="Make one with bothways.read_panel."
        )
    for name, value, most in (("alpha", alpha, 0.5), ("negligible", negligible, 1.0)):
        if not isinstance(value, int | float) or not 0 < value < most:
            raise InputError(f"{name} is {value!r}.", remedy=f"Give a number between 0 and {most:g}.")
    if jobs is not None and (not isinstance(jobs, int) or jobs < 1):
        raise InputError(f"jobs is {jobs!r}.", remedy="Give a whole number from 1, or leave it out.")


def _prepare(panel: Panel, alpha: float, negligible: float, compiled: bool | None) -> _Run:
    employees, customers = panel.metrics("employee"), panel.metrics("customer")
    if not employees or not customers:
        raise NotEnoughData("Linking needs at least one employee metric and one customer metric.")
    names = [*employees, *customers]
    screened = {name: screen(series(panel, name), panel.units, panel.periods) for name in names}
    resolved = {name: resolve(screened[name].series) for name in names}
    stacked = np.stack([resolved[name].series.values for name in names], axis=2)
    N, T, _ = stacked.shape
    cycle = 7 if panel.frequency == "day" else PERIODS_PER_YEAR[panel.frequency] or 0
    pairs = [(x, y) for x in employees for y in customers]
    work = len(pairs) * N * (2 * T) ** 3
    return _Run(
        panel=panel,
        resolved=resolved,
        left_out=tuple(one.note for one in screened.values() if one.note),
        pairs=pairs,
        factors=find_factors(stacked, rng=np.random.default_rng(SEED)),
        position={name: k for k, name in enumerate(names)},
        seasons=cycle if cycle and FULL_CYCLES * cycle <= T else 0,
        compiled=work > DENSE_WORK if compiled is None else compiled,
        alpha=alpha,
        negligible=negligible,
    )


def _estimate(run: _Run, x: str, y: str) -> _Pair:
    first, second = run.resolved[x], run.resolved[y]
    values, noise = stack(first.series, second.series, shared_noise(run.panel, x, y))
    if run.factors.count:
        values = strip(values, loadings(run.factors, without=(run.position[x], run.position[y])))
    for one in (first.series, second.series):
        if one.overlapping:
            text = f"The values of {one.name} speak of overlapping spans of time, so what comes first cannot be told."
            return _Pair(values, noise, PairEstimate(text))
    unknown = (first.series.noise == UNKNOWN, second.series.noise == UNKNOWN)
    if any(unknown):
        found = estimate_band(values, noise, unknown, seasons=run.seasons, compiled=run.compiled)
    else:
        found = estimate_pair(
            values,
            noise,
            seasons=run.seasons,
            compiled=run.compiled,
            noise_error=(first.relative_error, second.relative_error),
        )
    return _Pair(values, noise, found)


def _moderated(run: _Run, pairs: list[_Pair]) -> list[_Pair]:
    """Let the family lend each direction what it knows of common shocks."""
    parts = [
        pair.estimate.directions[0].coefficient for pair in pairs if pair.estimate.directions is not None
    ]
    known = [c for c in parts if c is not None]  # both directions of a pair have the same ratio
    part = shared_part(np.array([c.ratio for c in known]), np.array([c.ratio_df for c in known]))
    return [replace(pair, estimate=pair.estimate.moderated(part)) for pair in pairs]


def _p_values(pairs: list[_Pair]) -> Floats:
    out = [
        direction.p if direction else np.nan
        for pair in pairs
        for direction in (pair.estimate.employee_to_customer, pair.estimate.customer_to_employee)
    ]
    return np.array(out, dtype=float)


def _claim(
    run: _Run, names: tuple[str, str], pair: _Pair, judgement: Judgement
) -> tuple[tuple[Check, ...], list[Picture]]:
    """Checks of a claim, and how long each claimed direction takes."""
    shown = [
        picture(pair.estimate, employee_first=k == 0) if judgement.states[k] == YES else NO_PICTURE
        for k in range(2)
    ]
    return _checks(run, names, pair, judgement), shown


def _checks(run: _Run, names: tuple[str, str], pair: _Pair, judgement: Judgement) -> tuple[Check, ...]:
    out: list[Check] = [_seasons_check(run)] if run.panel.frequency != "year" else []
    for k in range(2):
        if judgement.states[k] == YES:
            label = f" ({names[k]} first)" if judgement.states == (YES, YES) else ""
            found = run_checks(pair.estimate, employee_first=k == 0)
            found += second_thoughts(pair.estimate, employee_first=k == 0)
            out += [replace(check, name=check.name + label) for check in found]
    return tuple(out)


def _seasons_check(run: _Run) -> Check:
    name = "units have no seasons of their own"
    if run.seasons:
        return Check(name, True, "Tested, and part of the model where the data asked for it.")
    return Check(name, None, _few_cycles(run))


def _few_cycles(run: _Run) -> str:
    cycle = "weeks" if run.panel.frequency == "day" else "years"
    return f"Fewer than {FULL_CYCLES} full {cycle}: seasons of single units cannot be excluded."


def _finding(
    run: _Run,
    names: tuple[str, str],
    pair: _Pair,
    judgement: Judgement,
    q: tuple[float, float],
    checks: tuple[Check, ...],
    tested: int,
) -> Finding:
    both: NDArray[np.bool_] = np.asarray(np.isfinite(pair.values).all(axis=2))
    raw, _ = stack(run.resolved[names[0]].series, run.resolved[names[1]].series, None)
    between, within = association(raw)
    claimed = judgement.verdict in CLAIMS
    failing = any(check.passed is not True for check in checks if check.weighs)
    unknown = [run.resolved[name].series.noise == UNKNOWN for name in names]
    reliability = [float("nan") if unknown[k] else pair.estimate.reliability[k] for k in range(2)]
    return Finding(
        employee_metric=names[0],
        customer_metric=names[1],
        verdict=judgement.verdict,
        strength=("likely" if failing or any(unknown) else "clear") if claimed else None,
        lag=1,
        units=int((both.sum(axis=1) >= 2).sum()),
        periods=int(both.any(axis=0).sum()),
        cells_missing=_missing(both),
        employee_to_customer=_effect(pair.estimate.employee_to_customer, q[0]),
        customer_to_employee=_effect(pair.estimate.customer_to_employee, q[1]),
        between_r=between,
        within_r=within,
        employee_reliability=reliability[0],
        customer_reliability=reliability[1],
        reasons=reasons(
            pair.estimate,
            judgement,
            checks,
            names=names,
            periods=int(both.any(axis=0).sum()),
            every=run.panel.frequency,
            family=tested,
            alpha=run.alpha,
            negligible=run.negligible,
        ),
        checks=checks,
    )


def _missing(both: NDArray[np.bool_]) -> float:
    """Share of cells without both metrics, among units that ever have both, from their first to their last period."""
    held = np.flatnonzero(both.any(axis=0))
    if not len(held):
        return 1.0
    return float(1 - both[both.any(axis=1), held[0] : held[-1] + 1].mean())


def _effect(direction: DirectionEstimate | None, q: float) -> Effect:
    if direction is None:
        return Effect()
    low, high = direction.interval()
    f = direction.to_natural
    return Effect(
        direction.effect,
        direction.se,
        low,
        high,
        direction.p,
        float(q),
        direction.effect * f,
        low * f,
        high * f,
    )


def _collect(run: _Run, findings: tuple[Finding, ...], judged: list[Judgement], tested: int) -> Findings:
    claims = sum(judgement.states.count(YES) for judgement in judged if judgement.verdict in CLAIMS)
    notes = [*run.panel.notes, *run.left_out] + [r.note for r in run.resolved.values() if r.note]
    if not len(run.panel.noise_covariance):
        notes.append(
            "No metric is taken to share its answers with another: no covariance of their noise was given."
        )
    if run.factors.count:
        notes.append(
            f"Units feel {run.factors.count} common shock{'s' if run.factors.count > 1 else ''} to different degrees; "
            "that part was taken out of every metric before linking."
        )
    if run.panel.frequency != "year" and not run.seasons:
        notes.append(_few_cycles(run))
    data = run.panel.data
    scales = {
        str(name): Scale(
            str(data["kind"].sel(metric=name).item()),
            float(data["low"].sel(metric=name).item()),
            float(data["high"].sel(metric=name).item()),
            str(data["better"].sel(metric=name).item()),
        )
        for name in data["metric"].values
    }
    settings = {
        "alpha": run.alpha,
        "negligible": run.negligible,
        "family": "Benjamini-Hochberg over all estimable directions",
        "errors": "unit-clustered CR3 plus shared period part, Satterthwaite degrees of freedom",
        "common_factors": run.factors.count,
        "seasons": run.seasons,
        "lags": LAGS if any(one.looked_longer for one in findings) else 1,
        "seed": SEED,
        "version": version("bothways"),
    }
    return Findings(findings, settings, tested, run.alpha * claims, run.panel.frequency, tuple(notes), scales)
