"""Panels of drawn worlds, read the way users' tables are read, and estimates made up by hand."""

import numpy as np

from bothways.linkage.likelihood.inference import Coefficient
from bothways.linkage.pair import DirectionEstimate, PairEstimate
from bothways.panel import Panel, read_panel
from bothways.simulate import World, draw_world, world_to_tidy


def drawn(seed, units=150, periods=12, **options) -> World:
    return draw_world(np.random.default_rng(seed), units=units, periods=periods, **options)


def panel_of(world, *, frequency="month", drop=(), employees=None, customers=None) -> Panel:
    """The panel of a world or family; ``drop`` columns of both sides, or of one."""
    tidy = world_to_tidy(world, frequency=frequency)
    return read_panel(
        tidy.employees.drop(columns=[*drop, *(employees or ())]),
        tidy.customers.drop(columns=[*drop, *(customers or ())]),
        covariance=None if drop else tidy.covariance,
    )


def direction(effect=0.0, se=0.05, df=60.0, *, p=None, coefficient=None, to_natural=1.0) -> DirectionEstimate:
    """A direction with these figures; p of the t test unless given."""
    from scipy import stats

    two_sided = float(2 * stats.t.sf(abs(effect) / se, df)) if p is None else p
    return DirectionEstimate(effect, se, df, two_sided, to_natural, coefficient)


def pair_of(first, second, *, covariance=0.0, reliability=(0.8, 0.8), extensions=()) -> PairEstimate:
    return PairEstimate(None, first, second, covariance, reliability, extensions)


def coefficient(**changes) -> Coefficient:
    parts = {
        "estimate": 0.2,
        "unit_variance": 0.0025,
        "unit_df": 60.0,
        "period_variance": 0.0025,
        "cell_variance": 0.0025,
        "ratio": 1.0,
        "ratio_df": 11.0,
        "shock_p": 1.0,
        "periods": 12,
        "to_standard": 1.0,
    }
    return Coefficient(**{**parts, **changes})
