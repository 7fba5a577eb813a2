"""Attacks on the numbers, read from the pages of the app as every role sees them."""

import itertools

import addressed_company as made
import attack_rounds as at
import pytest
from rounds_at_work import launch

from bothways_web.listen.ledgers import released_round
from bothways_web.people.models import Organisation, Post

COUNTS = [
    (8, 4, 8, 3),
    (5, 5, 5, 4),
    (8, 8, 1, 8),
    (6, 4, 4, 6),
    (5, 4, 5, 4),
    (8, 8, 8, 2),
    (8, 8, 8, 8),
    (3, 3, 3, 3),
]


def counted(counts):
    return dict(zip(at.TEAMS, counts, strict=True))


@pytest.mark.parametrize("counts", COUNTS)
def test_attack_1_to_4_no_sum_or_difference_of_what_the_pages_show_is_about_fewer_than_five(company, counts):
    """Parent minus children, complements, nearly equal sets, combinations of many: all at once, from the pages."""
    asked = at.release(company, counted(counts), at.mixed)
    by_role = {role: at.shown_groups(at.team_pages(company, role, asked)) for role in made.ROLES}
    seen = by_role["eva"]
    for groups in by_role.values():
        assert groups.items() <= seen.items()
    assert seen
    for question in {question for question, _teams in seen}:
        groups = {teams for name, teams in seen if name == question}
        assert at.smallest_combination(asked, groups) >= 5


def test_the_measure_of_attacks_1_to_4_sees_a_leak(company):
    asked = at.release(company, counted((8, 4, 8, 3)), at.mixed)
    leak = {frozenset(at.TEAMS), frozenset(("day", "night", "desk"))}
    assert at.smallest_combination(asked, leak) == 3
    assert at.smallest_combination(asked, {frozenset(("night",))}) == 4


@pytest.mark.parametrize(
    "words",
    ["without=day", "exclude=day", "not=day", "unit=day", "role=nurse", "group=all", "team=night&team=day"],
)
def test_attack_2_no_word_in_the_address_filters_what_a_page_shows(company, words):
    asked = at.release(company, counted((8, 8, 8, 8)), at.mixed)
    client = company.client("eva")
    for url in ("/teams/north/", "/teams/help-first/", "/findings/"):
        plain = (
            client.get(f"{url}?round={asked.ledger_name}")
            .content.decode()
            .split("<main")[1]
            .split("</main")[0]
        )
        asked_for = client.get(f"{url}?round={asked.ledger_name}&{words}").content.decode()
        assert plain == asked_for.split("<main")[1].split("</main")[0]


def test_attack_3_no_group_is_made_of_roles_or_sites(company):
    Post.objects.filter(unit__code="day").update(role="nurse", site="north gate")
    asked = at.release(company, counted((8, 8, 8, 8)), at.mixed)
    groups = {row.group for row in released_round("employees", asked.ledger_name).released}
    assert groups
    assert not [group for group in groups if ("=" in group and not group.startswith("unit=")) or ";" in group]


@pytest.mark.parametrize("counts", COUNTS[:4])
def test_attack_5_programming_settles_no_answer_from_all_that_is_released(company, counts):
    asked = at.release(company, counted(counts), at.mixed)
    found = at.audited(asked)
    assert found.complete
    assert not found.found, found.document
    exposure = found.rounds[0].exposure
    assert (exposure.isolated, exposure.exposed, exposure.pinned, exposure.settled) == (0, 0, 0, 0)


@pytest.mark.parametrize("change", ["joins", "leaves"])
def test_attack_6_one_who_joins_or_leaves_between_rounds_changes_no_page_by_what_they_said(
    company, settings, tmp_path, change
):
    """The second round differs by one person: everything else the same, what this one said shows nowhere."""
    Organisation.objects.update(rest_days=0)
    first, second = ((5, 8, 8, 8), (6, 8, 8, 8)) if change == "joins" else ((7, 8, 8, 8), (6, 8, 8, 8))
    seen = []
    for said in (1, 5):

        def value(team, person, place, said=said):
            one = person == (5 if change == "joins" else 6)
            return said if team == "day" and one else at.mixed(team, person, place)

        with at.world_of_its_own(settings, tmp_path / f"world{said}"):
            if change == "joins":
                at.release(company, counted(first), value)
            else:  # what the one who leaves said counts in the first round already
                at.release(company, counted(first), at.mixed)
            asked = launch(company)
            at.answer(asked, counted(second), value)
            at.close(asked)
            seen.append(at.pages(company, "eva", asked))
    assert seen[0] == seen[1]


def test_attack_7_questions_that_some_leave_out_expose_nobody(company):
    def value(team, person, place):
        return None if (person + place) % 3 == 0 else at.mixed(team, person, place)

    asked = at.release(company, counted((8, 7, 8, 6)), value)
    found = at.audited(asked)
    assert not found.found, found.document


@pytest.mark.parametrize("everybody", [1, 5])
def test_attack_8_a_unanimous_team_is_shown_as_a_bound(company, everybody):
    asked = at.release(company, counted((8, 8, 8, 8)), lambda team, person, place: everybody)
    shown = at.shown_groups(at.team_pages(company, "eva", asked))
    assert shown
    alone = [texts for (_question, teams), texts in shown.items() if len(teams) == 1]
    assert alone
    assert all(text.startswith(("at most", "at least")) for texts in alone for text in texts)
    assert not {"0", "100"} & {text for texts in shown.values() for text in texts}
    found = at.audited(asked)
    assert not found.found, found.document


@pytest.mark.parametrize("counts", COUNTS[:2])
def test_attack_17_what_is_shown_and_what_is_not_does_not_change_when_only_answers_change(
    company, settings, tmp_path, counts
):
    values = [at.mixed, lambda team, person, place: 1 if team == "day" else 5]
    shown, hidden, told = [], [], []
    for number, value in enumerate(values):
        with at.world_of_its_own(settings, tmp_path / f"world{number}"):
            asked = at.release(company, counted(counts), value)
            found = at.pages(company, "eva", asked)
            shown.append({(url, page.count('class="hush')) for url, page in found.items()})
            hidden.append(at.withheld(asked))
            told.append(set(at.shown_groups(found)))
    assert hidden[0]
    for each in (shown, hidden, told):
        assert each[0] == each[1]


def test_attack_18_four_invented_colleagues_never_learn_what_the_fifth_answered_inside_the_scale(
    company, settings, tmp_path
):
    """Four of five collude and know their own answers: they learn on which part of the scale the fifth is."""
    known = (1, 3, 3, 4)
    texts = []
    for said in range(1, 6):

        def value(team, person, place, said=said):
            return (*known, said)[person] if team == "day" else at.mixed(team, person, place)

        with at.world_of_its_own(settings, tmp_path / f"world{said}"):
            asked = at.release(company, counted((5, 8, 8, 8)), value)
            shown = at.shown_groups(at.team_pages(company, "ana", asked, ["day"]))
            texts.append({question: text for (question, teams), text in shown.items() if teams == {"day"}})
    assert texts[0]
    for question in texts[0]:
        shown = [str(text[question]) for text in texts]
        parts = [
            [said for said, _text in group]
            for _key, group in itertools.groupby(enumerate(shown, start=1), lambda pair: pair[1])
        ]
        assert len(parts) <= 3, parts
        assert all(len(part) > 1 for part in parts if not {1, 5} & set(part)), parts


def test_attack_1_a_team_in_which_nobody_answered_looks_like_one_in_which_four_did(
    company, settings, tmp_path
):
    seen = []
    for count in (0, 4):
        with at.world_of_its_own(settings, tmp_path / f"world{count}"):
            asked = at.release(company, counted((5, count, 8, 8)), lambda *_: 3)
            seen.append(at.team_pages(company, "eva", asked))
    assert seen[0] == seen[1]


def test_attack_1_a_round_that_nobody_answered_looks_like_one_that_four_answered(company, settings, tmp_path):
    seen = []
    for count in (0, 4):
        with at.world_of_its_own(settings, tmp_path / f"world{count}"):
            asked = at.release(company, counted((count, 0, 0, 0)), at.mixed)
            seen.append(at.pages(company, "eva", asked))
    assert seen[0] == seen[1]
