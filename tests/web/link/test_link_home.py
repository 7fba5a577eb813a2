"""What the home pages show of this room."""

import pytest

from bothways_web.link.home import items
from bothways_web.people.viewers import viewer_of


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("ana", ["Day shift: both voices", "Findings", "Journeys"]),
        ("eva", ["Teams: both voices", "Findings", "Journeys", "Bring in metrics"]),
        ("fay", ["Teams: both voices", "Findings", "Journeys", "Bring in metrics"]),
        ("gil", ["Findings", "Journeys"]),
        ("dua", []),
    ],
)
def test_each_role_finds_its_lines(company, name, titles):
    user = company.users[name]
    assert [item.title for item in items(viewer_of(user), user)] == titles
