"""The app of linking."""

from django.apps import AppConfig


class LinkConfig(AppConfig):
    """Imports of metrics, runs, findings."""

    name = "bothways_web.link"
    label = "link"

    def ready(self) -> None:
        """Ask to be told of released rounds, and for lines on the home pages."""
        from bothways_web.link.home import items
        from bothways_web.link.runs import round_released
        from bothways_web.listen.hooks import AFTER_RELEASE
        from bothways_web.people import home

        if round_released not in AFTER_RELEASE:
            AFTER_RELEASE.append(round_released)
        home.contribute(items)
