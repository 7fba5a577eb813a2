"""The app of linking."""

from django.apps import AppConfig


class LinkConfig(AppConfig):
    """Imports of metrics, runs, findings, journeys."""

    name = "bothways_web.link"
    label = "link"

    def ready(self) -> None:
        """Ask to be told of released rounds, and for lines on the home pages."""
        from bothways_web.link.home import items
        from bothways_web.link.journeys.section import section_of_problem
        from bothways_web.link.runs import round_released, take_up_again
        from bothways_web.link.showing import take_up_imports
        from bothways_web.link.sweeps import running as sweeps_running
        from bothways_web.link.themes import runs as theme_runs
        from bothways_web.listen.hooks import AFTER_RELEASE, ON_TICK, PROBLEM_SECTIONS
        from bothways_web.people import home

        if round_released not in AFTER_RELEASE:
            AFTER_RELEASE.extend((round_released, theme_runs.round_released))
            ON_TICK.extend((take_up_again, take_up_imports, theme_runs.take_up_again))
            ON_TICK.append(sweeps_running.take_up_again)
        if section_of_problem not in PROBLEM_SECTIONS:
            PROBLEM_SECTIONS.append(section_of_problem)
        home.contribute(items)
