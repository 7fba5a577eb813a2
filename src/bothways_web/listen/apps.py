"""The app of listening."""

from django.apps import AppConfig


class ListenConfig(AppConfig):
    """Pulses, rounds, invitations, answers."""

    name = "bothways_web.listen"
    label = "listen"

    def ready(self) -> None:
        """Ask for lines on the home pages."""
        from bothways_web.listen.home import items
        from bothways_web.people import home

        home.contribute(items)
