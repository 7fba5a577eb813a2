"""teams.csv: every unit and domain, one row each."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from bothways.privacy.diagnosis import Diagnosis, DomainNumber, UnitProfile
from bothways.privacy.groups import Group
from bothways.reports.teams.words import NEEDS, WITHHELD

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "round", "group", "name", "part_of", "domain", "status", "n_band", "value", "low", "high", "company",
    "beside_company", "agreement", "changed_since", "change", "change_low", "change_high", "need",
    "counts_under",
)  # fmt: skip
_NUMBERS = ("low", "high", "change", "change_low", "change_high")


def diagnosis_table(diagnosis: Diagnosis) -> pd.DataFrame:
    """Return a diagnosis as a table, one row a unit and domain.

    Parameters
    ----------
    diagnosis : Diagnosis

    Returns
    -------
    pandas.DataFrame
        Columns round, group (canonical text), name, part_of, domain (metric), status (shown, withheld),
        n_band, value (as shown, such as 62 or >=80), low, high, company, beside_company (worse, level,
        better), agreement, changed_since (round), change, change_low, change_high, need, counts_under.
        Text is blank and numbers are NaN where there is nothing. Units without any number have one row,
        without a domain.

    Examples
    --------
    >>> from bothways.privacy.diagnosis import Diagnosis
    >>> len(diagnosis_table(Diagnosis("r1", None, (), (), None, (), (), {})))
    0
    """
    import pandas as pd

    company = diagnosis.company
    profiles = (company, *diagnosis.profiles) if company else ()
    rows = [_row(diagnosis, unit, one, place) for unit in profiles for place, one in enumerate(unit.numbers)]
    for unit in diagnosis.withheld:
        rows.append(
            {"round": diagnosis.round, "group": Group(units=(unit.unit,)).text, "name": unit.name,
             "part_of": unit.part_of, "status": WITHHELD, "counts_under": unit.under}
        )  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    types = {name: "float64" if name in _NUMBERS else "string" for name in COLUMNS}
    return table.astype(types).fillna(dict.fromkeys(set(COLUMNS) - set(_NUMBERS), ""))


def _row(diagnosis: Diagnosis, unit: UnitProfile, one: DomainNumber, place: int) -> dict[str, str | float]:
    row: dict[str, str | float] = {
        "round": diagnosis.round, "group": unit.group, "name": unit.name, "part_of": unit.part_of,
        "domain": one.domain.metric, "status": "shown" if one.shown else WITHHELD, "counts_under": one.under,
        "need": NEEDS[unit.composite.standing] if unit.composite else "",
    }  # fmt: skip
    whole = diagnosis.company.numbers[place].shown if diagnosis.company else None
    row["company"] = whole.text if whole else ""
    if one.shown:
        row |= {"n_band": one.shown.n_band, "value": one.shown.text}
        row |= {"low": one.shown.low, "high": one.shown.high}
    if one.against:
        row["beside_company"] = one.against.standing
    if one.agreement:
        row["agreement"] = one.agreement.text
    if one.change:
        tenths = {
            "change": one.change.difference,
            "change_low": one.change.low,
            "change_high": one.change.high,
        }
        row |= {name: _rounded(value) for name, value in tenths.items()}
        row["changed_since"] = diagnosis.before or ""
    return row


def _rounded(value: float) -> float:
    """Return a figure as coarse as what it is made of."""
    return round(value, 1) if math.isfinite(value) else value
