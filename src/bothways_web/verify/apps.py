"""The app of verify."""

from django.apps import AppConfig


class VerifyConfig(AppConfig):
    """Studies, beliefs, leaving, habits, overload, reports."""

    name = "bothways_web.verify"
    label = "verify"

    def ready(self) -> None:
        """Ask for lines on the home pages, and to be called by the clock."""
        from bothways_web.act.hooks import PLAN_SECTIONS
        from bothways_web.link.hooks import BEFORE_FINDINGS, FINDING_SECTIONS
        from bothways_web.listen.hooks import AFTER_RELEASE, ON_TICK
        from bothways_web.people import home
        from bothways_web.people.notifications import choices, kinds
        from bothways_web.verify.beliefs.leaders import tick as tell_what_leaders_expected
        from bothways_web.verify.beliefs.opening import ask_first
        from bothways_web.verify.beliefs.section import section_of_finding
        from bothways_web.verify.habits.running import round_released as ask_about_habits
        from bothways_web.verify.habits.running import take_up_again as take_up_habits
        from bothways_web.verify.index import DOORS
        from bothways_web.verify.leaving.clock import leaving_tick
        from bothways_web.verify.overload.running import round_released, take_up_again
        from bothways_web.verify.reports.mails import look_after_story_mails
        from bothways_web.verify.reports.rhythms import choose_rhythm, is_on
        from bothways_web.verify.studies.from_plans import studies_of_plans
        from bothways_web.verify.studies.looks import start_due_looks
        from bothways_web.verify.studies.plan_section import section_of_plan

        for door in DOORS:
            home.contribute(door.items)
        if round_released not in AFTER_RELEASE:
            AFTER_RELEASE.append(round_released)
            ON_TICK.append(take_up_again)
        if studies_of_plans not in ON_TICK:
            ON_TICK.extend((studies_of_plans, start_due_looks))
            PLAN_SECTIONS.append(section_of_plan)
        if leaving_tick not in ON_TICK:
            ON_TICK.append(leaving_tick)
        if look_after_story_mails not in ON_TICK:
            ON_TICK.append(look_after_story_mails)
        choices.contribute(
            kinds.STORY, choices.Choice(is_on, lambda user: choose_rhythm(user, "never"), "story_mail")
        )
        if ask_first not in BEFORE_FINDINGS:
            BEFORE_FINDINGS.append(ask_first)
            FINDING_SECTIONS.append(section_of_finding)
            ON_TICK.append(tell_what_leaders_expected)
        if ask_about_habits not in AFTER_RELEASE:
            AFTER_RELEASE.append(ask_about_habits)
            ON_TICK.append(take_up_habits)
