"""Sealed rounds from launch to released numbers: what is asked of whom, what is stored, and what is shown."""

import sealed_at_work as at

from bothways_web.listen.ledgers import released_round
from bothways_web.listen.models import Delivery, Response, Round


def shown(asked: Round) -> set[str]:
    found = released_round("employees", asked.ledger_name)
    return {one.group for one in found.released} if found else set()


def test_a_sealed_round_from_launch_to_numbers(company):
    asked = at.launch_sealed(company)
    assert Delivery.objects.filter(invitation__round=asked, kind="invitation").count() == 32
    for team in ("day", "night", "desk", "field"):
        at.vote(asked, at.invited(asked, team)[:6])
    at.close(asked)
    assert asked.state == Round.State.RELEASED
    assert shown(asked) == {
        "all", "unit=north", "unit=south", "unit=day", "unit=night", "unit=desk", "unit=field",
    }  # fmt: skip
    assert not Response.objects.exists()
    page = company.client("ana").get("/teams/day/").content.decode()
    assert 'class="value"' in page
