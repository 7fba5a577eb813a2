"""The page on worlds whose truth is known: parts that were not drawn again stand as they were, and say so."""

from evidence.truth_page import AS_IT_WAS, page, section_as_it_was

BEFORE = "# Page\n\n## By size\n\nold sizes\n\n## Whole reports\n\nold reports\n\n## Where it falls short\n\n- none\n"
SIZE = {
    "kind": "base", "text": "", "units": 130, "periods": 12, "runs": 10, "estimable": 1.0, "false_alarms": 0.1,
    "tests": 30, "coverage": 0.95, "power": 0.9, "leads": 0.5, "wrong_way": 0.0, "both_ways": 0.0,
    "claimed_none": 0.0, "pooled": 1.0, "lagged": 1.0, "fixed": 0.1, "fixed_power": 0.9, "extended": 0.0,
}  # fmt: skip
NONE = dict.fromkeys(("sizes", "kinds", "families", "answers", "first", "power"))


def test_a_part_that_is_there_is_drawn_and_others_stand_as_they_were():
    made = page("abc", {**NONE, "sizes": [SIZE]}, earlier=BEFORE)
    assert "old sizes" not in made
    assert "| 130 | 12 | 10 |" in made
    assert f"## Whole reports\n\n{AS_IT_WAS}\n\nold reports" in made
    assert "- base, 130 x 12: false alarms" in made
    assert made.rstrip().endswith(
        "Not in this list: Beside the first version, world by world, By kind of world, Beside the familiar methods, "
        "Whole reports, Noise that Bothways forms itself."
    )


def test_a_section_says_so_once():
    once = section_as_it_was(BEFORE, "Whole reports")
    assert section_as_it_was(f"{once}\n## Next\n", "Whole reports").count(AS_IT_WAS) == 1
    assert section_as_it_was(BEFORE, "By kind of world") == ""
