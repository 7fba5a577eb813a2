"""The app of the API."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, and what is remembered of requests."""

    name = "bothways_web.api"
    label = "api"

    def ready(self) -> None:
        """Ask for a line on home pages, to be called by the clock, and to hear of accounts that are switched."""
        from bothways_web.api.home import items
        from bothways_web.api.kept import forget_old
        from bothways_web.api.scim.accounts import on_record
        from bothways_web.listen.hooks import ON_TICK
        from bothways_web.people import home
        from bothways_web.people.changes import ON_RECORD

        if forget_old not in ON_TICK:
            ON_TICK.append(forget_old)
            ON_RECORD.append(on_record)
        home.contribute(items)
