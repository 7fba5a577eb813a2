"""Practices for domains of sets that the playbook does not know: those of domains and sets of the same name."""

import pytest

from bothways_web.act.playbook.practices import practices_for


@pytest.mark.parametrize(
    ("metric", "of"),
    [
        ("pulse.workload", {"harmony.workload"}),
        ("pulse.learning", {"culture.learning", "lever.learning"}),
        (
            "pulse.engagement",
            {"engagement.attention", "engagement.care", "engagement.energy", "engagement.initiative"},
        ),
    ],
)
def test_a_domain_of_an_own_set_gets_what_is_called_alike(metric, of):
    found = practices_for(metric)
    assert {one.metric for one in found} >= of
    assert len(found) == len(set(found))


def test_a_domain_that_nothing_is_called_like_gets_none():
    assert practices_for("pulse.parking") == ()
