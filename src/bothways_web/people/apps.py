"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Units, people, accounts, access, change log."""

    name = "bothways_web.people"
    label = "people"

    def ready(self) -> None:
        """Contribute this room's lines to home pages."""
        from bothways_web.people import home, own_items

        home.contribute(own_items.items)
