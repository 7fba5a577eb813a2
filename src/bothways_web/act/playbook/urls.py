"""Addresses of the playbook."""

from django.urls import path

from bothways_web.act.views import playbook

urlpatterns = [
    path("", playbook.playbook, name="playbook"),
    path("<slug:name>/", playbook.practice, name="practice"),
]
