"""The app of listening."""

from django.apps import AppConfig


class ListenConfig(AppConfig):
    """Pulses, rounds, invitations, answers."""

    name = "bothways_web.listen"
    label = "listen"

    def ready(self) -> None:
        """Ask for lines on the home pages, and to be called by the clock."""
        from bothways_web.listen.channels.posts import send_posts
        from bothways_web.listen.home import items
        from bothways_web.listen.hooks import ON_TICK
        from bothways_web.listen.outside.reviews.importing import take_up_again
        from bothways_web.listen.past.running import take_up_again as take_up_imports
        from bothways_web.listen.past.tidying import tidy_imports
        from bothways_web.listen.problems import home as problem_home
        from bothways_web.listen.problems.mixing import mix_days
        from bothways_web.listen.sealed.opening import tick
        from bothways_web.people import home
        from bothways_web.people.notifications.digest import look_after_digests

        home.contribute(items)
        home.contribute(problem_home.items)
        ON_TICK.extend(
            hook
            for hook in (
                mix_days,
                look_after_digests,
                tick,
                send_posts,
                take_up_again,
                take_up_imports,
                tidy_imports,
            )
            if hook not in ON_TICK
        )
