"""Rounds of both voices whose themes are told without looking for them: marks that are known, released by ledgers."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from themed_company import ask, begin

from bothways_web.link import jobs
from bothways_web.link.models import Theme, ThemeRun
from bothways_web.link.themes.showing import theme_row
from bothways_web.listen.ledgers import open_ledger, population_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.written import written_in

#: What each voice writes about, in shares.
EMPLOYEES = {"t1": 0.3, "t2": 0.2, "t3": 0.2}
CUSTOMERS = {"t3": 0.3, "t4": 0.25}
NAMES = {
    "t1": "Scanners that break", "t2": "Cold lunch", "t3": "Nobody calls back", "t4": "Parking",
}  # fmt: skip


def tell(asked: Round, shares: dict[str, float], *, looked_for: tuple[str, ...] = ()) -> None:
    """Release the themes of a round: of each team so many of 100 people wrote on each."""
    written = written_in(asked)
    units = np.array(written.units)
    marks = {key: np.zeros(len(units), dtype=bool) for key in shares}
    for unit in set(written.units):
        at, start = np.flatnonzero(units == unit), 0
        for key, share in shares.items():
            writers = round(share * len(at))
            marks[key][at[start : start + writers]] = True
            start += writers
    ledger = open_ledger(population_of(asked.pulse), written.answers.roster.tree)
    assert ledger.release_themes(written.answers, marks)
    keys = sorted({*shares, *looked_for})
    run, _new = ThemeRun.objects.get_or_create(round=asked, defaults={"asked_at": asked.closes_at})
    ThemeRun.objects.filter(pk=run.pk).update(state="done", told=True, looked_for=keys, fewest=5)


def one_more(pulse: Pulse, number: int, shares: dict[str, float]) -> Round:
    """Close one more round of a survey and tell its themes; it was searched for all of them."""
    asked = ask(pulse, number, {"scanner": 0.2})
    tell(asked, shares, looked_for=tuple(NAMES))
    return asked


def hear(company: Any, monkeypatch: Any) -> tuple[Pulse, Pulse]:
    """Hear both voices once; return their surveys. No job looks for themes."""
    monkeypatch.setattr(jobs, "find_themes", SimpleNamespace(enqueue=lambda _run: None))
    pulses = begin(company, "employees"), begin(company, "customers")
    for key, label in NAMES.items():
        Theme.objects.create(key=key, label=label, is_checked=key != "t2")
    one_more(pulses[0], 2, EMPLOYEES)
    one_more(pulses[1], 3, CUSTOMERS)
    return pulses


def reach(key: str, voice: str) -> str:
    """Return the range of a theme in the newest round of a voice, as pages write it."""
    said = getattr(theme_row(key), voice)
    return f"({said.low:.0f} to {said.high:.0f})"
