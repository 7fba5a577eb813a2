"""The units above a unit."""

from bothways_web.people.units import above, current_tree


def test_the_units_above_begin_with_the_nearest(company):
    tree = current_tree()
    assert above(tree, "day") == ("north", "company")
    assert above(tree, "company") == above(tree, "nowhere") == above(None, "day") == ()
