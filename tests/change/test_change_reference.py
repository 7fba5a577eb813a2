"""The same numbers as other engines, on the same panel."""

import numpy as np
import pytest
from change_panels import design_of, reference

from bothways.change.contrasts import cohorts, effects
from bothways.change.features import adjusted_effects
from bothways.change.scales import measure

SAME = 1e-10  # both are sums of a few hundred numbers near 1


def staggered():
    case = reference()
    starts = [start - 1 if start else None for start in case["starts"]]
    return case, design_of(case["values"], starts)


def found(design, **options):
    groups = cohorts(design, measure(design), last_only=True)
    return effects(design, groups, design.starts[None], np.ones((1, len(design.units))), **options)


def test_the_effect_over_all_equals_diff_diff() -> None:
    case, design = staggered()
    assert found(design).overall[0] == pytest.approx(case["diff_diff"]["overall"], abs=SAME)


def test_the_effect_over_all_equals_differences() -> None:
    case, design = staggered()
    assert found(design).overall[0] == pytest.approx(case["differences"]["plain"], abs=SAME)


def test_every_start_and_period_equals_diff_diff() -> None:
    case, design = staggered()
    groups = {one.start: one for one in cohorts(design, measure(design), last_only=True)}
    for start, period, effect in case["diff_diff"]["cells"]:
        alone = effects(design, (groups[start - 1],), design.starts[None], np.ones((1, 40)))
        place = int(np.flatnonzero(alone.since == period - start)[0])
        assert alone.effect[0, place] == pytest.approx(effect, abs=SAME)


def test_with_features_the_effect_equals_differences() -> None:
    case, design = staggered()
    groups = cohorts(design, measure(design), last_only=True)
    features = np.array(case["x"])[:, None]
    one = adjusted_effects(design, groups, design.starts[None], np.ones((1, 40)), features)
    # a logit by iteration on both sides, each stopped at its own tolerance
    assert one.overall[0] == pytest.approx(case["differences"]["features"], abs=1e-6)


def test_diff_diff_itself_still_says_so() -> None:
    pytest.importorskip("diff_diff", reason="needs bothways[change]")
    import sys
    from pathlib import Path

    sys.path.insert(0, str(Path(__file__).parents[1] / "reference" / "change"))
    from make_change_reference import by_diff_diff

    case = reference()
    assert by_diff_diff(case)["overall"] == pytest.approx(case["diff_diff"]["overall"], abs=SAME)
