"""Addresses of the room."""

from django.urls import path

from bothways_web.connect.views import receivers

urlpatterns = [
    path("webhooks/", receivers.receivers, name="receivers"),
    path("webhooks/new/", receivers.new_receiver, name="new_receiver"),
    path("webhooks/<int:pk>/", receivers.receiver, name="receiver"),
    path("webhooks/<int:pk>/change/", receivers.change_receiver, name="change_receiver"),
    path("webhooks/<int:pk>/delete/", receivers.delete_receiver, name="delete_receiver"),
    path("webhooks/<int:pk>/notices/<int:number>/again/", receivers.notice_again, name="notice_again"),
]
