"""What leaving costs: a model that people leads fill in, version after version, times the leavers as released."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from bothways.errors import InputError
from bothways.leaving.from_released import leavers_between
from bothways.privacy import Released
from bothways.privacy.values import band_low
from bothways_web.people.changes import one_at_a_time, record
from bothways_web.people.models import User
from bothways_web.verify.leaving.shown import course_of
from bothways_web.verify.models import LeavingCost

if TYPE_CHECKING:
    from bothways.leaving.cost import CostModel

Ends = tuple[float, float]
PARTS = (
    "yearly_pay", "leaving", "replaced", "hiring", "vacancy_days", "vacancy_cost", "ramp_up_months", "ramp_up_missing",
)  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """From how much to how much; an end is missing where the number of people has no upper one."""

    low: float | None
    high: float | None


@dataclass(frozen=True)
class Row:
    """One part of the cost, or all together: for one person who leaves, and for all of the last year."""

    part: str
    each: Amount
    year: Amount | None


@dataclass(frozen=True)
class Cost:
    """What the model makes of the last year."""

    model: LeavingCost
    rows: tuple[Row, ...]
    leavers: Amount | None
    quarters: tuple[str, ...]
    #: Where the number of people comes from: "written" or "band".
    headcount_from: str

    @property
    def total(self) -> Row:
        """All parts together."""
        return self.rows[-1]


def current_model() -> LeavingCost | None:
    """Return the model that holds."""
    return LeavingCost.objects.order_by("-version").first()


@transaction.atomic
def write_model(
    parts: Mapping[str, Ends], *, currency: str, headcount: Ends | None, why: str, version: int, by: User
) -> LeavingCost:
    """Write the model anew; what held before stays in its history.

    Raises
    ------
    InputError
        Where somebody else was quicker, or a part cannot be.
    """
    from bothways.leaving.cost import check_model

    one_at_a_time()
    latest = current_model()
    if (latest.version if latest else 0) != version:
        raise InputError(
            _("Somebody else has changed the model meanwhile."),
            remedy=_("Look at what they wrote, then change it again."),
        )
    check_model(_model(parts))
    if headcount is not None and not 0 < headcount[0] <= headcount[1]:
        raise InputError(_("The number of people is no range."), remedy=_("Give the lower number first."))
    made = LeavingCost.objects.create(
        version=version + 1, parts={name: list(parts[name]) for name in PARTS}, currency=currency,
        headcount=list(headcount) if headcount else None, why=why, by=by, by_name=by.name or by.email,
    )  # fmt: skip
    record(by, "changed what leaving costs", made)
    return made


def cost_of_last_year(model: LeavingCost) -> Cost:
    """Return what a model makes of the leavers of the last four quarters, as far as they are released."""
    from bothways.leaving.cost import cost_of_turnover

    each = cost_of_turnover(_model(model.parts), {"one": 1}).each
    year = course_of(None).year
    headcount, source = _headcount(model, year)
    left = leavers_between(year, headcount) if year else None
    rows = tuple(
        Row(str(part), Amount(low, high), _times((low, high), left) if left else None)
        for part, low, high in each.itertuples(index=False)
    )
    leavers = (
        Amount(math.floor(left[0]), math.ceil(left[1]) if math.isfinite(left[1]) else None) if left else None
    )
    return Cost(model, rows, leavers, tuple(one.round for one in year), source)


def _model(parts: Mapping[str, Sequence[float]]) -> CostModel:
    """Return parts as the library takes them."""
    from bothways.leaving.cost import CostModel, Range

    ends: dict[str, Any] = {name: Range(*parts[name]) for name in PARTS}
    return CostModel(**ends)


def _headcount(model: LeavingCost, year: tuple[Released, ...]) -> tuple[Ends, str]:
    """Return how many people there are: as written beside the model, else by the bands of the quarters."""
    if model.headcount:
        return (float(model.headcount[0]), float(model.headcount[1])), "written"
    bands = [one.n_band for one in year]
    low = min((band_low(name) for name in bands), default=1)
    ends = [math.inf if name.endswith("+") else int(name.partition("-")[2]) for name in bands]
    return (float(low), float(max(ends, default=math.inf))), "band"


def _times(each: Ends, left: Ends) -> Amount | None:
    """Return the lowest and highest product; a part may be negative where the saved pay is larger.

    Nothing where neither has an end.
    """
    ends = [cost * people if cost else 0.0 for cost in each for people in left]
    low, high = min(ends), max(ends)
    if math.isinf(low) and math.isinf(high):
        return None
    return Amount(low if math.isfinite(low) else None, high if math.isfinite(high) else None)
