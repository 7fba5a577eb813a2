"""Addresses of the room."""

from django.urls import path

from bothways_web.connect.views import own_calendar, receivers, rooms, sources, sources_heard, told

urlpatterns = [
    path("listen/rooms/hear/", rooms.room_choices, name="room_choices"),
    path("listen/sources/", sources_heard.sources_heard, name="sources_heard"),
    path("me/calendar/", own_calendar.own_calendar, name="own_calendar"),
    path("calendar/<str:token>.ics", own_calendar.own_calendar_file_page, name="own_calendar_file"),
    path("webhooks/", receivers.receivers, name="receivers"),
    path("webhooks/new/", receivers.new_receiver, name="new_receiver"),
    path("webhooks/sources/new/", sources.new_source, name="new_source"),
    path("webhooks/sources/<int:pk>/", sources.source, name="source"),
    path("webhooks/sources/<int:pk>/change/", sources.change_source, name="change_source"),
    path("webhooks/sources/<int:pk>/delete/", sources.delete_source, name="delete_source"),
    path("told/<uuid:key>/", told.told, name="told"),
    path("webhooks/<int:pk>/", receivers.receiver, name="receiver"),
    path("webhooks/<int:pk>/change/", receivers.change_receiver, name="change_receiver"),
    path("webhooks/<int:pk>/delete/", receivers.delete_receiver, name="delete_receiver"),
    path("webhooks/<int:pk>/notices/<int:number>/again/", receivers.notice_again, name="notice_again"),
]
