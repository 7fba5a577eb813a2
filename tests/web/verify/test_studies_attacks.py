"""Attacks on studies: what somebody who writes programmes may try, to learn something of a single team."""

from __future__ import annotations

import datetime as dt
import json

import linked_company as linked
import numpy as np
import pandas as pd
import pytest
import studied
from studied import HELP, STARTS, looked, programme, question

from bothways.panel import read_panel
from bothways_web.listen.ledgers import released_rounds
from bothways_web.people.models import UnitSpan
from bothways_web.verify.models import Look
from bothways_web.verify.studies.gathering import gather
from bothways_web.verify.studies.panels import Material, material_of_answers
from bothways_web.verify.studies.results import told_looks
from bothways_web.verify.studies.starts import Start

pytestmark = pytest.mark.django_db
TEAMS = linked.teams()
EARLY = dt.date(2025, 1, 1)


def told() -> list[dict]:
    rows = [row for one in released_rounds("employees") for row in one.released if row.kind == "study"]
    return [json.loads(row.text) for row in rows]


def material(starts: dict[str, str], *, teams=TEAMS, gaps=(), known=None) -> Material:
    cells = pd.DataFrame(
        [(team, period, 3.0) for team in teams for period in linked.PERIODS if (team, period) not in gaps],
        columns=["unit", "period", "value"],
    ).assign(metric=HELP)  # fmt: skip
    return Material(read_panel(cells.assign(metric="-"), cells), starts, {}, {}, known=known or {})


def gathered(starts: dict[str, str], *, anticipation: int = 0, **given) -> Material | None:
    return gather(material(starts, **given), HELP, anticipation=anticipation)


def test_a_team_among_others_that_began_too_early_is_not_told_alone(company):
    """Whoever says that all others began long ago leaves one: its own change would be all there is."""
    starts = [Start(code, EARLY) for code in TEAMS[1:]] + [Start(TEAMS[0], STARTS)]
    look = looked(programme(studied.build(company), starts))
    assert (look.state, told()) == ("waiting", [])


def test_a_team_that_begins_last_is_not_all_that_others_are_compared_with(company):
    starts = [Start(code, STARTS) for code in TEAMS[1:]] + [Start(TEAMS[0], dt.date(2025, 12, 1))]
    look = looked(programme(studied.build(company), starts))
    assert (look.state, told()) == ("waiting", [])


def test_teams_that_begin_last_are_compared_with_until_then():
    made = gathered(dict.fromkeys(TEAMS[:12], "2025-06") | dict.fromkeys(TEAMS[12:], "2025-10"))
    assert (made.panel.periods[-1], set(made.starts)) == ("2025-09", set(TEAMS[:12]))
    assert set(TEAMS[12:]) <= set(made.panel.units) - made.reorganised


def test_the_same_teams_a_month_later_and_one_more_are_not_told(company):
    """The one team was on neither side of the first; subtracting what came since then would leave its own months."""
    studied.build(company)
    side = [Start(code, EARLY) for code in TEAMS[12:18]]
    looked(programme(company, [*(Start(code, STARTS) for code in TEAMS[:11]), *side], title="First"))
    later = dt.date(2025, 8, 1)
    second = [*(Start(code, later) for code in (*TEAMS[:11], TEAMS[12])), *side[1:]]
    look = looked(programme(company, second, title="Second"))
    assert (look.state, len(told())) == ("waiting", 1)


def test_anticipation_does_not_take_a_single_team_in_and_out(company):
    """A start in March counts with no period of anticipation and is too early with two."""
    studied.build(company)
    starts = [Start(TEAMS[0], dt.date(2025, 3, 1))] + [Start(code, STARTS) for code in TEAMS[1:12]]
    for title, anticipation in (("First", 0), ("Second", 2)):
        looked(programme(company, starts, title=title, asked=question(anticipation=anticipation)))
    assert all(TEAMS[0] not in one["starts"] for one in told())


def test_no_slope_of_doses_is_told_of_answers(company):
    """A thousand hours in one team and hardly any elsewhere: the slope would be the change of that team."""
    starts = [
        Start(code, STARTS, dose=1000.0 if code == TEAMS[0] else 1.0 + place)
        for place, code in enumerate(TEAMS[:12])
    ]
    looked(programme(studied.build(company), starts))
    [one] = told()
    assert one["made_of"] == "answers"
    assert one["dose_slope"] is None


def test_a_team_that_never_answered_is_put_off_like_one_that_did(company):
    """Else the reason would tell whether five of a small team have answered."""
    studied.build(company)
    silent = company.units["day"].code
    looks = [looked(programme(company, [Start(code, STARTS)], title=code)) for code in (TEAMS[3], silent)]
    assert looks[0].trouble == looks[1].trouble != ""


def test_cells_of_too_few_customers_stand_behind_no_study(company):
    company = studied.build(company)
    frame = linked.customers(linked.draw())
    frame.loc[frame["team"] == TEAMS[0], "answers"] = 4
    linked.bring(company, frame)
    found = material_of_answers("customers", "stars", [Start(code, STARTS) for code in TEAMS[:12]])
    assert TEAMS[0] not in found.panel.units
    assert TEAMS[1] in found.panel.units


def test_teams_that_began_one_after_the_other_are_taken_together():
    starts = (
        dict.fromkeys(TEAMS[:2], "2025-06") | dict.fromkeys(TEAMS[2:4], "2025-07") | {TEAMS[4]: "2025-08"}
    )
    made = gathered(starts)
    assert (made.spread, made.starts) == (2, dict.fromkeys(TEAMS[:5], "2025-08"))
    assert gathered(starts | {TEAMS[4]: "2025-12"}) is None


def test_a_team_that_began_far_from_five_others_is_on_neither_side():
    made = gathered(dict.fromkeys(TEAMS[:6], "2025-06") | {TEAMS[6]: "2025-11"})
    assert (made.spread, set(made.starts), made.reorganised) == (0, set(TEAMS[:6]), {TEAMS[6]})


@pytest.mark.parametrize(("silent", "left"), [(1, 5), (2, 0)])
def test_numbers_of_fewer_than_five_teams_of_a_group_are_taken_out(silent, left):
    made = gathered(dict.fromkeys(TEAMS[:6], "2025-06"), gaps={(team, "2025-09") for team in TEAMS[:silent]})
    values = made.panel.data["value"].sel(metric=HELP, period="2025-09", unit=TEAMS[:6]).values
    assert np.isfinite(values).sum() == left
    assert len(made.gaps["2025-09"]) == 6 - left


def test_a_hidden_team_among_teams_that_are_shown_gives_no_number():
    """All other numbers of its side are known: its own would be the rest of the sum."""
    known = {"2025-09": set(TEAMS) - {TEAMS[2]}}
    made = gathered(dict.fromkeys(TEAMS[:6], "2025-06"), known=known)
    assert made.gaps["2025-09"] == [TEAMS[2]]
    assert made.gaps["2025-10"] == []


def test_a_team_without_numbers_before_the_first_start_is_compared_with_nobody():
    young = {(TEAMS[23], period) for period in linked.PERIODS[:5]}
    made = gathered(dict.fromkeys(TEAMS[:6], "2025-06"), gaps=young)
    assert TEAMS[23] in made.reorganised


def test_a_second_look_holds_the_teams_of_the_first_when_one_was_closed(company):
    study = programme(studied.build(company, by=0.15), 12)
    looked(study)
    if study.state != "waiting":
        Look.objects.create(study=study, number=2, due_on=dt.date(2025, 12, 31))
        study.state = "waiting"
        study.save()
    UnitSpan.objects.filter(unit__code=TEAMS[20]).update(valid_to=dt.date(2025, 9, 30))
    looked(study)
    assert [TEAMS[20] in one["others"] for one in told()] == [True, True]


@pytest.mark.parametrize("who", ["ana", "ben", "gil"])
def test_a_programme_of_one_team_is_told_to_those_who_may_see_every_team(company, client, who):
    """Its effect is made of numbers of single teams, which others see of their own team alone."""
    study = programme(studied.build(company, released=8), [Start("t02", STARTS)])
    looked(study)
    assert told_looks(study)
    client.force_login(company.users[who])
    assert study.title not in client.get("/verify/studies/").content.decode()
    assert client.get(f"/verify/studies/{study.pk}/").status_code == 404
    for lead in ("fay", "hao"):
        client.force_login(company.users[lead])
        assert client.get(f"/verify/studies/{study.pk}/").status_code == 200
