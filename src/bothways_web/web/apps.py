"""The app that joins the others."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files, error pages, commands."""

    name = "bothways_web.web"
    label = "web"
