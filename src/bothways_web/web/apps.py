"""The app that joins the others."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files, error pages, commands."""

    name = "bothways_web.web"
    label = "web"

    def ready(self) -> None:
        """Let the clock look after sessions."""
        from bothways_web.listen.hooks import ON_TICK
        from bothways_web.web.session_clock import beat_of_clock, look_after_sessions

        if look_after_sessions not in ON_TICK:
            ON_TICK.extend((look_after_sessions, beat_of_clock))
