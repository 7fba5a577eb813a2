"""A home folder for each test, and a company that has been linked."""

import linked_company as linked
import pytest


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Ledgers, answers and metrics of one test are not those of another."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def linked_company(company):
    """Twelve rounds and a year of customer metrics; the findings came with the last round."""
    world = linked.draw()
    linked.add_teams(company)
    linked.bring(company, linked.customers(world))
    company.rounds = linked.ask_all(company, world)
    return company
