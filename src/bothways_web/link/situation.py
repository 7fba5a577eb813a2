"""How far both voices are: what the empty page of findings says."""

from __future__ import annotations

from dataclasses import dataclass

from bothways_web.link.cells import joined_cells, standing_imports
from bothways_web.link.models import MetricImport
from bothways_web.link.runs import surveyed_rounds
from bothways_web.listen.models import Pulse, Round

#: Fewer joint periods tell nothing about what comes first.
PERIODS_NEEDED = 6


@dataclass(frozen=True)
class Situation:
    """Periods with numbers of each voice; "employees 3, customers 0"."""

    employees: int
    customers: int
    needed: int = PERIODS_NEEDED

    @property
    def is_missing_customers(self) -> bool:
        """Whether there are no customer metrics at all."""
        return self.customers == 0


def situation() -> Situation:
    """Count the periods of both voices."""
    asked = set(
        Round.objects.filter(state=Round.State.RELEASED, pulse__side=Pulse.Side.EMPLOYEES).values_list(
            "period", flat=True
        )
    )
    brought = _periods(MetricImport.Side.EMPLOYEES)
    surveyed = set(surveyed_rounds().values_list("period", flat=True))
    return Situation(len(asked | brought), len(_periods(MetricImport.Side.CUSTOMERS) | surveyed))


def _periods(side: str) -> set[str]:
    imports = standing_imports(side)
    return set(joined_cells(imports)["period"]) if imports else set()
