"""The app of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Units, people, accounts, access, change log."""

    name = "bothways_web.people"
    label = "people"
