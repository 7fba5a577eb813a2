"""Equal to the research prototype, an independent program, on stored panels.

The prototype differentiates numerically (steps of 1e-5 and 1e-4), hence 1e-7 for errors; estimates 1e-9.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from bothways.linkage.moments import fit_moments

STORED = json.loads(
    (Path(__file__).parents[2] / "reference" / "moments" / "prototype.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", STORED)
def test_moments_equal_the_prototype(name):
    case = STORED[name]
    noise, season, weights = (
        None if case[part] is None else np.array(case[part]) for part in ("noise", "season", "weights")
    )
    fit = fit_moments(np.array(case["values"], float), noise, season=season, weights=weights)
    assert fit.ok
    assert (fit.units, fit.transitions) == (case["units"], case["transitions"])
    for part in ("phi", "sd_within", "strength", "spectral_radius"):
        assert_allclose(getattr(fit, part), case[part], rtol=1e-9)
    for part in ("se_unit", "se_cr3", "se_two_way"):
        assert_allclose(getattr(fit, part), case[part], rtol=1e-7)
    if noise is not None:
        assert_allclose(fit.reliability, case["reliability"], rtol=1e-9)
