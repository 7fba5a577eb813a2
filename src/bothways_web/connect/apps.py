"""The app of connecting."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConnectConfig(AppConfig):
    """Webhooks out and in, calendars."""

    name = "bothways_web.connect"
    label = "connect"

    def ready(self) -> None:
        """Ask for lines on home pages, to hear of what is recorded, and to be called by the clock."""
        from bothways_web.api.rooms import join
        from bothways_web.connect.home import items
        from bothways_web.connect.outbox import forget_old, on_record, tell_of_cases
        from bothways_web.connect.programs import router
        from bothways_web.connect.rooms import posts
        from bothways_web.connect.sending import send_notices
        from bothways_web.connect.told.doing import forget_old as forget_receipts
        from bothways_web.listen.hooks import ON_TICK, ROOM_PAGES
        from bothways_web.people import home
        from bothways_web.people.changes import ON_RECORD

        home.contribute(items)
        join(router)
        if on_record not in ON_RECORD:
            ON_RECORD.extend((on_record, posts.on_record))
            ON_TICK.extend((tell_of_cases, send_notices, forget_old, posts.look_after_rooms, forget_receipts))
            ROOM_PAGES.append(("room_choices", _("What chat rooms hear")))
