"""Before the start: which difference a study will be able to see, from what was released so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from bothways.errors import BothwaysError
from bothways_web.act.plans.number_words import size_in_words
from bothways_web.listen.ledgers import Population
from bothways_web.verify.models import Study
from bothways_web.verify.studies.looks import DAYS, LEVELS
from bothways_web.verify.studies.measured import measured_of
from bothways_web.verify.studies.panels import Material, material_of_released
from bothways_web.verify.studies.starts import starts_of

if TYPE_CHECKING:
    from bothways.panel import Panel


@dataclass(frozen=True)
class Foretold:
    """Smallest difference that a first look would call in four of five such studies, with so many teams and periods."""

    size: str
    began: int
    not_begun: int
    periods_before: int
    periods_after: int


def foretell(study: Study) -> Foretold | None:
    """Return what a draft will be able to see; ``None`` where too little is released to say so.

    It rests on released numbers of single teams alone, so it tells nothing that is not told already.
    """
    starts = starts_of(study)
    if not starts or study.look_on is None or not study.metric:
        return None
    material = material_of_released(cast(Population, study.side), study.metric, starts)
    if material is None:
        return None
    from bothways.change import smallest_effect
    from bothways_web.verify.studies.starts import by_team

    first, every = min(one.day for one in starts), DAYS[material.panel.frequency]
    after = max(round((study.look_on - first).days / every), 1)
    begins = {team: 1 + round((one.day - first).days / every) for team, one in by_team(starts).items()}
    teams = {team: begin for team, begin in begins.items() if begin <= after and team in material.panel.units}
    try:
        seen = smallest_effect(
            _before(material), study.metric, teams, periods_after=after, bound=study.smallest, alpha=LEVELS[0]
        )
    except BothwaysError:
        return None
    size = size_in_words(float(f"{seen.effect:.2g}"), measured_of(study.side, study.metric))
    return Foretold(size, seen.began, seen.not_begun, seen.periods_before, seen.periods_after)


def _before(material: Material) -> Panel:
    """Return the panel up to the first start."""
    from dataclasses import replace

    starts = sorted(material.starts.values())
    if not starts:
        return material.panel
    kept = [period for period in material.panel.periods if period < starts[0]]
    return replace(material.panel, data=material.panel.data.sel(period=kept))
