"""The example company on the culture path, and what its people thank each other for."""

from __future__ import annotations

import datetime as dt
import secrets
import zlib
from typing import TYPE_CHECKING

from bothways.measures import load_instrument
from bothways_web.act.celebrations.writing import Given, give_thanks
from bothways_web.act.models import Celebration
from bothways_web.listen.archive import file_of
from bothways_web.listen.calendar import period_of
from bothways_web.listen.models import Pulse, Round
from bothways_web.listen.pulses import Plan, create_pulse
from bothways_web.listen.question_sets import items_of
from bothways_web.listen.release import release_round
from bothways_web.people.models import Person, Unit, User
from bothways_web.people.units import today

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

QUESTION_SET = "culture_maturity"
#: Where the company stands on each strand, in levels; how much units, and people of one unit, differ.
STRANDS = (2.9, 3.1, 2.6, 2.1, 2.8, 2.4)
BETWEEN, WITHIN = 0.45, 0.75
#: How many days before the round that stands last it closed.
DAYS_BEFORE = 9
#: Days ago, who thanks (an account), whom (an account, or the code of a team), for what, for the team alone.
_THANKS = (
    (1, "customer experience lead", "team-02", "Every caller about a late parcel heard a time, and it held.", False),
    (3, "employee", "manager", "Took the phones over lunch for a week, so that breaks did not fall out.", True),
    (6, "manager", "employee", "Joined the two forms that asked for the address. Nobody types it twice now.", False),
    (12, "people lead", "team-03", "Swapped four late shifts among themselves when two were ill.", False),
)  # fmt: skip


def walk_the_path(last: Round, *, by: User) -> Round:
    """Ask everybody who answered the last round about the path, some days before it closed, and release that."""
    plan = Plan("Culture path", Unit.objects.get(code="company"), cadence=Pulse.Cadence.YEARLY, open_days=14)
    pulse = create_pulse(load_instrument(QUESTION_SET), plan, by=by)
    Pulse.objects.filter(pk=pulse.pk).update(state=Pulse.State.PAUSED)
    closes = last.closes_at - dt.timedelta(days=DAYS_BEFORE)
    asked = Round.objects.create(
        pulse=pulse, number=1, period=period_of(plan.cadence, closes.date()),
        opens_at=closes - dt.timedelta(days=14), closes_at=closes, state=Round.State.CLOSING,
        ledger_name=f"{closes.date().isoformat()} r{last.number}",
        definition=pulse.definition, form=pulse.form, comment=False, tree=last.tree, floor=5,
        release_begun_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    _write(asked, last)
    release_round(asked.pk)
    return asked


def thank_each_other(accounts: dict[str, User]) -> None:
    """Put some thanks on the board, through the verb that the page uses, and date them back."""
    for ago, giver, whom, text, team_alone in _THANKS:
        team = Unit.objects.filter(code=whom).first()
        person = None if team else Person.objects.filter(user=accounts[whom]).first()
        if team is None and person is None:
            continue
        given = Given(text, person=person, team=team, team_alone=team_alone)
        made = give_thanks(given, secrets.token_bytes(16), by=accounts[giver])
        Celebration.objects.filter(pk=made.pk).update(day=today() - dt.timedelta(days=ago))


def _write(asked: Round, last: Round) -> None:
    """Write the answers of those who answered the last round."""
    import pandas as pd

    people = pd.read_parquet(file_of(last), columns=["respondent", "unit"])
    answers = people.assign(period=asked.period, role=None, site=None, **_levels(people["unit"], asked))
    path = file_of(asked)
    path.parent.mkdir(parents=True, exist_ok=True)
    answers.to_parquet(path, index=False)


def _levels(units: pd.Series[str], asked: Round) -> dict[str, np.ndarray]:
    """Return the levels that people choose, strand by strand: a place of their unit, and each a little apart."""
    import numpy as np

    draw = np.random.default_rng(20)
    places = {unit: _own_draw(unit).standard_normal(len(STRANDS)) for unit in sorted(set(units))}
    found = {}
    for number, (item, level) in enumerate(zip(items_of(asked), STRANDS, strict=True)):
        unit = np.array([places[one][number] for one in units])
        seen = level + BETWEEN * unit + WITHIN * draw.standard_normal(len(unit))
        found[item.id] = np.clip(np.rint(seen), 1, 5).astype(int)
    return found


def _own_draw(unit: str) -> np.random.Generator:
    import numpy as np

    return np.random.default_rng(zlib.crc32(unit.encode()))
