"""Computing what spills over in a closed job, and releasing it into the ledger of the employees."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bothways.errors import BothwaysError, NotEnoughData
from bothways.privacy import make_tree
from bothways.privacy.ledger.cascades import (
    CARRYING_A_CASCADE,
    CLIENTS_OF_A_CASCADE,
    OPEN_REASONS,
    PROVIDERS_OF_A_CASCADE,
    told_before,
)
from bothways_web.link.inputs import Inputs, forget, prepare
from bothways_web.listen.ledgers import open_ledger, released_round, released_rounds
from bothways_web.people.models import Organisation
from bothways_web.verify.models import OverloadRun
from bothways_web.verify.overload import running
from bothways_web.verify.overload.networks import edges_of, fingerprint
from bothways_web.verify.overload.running import FEW, TOLD

if TYPE_CHECKING:
    import pandas as pd

    from bothways.cascade import Cascade
    from bothways.panel import Panel

log = logging.getLogger(__name__)
_CHECK_WORDS = {True: "passed", False: "failed", None: "could not run"}
#: Parts of the library's reasons that are told where nobody can tell, and how they are told: without figures.
_REASONS = dict(zip(("also comes before", "do not agree", "will not settle it"), OPEN_REASONS, strict=True))
_CLAIMS = ("provider_first", "no_link")
_FIGURES = ("se", "low", "high", "p", "natural", "natural_low", "natural_high")


#: Digits after the point of a coded mean; one more on a scale narrower than this.
_DIGITS, _NARROW = 1, 2.0


class GivenUpError(Exception):
    """Another job has taken this run."""


def compute(run_id: int) -> None:
    """Compute what spills over, if the run waits or its job fell silent; else do nothing."""
    run = running.claim(run_id)
    if run is None:
        return
    try:
        nothing = _compute(run)
    except GivenUpError:
        return
    except BothwaysError as error:
        running.finish(run, trouble=str(error))
    except Exception:
        log.exception("What spills over, run %s, failed", run.pk)
        running.finish(
            run, trouble=_("Something went wrong in the computation. The log of the server says what.")
        )
        forget(run)
        raise
    else:
        running.finish(run, nothing=nothing)
    forget(run)


def _compute(run: OverloadRun) -> str:
    """Release what spills over; return a word for why nothing is released, blank where it is.

    One word stands for all that may be lacking: which of it was would tell of a team that is not shown.
    """
    from bothways.panel import read_panel

    there = released_round("employees", run.round.ledger_name)
    if there is None or not any(one.group == "all" for one in there.released):
        return FEW
    if any(one.kind == "cascade" for one in there.released):
        return ""  # an earlier job was killed after it had released
    inputs = prepare(run)
    if inputs is None:
        return FEW
    overload, service = cells_of_question(inputs, run.question.overload, run.question.service)
    if overload.empty or service.empty:
        return FEW
    units = set(overload["unit"]) | set(service["unit"])
    edges = [edge for edge in edges_of(run.network) if edge[0] in units and edge[1] in units]
    if not edges:
        return FEW
    try:
        panel = read_panel(overload, service)
        found = _ask(run, panel, edges)
    except NotEnoughData:
        return FEW
    last = _last_period(panel, run.question.overload)
    if _told_before(found.frequency, last):
        return TOLD
    if not _is_enough(found):
        return FEW
    _release(run, found, last, _people(overload, edges))
    return ""


def cells_of_question(inputs: Inputs, overload: str, service: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the cells of the two metrics; overload only where enough people are known to be behind it.

    Answers below the floor are left out before. Numbers from files come as they are: whoever brings them could put
    one person into a unit, so that cells without a known number of people are left out as well.
    """
    import pandas as pd

    both = []
    for path, metric in ((inputs.employees, overload), (inputs.customers, service)):
        cells = pd.read_parquet(path)
        both.append(cells[cells["metric"] == metric])
    load, good = both
    counted = pd.to_numeric(load["n"], errors="coerce") if "n" in load else pd.Series(math.nan, load.index)
    return _coded(load.assign(n=counted)[counted >= Organisation.current().floor]), good


def _coded(cells: pd.DataFrame) -> pd.DataFrame:
    """Return cells as coarse as means that pages show: one answer away from the ends, and in steps.

    Numbers of files that name no scale stay: whoever brought them knows them.
    """
    import numpy as np
    import pandas as pd

    if cells.empty or not {"low", "high"} <= set(cells.columns):
        return cells
    low, high, n, value = (
        pd.to_numeric(cells[name], errors="coerce").to_numpy(float) for name in ("low", "high", "n", "value")
    )
    room, scaled = (high - low) / n, np.isfinite(high - low)
    step = 10.0 ** np.where(high - low < _NARROW, -_DIGITS - 1, -_DIGITS)
    coded = np.round(np.clip(value, low + room, high - room) / step) * step
    return cells.assign(value=np.where(scaled, coded, value))


def _ask(run: OverloadRun, panel: Panel, edges: list[tuple[str, str, float]]) -> Cascade:
    import pandas as pd

    from bothways.cascade import cascade

    network = pd.DataFrame(edges, columns=["provider", "client", "weight"])
    return cascade(panel, network, overload=run.question.overload, service=run.question.service)


def _last_period(panel: Panel, overload: str) -> str:
    """Return the last period of which overload is known; service is brought by somebody, who could name later ones."""
    import numpy as np

    from bothways.linkage.series import series

    known = np.isfinite(series(panel, overload).values).any(axis=0)
    return panel.periods[int(np.flatnonzero(known)[-1])]


def _told_before(frequency: str, last: str) -> bool:
    return told_before(
        (row for there in released_rounds("employees") for row in there.released), frequency, last
    )


def _is_enough(found: Cascade) -> bool:
    """Return whether a result is released: enough, and enough units, are behind it."""
    if found.clients < CLIENTS_OF_A_CASCADE or found.providers < PROVIDERS_OF_A_CASCADE:
        return False
    carried = min(found.carrying, found.carrying_service)
    return found.verdict != "not_estimable" and carried >= CARRYING_A_CASCADE


def _people(overload: pd.DataFrame, edges: list[tuple[str, str, float]]) -> int:
    """Return how many people are behind overload in its last period, in the units of the network."""
    inside = overload[overload["unit"].isin({unit for edge in edges for unit in edge[:2]})]
    last = inside[inside["period"] == max(inside["period"])]
    return int(last["n"].astype(float).sum())


def _release(run: OverloadRun, found: Cascade, last: str, people: int) -> None:
    units, parents, names = zip(*((unit[0], unit[1], unit[2]) for unit in run.round.tree), strict=True)
    ledger = open_ledger("employees", make_tree(units, parents, names))
    if not running.is_held(run):
        raise GivenUpError
    ledger.release_cascade(run.round.ledger_name or "", _fields(run, found) | {"last": last}, people=people)


def _fields(run: OverloadRun, found: Cascade) -> dict[str, Any]:
    """Return what is released: no edge, no mean of a unit, no figure without one provider, no note."""
    fields: dict[str, Any] = {
        name: _plain(getattr(found, name))
        for name in ("overload", "service", "verdict", "strength", "providers", "clients", "periods", "frequency",
                     "carrying", "carrying_service", "placebo_p", "placebos")
    }  # fmt: skip
    for part in ("effect", "reverse", "own"):
        effect = getattr(found, part)
        fields[part] = _plain(effect.effect)
        fields |= {f"{part}_{name}": _plain(getattr(effect, name)) for name in _FIGURES}
    return {
        **fields,
        "network": fingerprint(run.network),
        "reasons": _reasons(found),
        "checks": {check.name: _CHECK_WORDS[check.passed] for check in found.checks},
    }


def _reasons(found: Cascade) -> list[str]:
    if found.verdict in _CLAIMS:
        return list(found.reasons)
    said = " ".join(found.reasons)
    return [told for part, told in _REASONS.items() if part in said]


def _plain(value: object) -> object:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value
