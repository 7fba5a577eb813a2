"""A home folder for each test."""

import pytest


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    """Ledgers, answers and metrics of one test are not those of another."""
    settings.HOME = tmp_path
    return tmp_path
