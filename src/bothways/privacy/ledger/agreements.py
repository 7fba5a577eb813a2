"""Words of agreement of shown units."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bothways.privacy.groups import members, parse_group
from bothways.privacy.ledger.metric import Metric
from bothways.privacy.released import Released, _issue
from bothways.privacy.roster import Roster
from bothways.privacy.values import agreement_word, band


def release_agreement(
    name: str, metric: Metric, items: npt.NDArray[np.float64], roster: Roster, groups: Sequence[str]
) -> list[Released]:
    """Return a word for each group: agree, mixed or split.

    Parameters
    ----------
    name : str
        The round.
    metric : Metric
    items : ndarray of float64, shape (people, items)
        In steps of the scale, none missing.
    roster : Roster
        The same people.
    groups : sequence of str
        Shown groups of at least 10 people.

    Returns
    -------
    list of Released
    """
    nan, rows = math.nan, []
    for group in groups:
        people = members(parse_group(group), roster)
        word = agreement_word(items[people], options=metric.options)
        rows.append(
            _issue(
                round=name,
                group=group,
                metric=metric.name,
                kind="agreement",
                n_band=band(len(people)),
                value=nan,
                low=nan,
                high=nan,
                text=word,
            )
        )
    return rows
