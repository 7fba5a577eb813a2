"""Moments to tidy frames, and of both sides to the Panel."""

from __future__ import annotations

import pandas as pd

from bothways.panel.moments import Moments
from bothways.panel.panel import Panel
from bothways.panel.reading import read_panel


def moments_to_tidy(moments: Moments) -> pd.DataFrame:
    """Return moments as a tidy file: one row a cell.

    Parameters
    ----------
    moments : Moments

    Returns
    -------
    pandas.DataFrame
        ``unit, period, metric, value, n, noise_variance, kind, low, high, better``; the value is the mean of
        the scores, for NPS and percentages from -100 or 0 to 100. ``noise_variance`` is missing where nobody
        could tell it.

    Examples
    --------
    >>> import pandas as pd
    >>> from bothways.panel.moments import answers_to_moments
    >>> answers = pd.DataFrame({"unit": ["a", "a"], "period": ["2024", "2024"], "ease": [4, 6]})
    >>> moments = answers_to_moments(answers, items=["ease"], side="customer")
    >>> moments_to_tidy(moments)[["unit", "metric", "value", "n", "noise_variance"]].values.tolist()
    [['a', 'ease', 5.0, 2, 1.0]]
    """
    table = moments.moments
    tidy = table[["unit", "period", "metric", "n", "noise_variance"]].copy()
    tidy.insert(3, "value", table["mean"])
    scores = {score.metric: score for score in moments.scores}
    for name in ("kind", "low", "high", "better"):
        tidy[name] = table["metric"].map({metric: getattr(score, name) for metric, score in scores.items()})
    return tidy


def moments_to_covariance(*sides: Moments) -> pd.DataFrame:
    """Return the sampling covariances of means that the same people gave, as the covariance file has them.

    Parameters
    ----------
    *sides : Moments

    Returns
    -------
    pandas.DataFrame
        ``unit, period, metric_a, metric_b, covariance``, the covariance being the one that goes with
        ``noise_variance``; pairs of which nothing is known are left out.
    """
    columns = ["unit", "period", "metric_a", "metric_b"]
    parts = [
        side.co_moments[columns].assign(covariance=side.co_moments["noise_covariance"]) for side in sides
    ]
    return pd.concat(parts, ignore_index=True).dropna(subset="covariance").reset_index(drop=True)


def moments_to_panel(employee_moments: Moments, customer_moments: Moments) -> Panel:
    """Join the moments of both sides to the Panel.

    Parameters
    ----------
    employee_moments, customer_moments : Moments
        Metrics answered by the same people carry their covariance into the Panel, within each side.

    Returns
    -------
    Panel

    Raises
    ------
    InputError
        As :func:`bothways.read_panel`: a metric on both sides, periods that cannot be read.
    """
    covariance = moments_to_covariance(employee_moments, customer_moments)
    return read_panel(
        moments_to_tidy(employee_moments),
        moments_to_tidy(customer_moments),
        covariance=None if covariance.empty else covariance,
    )
