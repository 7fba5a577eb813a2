"""A company whose rounds have all passed the ledger, so that there is a table of regressions."""

from __future__ import annotations

from typing import Any
from unittest import mock

import linked_company as linked
import pandas as pd

from bothways.measures import load_instrument
from bothways_web.link.models import MetricImport, Run, SweepRow, SweepRun
from bothways_web.link.showing import show_import
from bothways_web.listen.models import Pulse
from bothways_web.listen.pulses import Plan, create_pulse

ROUNDS = 6


def sweep_all(company: Any) -> SweepRun:
    """Ask six times and release each time, findings with the last round alone; return its table."""
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(linked.World(world.values[:, :ROUNDS])))
    show_import(MetricImport.objects.get().pk)
    plan = Plan("Team safety", company.units["company"])
    pulse = create_pulse(load_instrument("team_psychological_safety"), plan, by=company.users["eva"])
    Pulse.objects.filter(pk=pulse.pk).update(state=Pulse.State.RUNNING)
    with mock.patch("bothways_web.listen.release.AFTER_RELEASE", []):
        for place in range(ROUNDS - 1):
            linked.ask(pulse, world, place, ledger=True)
    linked.ask(pulse, world, ROUNDS - 1, ledger=True)
    return SweepRun.objects.get(run=Run.objects.get())


def rows(sweep: SweepRun) -> pd.DataFrame:
    """Return the rows of a table as the library names them."""
    names = [one.name for one in SweepRow._meta.fields if one.name not in ("id", "sweep", "size")]
    return pd.DataFrame(list(sweep.rows.values(*names)), columns=names)
