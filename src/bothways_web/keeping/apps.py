"""The app of keeping."""

from django.apps import AppConfig


class KeepingConfig(AppConfig):
    """Exports, personal data, retention, archives."""

    name = "bothways_web.keeping"
    label = "keeping"

    def ready(self) -> None:
        """Ask for lines on the home pages, and to be called by the clock."""
        from bothways_web.api.rooms import join
        from bothways_web.keeping import home_items
        from bothways_web.keeping.exports.running import tidy_exports
        from bothways_web.keeping.programs import router
        from bothways_web.keeping.retention.nightly import retention_tick
        from bothways_web.listen.hooks import ON_TICK
        from bothways_web.people import home

        home.contribute(home_items.items)
        join(router)
        if tidy_exports not in ON_TICK:
            ON_TICK.extend((tidy_exports, retention_tick))
