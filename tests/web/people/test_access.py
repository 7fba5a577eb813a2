"""Who may open what: the table of the documentation, and what viewers make of it."""

from pathlib import Path

import pytest

from bothways_web.people.access import EVERYWHERE, OWN_UNITS, ROLES, TABLE, Right, Viewer
from bothways_web.people.models import Grant, Post, Role
from bothways_web.people.units import today
from bothways_web.people.viewers import viewer_of

DOCS = Path(__file__).parents[3] / "docs" / "reference" / "access.md"


def read_table(text: str) -> dict[str, dict[str, str]]:
    """The table under "Who may open what": row -> role -> cell."""
    lines = [line for line in text[text.index("Who may open what") :].splitlines() if line.startswith("|")]
    head, _rule, *rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0]: dict(zip(head[1:], row[1:], strict=True)) for row in rows}


def ours() -> dict[str, dict[str, str]]:
    names = dict(
        zip(
            ROLES,
            ("employee", "manager", "people lead", "CX lead", "executive", "analyst", "committee", "admin"),
            strict=True,
        )
    )
    return {
        right.value: {names[role]: cell for role, cell in cells.items()} for right, cells in TABLE.items()
    }


def test_the_documentation_says_what_the_code_does():
    assert read_table(DOCS.read_text(encoding="utf-8")) == ours()


def test_the_contract_says_what_the_code_does(shared):
    contract = shared / "design" / "contracts.md"
    if not contract.exists():
        pytest.skip("The contract is not among the shared files.")
    assert read_table(contract.read_text(encoding="utf-8")) == ours()


def test_every_cell_is_known_to_be_by_unit_or_not():
    """A new word in the table must be sorted by hand, or it would silently open nothing."""
    others = {
        "yes", "–", "read", "edit", "company", "one page", "read / –", "read / run", "edit / read",
        "employees", "customers",
        "own record", "import only", "own imports", "own tokens", "yes, but no results",
    }  # fmt: skip
    assert {cell for cells in TABLE.values() for cell in cells.values()} == others | EVERYWHERE | OWN_UNITS


ANA = Viewer(1, frozenset({Role.EMPLOYEE, Role.MANAGER}), frozenset({"day"}), frozenset({"north", "day"}))
BEN = Viewer(2, frozenset({Role.EMPLOYEE}), frozenset({"day"}))


def test_a_manager_reaches_the_units_led_and_an_employee_the_own():
    assert ANA.units(Right.TEAM) == {"north", "day"}
    assert BEN.units(Right.TEAM) == {"day"}
    assert ANA.units(Right.CASES) == {"north", "day"}
    assert BEN.units(Right.CASES) == frozenset()
    assert BEN.units(Right.FINDINGS) == frozenset()


@pytest.mark.parametrize("right", [Right.RECORDS, Right.SETTINGS, Right.ANSWER])
def test_an_own_record_is_no_own_unit(right):
    assert BEN.units(right) == frozenset()


@pytest.mark.parametrize("role", [Role.PEOPLE_LEAD, Role.CX_LEAD, Role.ANALYST])
def test_some_roles_reach_every_unit(role):
    viewer = Viewer(3, frozenset({role}))
    assert viewer.units(Right.FINDINGS) is None
    assert viewer.reaches(Right.FINDINGS, ["anything"])


def test_one_page_and_company_reach_no_unit():
    for role in (Role.EXECUTIVE, Role.COMMITTEE):
        assert not Viewer(4, frozenset({role})).reaches(Right.FINDINGS, ["day"])


def test_reach_needs_all_the_units_and_at_least_one():
    assert ANA.reaches(Right.TEAM, ["day", "north"])
    assert not ANA.reaches(Right.TEAM, ["day", "desk"])
    assert not ANA.reaches(Right.TEAM, [])
    assert not Viewer().reaches(Right.TEAM, [])


def test_only_those_who_edit_edit():
    assert ANA.edits(Right.TEAM, ["day"])
    assert not ANA.edits(Right.TEAM, ["desk"])
    assert not ANA.edits(Right.TEAM, [])
    assert not BEN.edits(Right.TEAM, ["day"])
    lead = Viewer(5, frozenset({Role.PEOPLE_LEAD}))
    assert lead.edits(Right.RECORDS, ["day"])
    assert not lead.edits(Right.TEAM, ["day"])


def test_nobody_opens_raw_answers():
    everything = Viewer(6, frozenset(Role), frozenset({"day"}), frozenset({"day"}))
    assert not everything.may(Right.RAW)
    assert everything.units(Right.RAW) == frozenset()


def test_a_right_with_words_asks_for_these_words():
    admin = Viewer(7, frozenset({Role.ADMIN}))
    assert admin.may(Right.SETTINGS, "yes, but no results")
    assert not Viewer(8, frozenset({Role.PEOPLE_LEAD})).may(Right.SETTINGS, "yes, but no results")
    assert not admin.may(Right.FINDINGS)


def test_a_post_makes_an_employee_and_its_end_takes_that_away(company):
    ben = company.users["ben"]
    assert viewer_of(ben).roles == {Role.EMPLOYEE}
    assert viewer_of(ben).member_of == {"day"}
    Post.objects.filter(person__user=ben).update(end=today())
    assert viewer_of(ben).member_of == {"day"}
    Post.objects.filter(person__user=ben).update(end=today().replace(year=2025))
    assert viewer_of(ben).roles == frozenset()


def test_a_manager_leads_what_lies_below(company):
    Grant.objects.create(user=company.users["ben"], role=Role.MANAGER, unit=company.units["north"])
    assert viewer_of(company.users["ben"]).leads == {"north", "day", "night"}
    assert viewer_of(company.users["ana"]).leads == {"day"}


def test_somebody_who_is_switched_off_is_nobody(company):
    client = company.client("dua")
    company.users["dua"].is_active = False
    company.users["dua"].save()
    assert client.get("/set-up/").status_code == 302


def test_every_page_of_this_room_stands_behind_a_gate():
    from bothways_web.people.urls import urlpatterns

    assert {str(page.name): hasattr(page.callback, "gate") for page in urlpatterns} == {
        str(page.name): True for page in urlpatterns
    }
