"""The app of act."""

from django.apps import AppConfig


class ActConfig(AppConfig):
    """Huddles, plans, shared work, answers, cases."""

    name = "bothways_web.act"
    label = "act"

    def ready(self) -> None:
        """Ask for lines on the home pages, and to be called by the clock."""
        from bothways_web.act.cases.clock import tick as look_after_cases
        from bothways_web.act.cases.home import items as case_items
        from bothways_web.act.cases.leaving import forget
        from bothways_web.act.cases.opening import open_from_answer
        from bothways_web.act.huddles.closing import close_left_open
        from bothways_web.act.huddles.habit import METRIC, NAME, UNIT, huddle_cells
        from bothways_web.act.huddles.home import items as huddle_items
        from bothways_web.act.huddles.posts import tell_rooms
        from bothways_web.act.plans.clock import plans_tick
        from bothways_web.act.plans.finding_section import section_of_finding
        from bothways_web.act.plans.home import items as plan_items
        from bothways_web.act.problems.overdue import remind_of_overdue
        from bothways_web.act.problems.sections import TOPICS, section_of_problem
        from bothways_web.act.reminders import send_reminders
        from bothways_web.act.said.home import items as said_items
        from bothways_web.act.work.home import items as work_items
        from bothways_web.act.work.returning import look_after_work
        from bothways_web.link.hooks import FINDING_SECTIONS, METRIC_NAMES, METRIC_UNITS, MORE_CELLS
        from bothways_web.listen.hooks import (
            ON_CONTACT_GONE,
            ON_RESPONSE,
            ON_TICK,
            PROBLEM_FILTERS,
            PROBLEM_SECTIONS,
        )
        from bothways_web.people import home

        for items in (huddle_items, plan_items, work_items, said_items, case_items):
            home.contribute(items)
        ON_TICK.extend(hook for hook in (send_reminders, look_after_work, plans_tick) if hook not in ON_TICK)
        if section_of_finding not in FINDING_SECTIONS:
            FINDING_SECTIONS.append(section_of_finding)
        if open_from_answer not in ON_RESPONSE:
            ON_RESPONSE.append(open_from_answer)
            ON_CONTACT_GONE.append(forget)
            ON_TICK.append(look_after_cases)
        if huddle_cells not in MORE_CELLS:
            MORE_CELLS.append(huddle_cells)
            METRIC_NAMES[METRIC], METRIC_UNITS[METRIC] = NAME, UNIT
            ON_TICK.extend((close_left_open, tell_rooms))
        if section_of_problem not in PROBLEM_SECTIONS:
            PROBLEM_SECTIONS.append(section_of_problem)
            PROBLEM_FILTERS.append(TOPICS)
            ON_TICK.append(remind_of_overdue)
