"""Addresses of people."""

from django.urls import path

from bothways_web.web.stub import stub

urlpatterns = [
    path("", stub, name="home"),
    path("set-up/", stub, name="set_up"),
    path("people/", stub, name="people"),
]
