"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Units, people, accounts, access, change log."""

    name = "bothways_web.people"
    label = "people"

    def ready(self) -> None:
        """Contribute this room's lines to home pages, and note who comes and goes."""
        from django.contrib.auth.signals import user_logged_in, user_logged_out

        from bothways_web.people import home, own_items
        from bothways_web.people.sign_on import coming_and_going

        home.contribute(own_items.items)
        user_logged_in.connect(coming_and_going.note_coming, dispatch_uid="people.note_coming")
        user_logged_out.connect(coming_and_going.note_going, dispatch_uid="people.note_going")
