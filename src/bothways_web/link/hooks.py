"""What other rooms add to a run and to pages of findings; they hang it here, so that linking knows none of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from django.utils.functional import Promise

if TYPE_CHECKING:
    import pandas as pd
    from django.http import HttpResponse

    from bothways_web.link.findings import RunFindings, Shown
    from bothways_web.link.models import PainPoint, Run
    from bothways_web.people.access import Viewer
    from bothways_web.people.gate import SignedInRequest

#: Called with a side ("employees" or "customers") and a frequency ("month", "quarter", "week", "year"); each returns
#: records about units as tidy cells, with the columns of an import. Never answers of people: those come by a ledger.
MORE_CELLS: list[Callable[[str, str], pd.DataFrame]] = []
#: What people call the metrics of these cells.
METRIC_NAMES: dict[str, str | Promise] = {}
#: Of what there is one more where such a metric is one higher, in the plural.
METRIC_UNITS: dict[str, str | Promise] = {}
#: Called where somebody looks at a finding that they may open: a section of its page, already rendered; blank for none.
FINDING_SECTIONS: list[Callable[[Viewer, RunFindings, Shown], str]] = []

#: Called with the numbers of problems: which of them were closed as done.
PROBLEMS_DONE: list[Callable[[Collection[int]], Collection[int]]] = []
#: Called where somebody looks at a pain point that they may open: a section of its page, already rendered; blank for
#: none.
PAIN_POINT_SECTIONS: list[Callable[[Viewer, PainPoint], str]] = []

#: Called before somebody is shown the findings of a run: a page that comes first, or none.
BEFORE_FINDINGS: list[Callable[[SignedInRequest, Run], HttpResponse | None]] = []


def page_before(request: SignedInRequest, run: Run) -> HttpResponse | None:
    """Return the page that comes before the findings of a run; none where they are to be shown."""
    return next((page for made in BEFORE_FINDINGS if (page := made(request, run)) is not None), None)


def problems_done(numbers: Collection[int]) -> frozenset[int]:
    """Return the problems that were closed as done, as far as other rooms say."""
    return frozenset(one for made in PROBLEMS_DONE for one in made(numbers)) if numbers else frozenset()


def more_cells(side: str, frequency: str) -> pd.DataFrame:
    """Return the cells that other rooms add to a side; empty where there is none."""
    import pandas as pd

    parts = [found for made in MORE_CELLS if not (found := made(side, frequency)).empty]
    if not parts:
        return pd.DataFrame(columns=["unit", "period", "metric"])
    return pd.concat(parts, ignore_index=True)
