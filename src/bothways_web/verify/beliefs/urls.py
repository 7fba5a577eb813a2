"""Addresses of beliefs."""

from django.urls import path

from bothways_web.verify.views import beliefs

urlpatterns = [
    path("", beliefs.beliefs, name="beliefs"),
    path("say/", beliefs.say_beliefs, name="say_beliefs"),
    path("open/<int:run_id>/", beliefs.open_run, name="open_findings"),
]
