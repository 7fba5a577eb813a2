"""A home folder for each test, and a company that has been linked."""

import linked_company as linked
import pytest
from kept_worlds import kept

from bothways_web.link.models import Run
from bothways_web.verify.models import Opening


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Ledgers, answers and metrics of one test are not those of another."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def linked_company(company):
    """Twelve rounds and a year of customer metrics; the findings came with the last round."""
    return kept(_linked, company)


def _linked(company):
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))
    company.rounds = linked.ask_all(company, world)
    leaders = [company.users[name] for name in ("ana", "eva", "fay", "gil")]
    Opening.objects.bulk_create(Opening(user=one, run=run) for run in Run.objects.all() for one in leaders)
    return company
