"""The tables that are made of a ledger: released.csv and withheld.csv."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bothways.privacy.groups import Group
from bothways.privacy.ledger.record import Offer, Record
from bothways.privacy.released import released_table
from bothways.tables import write_table

if TYPE_CHECKING:
    import pandas as pd

RELEASED, WITHHELD = "released.csv", "withheld.csv"


def withheld_table(record: Record) -> pd.DataFrame:
    """Return the groups that are not shown; see :meth:`Ledger.withheld`."""
    import pandas as pd

    rows = [
        (name, metric, offer.group, "withheld", offer.merged_into or "")
        for name, one in record.rounds.items()
        for metric, rule in one.metrics.items()
        for offer in one.sets[str(rule["set"])].offers
        if offer.status == "withheld"
    ]
    return pd.DataFrame(rows, columns=["round", "metric", "group", "reason", "merged_into"])


def places_shown(record: Record, name: str) -> dict[str, str]:
    """Return whether each unit is shown alone, merged or not; see :meth:`Ledger.places_shown`."""
    one = record.rounds[name]
    offers = one.sets[str(next(iter(one.metrics.values()))["set"])].offers if one.metrics else ()
    status = {offer.group: offer for offer in offers}
    found = {}
    for unit, parent, _ in one.units or record.units:
        offer = status.get(Group(units=(unit,)).text) or Offer("", "withheld")
        if offer.status != "withheld" or (parent is None and offer.merged_into == "all"):
            found[unit] = "alone"
        else:
            found[unit] = "merged" if offer.merged_into not in (None, "all") else "not shown"
    return found


def write_tables(record: Record, folder: Path) -> tuple[Path, ...]:
    """Write released.csv and withheld.csv into a folder."""
    rows = [row for one in record.rounds.values() for row in one.released]
    write_table(released_table(rows), folder / RELEASED)
    write_table(withheld_table(record), folder / WITHHELD)
    return folder / RELEASED, folder / WITHHELD
