"""One row a cell with all metrics side by side, to one row a metric and one row a pair of metrics."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from bothways.measures.scores import Score
from bothways.panel.moments_noise import pooled_correlation, pooled_variance

Floats = npt.NDArray[np.float64]


def moment_rows(wide: pd.DataFrame, scores: Sequence[Score], side: str) -> pd.DataFrame:
    """Return the moments table of the cells, without metrics that nobody answered.

    Parameters
    ----------
    wide : pandas.DataFrame, one row a cell
        ``unit``, ``period`` and, numbered by metric, ``n``, ``mean``, ``variance`` and the counts.
    scores : sequence of Score
    side : str

    Returns
    -------
    pandas.DataFrame
        As :class:`bothways.panel.moments.Moments` describes it.
    """
    k, units = len(scores), pd.factorize(wide["unit"])[0]
    n = _block(wide, "n", k)
    variance = np.where(n > 1, _block(wide, "variance", k), np.nan)
    pooled = np.column_stack([pooled_variance(variance[:, j], n[:, j], units) for j in range(k)])
    keep = (n > 0).ravel()
    cell, metric = np.divmod(np.flatnonzero(keep), k)
    flat = {
        "mean": _block(wide, "mean", k),
        "variance": variance,
        "noise_variance": pooled / np.maximum(n, 1),
    }
    table = _labels(wide, cell, side=side, metric=_names(scores).take(metric))
    table["n"] = n.ravel()[keep].astype(np.int64)
    for name, block in flat.items():
        table[name] = block.ravel()[keep]
    nps = [score.rule == "nps" for score in scores]
    top = [f"top{j}" in wide for j in range(k)]
    for name, source, there in (
        ("promoters", "top", nps), ("detractors", "detractors", nps), ("top_box", "top", top)
    ):  # fmt: skip
        table[name] = _counts(_block(wide, source, k).ravel()[keep], np.array(there)[metric])
    return table


def co_moment_rows(wide: pd.DataFrame, scores: Sequence[Score], moments: pd.DataFrame) -> pd.DataFrame:
    """Return the co-moments table: pairs of metrics that somebody in the cell answered both.

    Parameters
    ----------
    wide : pandas.DataFrame, one row a cell
        As for :func:`moment_rows`, with ``covariance`` and ``both`` numbered by the two metrics.
    scores : sequence of Score
    moments : pandas.DataFrame
        What :func:`moment_rows` made of the same cells.

    Returns
    -------
    pandas.DataFrame
        As :class:`bothways.panel.moments.Moments` describes it.
    """
    k = len(scores)
    pairs = [(a, b) for a in range(k) for b in range(a + 1, k)]
    if not pairs:
        empty = wide.loc[[], ["unit", "period"]].reset_index(drop=True)
        return empty.assign(metric_a="", metric_b="", n=0, covariance=0.0, noise_covariance=0.0)
    first, second = (np.array(side) for side in zip(*pairs, strict=True))
    n = _block(wide, "n", k)
    variance = np.where(n > 1, _block(wide, "variance", k), np.nan)
    answer = np.full(n.shape, np.nan)
    answer[n > 0] = moments["noise_variance"].to_numpy() * n[n > 0]
    both = np.column_stack([wide[f"both{a}_{b}"].to_numpy(float) for a, b in pairs])
    shared = np.column_stack([wide[f"covariance{a}_{b}"].to_numpy(float) for a, b in pairs])
    share = both / np.maximum(n[:, first] * n[:, second], 1)
    correlation = np.array(
        [
            pooled_correlation(shared[:, p], both[:, p], variance[:, [a, b]], n[:, [a, b]])
            for p, (a, b) in enumerate(pairs)
        ]
    )
    noise = correlation * np.sqrt(answer[:, first] * answer[:, second]) * share
    keep = (both > 0).ravel()
    cell, pair = np.divmod(np.flatnonzero(keep), len(pairs))
    names = _names(scores)
    table = _labels(wide, cell, metric_a=names.take(first[pair]), metric_b=names.take(second[pair]))
    table["n"] = both.ravel()[keep].astype(np.int64)
    table["covariance"] = np.where(both > 1, shared * share, np.nan).ravel()[keep]
    table["noise_covariance"] = noise.ravel()[keep]
    return table


def _names(scores: Sequence[Score]) -> Any:
    """Return the metrics as a pandas array, which is quicker to repeat than text is to convert."""
    return pd.array([score.metric for score in scores], dtype="str")


def _block(wide: pd.DataFrame, name: str, k: int) -> Floats:
    """Return one kind of moment, cells x metrics; zeros where it was not computed."""
    there = (f"{name}{j}" for j in range(k))
    columns = [wide[c].to_numpy(float) if c in wide else np.zeros(len(wide)) for c in there]
    return np.column_stack(columns)


def _labels(wide: pd.DataFrame, cell: npt.NDArray[np.intp], **more: Any) -> pd.DataFrame:
    """Return the label columns of a long table, in the order of the contract."""
    labels = wide[["unit", "period"]].take(cell).reset_index(drop=True)
    for name, values in more.items():
        labels[name] = values
    front = [name for name in ("side", "unit", "period") if name in labels]
    return labels[front + [name for name in labels if name not in front]]


def _counts(values: Floats, there: npt.NDArray[np.bool_]) -> pd.Series[Any]:
    """Return counts of persons, missing where the metric has none."""
    whole = pd.array(np.nan_to_num(values).astype(np.int64), dtype="Int64")
    return pd.Series(whole).mask(~there)
