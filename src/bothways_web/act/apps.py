"""The app of act."""

from django.apps import AppConfig


class ActConfig(AppConfig):
    """Huddles, plans, shared work, answers, cases."""

    name = "bothways_web.act"
    label = "act"

    def ready(self) -> None:
        """Ask for lines on the home pages, and to be called by the clock and from pages of other rooms."""
        _bring_home_lines()
        _tell_the_mission()
        _celebrate_in_committee()
        _meet_listening()
        _meet_linking()


def _celebrate_in_committee() -> None:
    """Bring thanks to the standing agenda of the committee."""
    from bothways_web.act.celebrations.home import committee_lines
    from bothways_web.act.hooks import COMMITTEE_LINES

    if committee_lines not in COMMITTEE_LINES["celebrate"]:
        COMMITTEE_LINES["celebrate"].append(committee_lines)


def _tell_the_mission() -> None:
    """Give the mission to pages that show it."""
    from bothways_web.act.hooks import MISSION_WORDS
    from bothways_web.act.mission.reading import mission_words

    if mission_words not in MISSION_WORDS:
        MISSION_WORDS.append(mission_words)


def _bring_home_lines() -> None:
    from bothways_web.act.cases.home import items as case_items
    from bothways_web.act.celebrations.home import items as celebration_items
    from bothways_web.act.committee.home import items as committee_items
    from bothways_web.act.huddles.home import items as huddle_items
    from bothways_web.act.plans.home import items as plan_items
    from bothways_web.act.playbook.home import items as playbook_items
    from bothways_web.act.said import news as said_news
    from bothways_web.act.said.home import items as said_items
    from bothways_web.act.welcome.home import items as welcome_items
    from bothways_web.act.work.home import items as work_items
    from bothways_web.people import home
    from bothways_web.people.notifications import topics

    for items in (
        huddle_items,
        plan_items,
        work_items,
        said_items,
        case_items,
        welcome_items,
        celebration_items,
    ):
        home.contribute(items)
    home.contribute(committee_items)
    home.contribute(playbook_items)
    topics.contribute(said_news.SAID)


def _meet_listening() -> None:
    """Hear of answers, contacts and the clock; stand on pages of problems."""
    from bothways_web.act.cases.clock import tick as look_after_cases
    from bothways_web.act.cases.leaving import forget
    from bothways_web.act.cases.opening import open_from_answer
    from bothways_web.act.committee.clock import committee_tick
    from bothways_web.act.huddles.closing import close_left_open
    from bothways_web.act.huddles.posts import tell_rooms
    from bothways_web.act.plans.clock import plans_tick
    from bothways_web.act.problems.overdue import remind_of_overdue
    from bothways_web.act.problems.sections import TOPICS, section_of_problem
    from bothways_web.act.reminders import is_away
    from bothways_web.act.welcome.clock import welcome_tick
    from bothways_web.act.work.returning import look_after_work
    from bothways_web.listen.hooks import (
        ON_CONTACT_GONE,
        ON_RESPONSE,
        ON_TICK,
        PROBLEM_FILTERS,
        PROBLEM_SECTIONS,
    )
    from bothways_web.people.notifications.readers import AWAY

    if section_of_problem in PROBLEM_SECTIONS:
        return
    AWAY.append(is_away)
    ON_TICK.extend((look_after_work, plans_tick, look_after_cases))
    ON_TICK.extend((close_left_open, tell_rooms, remind_of_overdue, welcome_tick))
    ON_TICK.append(committee_tick)
    ON_RESPONSE.append(open_from_answer)
    ON_CONTACT_GONE.append(forget)
    PROBLEM_SECTIONS.append(section_of_problem)
    PROBLEM_FILTERS.append(TOPICS)


def _meet_linking() -> None:
    """Bring the habit of huddles as a number; stand on pages of findings and pain points."""
    from bothways_web.act.huddles.habit import METRIC, NAME, UNIT, huddle_cells
    from bothways_web.act.plans.finding_section import section_of_finding
    from bothways_web.act.problems.pains import done_problems, section_of_pain
    from bothways_web.link.hooks import (
        FINDING_SECTIONS,
        METRIC_NAMES,
        METRIC_UNITS,
        MORE_CELLS,
        PAIN_POINT_SECTIONS,
        PROBLEMS_DONE,
    )

    if section_of_finding in FINDING_SECTIONS:
        return
    FINDING_SECTIONS.append(section_of_finding)
    MORE_CELLS.append(huddle_cells)
    METRIC_NAMES[METRIC], METRIC_UNITS[METRIC] = NAME, UNIT
    PROBLEMS_DONE.append(done_problems)
    PAIN_POINT_SECTIONS.append(section_of_pain)
