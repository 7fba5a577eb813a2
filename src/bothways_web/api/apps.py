"""The app of the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, and what is remembered of requests."""

    name = "bothways_web.api"
    label = "api"

    def ready(self) -> None:
        """Ask for a line on home pages, and to be called by the clock."""
        from bothways_web.api.home import items
        from bothways_web.api.kept import forget_old
        from bothways_web.listen.hooks import ON_TICK
        from bothways_web.people import home

        if forget_old not in ON_TICK:
            ON_TICK.append(forget_old)
        home.contribute(items)
