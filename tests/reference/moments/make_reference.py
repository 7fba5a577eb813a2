"""Write prototype.json: panels with the estimates of the research prototype (bcmm_unb.py).

    python make_reference.py FOLDER_OF_THE_PROTOTYPE

The panels are stored rounded, so that the file does not depend on anybody's random numbers.
"""

import json
import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1] / "linkage" / "moments"))

from moments_worlds import draw_panel  # noqa: E402

CASES = {
    "balanced without noise": {"n_units": 40, "periods": 8},
    "holes and noise": {"n_units": 40, "periods": 9, "noise": 0.3, "holes": 0.15},
    "same people": {"n_units": 45, "periods": 9, "noise": 0.4, "shared": 0.6, "holes": 0.1},
    "seasons": {"n_units": 40, "periods": 13, "noise": 0.2, "holes": 0.1, "season": 3},
    "weights": {"n_units": 40, "periods": 8, "holes": 0.2, "weights": True},
}


def one_case(estimator, seed, n_units, periods, *, season=None, weights=False, **options):
    rng = np.random.default_rng(seed)
    values, noise = draw_panel(rng, n_units, periods, **options)
    values, noise = values.round(4), noise.round(4) if options.get("noise") else None
    labels = None if season is None else np.arange(periods) % season
    w = rng.uniform(0.3, 1.5, n_units).round(4) if weights else None
    mask = np.isfinite(values).all(2)
    out = estimator.fit(values, mask, noise, season=labels, weights=w, period=True)
    scale = out["scale"][0]
    natural = scale[:, None] / scale[None, :]
    return {
        "values": [[[None if np.isnan(v) else v for v in cell] for cell in row] for row in values.tolist()],
        "noise": None if noise is None else noise.tolist(),
        "season": None if labels is None else labels.tolist(),
        "weights": None if w is None else w.tolist(),
        "phi": (out["Phi"][0] * natural).tolist(),
        "se_unit": (out["se_cr1"][0] * natural).tolist(),
        "se_cr3": (out["se_jk"][0] * natural).tolist(),
        "se_two_way": (out["se_tw"][0] * natural).tolist(),
        "reliability": out["rel"][0].tolist(),
        "strength": float(out["strength"][0]),
        "sd_within": (out["sd"][0] * scale).tolist(),
        "spectral_radius": float(out["rho"][0]),
        "units": int(out["N"]),
        "transitions": int(out["nobs"]),
    }


if __name__ == "__main__":
    sys.path.insert(0, sys.argv[1])
    import bcmm_unb

    cases = {name: one_case(bcmm_unb, seed, **options) for seed, (name, options) in enumerate(CASES.items())}
    (HERE / "prototype.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n", encoding="utf-8")
