"""The app of act."""

from django.apps import AppConfig


class ActConfig(AppConfig):
    """Huddles, plans, shared work, answers, cases."""

    name = "bothways_web.act"
    label = "act"

    def ready(self) -> None:
        """Ask for lines on the home pages, and to be called by the clock."""
        from bothways_web.act.cases.home import items as case_items
        from bothways_web.act.huddles.home import items as huddle_items
        from bothways_web.act.plans.home import items as plan_items
        from bothways_web.act.reminders import send_reminders
        from bothways_web.act.said.home import items as said_items
        from bothways_web.act.work.home import items as work_items
        from bothways_web.listen.hooks import ON_TICK
        from bothways_web.people import home

        for items in (huddle_items, plan_items, work_items, said_items, case_items):
            home.contribute(items)
        ON_TICK.extend(hook for hook in (send_reminders,) if hook not in ON_TICK)
