"""A home folder for each test, so that ledgers, answers and mails of one are not those of another."""

import pytest


@pytest.fixture(autouse=True)
def own_home(settings, tmp_path):
    settings.HOME = tmp_path
    return tmp_path
