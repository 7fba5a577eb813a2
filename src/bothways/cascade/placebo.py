"""Placebo networks: the same shape, but chance says which provider stands at which place."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bothways.cascade.exposure import Estimate, Inputs, estimate

ENOUGH = 10  # networks as far from none as the true one, after which no claim is possible any more


@dataclass(frozen=True)
class Placebo:
    """How the true network stands among placebos.

    Attributes
    ----------
    p : float
        In (0, 1]; NaN where no placebo could be told.
    drawn : int
        Placebo networks that were drawn and could be told.
    """

    p: float
    drawn: int


def placebo(inputs: Inputs, true: Estimate, *, networks: int, rng: np.random.Generator) -> Placebo:
    """Return the share of networks, the true one among them, that are as far from none as the true one.

    Parameters
    ----------
    inputs : Inputs
    true : Estimate
        What the true network says; compared by its distance from none in its own errors.
    networks : int
        Drawn at most; fewer where ten are as far from none before (Besag and Clifford 1991).
    rng : numpy.random.Generator

    Notes
    -----
    Providers are permuted over the places of the network: how many clients a place serves, with which weights, and
    which clients share a place all stay. So whatever makes clients of one place alike stays as well.
    """
    drawn = as_far = 0
    for _ in range(networks):
        order = rng.permutation(len(inputs.overload))
        one = estimate(
            replace(inputs, overload=inputs.overload[order], overload_noise=inputs.overload_noise[order])
        )
        if one is None or not np.isfinite(one.t):
            continue
        drawn += 1
        as_far += one.t >= true.t - 1e-9
        if as_far == ENOUGH:
            return Placebo(as_far / drawn, drawn)
    return Placebo((1 + as_far) / (1 + drawn) if drawn else float("nan"), drawn)
